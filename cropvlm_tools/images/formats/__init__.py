"""One file format each: what a file's own structure says that decoding it would cost, told before it is decoded."""
