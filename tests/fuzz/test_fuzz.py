"""A slice of the fuzzer: every crafted file, some mutations, and that faults are told."""

import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import load_image
from tests.fuzz import __main__ as fuzz
from tests.fuzz.corpus import CRAFTED, SEEDS, mutation
from tests.fuzz.pdfs import PDFS

SECONDS = 6.0
"""Three times what is promised, for machines that are slower or busy; what these files did before took up to hours."""


@pytest.mark.parametrize("name", CRAFTED)
def test_crafted(name: str) -> None:
    data = CRAFTED[name]()
    assert len(data) <= 25_000_000
    began = time.process_time()
    with suppress(ImageError):
        assert load_image(data).mode == "RGB"
    assert time.process_time() - began < SECONDS


@pytest.mark.skipif(find_spec("pypdfium2") is None, reason="the extra pdf is not installed")
@pytest.mark.parametrize("name", PDFS)
def test_crafted_pdf(name: str) -> None:
    data = PDFS[name]()
    began = fuzz.processor_time()
    with suppress(ImageError):
        assert load_image(data).mode == "RGB"
    assert fuzz.processor_time() - began < SECONDS


@pytest.mark.skipif(find_spec("pypdfium2") is None, reason="the extra pdf is not installed")
def test_a_slice_of_pdfs(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["--pdf", "--first", "1", "--inputs", "150", "--seed", "7"]) == 0
    assert "149 inputs" in capsys.readouterr().out


def test_a_slice(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert fuzz.main(["--first", "1", "--inputs", "1500", "--seed", "7", "--out", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "1,499 inputs" in told
    assert "0 foreign exceptions; 0 over 2 s" in told
    assert list(tmp_path.iterdir()) == []


def test_an_input_is_the_same_again() -> None:
    inputs = [mutation(3, number) for number in range(200)]
    assert inputs == [mutation(3, number) for number in range(200)]
    assert len(set(inputs)) > 190
    assert len({name for name, _ in inputs}) > len(SEEDS) / 2


def test_faults_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(data: bytes) -> None:
        raise KeyError("no such tag")

    monkeypatch.setattr(fuzz, "load_image", broken)
    monkeypatch.setattr(fuzz, "SECONDS", -1.0)
    report = fuzz.Report(tmp_path / "faults")
    assert "foreign exception: KeyError" in report.feed("a name", b"data")
    assert (report.foreign, report.slow, len(report.faults)) == (1, 1, 1)
    assert (tmp_path / "faults" / "a-name").read_bytes() == b"data"


def test_a_crafted_file_is_printed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    name = "bmp end of line"
    assert fuzz.main(["--crafted", name]) == 0
    assert fuzz.crafted(name) == CRAFTED[name]()
