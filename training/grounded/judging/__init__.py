"""The default policy judged on kinds of pictures left out of its training."""
