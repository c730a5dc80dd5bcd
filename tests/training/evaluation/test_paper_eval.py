"""The paper's comparison from end to end on stand-ins: small copies of the benchmarks' layouts, tiny models."""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("datasets")
yaml = pytest.importorskip("yaml")

from tests.policies import tiny_vlms  # noqa: E402
from tests.training.tasks.test_hub import LAYOUTS, copy  # noqa: E402
from training.evaluation.run import main  # noqa: E402

RECIPE = Path(__file__).parents[3] / "training" / "recipes" / "paper-eval.yaml"
ALIKE = {"textvqa": ("textvqa", "train"), "hrbench-8k": ("hrbench-4k", "test")}  # the same columns


def checkpoint(folder: Path, name: str, seed: int) -> Path:
    for part in tiny_vlms.build(name, seed, spread=10.0):
        part.save_pretrained(folder)
    return folder


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_the_recipe_runs_from_end_to_end(tmp_path: Path) -> None:
    recipe = yaml.safe_load(RECIPE.read_text(encoding="utf-8"))
    copies = tmp_path / "copies"
    for asked in recipe["data"]:
        name, _, split = asked.partition(":")
        key = next(key for key in LAYOUTS if key == (name, split or "test") or key == ALIKE.get(name))
        copy(copies / name, name, split or "test", LAYOUTS[key][0])
    llava = checkpoint(tmp_path / "llava", "llava", 0)
    other = checkpoint(tmp_path / "idefics", "idefics3", 1)
    policy = checkpoint(tmp_path / "policy", "idefics3", 2)
    stand_ins = {"attention:llava-hf/llava-1.5-7b-hf": f"attention:{llava}", "default": "lexical"}
    policies = [stand_ins.get(name, name).replace("runs/cropvlm/policy", str(policy)) for name in recipe["policies"]]
    out = tmp_path / "out"
    options = ["--policies", *policies, "--targets", str(llava), str(other), "--show", "policy", "lexical"]
    assert main(["--config", str(RECIPE), "--copies", str(copies), "--out", str(out), *options]) == 0
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert list(summary) == [asked.partition(":")[0] for asked in recipe["data"]] + ["all"]
    assert list(summary["all"]) == ["336", "448", "512", "1024", "native"]
    section = summary["all"]["336"]
    assert set(section) == {"whole", "equal-tokens:policy", "centre", "random", "attention:llava", "lexical", "policy",
                            "policy+steps", "policy+context"}  # fmt: skip
    assert all(set(figures["targets"]) == {"llava", "idefics"} for figures in section.values())
    assert section["policy"]["questions"] == 9  # HR-Bench asks in two orders here
    assert section["centre"]["targets"]["llava"]["tokens"] == 2 * 16
    assert (out / "page.html").stat().st_size < 5_000_000
