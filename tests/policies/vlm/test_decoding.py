"""Tiny random models of every class write boxes and nothing but boxes: those of plain generation, in fewer calls."""

import math
from functools import cache

import pytest

from cropvlm_tools.boxes import GRAMMARS, Box, Grammar
from cropvlm_tools.policies.vlm.constraint import Draft
from cropvlm_tools.policies.vlm.decoding import TREE, Read, write_boxes
from cropvlm_tools.policies.vlm.policy import VlmPolicy
from cropvlm_tools.policies.vlm.prompting import Prompter
from tests.policies import tiny_vlms
from tests.policies.vlm.subjects import DECISIVE, MARKS, PICTURES, QUESTIONS, draft, inputs, policy, torch

pytestmark = MARKS


DOZEN = Grammar("dozen", 12)  # numbers of one and two digits, and still few enough boxes to list


@cache
def spelled(name: str, grammar: Grammar) -> tuple[tuple[int, ...], ...]:
    """Every completion of the grammar as this class's tokenizer splits it behind a prompt: brute force."""
    top = int(grammar.scale or 0)
    pairs = [(low, high) for low in range(top + 1) for high in range(low + 1, top + 1)]
    texts = [f"[{x1}, {y1}, {x2}, {y2}]." for x1, x2 in pairs for y1, y2 in pairs]
    prompter = Prompter(policy(name, grammar).processor)
    words = prompter.processor.tokenizer
    before = len(words(prompter.context, add_special_tokens=False)["input_ids"])
    whole = words([prompter.context + prompter.lead + text for text in texts], add_special_tokens=False)["input_ids"]
    return tuple(tuple(ids[before:]) for ids in whole)


def allowed(completions: tuple[tuple[int, ...], ...], begun: list[int]) -> list[int]:
    count = len(begun)
    return sorted({ids[count] for ids in completions if list(ids[:count]) == begun and len(ids) > count})


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_boxes_are_those_of_plain_generation_under_the_grammar(name: str) -> None:
    subject, completions = policy(name, DOZEN), spelled(name, DOZEN)
    for image, question, found in zip(PICTURES, QUESTIONS, subject.predict_batch(PICTURES, QUESTIONS), strict=True):
        given = inputs(subject, [(image, question)])
        length = given["input_ids"].shape[1]
        ids = subject.model.generate(
            **given,
            max_new_tokens=40,
            do_sample=False,
            pad_token_id=0,
            eos_token_id=999_999,
            prefix_allowed_tokens_fn=lambda _, ids, length=length: allowed(completions, ids[length:].tolist()) or [0],
        )
        text = subject.processor.tokenizer.decode(ids[0, length:]).split("].")[0] + "]."
        assert found.box == DOZEN.parse(text)


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_log_probabilities_are_those_of_one_unpadded_pass(name: str) -> None:
    """Teacher-forced, without a cache, renormalised over what the grammar allows at each token."""
    subject, completions = policy(name, DOZEN), spelled(name, DOZEN)
    by_text = {subject.processor.tokenizer.decode(ids).strip(): list(ids) for ids in completions}
    for temperature in (1.0, 2.0):
        given = inputs(subject, [(PICTURES[0], QUESTIONS[0])])
        length = given["input_ids"].shape[1]
        for box, log_probability in subject.sample(PICTURES[0], QUESTIONS[0], 3, temperature, seed=7):
            written = by_text[DOZEN.format(box)]
            full = {key: value for key, value in given.items() if not key.endswith("token_type_ids")}
            full["input_ids"] = torch.cat([given["input_ids"], torch.tensor([written])], 1)
            full["attention_mask"] = torch.ones_like(full["input_ids"])
            for key in given.keys() - full.keys():
                kind = int(name == "paligemma")
                full[key] = torch.nn.functional.pad(given[key], (0, len(written)), value=kind)
            logits = subject.model(**full).logits[0].double()
            expected = 0.0
            for place, token in enumerate(written):
                options = allowed(completions, written[:place])
                scores = (logits[length - 1 + place, options] / temperature).log_softmax(-1)
                expected += float(scores[options.index(token)])
            assert log_probability == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
@pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS)
def test_whatever_is_drawn_is_a_box(name: str, grammar: Grammar, monkeypatch: pytest.MonkeyPatch) -> None:
    """320 draws for each of 8 classes and 4 grammars: 10,240."""
    subject = VlmPolicy(*tiny_vlms.build(name), grammar)  # almost indifferent: it goes everywhere
    texts: list[str] = []
    parse = Grammar.parse
    decode = subject.processor.tokenizer.decode
    monkeypatch.setattr(Grammar, "parse", lambda self, text, size=(1, 1): texts.append(text) or parse(self, text, size))
    seen: list[tuple[str, Box | None, tuple[int, int]]] = []

    class Kept(Draft):
        @property
        def box(self) -> Box | None:
            box = super().box
            seen.append((decode(self.tokens), box, self.size))
            return box

    monkeypatch.setattr("cropvlm_tools.policies.vlm.policy.Draft", Kept)
    drawn = subject.sample(PICTURES[0], QUESTIONS[0], 320, seed=3)
    assert len(drawn) == len(seen) == 320
    for text, box, size in seen:
        assert parse(grammar, text, size) == box
    assert len({box for box, _ in drawn}) > 40
    assert all(math.isfinite(log_probability) and log_probability < 0 for _, log_probability in drawn)


def drawn(subject: VlmPolicy, rows: int, seed: int, tree: int = TREE) -> tuple[list[Draft], int]:
    """Boxes drawn for ``rows`` pictures side by side, and how many calls of the model that took."""
    given = inputs(subject, [(PICTURES[row % 3], QUESTIONS[0]) for row in range(rows)])
    drafts = [draft(subject) for _ in range(rows)]
    calls: list[int] = []
    handle = subject.model.register_forward_pre_hook(lambda *_: calls.append(1))
    try:
        counted = write_boxes(subject.model, given, drafts, 1.0, torch.Generator().manual_seed(seed), tree)
    finally:
        handle.remove()
    assert len(calls) == counted
    return drafts, counted


@pytest.mark.parametrize("rows", [1, 8])
@pytest.mark.parametrize("name", ["idefics3", "qwen2_vl", "llava"])
def test_a_third_of_the_calls_of_generating_the_same_text(name: str, rows: int) -> None:
    """Plain generation calls the model once for each token and once for the end, until the longest row is written."""
    subject = VlmPolicy(*tiny_vlms.build(name))  # almost indifferent: boxes from all over
    plain = calls = 0
    for seed in range(12):
        drafts, counted = drawn(subject, rows, seed)
        plain += max(len(draft.tokens) for draft in drafts) + 1
        calls += counted
    assert plain >= 3 * calls


def test_without_trees_what_the_grammar_forces_costs_no_call() -> None:
    subject = VlmPolicy(*tiny_vlms.build("idefics3"))
    drafts, calls = drawn(subject, 3, seed=0, tree=0)
    assert calls == max(draft.choices for draft in drafts)
    two_digits = draft(subject)
    two_digits.write((12, 34, 56, 78))
    assert two_digits.choices == 8
    assert len(two_digits.tokens) >= 14


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_trees_change_no_choice_and_no_probability(name: str) -> None:
    subject = policy(name)
    found = {}
    for tree in (0, 12, TREE, 200):
        drafts = [draft(subject) for _ in PICTURES]
        given = inputs(subject, list(zip(PICTURES, QUESTIONS, strict=True)))
        calls = write_boxes(subject.model, given, drafts, tree=tree)
        found[tree] = [draft.text for draft in drafts]
        assert found[tree] == found[0]
        if not tree:
            plainly, scores = calls, [draft.log_probability for draft in drafts]
        assert calls <= plainly
        assert [draft.log_probability for draft in drafts] == pytest.approx(scores, abs=1e-4)


def test_attention_that_takes_no_mask_of_ours_reads_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    model, processor = tiny_vlms.build("idefics3", spread=DECISIVE)
    subject = VlmPolicy(model, processor)
    expected = [found.box for found in subject.predict_batch(PICTURES, QUESTIONS)]
    read = Read(model, inputs(subject, [(PICTURES[0], "?")]))
    read.prompts([draft(subject)], lambda draft, logits: 0)
    assert read.sees_trees
    read.cache.layers[0].is_sliding = True
    assert not read.sees_trees
    del read.cache.layers[0].is_sliding
    model.config.text_config._attn_implementation = "flash_attention_2"
    assert not read.sees_trees
    model.config.text_config._attn_implementation = "sdpa"
    monkeypatch.setattr(Read, "sees_trees", False)
    monkeypatch.setattr(Read, "trees", lambda *_: pytest.fail("a tree"))
    assert [found.box for found in subject.predict_batch(PICTURES, QUESTIONS)] == expected
