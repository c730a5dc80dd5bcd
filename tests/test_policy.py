"""How a policy is found."""

import json
import sys
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest
from PIL import Image

from cropvlm_tools import load_policy, policy
from cropvlm_tools.errors import MissingDependencyError, PolicyError
from cropvlm_tools.policy import Prediction


class Corner:
    name = "corner"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        return Prediction(None, 0.0)


def test_a_policy_is_returned_as_it_is() -> None:
    policy = Corner()
    assert load_policy(policy) is policy


@pytest.mark.parametrize("name", ["default", "lexical", "whole", "centre", "random"])
def test_named_policies_are_loaded_once(name: str) -> None:
    assert load_policy(name) is load_policy(name)


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
    box = load_policy(tmp_path).predict(Image.new("RGB", (10, 10)), "?").box
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
    asked: list[object] = []
    monkeypatch.setitem(policy._LOADERS, "vlm", lambda **options: asked.append(options) or Corner())
    load_policy(tmp_path, grammar="permille")
    assert asked == [{"source": tmp_path, "grammar": "permille"}]  # a file cannot lead elsewhere


@pytest.mark.parametrize("source", ["../x", "a/b/c", "/etc/nothing", "org/", "/name", "org/..", "ö/name", "a b/c"])
def test_only_org_and_name_are_a_hub_id(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(policy._LOADERS, "vlm", lambda **options: pytest.fail(f"asked for {options}"))
    with pytest.raises(PolicyError):
        load_policy(source)


@pytest.mark.parametrize("source", ["nothing", "", "window/../window", "x" * 5000, "\0", 3, None, object()])
def test_what_is_no_policy_is_a_policy_error(source: object) -> None:
    with pytest.raises(PolicyError):
        load_policy(source)  # type: ignore[arg-type]
