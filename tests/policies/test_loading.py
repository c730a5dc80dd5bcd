"""How a policy is found: by name, by folder, by hub id, and in another package that is installed."""

import importlib
import json
import sys
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest
from PIL import Image

from cropvlm_tools import load_policy
from cropvlm_tools.errors import MissingDependencyError, PolicyError
from cropvlm_tools.policies.vlm.policy import VlmPolicy
from cropvlm_tools.policy import Prediction
from tests.conftest import Install

PICTURE = Image.new("RGB", (10, 10))


class Corner:
    name = "corner"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(None, 0.0)


def test_a_policy_is_returned_as_it_is() -> None:
    policy = Corner()
    assert load_policy(policy) is policy


@pytest.mark.parametrize("name", ["default", "grounded", "lexical", "whole", "centre", "random"])
def test_named_policies_are_loaded_once(name: str) -> None:
    assert load_policy(name) is load_policy(name)


@pytest.mark.parametrize("name", ["grounded", "ocr"])
def test_the_default_has_other_names(name: str) -> None:
    assert load_policy(name) is load_policy("default")


def test_loading_from_many_threads_gives_one_policy() -> None:
    found: list[object] = []
    threads = [Thread(target=lambda: found.append(load_policy("lexical"))) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(policy) for policy in found}) == 1


