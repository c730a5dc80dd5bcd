"""Constrained decoding: a model chooses only where the grammar leaves a choice, and all else is fed in between.

One call of the model settles several choices: all that may come next is fed as a tree of tokens, each of which sees
the prompt and its own ancestors (SpecInfer, arXiv 2305.09781), and what was chosen is read off along its branch. The
choices are those of decoding token by token.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from inspect import signature
from typing import TYPE_CHECKING

from cropvlm_tools.policies.vlm.constraint import Draft
from cropvlm_tools.policies.vlm.interface import Cache, Model

if TYPE_CHECKING:
    from torch import Generator, Tensor

TREE = 28
"""Most tokens fed for one row beyond those already written: ten digits, and ten more behind each of two ways on."""

Choose = Callable[[Draft, "Tensor"], int]
"""Takes one of a draft's options by their logits, in the same order, and returns it."""


def write_boxes(
    model: Model,
    inputs: Mapping[str, Tensor],
    drafts: Sequence[Draft],
    temperature: float | None = None,
    random: Generator | None = None,
    tree: int = TREE,
) -> int:
    """Finish ``drafts`` with what the model says of the grammar's options.

    Args:
        model: of transformers, with a language head.
        inputs: what its processor made of the prompts, padded on the left: input_ids and attention_mask (B, L), and
            the images; or of one prompt, from which all drafts are drawn.
        drafts: B of them, not begun; or any number for one prompt.
        temperature: None takes the best option; otherwise options are drawn from ``softmax(logits / temperature)``.
        random: a ``torch.Generator`` on the CPU.
        tree: see ``TREE``; 0 settles one choice a call, as do models whose attention takes no mask of ours (flash
            attention, sliding windows). Fewer calls for more arithmetic in each.

    Returns:
        How many times the model was called.
    """

    def choose(draft: Draft, logits: Tensor) -> int:
        return _choose(draft, logits, temperature, random)

    read = Read(model, inputs)
    read.prompts(drafts, choose)
    while not all(draft.done for draft in drafts):
        if tree and read.sees_trees:
            read.trees(drafts, choose, tree)
        else:
            read.lines(drafts, choose)
    return read.calls


@cache
def cache_name() -> str:
    """Of a model's argument and output; since transformers 5.24 ``cache``, the older one until 5.40."""
    known = signature(import_module("transformers").GenerationMixin.prepare_inputs_for_generation).parameters
    return "cache" if "cache" in known else "past_key_values"


