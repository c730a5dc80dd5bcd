"""Export: what is given away loads, is what was trained, and says where it came from."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from cropvlm_tools import load_policy  # noqa: E402
from cropvlm_tools.errors import PolicyError  # noqa: E402
from cropvlm_tools.policies.vlm.policy import VlmPolicy  # noqa: E402
from tests.policies import tiny_vlms  # noqa: E402
from training.vlm import export  # noqa: E402

FACTS = "\n".join(f"{name}: some {name}" for name in export.FACTS)


def arguments(place: Path, facts: str = FACTS, **more: str) -> list[str]:
    model, processor = tiny_vlms.build("idefics3", spread=30.0)
    model.save_pretrained(place / "policy")
    processor.save_pretrained(place / "policy")
    (place / "facts.yaml").write_text(facts, encoding="utf-8")
    given = {"policy": str(place / "policy"), "out": str(place / "out"), "facts": str(place / "facts.yaml"), **more}
    return [part for name, value in given.items() for part in (f"--{name}", value)]


def test_an_export_loads_and_chooses_what_the_trained_policy_chose(tmp_path: Path) -> None:
    assert export.main(arguments(tmp_path, dtype="float32", grammar="permille")) == 0
    picture = Image.effect_noise((60, 40), 90).convert("RGB")
    loaded = load_policy(tmp_path / "out")
    assert isinstance(loaded, VlmPolicy)
    assert loaded.grammar.name == "permille"
    trained = VlmPolicy(*tiny_vlms.build("idefics3", spread=30.0), "permille")
    assert loaded.predict(picture, "?").box == trained.predict(picture, "?").box


def test_the_card_says_all_and_its_checksum_is_the_files(tmp_path: Path) -> None:
    assert export.main(arguments(tmp_path)) == 0
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert all(f"some {name}" in card for name in export.FACTS)
    weights = tmp_path / "out" / "model.safetensors"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() in card
    assert weights.stat().st_size < 0.7 * (tmp_path / "policy" / "model.safetensors").stat().st_size  # bfloat16
    assert str(tmp_path) not in card


@pytest.mark.parametrize(
    ("trained", "asked", "grammar"),
    [("unit", {}, "unit"), ("unit", {"grammar": "permille"}, "permille"), ("", {}, "percent")],
)
def test_the_grammar_is_what_the_policy_was_trained_to_write(
    tmp_path: Path, trained: str, asked: dict[str, str], grammar: str
) -> None:
    given = arguments(tmp_path, **asked)
    if trained:
        (tmp_path / "policy" / "policy.json").write_text(
            f'{{"policy": "vlm", "grammar": "{trained}"}}', encoding="utf-8"
        )
    assert export.main(given) == 0
    assert load_policy(tmp_path / "out").grammar.name == grammar  # type: ignore[attr-defined]


@pytest.mark.parametrize("change", ["another", "missing", "undescribed"])
def test_weights_that_are_not_the_exported_ones_are_refused(tmp_path: Path, change: str) -> None:
    assert export.main(arguments(tmp_path)) == 0
    weights = tmp_path / "out" / "model.safetensors"
    load_policy(tmp_path / "out")
    if change == "another":
        data = bytearray(weights.read_bytes())
        data[-1] ^= 1
        weights.write_bytes(data)
    elif change == "missing":
        weights.unlink()
    else:
        (tmp_path / "out" / "adapter.safetensors").write_bytes(weights.read_bytes())
    with pytest.raises(PolicyError, match=r"safetensors in 'out' is not the file its policy\.json describes"):
        load_policy(tmp_path / "out")


@pytest.mark.parametrize(
    ("facts", "more", "said"),
    [
        (FACTS.replace("licence: some licence", ""), {}, "licence"),
        ("- no", {}, "field: value"),
        ("", {}, "data"),
        (FACTS, {"dtype": "int3"}, "int3"),
        (FACTS, {"policy": "nothing"}, "nothing"),
    ],
)
def test_what_cannot_be_exported_is_one_line(
    tmp_path: Path, facts: str, more: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export.main(arguments(tmp_path, facts, **more)) == 2
    assert said in capsys.readouterr().err.strip().splitlines()[-1]
    assert not (tmp_path / "out").exists()


def test_an_export_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert export.main(arguments(tmp_path)) == 2
    assert not list((tmp_path / "out").iterdir())
