"""Old import paths lead to the very modules they moved to, and say so."""

import importlib
import importlib.util
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import cropvlm_tools

OLD_AND_NEW = [
    ("cropvlm_tools.fetch", "cropvlm_tools.images.fetch"),
    ("cropvlm_tools.headers", "cropvlm_tools.images.headers"),
    ("cropvlm_tools.registry", "cropvlm_tools.chat.conversation"),
    ("cropvlm_tools.messages", "cropvlm_tools.chat.insert"),
    ("cropvlm_tools.policies.ocr", "cropvlm_tools.policies.grounded"),
    ("cropvlm_tools.policies.ocr.closer", "cropvlm_tools.policies.grounded.closer"),
    ("cropvlm_tools.policies.ocr.lexical", "cropvlm_tools.policies.grounded.lexical"),
    ("cropvlm_tools.policies.ocr.policy", "cropvlm_tools.policies.grounded.policy"),
    ("cropvlm_tools.policies.ocr.lines", "cropvlm_tools.perception.text.reading"),
    ("cropvlm_tools.policies.ocr.question", "cropvlm_tools.policies.grounded.question"),
    ("cropvlm_tools.langchain.writer", "cropvlm_tools.langchain.insertion"),
    ("cropvlm_tools.policies.ocr.keys", "cropvlm_tools.policies.grounded.page.keys"),
    ("cropvlm_tools.policies.ocr.features", "cropvlm_tools.policies.grounded.choosing.features"),
]


def python(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    root = str(Path(cropvlm_tools.__file__).parents[1])
    environment = {**os.environ, "PYTHONPATH": root}
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=folder, env=environment)


def test_old_modules_are_the_new_ones() -> None:
    lines = ["import importlib, warnings", "warnings.simplefilter('ignore')"]
    for old, new in OLD_AND_NEW:
        lines.append(f"old, new = map(importlib.import_module, ({old!r}, {new!r}))")
        lines.append(f"assert old is new and old.__name__ == old.__spec__.name == {new!r}, {old!r}")
    ran = python("-c", "\n".join(lines))
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(("old", "new"), [OLD_AND_NEW[0], OLD_AND_NEW[-1]])
def test_an_old_module_says_where_it_is_now(old: str, new: str) -> None:
    ran = python("-W", "default", "-c", f"import {old}")
    assert ran.returncode == 0
    assert f"DeprecationWarning: {old} has moved to {new}; the old name works for one release." in ran.stderr
    assert "<string>:1" in ran.stderr  # the line that imports it, not one of ours
    assert "DeprecationWarning" not in python("-W", "default", "-c", f"import {new}").stderr


def test_what_the_old_modules_held_is_found_there_still() -> None:
    from cropvlm_tools.images import MAX_BYTES, MAX_PIXELS, ImageSource, load_image
    from cropvlm_tools.zooming import Zoom, zoom

    image = load_image(Image.new("RGB", (4, 4)))
    assert isinstance(zoom(image, "?", "whole"), Zoom)
    assert (MAX_BYTES, MAX_PIXELS) == (25_000_000, 70_000_000)
    assert bytes in ImageSource.__args__


@pytest.mark.parametrize(
    "imported",
    [
        "from cropvlm_tools.policies.ocr.question import Query, parse_question",
        "import cropvlm_tools.policies.ocr.question as q; parse_question = q.parse_question",
        "from cropvlm_tools.policies.ocr import question; parse_question = question.parse_question",
    ],
)
def test_a_module_whose_name_is_a_package_now_leads_on_to_its_names(imported: str) -> None:
    after = (
        "from cropvlm_tools.policies.grounded import question\n"
        "import cropvlm_tools.policies.grounded.question.wording as wording\n"
        "from cropvlm_tools.policies.grounded.question import parsing\n"
        "assert question.__name__ == 'cropvlm_tools.policies.grounded.question'\n"
        "assert wording.STOPWORDS and parsing.parse_question is parse_question\n"
    )
    ran = python("-W", "ignore", "-c", f"{imported}\n{after}")
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """``house.flat`` has moved to ``house.rooms.new``, ``house.folder`` to ``house.rooms``, and some are gone."""
    rooms = tmp_path / "house" / "rooms"
    rooms.mkdir(parents=True)
    (rooms.parent / "__init__.py").write_text(
        "from cropvlm_tools.moved import forward_modules\n"
        "forward_modules({'house.flat': 'house.rooms.new', 'house.folder': 'house.rooms', 'house.lost': 'house.x',\n"
        "                 'house.folder.aside': 'house.rooms.new'})\n",
        encoding="utf-8",
    )
    (rooms / "__init__.py").write_text("", encoding="utf-8")
    (rooms / "__main__.py").write_text("print('main', __name__)\n", encoding="utf-8")
    (rooms / "new.py").write_text(
        "import sys\n"
        "class Thing: pass\n"
        "if __name__ == '__main__':\n"
        "    print(__file__, sys.argv)\n"
        "    from house.rooms.new import Thing as Other\n"
        "    print(Other.__module__)\n",
        encoding="utf-8",
    )
    return tmp_path


