"""The lmms-eval model: with lmms-eval itself where it is installed, else with the few lines of it that it touches."""

import copy
import importlib
import importlib.util
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from cropvlm_tools.boxes import Box
from cropvlm_tools.errors import MissingDependencyError
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.policies.fixed import WindowPolicy
from cropvlm_tools.policy import Prediction
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.options import ZoomOptions
from tests.zooming.doubles import Says

INSTALLED = importlib.util.find_spec("lmms_eval") is not None


def double() -> dict[str, ModuleType]:
    """lmms_eval.api.model.lmms, lmms_eval.models.get_model and its registry's manifest."""

    class Lmms:
        is_simple = True

        def __init__(self) -> None:
            self._rank, self._world_size, self.task_dict = 0, 1, {}

        rank = property(lambda self: self._rank)
        world_size = property(lambda self: self._world_size)

    names = ["lmms_eval", "lmms_eval.api", "lmms_eval.api.model", "lmms_eval.models", "lmms_eval.models.registry_v2"]
    modules = {name: ModuleType(name) for name in names}
    vars(modules["lmms_eval.api.model"])["lmms"] = Lmms
    vars(modules["lmms_eval.models.registry_v2"])["ModelManifest"] = SimpleNamespace
    vars(modules["lmms_eval.models"])["get_model"] = None
    return modules


