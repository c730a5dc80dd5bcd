"""Feeds load_image with crafted and mutated files: python -m tests.fuzz --inputs 100000 [--seed 0] [--out faults]

Each input must be a picture or an ImageError, within 2 s of processor time at the default limits. Faults are written to
the folder --out; the exit status is 1 where there are any. Input N of a seed is always the same, so a run goes on with
--first N, and --crafted NAME alone prints one file. --pdf feeds PDFs: the processor time is then that of the process
which reads them too, where the system tells it (Linux).
"""

import argparse
import faulthandler
import os
import resource
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import load_image
from tests.fuzz.corpus import CRAFTED, mutation
from tests.fuzz.pdfs import PDFS, pdf_mutation

SECONDS = 2.0
STUCK = 120  # s by the clock, after which the traceback is printed and the run ends


@dataclass
class Report:
    """What came of all inputs so far."""

    out: Path | None
    done: int = 0
    pictures: int = 0
    foreign: int = 0
    slow: int = 0
    slowest: tuple[float, str] = (0.0, "")
    faults: list[str] = field(default_factory=list)

    def feed(self, name: str, data: bytes) -> str:
        """One line on what came of one input."""
        faulthandler.dump_traceback_later(STUCK, exit=True, file=sys.__stderr__)
        began = processor_time()
        fault = ""
        try:
            result = "picture of {} x {}".format(*load_image(data).size)
            self.pictures += 1
        except ImageError as error:
            result = error.message
        except Exception as error:
            fault = result = f"foreign exception: {type(error).__name__}: {error}"
            self.foreign += 1
        seconds = processor_time() - began
        faulthandler.cancel_dump_traceback_later()
        if seconds > SECONDS:
            fault = f"{seconds:.2f} s"
            self.slow += 1
        self.done += 1
        self.slowest = max(self.slowest, (seconds, name))
        if fault:
            self.faults.append(f"{name}: {fault}")
            if self.out:
                self.out.mkdir(parents=True, exist_ok=True)
                (self.out / name.replace(" ", "-")).write_bytes(data)
        return f"{name} | {len(data):,} bytes | {seconds:.2f} s | {result}"

    def __str__(self) -> str:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return (
            f"{self.done:,} inputs, {self.pictures:,} of them pictures; {self.foreign} foreign exceptions; "
            f"{self.slow} over {SECONDS:g} s; slowest {self.slowest[0]:.2f} s ({self.slowest[1]}); "
            f"peak memory {peak / 1e6:,.0f} MB"
        )


def processor_time() -> float:
    """Seconds of this process and all that it started."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = 0.0
    for listed in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # a thread, or a process, that has just ended
            for child in listed.read_text().split():
                status = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
                running += (int(status[11]) + int(status[12])) / os.sysconf("SC_CLK_TCK")
    return time.process_time() + ended.ru_utime + ended.ru_stime + running


def crafted(name: str) -> bytes:
    """Made in a process of its own: what making it takes is no part of what is measured."""
    command = [sys.executable, "-m", "tests.fuzz", "--crafted", name]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=100_000, help="mutated inputs, beside the crafted ones")
    parser.add_argument("--seed", type=int, default=0, help="of the mutations")
    parser.add_argument(
        "--first", type=int, default=0, help="number of the first mutated input; skips the crafted ones"
    )
    parser.add_argument("--out", type=Path, help="folder for faulting inputs")
    parser.add_argument(
        "--crafted", choices=CRAFTED | PDFS, metavar="NAME", help="write one crafted file to standard output"
    )
    parser.add_argument("--pdf", action="store_true", help="PDFs in place of pictures")
    options = parser.parse_args(arguments)
    if options.crafted:
        sys.stdout.buffer.write((CRAFTED | PDFS)[options.crafted]())
        return 0
    report = Report(options.out)
    known, mutated = (PDFS, pdf_mutation) if options.pdf else (CRAFTED, mutation)
    for name in known if not options.first else ():
        print(report.feed(name, crafted(name)), flush=True)
    for number in range(options.first, options.inputs):
        name, data = mutated(options.seed, number)
        report.feed(f"{name} {options.seed} {number}", data)
        if (number + 1) % 5000 == 0:
            print(f"{number + 1:,} of {options.inputs:,}: {report}", flush=True)
    print(*report.faults, report, sep="\n")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
