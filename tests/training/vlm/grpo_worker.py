"""One process of a GRPO run whose completions are given; run by torchrun, or alone.

``python tests/training/vlm/grpo_worker.py OUT COMPLETIONS.json [options of training.vlm.grpo]`` writes the gradient of
the first step, OUT/gradient.safetensors, and what was asked, OUT/prompts-RANK.json. Without completions ("-") it draws
them.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import trl
from safetensors.torch import save_file
from transformers import TrainerCallback

from training.vlm import grpo


class Keep(TrainerCallback):
    def __init__(self, out: Path) -> None:
        self.out = out

    def on_pre_optimizer_step(self, args: Any, state: Any, control: Any, model: Any = None, **more: Any) -> None:
        if state.is_world_process_zero and state.global_step == 0:
            gradients = {
                name.removeprefix("module."): weight.grad.contiguous()
                for name, weight in model.named_parameters()
                if weight.grad is not None
            }
            save_file(gradients, self.out / "gradient.safetensors")


def main(out: Path, given: str, options: list[str]) -> int:
    class Trainer(trl.GRPOTrainer):  # type: ignore[misc]
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self.add_callback(Keep(out))

        def _generate_single_turn(self, prompt_ids: Any, *args: Any, **more: Any) -> Any:
            if given == "-":
                return super()._generate_single_turn(prompt_ids, *args, **more)
            words, rank = self.processing_class.tokenizer, int(os.environ.get("RANK", "0"))
            texts = json.loads(Path(given).read_text(encoding="utf-8"))
            mine = texts[rank * len(prompt_ids) :][: len(prompt_ids)]
            (out / f"prompts-{rank}.json").write_text(json.dumps([words.decode(ids) for ids in prompt_ids]))
            return [[*words(text)["input_ids"], words.eos_token_id] for text in mine], None

    trl.GRPOTrainer = Trainer
    return grpo.main(options)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
