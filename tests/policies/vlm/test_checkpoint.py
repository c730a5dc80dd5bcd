"""Checkpoints, from a folder or the hub: safetensors only, and no network that nobody named."""

import json
from pathlib import Path
from typing import Any

import pytest

from cropvlm_tools import load_policy
from cropvlm_tools.boxes import GRAMMARS
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.policies.vlm.policy import VlmPolicy
from tests.policies.vlm.subjects import DECISIVE, MARKS, PICTURES, QUESTIONS, policy, tiny_vlms, torch, transformers

pytestmark = MARKS


@pytest.fixture(params=tiny_vlms.SAVEABLE)
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    model, processor = tiny_vlms.build(request.param, spread=DECISIVE)
    model.save_pretrained(tmp_path / "model")
    processor.save_pretrained(tmp_path / "model")
    return request.param, tmp_path / "model"


def test_a_folder_of_transformers_is_a_policy(saved: tuple[str, Path]) -> None:
    name, folder = saved
    loaded = load_policy(folder)
    assert isinstance(loaded, VlmPolicy)
    assert loaded.model.config._attn_implementation == "sdpa"
    assert [found.box for found in loaded.predict_batch(PICTURES, QUESTIONS)] == [
        found.box for found in policy(name).predict_batch(PICTURES, QUESTIONS)
    ]
    (folder / "policy.json").write_text(json.dumps({"policy": "vlm", "grammar": "permille"}), encoding="utf-8")
    assert load_policy(folder).grammar is GRAMMARS["permille"]  # type: ignore[attr-defined]
    assert load_policy(folder, grammar="unit", dtype="bfloat16").model.dtype == torch.bfloat16  # type: ignore[attr-defined]


def test_an_adapter_is_merged_into_its_base(tmp_path: Path) -> None:
    peft = pytest.importorskip("peft")
    model, processor = tiny_vlms.build("idefics3", spread=DECISIVE)
    model.save_pretrained(tmp_path / "base")
    processor.save_pretrained(tmp_path / "base")
    base = transformers.AutoModelForImageTextToText.from_pretrained(tmp_path / "base")
    lora = peft.LoraConfig(r=4, lora_alpha=64, target_modules=["q_proj", "v_proj"], init_lora_weights=False)
    torch.manual_seed(5)
    adapted = peft.get_peft_model(base, lora)
    adapted.save_pretrained(tmp_path / "adapter")
    expected = VlmPolicy(adapted.merge_and_unload().eval(), processor).predict_batch(PICTURES, QUESTIONS)
    assert [p.box for p in expected] != [p.box for p in policy("idefics3").predict_batch(PICTURES, QUESTIONS)]
    found = load_policy(tmp_path / "adapter").predict_batch(PICTURES, QUESTIONS)
    assert [p.box for p in found] == [p.box for p in expected]

    weights = tmp_path / "adapter" / "adapter_model.safetensors"
    weights.rename(tmp_path / "weights")
    torch.save({}, tmp_path / "adapter" / "adapter_model.bin")
    with pytest.raises(PolicyError, match="safetensors"):  # no pickle, and no search for the weights on the hub
        load_policy(tmp_path / "adapter")
    (tmp_path / "weights").rename(weights)

    config = tmp_path / "adapter" / "adapter_config.json"
    moved = {**json.loads(config.read_text(encoding="utf-8")), "base_model_name_or_path": "org/not-here"}
    config.write_text(json.dumps(moved), encoding="utf-8")
    with pytest.raises(PolicyError, match="adapter"):
        load_policy(tmp_path / "adapter")  # nothing is downloaded that nobody named
    found = load_policy(tmp_path / "adapter", base=tmp_path / "base").predict_batch(PICTURES, QUESTIONS)
    assert [p.box for p in found] == [p.box for p in expected]


@pytest.mark.parametrize("missing", ["model.safetensors", "tokenizer.json", "config.json", "processor_config.json"])
def test_an_incomplete_folder_is_a_policy_error_without_its_path(missing: str, tmp_path: Path) -> None:
    model, processor = tiny_vlms.build("idefics3")
    model.save_pretrained(tmp_path / "model")
    processor.save_pretrained(tmp_path / "model")
    (tmp_path / "model" / missing).unlink()
    with pytest.raises(PolicyError) as error:
        load_policy(tmp_path / "model")
    assert str(tmp_path) not in str(error.value)


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    model, processor = tiny_vlms.build("idefics3")
    model.save_pretrained(tmp_path / "model")
    processor.save_pretrained(tmp_path / "model")
    (tmp_path / "model" / "model.safetensors").unlink()
    torch.save(model.state_dict(), tmp_path / "model" / "pytorch_model.bin")
    with pytest.raises(PolicyError):
        load_policy(tmp_path / "model")


def test_a_hub_id_goes_to_the_hub_and_a_failure_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def offline(source: str, **options: Any) -> Any:
        asked.append(source)
        raise OSError("We couldn't connect to the hub\nand more lines of it")

    monkeypatch.setattr(transformers.AutoProcessor, "from_pretrained", offline)
    with pytest.raises(PolicyError) as error:
        load_policy("org/no-such-model")
    assert asked == ["org/no-such-model"]
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("source", ["nothing", "../nothing", "a/b/c", "\0"])
def test_what_is_no_folder_and_no_hub_id_never_leads_to_the_network(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transformers.AutoProcessor, "from_pretrained", lambda *_, **__: pytest.fail("looked for"))
    with pytest.raises(PolicyError, match="folder"):
        VlmPolicy.from_pretrained(source)


def test_a_number_format_that_is_none_is_a_policy_error(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="bfloat16"):
        VlmPolicy.from_pretrained(tmp_path, dtype="nothing")
