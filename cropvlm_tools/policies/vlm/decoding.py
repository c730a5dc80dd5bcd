"""Constrained decoding: a model chooses only where the grammar leaves a choice, and all else is fed in between."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from cropvlm_tools.policies.vlm.constraint import Draft


def write_boxes(
    model: Any,
    inputs: dict[str, Any],
    drafts: Sequence[Draft],
    temperature: float | None = None,
    random: Any = None,
) -> int:
    """Finish ``drafts`` with what the model says of the grammar's options.

    Every call of the model is fed all tokens that were written since the one before. Rows that wait for others, or
    have fewer new tokens, are padded and masked, which positions do not count.

    Args:
        model: of transformers, with a language head.
        inputs: what its processor made of the prompts, padded on the left: input_ids and attention_mask (B, L), and
            the images; or of one prompt, from which all drafts are drawn.
        drafts: B of them, not begun; or any number for one prompt.
        temperature: None takes the best option; otherwise options are drawn from ``softmax(logits / temperature)``.
        random: a ``torch.Generator`` on the CPU.

    Returns:
        How many times the model was called.
    """
    torch: Any = import_module("torch")
    pad = _pad_token(model)
    config = import_module("transformers").GenerationConfig(
        max_new_tokens=1,
        do_sample=False,
        num_beams=1,
        use_cache=True,
        return_dict_in_generate=True,
        output_logits=True,
        pad_token_id=pad,
    )
    images = {key: value for key, value in inputs.items() if key not in ("input_ids", "attention_mask", "labels")}
    ids, mask = inputs["input_ids"], inputs["attention_mask"]
    rows = ids.shape[0]
    fed = [0] * len(drafts)
    cache: Any = None
    calls = 0
    while not all(draft.done for draft in drafts):
        fresh = [[] if draft.done else draft.tokens[begin:] for draft, begin in zip(drafts, fed, strict=True)]
        fed = [len(draft.tokens) for draft in drafts]
        longest = max(map(len, fresh))
        new = torch.tensor([[pad] * (longest - len(row)) + row for row in fresh], device=ids.device)
        new_mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in fresh], device=ids.device)
        if cache is None:
            new, new_mask = new[:rows], new_mask[:rows]
            _lengthen_types(model, images, longest)
        ids, mask = torch.cat([ids, new.to(ids.dtype)], 1), torch.cat([mask, new_mask.to(mask.dtype)], 1)
        out = model.generate(
            input_ids=ids, attention_mask=mask, past_key_values=cache, generation_config=config, **images
        )
        calls += 1
        logits, cache, images = out.logits[0].double().cpu(), out.past_key_values, {}
        if len(drafts) > ids.shape[0]:  # one prompt, read once
            copies = len(drafts)
            cache.batch_repeat_interleave(copies)
            logits, ids, mask = (part.expand(copies, -1) for part in (logits, ids, mask))
        for draft, row in zip(drafts, logits, strict=True):
            if not draft.done:
                _choose(draft, row, temperature, random)
    return calls


def _choose(draft: Draft, logits: Any, temperature: float | None, random: Any) -> None:
    torch: Any = import_module("torch")
    options = draft.options
    scores = (logits[options] / (temperature or 1.0)).log_softmax(-1)
    place = int(scores.argmax() if temperature is None else torch.multinomial(scores.exp(), 1, generator=random))
    score = float(scores[place])
    if not math.isfinite(score):
        raise ValueError("The model's logits are not finite.")
    draft.take(options[place], score)


def _lengthen_types(model: Any, inputs: dict[str, Any], count: int) -> None:
    """Types of a completion's first tokens: 0 is text; for PaliGemma, whose 0 is seen by all, 1 is what comes after."""
    for key in inputs:
        if key.endswith("token_type_ids"):
            kind = 1 if model.config.model_type == "paligemma" else 0
            inputs[key] = import_module("torch").nn.functional.pad(inputs[key], (0, count), value=kind)


def _pad_token(model: Any) -> int:
    for config in (model.generation_config, model.config, model.config.get_text_config()):
        pad = getattr(config, "pad_token_id", None)
        if isinstance(pad, int) and 0 <= pad < model.config.get_text_config().vocab_size:
            return pad
    return 0
