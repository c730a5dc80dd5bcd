"""Keeps the models of a finished smoke run beside this file, in half precision, each with its card.

``python -m training.smoke.keep --run out/smoke``. Tests and examples then have a real VLM policy and a real reader.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cropvlm_tools.policies.vlm.checkpoint import load_checkpoint
from training.recipe import run_stage
from training.smoke import models, readers
from training.smoke.__main__ import SmokeRecipe
from training.storage import JsonLines, write_atomic
from training.vlm.export import ExportRecipe, export

CHECKPOINTS = Path(__file__).parent / "checkpoints"
POLICIES = {"sft": "sft", "grpo-likelihood": "grpo-likelihood", "grpo-accuracy": "grpo-accuracy"}
"""Folder here -> folder in the run."""

_COMMANDS = "`python -m training.smoke --config training/recipes/smoke.yaml`, then `python -m training.smoke.keep`."
_DATA = "Pictures invented by `training.smoke.pictures`: coloured shapes, beside each a number of two digits."
_REWARDS = {
    "sft": (
        "None: supervised, on the boxes of a careless machine (`training.smoke.pictures.machine_box`), begun from a "
        "base that can say where a mark is (`training.smoke.grounding`)."
    ),
    "grpo-likelihood": (
        "log p(answer | whole, crop, question) by reader-1, summed over all tokens of the answer, minus "
        f"{SmokeRecipe.likelihood_cost} for a zoom; log p(answer | whole, question) where it abstains; what names "
        "no region is worth 1 less than that, and nothing is worth less. Plus 1 for a completion that names a region "
        "or abstains."
    ),
    "grpo-accuracy": (
        f"ANLS in [0, 1] of what reader-1 answers from whole and crop, minus {SmokeRecipe.accuracy_cost} for a zoom; "
        "from the whole alone where the policy abstains; what names no region is worth 1 less than that, and nothing "
        "is worth less. Plus 1 for a completion that names a region or abstains."
    ),
}


@dataclass(frozen=True, kw_only=True)
class KeepRecipe:
    """Keep a smoke run's models, in half precision, each with its card."""

    run: Path = field(default=Path("out/smoke"), metadata={"help": "folder of the finished run"})
    out: Path = field(default=CHECKPOINTS, metadata={"help": "where the models go"})


def keep(run: Path, folder: Path = CHECKPOINTS) -> Path:
    """Write the finished readers and policies of ``run`` to ``folder``, replacing those that are there."""
    for name in models.READERS:
        if (run / name / "final").is_dir():
            with _replaced(folder / name) as part:
                _keep_reader(name, run / name, part)
    for name, source in POLICIES.items():
        if not (run / source / "final" / "policy.json").is_file():
            continue
        facts = {
            "data": _DATA,
            "reward": _REWARDS[name],
            "target": "reader-1, beside this folder." if name != "sft" else "None.",
            "resolution": f"The policy sees {models.POLICY.edge} px, the reader {models.READERS['reader-1'].edge} px.",
            "commands": _COMMANDS,
            "results": "`training/results/smoke.md`.",
            "licence": "Apache-2.0.",
        }
        file = run / f"{name}-facts.yaml"
        write_atomic(file, json.dumps(facts))  # JSON is YAML
        with _replaced(folder / name) as part:
            export(ExportRecipe(policy=str(run / source / "final"), out=part, facts=file, dtype="float16"))
    return folder


@contextmanager
def _replaced(folder: Path) -> Iterator[Path]:
    """A folder of that name to write to, which takes its place when the block ends well."""
    place = folder.parent / "part"
    shutil.rmtree(place, ignore_errors=True)
    try:
        yield place / folder.name
        shutil.rmtree(folder, ignore_errors=True)
        (place / folder.name).replace(folder)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _keep_reader(name: str, source: Path, folder: Path) -> None:
    model, processor = load_checkpoint(source / "final", device="cpu", dtype="float16")
    model.save_pretrained(folder)
    processor.save_pretrained(folder)
    last = JsonLines(source / "log.jsonl").read()[-1]
    count = sum(weight.numel() for weight in model.parameters())
    lines = [
        f"# {name}",
        "",
        f"A reader for the smoke run (`training.smoke`): sees the whole picture at {models.READERS[name].edge} px and, "
        f"where there is one, a crop, and answers with two digits. {count:,} weights of the Idefics3 architecture in "
        "float16; of no other use.",
        "",
        f"- Data: {_DATA} Typefaces: {', '.join(sorted(set(readers.FACES[name])))}.",
        f"- Taught for {last['step']} steps by `training.smoke.readers`. {_COMMANDS}",
        "- Results: `training/results/smoke.md`. Licence: Apache-2.0.",
    ]
    write_atomic(folder / "README.md", "\n".join(lines) + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Keep the models; 2 after an error, which is one line on standard error."""
    return run_stage(KeepRecipe, lambda recipe: keep(recipe.run, recipe.out), arguments)


if __name__ == "__main__":
    sys.exit(main())