class Read:
    """What a model has read so far: its cache, and which of the cache's columns count for which row."""

    def __init__(self, model: Model, inputs: Mapping[str, Tensor]) -> None:
        self.model, self.torch = model, import_module("torch")
        self.ids, self.mask = inputs["input_ids"], inputs["attention_mask"]  # (B, L)
        self.images = {key: value for key, value in inputs.items() if key not in ("input_ids", "attention_mask")}
        self.images.pop("labels", None)
        self.cache: Cache | None = None
        self.fed: list[int] = []
        self.calls = 0
        self.last: Tensor | None = None
        """(..., B, 1): positions of each row's last token, in as many dimensions as the model counts."""

    @property
    def sees_trees(self) -> bool:
        """Whether the model's attention takes a mask of ours, and its cache keeps every column."""
        kind = self.model.config.get_text_config()._attn_implementation
        if self.last is None or self.cache is None:
            return False
        return kind in ("sdpa", "eager") and not any(self.cache.is_sliding)

    def prompts(self, drafts: Sequence[Draft], choose: Choose) -> None:
        """Read the prompts with what all drafts begin with, and choose once for each draft."""
        self.fed = [0] * len(drafts)
        rows = self.ids.shape[0]
        ids, mask = self._fresh(drafts)
        _lengthen_types(self.model, self.images, ids.shape[1])

        def keep(_: object, __: object, given: Mapping[str, Tensor | None]) -> None:
            positions = given.get("position_ids")
            if positions is not None:
                self.last = positions[..., -1:]

        handle = self.model.register_forward_pre_hook(keep, with_kwargs=True)
        try:
            logits = self._generate(ids[:rows], mask[:rows])
        finally:
            handle.remove()
        if len(drafts) > rows:  # one prompt, read once
            copies = len(drafts)
            assert self.cache is not None  # of the call just made
            self.cache.batch_repeat_interleave(copies)
            logits, self.ids, self.mask = (part.expand(copies, -1) for part in (logits, self.ids, self.mask))
            if self.last is not None:
                self.last = self.last.expand(*self.last.shape[:-2], copies, 1)
        for draft, row in zip(drafts, logits, strict=True):
            if not draft.done:
                choose(draft, row[draft.options])

    def lines(self, drafts: Sequence[Draft], choose: Choose) -> None:
        """Read all tokens written since the last call, and choose once for each draft.

        Rows that wait for others, or have fewer new tokens, are padded and masked, which positions do not count.
        """
        logits = self._generate(*self._fresh(drafts))
        for draft, row in zip(drafts, logits, strict=True):
            if not draft.done:
                choose(draft, row[draft.options])

    def trees(self, drafts: Sequence[Draft], choose: Choose, most: int) -> None:
        """Read all tokens written since the last call and trees of what may follow, and choose along them."""
        trees = [
            _Tree() if draft.done else _grown(draft, begin, most) for draft, begin in zip(drafts, self.fed, strict=True)
        ]
        longest = max(len(tree.tokens) for tree in trees)
        torch, device = self.torch, self.mask.device
        ids = torch.full((len(trees), longest), _pad_token(self.model), device=device)
        depths = torch.zeros((len(trees), longest), dtype=torch.long, device=device)
        sees = torch.eye(longest, dtype=torch.bool, device=device).repeat(len(trees), 1, 1)  # padding sees itself
        for row, tree in enumerate(trees):
            if tree.tokens:
                count = len(tree.tokens)
                ids[row, :count] = torch.tensor(tree.tokens, device=device)
                depths[row, :count] = torch.tensor([len(line) for line in tree.lines], device=device)
                for place, line in enumerate(tree.lines):
                    sees[row, place, line] = True
        before = self.mask.bool()[:, None, :].expand(-1, longest, -1)
        seen = torch.cat([before, sees], 2)[:, None]  # (B, 1, longest, columns)
        least = torch.finfo(self.model.dtype).min
        with torch.no_grad():
            out = self.model(
                input_ids=ids,
                attention_mask=torch.zeros(seen.shape, dtype=self.model.dtype, device=device).masked_fill(~seen, least),
                position_ids=self.last + depths,
                use_cache=True,
                **{cache_name(): self.cache},
            )
        self.calls += 1
        tokens = sorted(set().union(*(tree.options for tree in trees)))
        column = {token: place for place, token in enumerate(tokens)}
        logits = out.logits[..., tokens].cpu().double()  # not of the whole vocabulary; MPS has no double
        kept = torch.zeros((len(trees), longest), dtype=self.mask.dtype, device=device)
        steps = torch.zeros((len(trees), 1), dtype=torch.long, device=device)
        for row, (draft, tree) in enumerate(zip(drafts, trees, strict=True)):
            if not draft.done:
                line = _walk(draft, tree, logits[row], column, choose)
                kept[row, line] = 1
                steps[row] = len(line)
                self.fed[row] += len(line)
        self.mask = torch.cat([self.mask, kept], 1)
        self.last = self.last + steps

    def _fresh(self, drafts: Sequence[Draft]) -> tuple[Tensor, Tensor]:
        """(ids, mask) of the tokens written since the last call, padded on the left."""
        fresh = [[] if draft.done else draft.tokens[begin:] for draft, begin in zip(drafts, self.fed, strict=True)]
        self.fed = [len(draft.tokens) for draft in drafts]
        longest = max(map(len, fresh))
        # of a finished row nobody asks: it repeats another's, lest transformers warn of padding on the right
        fresh = [row or max(fresh, key=len) for row in fresh]
        pad = _pad_token(self.model)
        ids = self.torch.tensor([[pad] * (longest - len(row)) + row for row in fresh], device=self.ids.device)
        mask = self.torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in fresh], device=ids.device)
        return ids.to(self.ids.dtype), mask.to(self.mask.dtype)

    def _generate(self, ids: Tensor, mask: Tensor) -> Tensor:
        """(B, vocabulary) logits behind the last of these (B, n) tokens. transformers knows each class's positions."""
        self.ids, self.mask = self.torch.cat([self.ids, ids], 1), self.torch.cat([self.mask, mask], 1)
        config = import_module("transformers").GenerationConfig(
            max_new_tokens=1,
            do_sample=False,
            num_beams=1,
            use_cache=True,
            return_dict_in_generate=True,
            output_logits=True,
            pad_token_id=_pad_token(self.model),
        )
        out = self.model.generate(
            input_ids=self.ids,
            attention_mask=self.mask,
            generation_config=config,
            **{cache_name(): self.cache},
            **self.images,
        )
        self.calls += 1
        self.cache, self.images = getattr(out, cache_name()), {}
        return out.logits[0].cpu().double()


