"""Stage 4, export: a trained policy as a folder to give away: cast, checksummed, with its card.

``python -m training.vlm.export --policy runs/grpo/final --output models/my-cropvlm --facts facts.yaml``. Adapters are
merged. The facts (data, reward, target, commands, results) stand in the card as they are given; nothing is invented.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from cropvlm_tools.boxes import GRAMMARS
from training.recipe import RecipeError, run_stage

DTYPES = ("float32", "bfloat16", "float16")
FACTS = ("data", "reward", "target", "resolution", "commands", "results", "licence")
"""What a card must say."""


@dataclass(frozen=True)
class ExportRecipe:
    """Export of a trained vision-language policy."""

    policy: str
    output: Path
    facts: Path
    dtype: str = "bfloat16"
    grammar: str | None = None
    base: str | None = None

    def __post_init__(self) -> None:
        if self.dtype not in DTYPES:
            raise RecipeError(f"dtype is {self.dtype!r}; give one of {', '.join(DTYPES)}.")
        if self.grammar is not None and self.grammar not in GRAMMARS:
            raise RecipeError(f"grammar is {self.grammar!r}; give one of {', '.join(GRAMMARS)}.")


def export(recipe: ExportRecipe) -> Path:
    """Write the folder and return it.

    Raises:
        RecipeError: the folder exists, or the card's facts are not all given.
        PolicyError: the policy cannot be loaded.
    """
    facts = _read_facts(recipe.facts)
    if recipe.output.exists():
        raise RecipeError(f"{recipe.output.name} exists. Give another --output, or remove it.")
    from cropvlm_tools.policies.vlm.checkpoint import weights_sha256
    from cropvlm_tools.policies.vlm.policy import VlmPolicy
    from training.vlm.trainers import taught_grammar

    grammar = recipe.grammar or taught_grammar(Path(recipe.policy)) or "percent"
    policy = VlmPolicy.from_pretrained(
        recipe.policy, device="cpu", dtype=recipe.dtype, grammar=grammar, base=recipe.base
    )
    policy.model.save_pretrained(recipe.output)
    policy.processor.save_pretrained(recipe.output)
    weights = weights_sha256(recipe.output)
    config = {"policy": "vlm", "grammar": grammar, "files": weights}
    (recipe.output / "policy.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    count = sum(weight.numel() for weight in policy.model.parameters())
    (recipe.output / "README.md").write_text(_card(recipe, grammar, facts, weights, count), encoding="utf-8")
    return recipe.output


def _read_facts(path: Path) -> dict[str, str]:
    yaml: Any = import_module("yaml")
    try:
        facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RecipeError(f"Facts {path.name} cannot be read ({type(error).__name__}).") from error
    missing = [name for name in FACTS if not isinstance(facts, dict) or not str(facts.get(name) or "").strip()]
    if missing:
        raise RecipeError(f"{path.name} does not say: {', '.join(missing)}. A card must.")
    return {str(name): str(text).strip() for name, text in facts.items()}


def _card(recipe: ExportRecipe, grammar: str, facts: dict[str, str], weights: dict[str, str], count: int) -> str:
    example = GRAMMARS[grammar].format(None, (640, 480))
    lines = [
        f"# {recipe.output.name}",
        "",
        "A policy for cropvlm-tools: sees an image and a question, and writes the region that helps to answer it.",
        f"{count:,} weights in {recipe.dtype}; grammar `{grammar}`; `{example}` means: do not zoom.",
        "",
        "```python",
        "from cropvlm_tools import load_policy, zoom",
        "",
        f'zoom("photo.jpg", "What is the total?", policy=load_policy("{recipe.output.name}"))',
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
