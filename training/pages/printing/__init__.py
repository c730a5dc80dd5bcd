"""From a page to its pixels: typefaces and the drawing."""