@pytest.mark.parametrize("old", ["house.flat", "house.folder.new", "house.folder.aside"])
def test_an_old_module_runs_with_its_arguments(old: str, house: Path) -> None:
    ran = python("-W", "default", "-m", old, "--out", "x", folder=house)
    new = str(house / "house" / "rooms" / "new.py")
    assert ran.stdout.splitlines() == [f"{new} {[new, '--out', 'x']}", "house.rooms.new"]
    assert f"{old} has moved to house.rooms.new" in ran.stderr
    assert ran.stdout == python("-m", "house.rooms.new", "--out", "x", folder=house).stdout


def test_an_old_package_runs_its_main(house: Path) -> None:
    ran = python("-m", "house.folder", folder=house)
    assert (ran.returncode, ran.stdout) == (0, "main __main__\n")


def test_what_is_nowhere_is_not_found(house: Path) -> None:
    for name in ("house.lost", "house.folder.nothing", "house.nothing"):
        code = f"import house, importlib.util; assert importlib.util.find_spec({name!r}) is None"
        ran = python("-c", code, folder=house)
        assert (ran.returncode, ran.stderr) == (0, ""), name
        assert f"No module named '{name}'" in python("-c", f"import {name}", folder=house).stderr


def test_threads_that_wait_for_an_old_module_get_the_new_one(house: Path) -> None:
    with (house / "house" / "rooms" / "new.py").open("a", encoding="utf-8") as file:
        file.write("import time; time.sleep(0.5)\n")
    code = (
        "import house, threading, warnings\n"
        "warnings.simplefilter('ignore')\n"
        "def load():\n"
        "    from house.flat import Thing\n"
        "    things.append(Thing)\n"
        "things = []\n"
        "threads = [threading.Thread(target=load) for _ in range(4)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n"
        "assert len(things) == 4 and len(set(things)) == 1, things\n"
    )
    ran = python("-c", code, folder=house)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_looking_for_an_old_module_imports_nothing(house: Path) -> None:
    """It is done while the import lock is held: a package above that another thread imports would never be there."""
    code = (
        "import house, importlib.util, sys; importlib.util.find_spec('house.flat'); print('house.rooms' in sys.modules)"
    )
    assert python("-c", code, folder=house).stdout == "False\n"


def test_an_old_module_where_warnings_are_errors(house: Path) -> None:
    code = (
        "import warnings; warnings.simplefilter('error')\n"
        "try:\n"
        "    import house.flat\n"
        "except DeprecationWarning as warning:\n"
        "    print(warning)\n"
        "import house.rooms.new as new\n"
        "print(new.__spec__.name)\n"
    )
    ran = python("-c", code, folder=house)
    assert ran.stdout.splitlines() == [
        "house.flat has moved to house.rooms.new; the old name works for one release.",
        "house.rooms.new",
    ]


def test_source_and_pickles_of_an_old_module(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(house)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    new = importlib.import_module("house.rooms.new")
    spec = importlib.util.find_spec("house.flat")
    assert spec is not None
    assert spec.origin == new.__file__
    assert spec.loader.get_source("house.flat") == (house / "house" / "rooms" / "new.py").read_text(encoding="utf-8")
    assert not spec.loader.is_package("house.flat")
    assert importlib.util.find_spec("house.folder").loader.is_package("house.folder")
    with pytest.warns(DeprecationWarning, match=r"house\.rooms\.new"):
        assert pickle.loads(b"chouse.flat\nThing\n.") is new.Thing
    for name in [name for name in sys.modules if name.split(".")[0] == "house"]:
        del sys.modules[name]