@dataclass
class _Tree:
    """Tokens in any order in which each stands behind its ancestors."""

    tokens: list[int] = field(default_factory=list)
    lines: list[list[int]] = field(default_factory=list)
    """Of each token, the places of its ancestors and its own."""

    ends: dict[tuple[int, ...], int] = field(default_factory=dict)
    """Choices made one after the other -> the place behind which the next one stands."""

    options: set[int] = field(default_factory=set)
    """All tokens that may be chosen somewhere in it."""

    def add(self, tokens: Sequence[int], above: list[int]) -> list[int]:
        """Hang a line of tokens below one; returns the line of its last."""
        line = above
        for token in tokens:
            line = [*line, len(self.tokens)]
            self.tokens.append(token)
            self.lines.append(line)
        return line


def _grown(draft: Draft, fed: int, most: int) -> _Tree:
    """A draft's tokens that were not fed yet, and as many whole generations of what may follow as ``most`` allows."""
    tree = _Tree()
    root = tree.add(draft.tokens[fed:], [])
    tree.ends[()] = root[-1]
    tree.options.update(draft.options)
    generation: list[tuple[tuple[int, ...], Draft, list[int]]] = [((), draft, root)]
    while generation:
        born = _children(generation, most - (len(tree.tokens) - len(root)))
        generation = []
        for path, child, above, run in born:
            line = tree.add(run, above)
            tree.ends[path] = line[-1]
            tree.options.update(child.options)
            generation.append((path, child, line))
    return tree


def _children(
    generation: Sequence[tuple[tuple[int, ...], Draft, list[int]]], room: int
) -> list[tuple[tuple[int, ...], Draft, list[int], list[int]]]:
    """(choices, draft, line above it, what it writes) of all that may follow; none where they do not all have room."""
    born = []
    for path, parent, line in generation:
        for option in parent.options:
            child = parent.copy()
            child.take(option)
            if child.done:  # what ends a box needs no logits behind it
                continue
            run = child.tokens[len(parent.tokens) :]
            room -= len(run)
            if room < 0:
                return []
            born.append(((*path, option), child, line, run))
    return born


def _walk(draft: Draft, tree: _Tree, logits: Tensor, column: dict[int, int], choose: Choose) -> list[int]:
    """Choose as far as the tree reaches; returns the places of the tokens that have come true."""
    path: tuple[int, ...] = ()
    while path in tree.ends and not draft.done:
        options = [column[option] for option in draft.options]
        path = (*path, choose(draft, logits[tree.ends[path]][options]))
    return tree.lines[tree.ends[path if path in tree.ends else path[:-1]]]


def _choose(draft: Draft, logits: Tensor, temperature: float | None, random: Generator | None) -> int:
    torch = import_module("torch")
    options = draft.options
    scores = (logits / (temperature or 1.0)).log_softmax(-1)
    place = int(scores.argmax() if temperature is None else torch.multinomial(scores.exp(), 1, generator=random))
    score = float(scores[place])
    if not math.isfinite(score):
        raise ValueError("The model's logits are not finite.")
    draft.take(options[place], score)
    return options[place]


def _lengthen_types(model: Model, inputs: dict[str, Tensor], count: int) -> None:
    """Types of a completion's first tokens: 0 is text; for PaliGemma, whose 0 is seen by all, 1 is what comes after."""
    for key in inputs:
        if key.endswith("token_type_ids"):
            kind = 1 if model.config.model_type == "paligemma" else 0
            inputs[key] = import_module("torch").nn.functional.pad(inputs[key], (0, count), value=kind)


def _pad_token(model: Model) -> int:
    for config in (model.generation_config, model.config, model.config.get_text_config()):
        pad = getattr(config, "pad_token_id", None)
        if isinstance(pad, int) and 0 <= pad < model.config.get_text_config().vocab_size:
            return pad
    return 0
