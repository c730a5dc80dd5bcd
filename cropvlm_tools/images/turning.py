"""Images turned by quarters."""

from PIL import Image

_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def turned(image: Image.Image, degrees: int) -> Image.Image:
    """The image turned clockwise by quarters (0: the very image); Pillow counts the other way."""
    return image.transpose(_TURNS[degrees % 360]) if degrees % 360 else image