@pytest.fixture
def adapter(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    sys.modules.pop("cropvlm_tools.lmms_eval", None)
    if not INSTALLED:
        for name, module in double().items():
            monkeypatch.setitem(sys.modules, name, module)
    yield importlib.import_module("cropvlm_tools.lmms_eval")
    sys.modules.pop("cropvlm_tools.lmms_eval", None)


@pytest.fixture
def inner(adapter: Any, monkeypatch: pytest.MonkeyPatch) -> type:
    class Inner(adapter.lmms):  # type: ignore[misc, name-defined]
        """Answers with the size of each image and what is written between them."""

        is_simple = False
        device = "a device"

        def __init__(self, pretrained: str = "") -> None:
            super().__init__()
            self.pretrained = pretrained

        def generate_until(self, requests: list[Any]) -> list[Any]:
            return [self.answer(request) for request in requests]

        def answer(self, request: Any) -> list[Any]:
            _, to_messages, _, doc_id, task, split = request.args
            parts = to_messages(self.task_dict[task][split][doc_id])[-1]["content"]
            return [part["url"].size if part["type"] == "image" else part["text"] for part in parts]

        loglikelihood = generate_until_multi_round = generate_until

    models = importlib.import_module("lmms_eval.models")
    monkeypatch.setattr(models, "get_model", {"inner": Inner, "simple": adapter.lmms}.__getitem__)
    return Inner


def to_messages(doc: dict[str, Any]) -> list[dict[str, Any]]:
    content = [{"type": "image", "url": doc["image"]}, {"type": "text", "text": doc["question"]}]
    return [{"role": "user", "content": content}]


def instance(arguments: tuple[Any, ...]) -> Any:
    kind = importlib.import_module("lmms_eval.api.instance").Instance
    return kind("generate_until", arguments, 0, {"task": "signs", "doc_id": arguments[3], "repeats": 1})


class Request(SimpleNamespace):
    @property
    def args(self) -> Any:
        return self.arguments


def asked(*questions: str) -> tuple[list[Any], dict[str, Any]]:
    docs = [{"image": Image.new("RGB", (800, 600), "white"), "question": question} for question in questions]
    make = instance if INSTALLED else (lambda arguments: Request(arguments=arguments))
    requests = [make(("context", to_messages, {}, number, "signs", "test")) for number in range(len(docs))]
    return requests, {"signs": {"test": docs}}


CAPTION = "image_1 (800x600), zoomed to [0, 0, 400, 300]; shown at 400x300"
CORNER = WindowPolicy((0.0, 0.0, 0.5, 0.5))


def test_the_inner_model_sees_the_crop_and_nothing_else_changes(adapter: Any, inner: type) -> None:
    model = adapter.CropVLM("inner", policy=CORNER, max_edge=400, pretrained="weights")
    requests, docs = asked("What is due?", "")
    model.task_dict.update(docs)
    kept = [copy.copy(each.arguments) for each in requests]
    assert model.generate_until(requests) == [
        [(800, 600), "What is due?", CAPTION, (400, 300)],
        [(800, 600), ""],  # nothing asked
    ]
    assert [each.arguments for each in requests] == kept
    assert (model.inner.pretrained, model.device, model.rank, model.world_size) == ("weights", "a device", 0, 1)
    assert not model.is_simple


def test_what_gains_nothing_is_left_alone(adapter: Any, inner: type) -> None:
    model = adapter.CropVLM("inner", policy="whole")
    requests, docs = asked("What is due?")
    model.task_dict.update(docs)
    assert model.generate_until(requests) == [[(800, 600), "What is due?"]]


def test_surroundings_and_earlier_turns(adapter: Any, inner: type) -> None:
    small = WindowPolicy(Box(0.25, 0.25, 0.5, 0.5).xyxy)
    model = adapter.CropVLM("inner", policy=small, when="always", context=True)
    shot = to_messages({"image": Image.new("RGB", (10, 10)), "question": "An example?"})
    answer = {"role": "assistant", "content": [{"type": "text", "text": "Yes."}]}
    messages = [*shot, answer, *to_messages({"image": Image.new("RGB", (800, 600)), "question": "And this?"})]
    changed = model.insert(messages)
    assert changed[:2] == messages[:2]
    assert [part["type"] for part in changed[2]["content"]] == ["image", "text", "text", "image", "text", "image"]


def test_every_region_is_shown_and_what_cannot_be_read_is_left_alone(adapter: Any, inner: type) -> None:
    corners = Says(Prediction(None, 0.5, regions=(Box(0, 0, 0.5, 0.5), Box(0.5, 0, 1, 0.5))))
    image = {"type": "image", "url": Image.new("RGB", (800, 600))}
    broken, text = {"type": "image", "url": b"broken"}, {"type": "text", "text": "What is due?"}
    messages = [{"role": "user", "content": [broken, image, text]}]
    for regions, names in ((1, ["zoomed"]), (2, ["(1 of 2)", "(2 of 2)"])):
        content = adapter.CropVLM("inner", policy=corners, regions=regions).insert(messages)[0]["content"]
        captions = [part["text"] for part in content[3::2]]
        assert content[:2] == [broken, image]
        assert content[2] is text
        assert all(name in caption for name, caption in zip(names, captions, strict=True))
        assert all(caption.startswith("image_2 (800x600)") for caption in captions)


@pytest.mark.parametrize(
    ("given", "budget"),
    [
        ({}, None),
        ({"budget": 448}, Budget(448, None)),  # as lmms-eval reads budget=448
        ({"budget": "448"}, Budget(448, None)),
        ({"budget": "gpt-4o"}, Budget.for_model("gpt-4o")),
        ({"max_edge": 448}, Budget(448, None)),
    ],
)
def test_a_budget_is_a_model_or_pixels(adapter: Any, inner: type, given: dict, budget: Budget | None) -> None:
    assert adapter.CropVLM("inner", **given).options.budget == budget


def test_all_options_that_are_words_and_numbers_are_taken(adapter: Any, inner: type) -> None:
    model = adapter.CropVLM(
        "inner", "centre", when="always", steps=2, context=True, regions=1, budget="448", limit_pixels=9
    )
    expected = ZoomOptions("centre", Budget(448, None), "always", 2, context=True, regions=1, limits=Limits(9))
    assert model.options == expected
    assert adapter.CropVLM("inner").options == ZoomOptions(when="needed")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"budget": "gpt-99"}, "gpt-99"),
        ({"budget": 448, "max_edge": 448}, "twice"),
        ({"when": "never"}, "when is 'never'"),
        ({"regions": 0}, "regions is 0"),
        ({"limit_pixels": 0}, "pixels is 0"),
    ],
)
def test_options_that_cannot_be(adapter: Any, inner: type, given: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        adapter.CropVLM("inner", **given)


def test_only_chat_models_and_questions(adapter: Any, inner: type) -> None:
    with pytest.raises(ValueError, match="no chat model"):
        adapter.CropVLM("simple")
    model = adapter.CropVLM("inner")
    for call in (model.loglikelihood, model.generate_until_multi_round):
        with pytest.raises(NotImplementedError):
            call([])
    with pytest.raises(AttributeError):
        _ = model.nothing


def test_the_manifest_names_the_class(adapter: Any) -> None:
    made = adapter.manifest()
    assert (made.model_id, made.chat_class_path) == ("cropvlm", "cropvlm_tools.lmms_eval.CropVLM")
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, function = project["entry-points"]["lmms_eval.models"]["cropvlm"].partition(":")
    assert getattr(importlib.import_module(module), function) is adapter.manifest


@pytest.mark.skipif(INSTALLED, reason="lmms-eval is installed")
def test_without_lmms_eval_the_pip_line_is_named() -> None:
    sys.modules.pop("cropvlm_tools.lmms_eval", None)
    with pytest.raises(MissingDependencyError, match="lmms-eval"):
        importlib.import_module("cropvlm_tools.lmms_eval")


@pytest.mark.skipif(not INSTALLED, reason="lmms-eval is not installed")
def test_lmms_eval_finds_it(adapter: Any) -> None:
    registry = importlib.import_module("lmms_eval.models.registry_v2").ModelRegistryV2()
    registry.register_manifest(adapter.manifest())
    assert registry.get_model_class("cropvlm") is adapter.CropVLM
