"""Every public call has examples in its docstring, and they run as they stand there."""

import doctest
import importlib
from pathlib import Path

import pytest

import cropvlm_tools
from cropvlm_tools.demo import draw_page

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
OTHERS = ("cropvlm_tools.images.load:load_image", "cropvlm_tools.demo:draw_page")
"""Calls that a reader of the documentation is sent to, besides those of the package itself."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    draw_page()[0].save(folder / "receipt.jpg", quality=90)
    return folder


@pytest.mark.parametrize("name", [*(f"cropvlm_tools:{name}" for name in cropvlm_tools.__all__), *OTHERS])
def test_examples(name: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package, _, call = name.partition(":")
    public = getattr(importlib.import_module(package), call)
    module = importlib.import_module(public.__module__)
    found = doctest.DocTestFinder(exclude_empty=True).find(public, call, module=module)
    assert found[0].examples, f"{call} has no example"
    monkeypatch.chdir(desk)
    said: list[str] = []
    for examples in found:
        doctest.DocTestRunner(optionflags=FLAGS).run(examples, out=said.append)
    assert not said, "".join(said)
