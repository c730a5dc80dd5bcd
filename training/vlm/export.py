"""Stage 4, export: a trained policy as a folder to give away: cast, checksummed, with its card.

``python -m training.vlm.export --policy runs/grpo/final --out models/my-cropvlm --facts facts.yaml``. Adapters are
merged. The facts (data, reward, target, commands, results) stand in the card as they are given; nothing is invented.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cropvlm_tools.boxes import GRAMMARS
from training.recipe import RecipeError, check_fields, load_yaml, run_stage
from training.storage import write_atomic

FACTS = ("data", "reward", "target", "resolution", "commands", "results", "licence")
"""What a card must say."""


@dataclass(frozen=True, kw_only=True)
class ExportRecipe:
    """Export of a trained vision-language policy."""

    policy: str = field(metadata={"help": "the trained policy's folder"})
    out: Path = field(metadata={"help": "the folder to make"})
    facts: Path = field(metadata={"help": f"a YAML file that says {', '.join(FACTS)}"})
    dtype: Literal["float32", "bfloat16", "float16"] = field(default="bfloat16", metadata={"help": "of the weights"})
    grammar: str | None = field(default=None, metadata={"help": "how it writes boxes, else what it was taught"})
    base: str | None = field(default=None, metadata={"help": "of adapters, where their own note is wrong"})

    def __post_init__(self) -> None:
        check_fields(self, {"grammar": GRAMMARS})


def export(recipe: ExportRecipe) -> Path:
    """Write the folder and return it.

    Raises:
        RecipeError: the folder exists, or the card's facts are not all given.
        PolicyError: the policy cannot be loaded.
    """
    facts = _read_facts(recipe.facts)
    if recipe.out.exists():
        raise RecipeError(f"{recipe.out.name} exists. Give another --out, or remove it.")
    from cropvlm_tools.policies.vlm.checkpoint import weights_sha256
    from cropvlm_tools.policies.vlm.policy import VlmPolicy
    from training.vlm.trainers import taught_grammar

    grammar = recipe.grammar or taught_grammar(Path(recipe.policy)) or "percent"
    policy = VlmPolicy.from_pretrained(
        recipe.policy, device="cpu", dtype=recipe.dtype, grammar=grammar, base=recipe.base
    )
    policy.model.save_pretrained(recipe.out)
    policy.processor.save_pretrained(recipe.out)
    weights = weights_sha256(recipe.out)
    config = {"policy": "vlm", "grammar": grammar, "files": weights}
    write_atomic(recipe.out / "policy.json", json.dumps(config, indent=1) + "\n")
    count = sum(weight.numel() for weight in policy.model.parameters())
    write_atomic(recipe.out / "README.md", _card(recipe, grammar, facts, weights, count))
    return recipe.out


def _read_facts(path: Path) -> dict[str, str]:
    facts = load_yaml(path, "Facts")
    missing = [name for name in FACTS if not str(facts.get(name) or "").strip()]
    if missing:
        raise RecipeError(f"{path.name} does not say: {', '.join(missing)}. A card must.")
    return {name: str(text).strip() for name, text in facts.items()}


def _card(recipe: ExportRecipe, grammar: str, facts: dict[str, str], weights: dict[str, str], count: int) -> str:
    example = GRAMMARS[grammar].format(None, (640, 480))
    lines = [
        f"# {recipe.out.name}",
        "",
        "A policy for cropvlm-tools: sees an image and a question, and writes the region that helps to answer it.",
        f"{count:,} weights in {recipe.dtype}; grammar `{grammar}`; `{example}` means: do not zoom.",
        "",
        "```python",
        "from cropvlm_tools import load_policy, zoom",
        "",
        f'zoom("photo.jpg", "What is the total?", policy=load_policy("{recipe.out.name}"))',
        "```",
    ]
    for name, text in facts.items():
        lines += ["", f"## {name.capitalize()}", "", text]
    lines += ["", "## Checksums", ""]
    lines += [f"- `{name}`: sha256 `{digest}`" for name, digest in weights.items()]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; 2 after an error, which is one line on standard error."""
    return run_stage(ExportRecipe, export, arguments)


if __name__ == "__main__":
    sys.exit(main())
