"""One zoom: an image and a question in, the region and what to send of it out."""
