"""What the fuzzer feeds: crafted files by name, and mutations of small originals by seed and number."""

import random
from collections.abc import Callable

from PIL import Image, features

from tests.fuzz.crafted_blocks import BLOCKS
from tests.fuzz.crafted_pixels import PIXELS
from tests.images.pictures import encoded, marked
from tests.images.test_damaged import ORIGINALS, mutated

CRAFTED: dict[str, Callable[[], bytes]] = BLOCKS | PIXELS

MORE = {
    "JPEG 4:2:0": encoded(marked(64, 48), "JPEG", subsampling=2, restart_marker_blocks=2),
    "JPEG of two pictures": encoded(marked(), "MPO", save_all=True, append_images=[marked()]),
    "PNG 1 bit": encoded(Image.new("1", (33, 9)), "PNG"),
    "PNG 4 bit": encoded(Image.new("P", (33, 9)), "PNG", bits=4),
    "BMP 32 bit": encoded(Image.new("RGBA", (9, 9)), "BMP"),
    "TIFF of two pages": encoded(marked(), "TIFF", save_all=True, append_images=[marked()]),
    "TIFF 16 bit": encoded(Image.new("I;16", (9, 9)), "TIFF"),
    "TIFF bits packed": encoded(marked(), "TIFF", compression="packbits"),
}
if features.check("avif"):
    MORE["AVIF"] = encoded(marked(), "AVIF")
SEEDS = ORIGINALS | MORE


def mutation(seed: int, number: int) -> tuple[str, bytes]:
    """The name of its original and the bytes of one input; the same for the same two numbers."""
    draw = random.Random(f"{seed} {number}")
    name = draw.choice(list(SEEDS))
    data = mutated(SEEDS[name], draw)
    if draw.random() < 0.05:  # the head of one format with the body of another
        cut = draw.randrange(1, 200)
        data = data[:cut] + SEEDS[draw.choice(list(SEEDS))][cut:]
    return name, data
