"""PDFs: a page as a picture that is drawn when it is looked at, and its text layer as lines."""