def test_a_folder_names_its_policy_and_options(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_text(json.dumps({"policy": "window", "box": [0, 0, 0.5, 1]}), encoding="utf-8")
    box = load_policy(tmp_path).predict(PICTURE, "?").box
    assert box is not None
    assert box.xyxy == (0, 0, 0.5, 1)


@pytest.mark.parametrize(
    "content",
    [None, "", "[]", "{}", "not json", '{"policy": "nothing"}', '{"policy": ["centre"]}', '{"policy": "window"}'],
)
def test_a_folder_without_a_policy_says_so(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "policy.json").write_text(content, encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        load_policy(tmp_path)
    assert str(tmp_path.parent) not in str(error.value)


@pytest.mark.parametrize("file", ["config.json", "adapter_config.json"])
@pytest.mark.parametrize("missing", ["torch", "transformers"])
def test_a_vision_language_model_without_its_packages_names_the_pip_line(
    tmp_path: Path, file: str, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("torch", "transformers"):
        monkeypatch.setitem(sys.modules, package, None if package == missing else ModuleType(package))
    (tmp_path / file).write_text("{}", encoding="utf-8")
    for source in (tmp_path, str(tmp_path), "org/name"):
        with pytest.raises(MissingDependencyError, match=r"pip install 'cropvlm-tools\[vlm\]'") as error:
            load_policy(source)
        assert missing in str(error.value)


def test_a_policy_json_beside_a_model_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "policy.json").write_text(json.dumps({"policy": "centre"}), encoding="utf-8")
    assert load_policy(tmp_path).name == "centre"
    (tmp_path / "policy.json").write_text(json.dumps({"policy": "vlm", "source": "org/other"}), encoding="utf-8")
    made: list[object] = []
    monkeypatch.setattr(VlmPolicy, "from_pretrained", lambda **options: made.append(options) or Corner())
    load_policy(tmp_path, grammar="permille")
    assert made == [{"source": tmp_path, "grammar": "permille"}]  # a file cannot lead elsewhere


@pytest.mark.parametrize("source", ["../x", "a/b/c", "/etc/nothing", "org/", "/name", "org/..", "ö/name", "a b/c"])
def test_only_org_and_name_are_a_hub_id(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VlmPolicy, "from_pretrained", lambda **options: pytest.fail(f"asked for {options}"))
    with pytest.raises(PolicyError):
        load_policy(source)


@pytest.mark.parametrize("source", ["nothing", "", "window/../window", "x" * 5000, "\0", 3, None, object()])
def test_what_is_no_policy_is_a_policy_error(source: object) -> None:
    with pytest.raises(PolicyError):
        load_policy(source)  # type: ignore[arg-type]


def test_the_old_place_of_load_policy_says_where_it_is_now() -> None:
    old = importlib.import_module("cropvlm_tools.policy")
    with pytest.warns(DeprecationWarning, match=r"cropvlm_tools\.policies\.loading\.load_policy") as warned:
        assert old.load_policy is load_policy
    assert warned[0].filename == __file__
    with pytest.raises(AttributeError, match="nothing"):
        _ = old.nothing


MINE = """
from cropvlm_tools import Box, Prediction

class Mine:
    name = "mine"

    def __init__(self, share: float = 0.5) -> None:
        self.box = Box(0, 0, share, share)

    def predict(self, image, question):
        return Prediction(self.box, 0.5)
"""


def test_a_policy_of_another_package_is_found_by_its_name(tmp_path: Path, install: Install) -> None:
    install("my-package", {"mine": "mine:Mine", "mine too": "mine:Mine"}, mine=MINE)
    assert load_policy("mine") is load_policy("mine")
    assert load_policy("mine", share=0.25).predict(PICTURE, "?").box.xyxy == (0, 0, 0.25, 0.25)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "policy.json").write_text(json.dumps({"policy": "mine too", "share": 0.75}), encoding="utf-8")
    assert load_policy(folder).predict(PICTURE, "?").box.xyxy == (0, 0, 0.75, 0.75)
    with pytest.raises(PolicyError, match=r"default, .*prompted, mine, mine too"):
        load_policy("my")


def test_a_policy_of_another_package_may_be_built_around_one_of_ours(install: Install) -> None:
    code = (
        "from cropvlm_tools import load_policy\n"
        "class Around:\n"
        "    name = 'around'\n"
        "    def __init__(self):\n"
        "        self.predict = load_policy('centre').predict\n"
    )
    install("around-ours", {"around": "around_ours:Around"}, around_ours=code)
    loaded: list[object] = []
    thread = Thread(target=lambda: loaded.append(load_policy("around")), daemon=True)
    thread.start()
    thread.join(timeout=30)
    assert not thread.is_alive()
    assert loaded == [load_policy("around")]


def test_our_names_are_ours(install: Install) -> None:
    install("my-package", dict.fromkeys(("centre", "default", "ocr", "org/name", "sub/folder"), "mine:Mine"), mine=MINE)
    assert load_policy("centre").name == "centre"
    assert load_policy("default") is load_policy("grounded")
    with pytest.raises(PolicyError, match="No policy") as error:
        load_policy("sub/folder/")
    names = str(error.value).partition("Give one of ")[2].split(", ")
    assert "ocr" not in names  # ours, of earlier weights
    assert len(names) == len(set(names))


BROKEN = """
def fails(**options):
    raise RuntimeError("/a/secret/place")

def refuses(share=1):
    from cropvlm_tools.errors import BoxError
    raise BoxError("share is too large.")

def needs():
    from cropvlm_tools.errors import MissingDependencyError
    raise MissingDependencyError("broken", "a-package", "extra")

def returns():
    return "no policy"
"""


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("broken:missing", "AttributeError"),
        ("not_there:fails", "No module named 'not_there'"),
        ("broken:fails", "RuntimeError"),
        ("broken:refuses", "share is too large"),
        ("broken:returns", "str has no predict"),
    ],
)
def test_a_broken_entry_point_names_its_package(entry: str, says: str, install: Install) -> None:
    install("bad-package", {"bad": entry}, broken=BROKEN)
    with pytest.raises(PolicyError, match="bad-package") as error:
        load_policy("bad")
    assert says in str(error.value)
    assert "secret" not in str(error.value)


def test_options_that_another_package_does_not_take_are_said(install: Install) -> None:
    install("my-package", {"mine": "mine:Mine"}, mine=MINE)
    with pytest.raises(PolicyError, match=r"my-package cannot be loaded with \['size'\].*unexpected keyword"):
        load_policy("mine", size=3)


def test_what_another_package_needs_is_said_in_its_words(install: Install) -> None:
    install("bad-package", {"bad": "broken:needs"}, broken=BROKEN)
    with pytest.raises(MissingDependencyError, match="a-package"):
        load_policy("bad")


def test_a_name_that_two_packages_give_is_refused(install: Install) -> None:
    install("my-package", {"mine": "mine:Mine"}, mine=MINE)
    install("other-package", {"mine": "mine:Mine"})
    with pytest.raises(PolicyError, match="my-package and other-package"):
        load_policy("mine")
