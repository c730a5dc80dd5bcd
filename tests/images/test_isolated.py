"""Decoding in a worker process: equal pictures, limits that hold, and no process left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.isolated import decode_isolated
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.images.load import decode, load_image
from tests.images.pictures import encoded, marked, transparent

ISOLATED = Limits(isolated=True)

POSIX = pytest.mark.skipif(os.name != "posix", reason="limits and fork are POSIX's")
PIXELS = 1_000_000
ROOT = str(Path(__file__).parents[2])


def process(data: bytes, max_pixels: int, page: int) -> Image.Image:
    raise ImageError(str(os.getpid()))


def dies(data: bytes, max_pixels: int, page: int) -> Image.Image:
    os._exit(3)


def hangs(data: bytes, max_pixels: int, page: int) -> Image.Image:
    time.sleep(3600)
    raise AssertionError


def toils(data: bytes, max_pixels: int, page: int) -> Image.Image:
    while True:
        pass


def hoards(data: bytes, max_pixels: int, page: int) -> Image.Image:
    return Image.frombytes("RGB", (1, 1), bytes(4 << 30))


def prints(data: bytes, max_pixels: int, page: int) -> Image.Image:
    print("not an answer", flush=True)
    return marked()


def worker() -> int:
    """The process that decodes."""
    with pytest.raises(ImageError) as told:
        decode_isolated(b"x", PIXELS, 1, process)
    return int(told.value.message)


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return True  # ended; whoever inherited it has not asked yet
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_the_picture_is_the_same(kind: str) -> None:
    for image in (marked(), transparent("RGBA").convert("RGB"), marked(640, 480), marked(3, 2)):
        data = encoded(image, kind)
        here, there = load_image(data), load_image(data, limits=ISOLATED)
        assert type(there) is type(here) is Image.Image
        assert (there.mode, there.size, there.info, there.tobytes()) == ("RGB", here.size, {}, here.tobytes())
        there.putpixel((0, 0), (1, 2, 3))


def test_large_and_small_pictures_take_turns() -> None:
    large, small = encoded(Image.new("RGB", (5000, 4000), "red"), "PNG"), encoded(marked(), "PNG")
    for _ in range(2):
        assert load_image(large, limits=ISOLATED).getpixel((4999, 3999)) == (255, 0, 0)
        assert load_image(small, limits=ISOLATED).tobytes() == marked().tobytes()


def test_an_error_is_the_same() -> None:
    for source, limit in (
        (b"no image", PIXELS),
        (encoded(marked(), "PNG"), 99),
        (encoded(marked(), "PNG")[:60], PIXELS),
    ):
        errors = []
        for isolated in (False, True):
            with pytest.raises(ImageError) as refused:
                load_image(source, limits=Limits(limit, isolated=isolated))
            errors.append((refused.value.message, refused.value.fix, refused.value.option))
        assert errors[0] == errors[1]


def test_one_process_serves_many_images() -> None:
    assert len({worker() for _ in range(10)}) == 1
    assert worker() != os.getpid()


@POSIX
@pytest.mark.parametrize("fault", [dies, hangs, toils, prints])
def test_a_process_that_fails_fails_for_one_image(fault: Callable[[bytes, int, int], Image.Image]) -> None:
    with pytest.raises(ImageError, match="share of time or memory"):
        decode_isolated(b"x", PIXELS, 1, fault, seconds=1)
    assert load_image(encoded(marked(), "PNG"), limits=ISOLATED).size == marked().size


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on memory is held by Linux")
def test_memory_is_limited() -> None:
    with pytest.raises(ImageError, match="not enough memory"):
        decode_isolated(b"x", PIXELS, 1, hoards)


def test_threads() -> None:
    pictures = [Image.new("RGB", (50 + i, 40), (i, 0, 0)) for i in range(40)]
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda image: load_image(encoded(image, "PNG"), limits=ISOLATED), pictures))
    assert [image.tobytes() for image in loaded] == [image.tobytes() for image in pictures]


FORKED = """
import os, sys, threading
from tests.images.test_isolated import ISOLATED, decode_isolated, encoded, load_image, marked, process, ImageError
data = encoded(marked(), "PNG")
def pid():
    try: decode_isolated(b"x", 99, 1, process)
    except ImageError as error: return int(error.message)
mine = pid()
def busy():
    while True: load_image(data, limits=ISOLATED)
threading.Thread(target=busy, daemon=True).start()
for _ in range(20):
    child = os.fork()
    if not child:
        os._exit(0 if load_image(data, limits=ISOLATED).size == (32, 24) and pid() != mine else 1)
    assert os.waitpid(child, 0)[1] == 0
print("whole")
"""


@POSIX
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_starts_workers_of_its_own() -> None:
    run = subprocess.run(
        [sys.executable, "-c", FORKED], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert (run.stdout, run.returncode) == ("whole\n", 0), run.stderr


PARENT = """
import os, signal, sys
from tests.images.test_isolated import decode_isolated, process, ImageError
try: decode_isolated(b"x", 99, 1, process)
except ImageError as error: print(error.message, flush=True)
if sys.argv[1] == "killed": os.kill(os.getpid(), signal.SIGKILL)
"""


@POSIX
@pytest.mark.parametrize("end", ["killed", "ended"])
def test_a_worker_ends_with_its_parent(end: str) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PARENT, end], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == (-signal.SIGKILL if end == "killed" else 0)
    assert run.stderr == ""
    assert gone(int(run.stdout))


def test_decoding_needs_pillow_and_no_more() -> None:
    heavy = f"import sys; from {decode.__module__} import {decode.__name__}; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", heavy], cwd=ROOT, capture_output=True, text=True).stdout == "False\n"
