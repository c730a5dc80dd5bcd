"""What a worker process costs on an ordinary photograph: python -m tests.fuzz.isolation [PHOTOGRAPH]

Without one: 12 megapixels of noise that was smoothed, a JPEG of 6 MB. The figure is processor time of all processes,
which counts what else runs on the machine for little: of runs of 41 images less runs of one, in turns.
"""

import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

from PIL import Image

from cropvlm_tools.images.limits import Limits
from cropvlm_tools.images.load import load_image
from tests.images.pictures import encoded

PAIRS, IMAGES = 7, 40


def photograph() -> bytes:
    bands = [Image.effect_noise((500, 375), 120).resize((4000, 3000), Image.Resampling.BICUBIC) for _ in range(3)]
    grain = Image.merge("RGB", [Image.effect_noise((4000, 3000), 30)] * 3)
    return encoded(Image.blend(Image.merge("RGB", bands), grain, 0.3), "JPEG", quality=90)


def processor_time(data: bytes, images: int, isolated: bool) -> float:
    """Seconds of a process that loads the photograph so often, and of its worker."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "tests.fuzz.isolation", "--load", str(images), str(int(isolated))]
    subprocess.run(command, input=data, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    if sys.argv[1:2] == ["--load"]:
        images, isolated = map(int, sys.argv[2:])
        data = sys.stdin.buffer.read()
        for _ in range(images):
            load_image(data, limits=Limits(isolated=bool(isolated)))
        return
    data = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else photograph()
    pairs = []
    for _ in range(PAIRS):
        here, there = (
            (processor_time(data, IMAGES + 1, isolated) - processor_time(data, 1, isolated)) / IMAGES
            for isolated in (False, True)
        )
        pairs.append((here, there))
        print(f"here {1000 * here:.0f} ms, isolated {1000 * there:.0f} ms, ratio {there / here:.2f}", flush=True)
    print(f"median ratio {median(there / here for here, there in pairs):.2f}, {len(data) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
