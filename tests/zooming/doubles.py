"""What tests of a zoom share: a policy of three lines, and a picture whose crop can be told."""

from PIL import Image

from cropvlm_tools import Box, Budget, Prediction, Zoom, zoom
from cropvlm_tools.policy import Policy
from cropvlm_tools.zooming.options import When

QUARTER = Box(0.5, 0.5, 1, 1)


class Says(Policy):
    name = "says"

    def __init__(self, prediction: Prediction) -> None:
        self.prediction = prediction

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return self.prediction


def picture(size: tuple[int, int] = (4000, 3000)) -> Image.Image:
    """Grey, its lower right pixel red."""
    image = Image.new("RGB", size, "grey")
    image.putpixel((size[0] - 1, size[1] - 1), (255, 0, 0))
    return image


def zoomed(box: Box | None = QUARTER, edge: int | None = None, when: When = "always") -> Zoom:
    budget = Budget(max_edge=448, max_tokens=None)
    return zoom(picture(), "What?", Says(Prediction(box, 0.5, "Because.", edge)), budget, when)
