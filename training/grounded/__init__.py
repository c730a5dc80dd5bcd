"""The default policy's network, how it is trained, and how it becomes the weights in the wheel."""
