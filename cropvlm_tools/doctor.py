"""``cropvlm doctor``: what is installed, and whether a zoom works here."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from cropvlm_tools.demo import draw_page
from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.version import __version__
from cropvlm_tools.zooming.zoom import zoom

NEEDED = ("numpy", "onnxruntime", "opencv-python-headless", "pillow", "rapidfuzz", "rapidocr", "tqdm")
EXTRAS = {
    "vlm": ("torch", "transformers"),
    "langchain": ("langchain-core", "langchain"),
    "llama-index": ("llama-index-core",),
    "openai": ("openai",),
    "anthropic": ("anthropic",),
    "google": ("google-genai",),
    "mcp": ("mcp",),
    "tesseract": ("pytesseract",),
    "heif": ("pillow-heif",),
    "pdf": ("pypdfium2",),
    "corpus": ("datasets", "pyarrow"),
}
QUESTION = "What is the phone number of the depot?"


def run() -> int:
    """Print what there is; 0 where a zoom works, else 2."""
    print(f"cropvlm-tools {__version__}, Python {platform.python_version()}, {platform.platform()}")
    missing = [name for name in NEEDED if _version(name) is None]
    print("needed:", ", ".join(f"{name} {_version(name) or 'MISSING'}" for name in NEEDED))
    for line in _extras():
        print(line)
    try:
        told = _self_test()
    except Exception as error:
        known = isinstance(error, CropVLMError)
        text = " ".join(str(error).split())
        print(f"self-test: FAILED: {text if known else f'{type(error).__name__}: {text}'}", file=sys.stderr)
        return 2
    print(f"self-test: {told}")
    return 2 if missing else 0


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _extras() -> Iterator[str]:
    """One line for those that are there, one for those that are not."""
    there = {extra: [(name, _version(name)) for name in names] for extra, names in EXTRAS.items()}
    whole = {extra: names for extra, names in there.items() if all(found for _, found in names)}
    named = [f"{extra} ({', '.join(f'{name} {found}' for name, found in names)})" for extra, names in whole.items()]
    yield f"extras: {', '.join(named) or 'none'}"
    if len(whole) < len(EXTRAS):
        left = ",".join(extra for extra in EXTRAS if extra not in whole)
        yield f"not installed: pip install 'cropvlm-tools[{left}]'"


def _self_test() -> str:
    """A zoom into a page that is drawn here.

    Raises:
        CropVLMError: the policy cannot be loaded, or the region does not hold the answer.
    """
    page, answers = draw_page()
    policy = load_policy("default")
    result = zoom(page, QUESTION, policy=policy)
    read = " ".join(region.text for region in result.regions)
    if "".join(answers[QUESTION].split()) not in "".join(read.split()):
        raise CropVLMError(f"On the page of the demo the region shows {read or result.reason!r}, not the answer.")
    return f"the answer was found on {result.area:.1%} of a page in {result.seconds:.1f} s by policy {result.policy!r}"
