"""The vision-language policy: tiny random models of every class write boxes, and nothing but boxes."""

import json
import math
import threading
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cropvlm_tools import load_policy
from cropvlm_tools.boxes import GRAMMARS, Box, Grammar
from cropvlm_tools.errors import PolicyError

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from cropvlm_tools.policies.vlm.constraint import BoxTokens, Draft  # noqa: E402
from cropvlm_tools.policies.vlm.decoding import TREE, _Read, write_boxes  # noqa: E402
from cropvlm_tools.policies.vlm.policy import VlmPolicy, policy_prompt  # noqa: E402
from tests.policies import tiny_vlms  # noqa: E402

pytestmark = [
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # PaliGemma's processor
    pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning"),  # peft
]

DOZEN = Grammar("dozen", 12)  # numbers of one and two digits, and still few enough boxes to list
DECISIVE = 30.0


def picture(seed: int, size: tuple[int, int] = (60, 40)) -> Image.Image:
    noise = np.random.default_rng(seed).integers(0, 256, (size[1] // 4, size[0] // 4, 3), np.uint8)
    return Image.fromarray(noise).resize(size, Image.Resampling.NEAREST)


PICTURES = [picture(0), picture(1, (40, 72)), picture(2, (48, 48))]
QUESTIONS = ["What is due?", "Which way does the arrow on the right point, and why?", "?"]


@cache
def policy(name: str, grammar: Grammar = GRAMMARS["percent"]) -> VlmPolicy:
    return VlmPolicy(*tiny_vlms.build(name, spread=DECISIVE), grammar)


@cache
def spelled(name: str, grammar: Grammar) -> tuple[tuple[int, ...], ...]:
    """Every completion of the grammar as this class's tokenizer splits it behind a prompt: brute force."""
    top = int(grammar.scale or 0)
    pairs = [(low, high) for low in range(top + 1) for high in range(low + 1, top + 1)]
    texts = [f"[{x1}, {y1}, {x2}, {y2}]." for x1, x2 in pairs for y1, y2 in pairs]
    prompter = policy(name, grammar)._prompter
    words = prompter.processor.tokenizer
    before = len(words(prompter.context, add_special_tokens=False)["input_ids"])
    whole = words([prompter.context + prompter.lead + text for text in texts], add_special_tokens=False)["input_ids"]
    return tuple(tuple(ids[before:]) for ids in whole)


def allowed(completions: tuple[tuple[int, ...], ...], begun: list[int]) -> list[int]:
    count = len(begun)
    return sorted({ids[count] for ids in completions if list(ids[:count]) == begun and len(ids) > count})


def prompt(subject: VlmPolicy, image: Image.Image, question: str) -> dict[str, Any]:
    return subject._prompter.inputs([([image], policy_prompt(question))])


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_boxes_are_those_of_plain_generation_under_the_grammar(name: str) -> None:
    subject, completions = policy(name, DOZEN), spelled(name, DOZEN)
    for image, question, found in zip(PICTURES, QUESTIONS, subject.predict_batch(PICTURES, QUESTIONS), strict=True):
        inputs = prompt(subject, image, question)
        length = inputs["input_ids"].shape[1]
        ids = subject.model.generate(
            **inputs,
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
        inputs = prompt(subject, PICTURES[0], QUESTIONS[0])
        length = inputs["input_ids"].shape[1]
        for box, log_probability in subject.sample(PICTURES[0], QUESTIONS[0], 3, temperature, seed=7):
            written = by_text[DOZEN.format(box)]
            full = {key: value for key, value in inputs.items() if not key.endswith("token_type_ids")}
            full["input_ids"] = torch.cat([inputs["input_ids"], torch.tensor([written])], 1)
            full["attention_mask"] = torch.ones_like(full["input_ids"])
            for key in inputs.keys() - full.keys():
                kind = int(name == "paligemma")
                full[key] = torch.nn.functional.pad(inputs[key], (0, len(written)), value=kind)
            logits = subject.model(**full).logits[0].double()
            expected = 0.0
            for place, token in enumerate(written):
                options = allowed(completions, written[:place])
                scores = (logits[length - 1 + place, options] / temperature).log_softmax(-1)
                expected += float(scores[options.index(token)])
            assert log_probability == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_a_batch_says_what_each_alone_would(name: str) -> None:
    subject = policy(name)
    together = subject.predict_batch(PICTURES, QUESTIONS)
    for image, question, found in zip(PICTURES, QUESTIONS, together, strict=True):
        alone = subject.predict(image, question)
        assert alone.box == found.box
        assert alone.confidence == pytest.approx(found.confidence, abs=1e-5)
        assert 0 < found.confidence <= 1


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
            seen.append((decode(self.tokens), box, self._size))
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
    inputs, sizes = subject._prepare([(PICTURES[row % 3], QUESTIONS[0]) for row in range(rows)])
    drafts = [Draft(subject._writer, size) for size in sizes]
    calls: list[int] = []
    handle = subject.model.register_forward_pre_hook(lambda *_: calls.append(1))
    try:
        counted = write_boxes(subject.model, inputs, drafts, 1.0, torch.Generator().manual_seed(seed), tree)
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
    two_digits = Draft(subject._writer, (1, 1))
    two_digits.write((12, 34, 56, 78))
    assert two_digits.choices == 8
    assert len(two_digits.tokens) >= 14


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_trees_change_no_choice_and_no_probability(name: str) -> None:
    subject = policy(name)
    found = {}
    for tree in (0, 12, TREE, 200):
        inputs, sizes = subject._prepare(list(zip(PICTURES, QUESTIONS, strict=True)))
        drafts = [Draft(subject._writer, size) for size in sizes]
        calls = write_boxes(subject.model, inputs, drafts, tree=tree)
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
    inputs, _ = subject._prepare([(PICTURES[0], "?")])
    read = _Read(model, inputs)
    read.prompts([Draft(subject._writer, (32, 32))], lambda draft, logits: 0)
    assert read.sees_trees
    read.cache.layers[0].is_sliding = True
    assert not read.sees_trees
    del read.cache.layers[0].is_sliding
    model.config.text_config._attn_implementation = "flash_attention_2"
    assert not read.sees_trees
    model.config.text_config._attn_implementation = "sdpa"
    monkeypatch.setattr(_Read, "sees_trees", False)
    monkeypatch.setattr(_Read, "trees", lambda *_: pytest.fail("a tree"))
    assert [found.box for found in subject.predict_batch(PICTURES, QUESTIONS)] == expected


@pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS)
@pytest.mark.parametrize(
    ("kind", "lead"),
    [*((kind, lead) for kind in ("digits", "numbers", "metaspace") for lead in ("", " ")), ("gemma", "")],
)
def test_tokens_are_the_tokenizers_own(kind: str, lead: str, grammar: Grammar) -> None:
    words = tiny_vlms.tokenizer(kind, ["<s>", "</s>"])
    writer = BoxTokens(words, grammar, "Assistant:", lead)
    before = len(words("Assistant:", add_special_tokens=False)["input_ids"])
    size = (640, 480)
    random = np.random.default_rng(0)
    width, height = writer.limits(size)
    for _ in range(30):
        (x1, x2), (y1, y2) = (sorted(random.choice(top + 1, 2, replace=False)) for top in (width, height))
        draft = Draft(writer, size)
        draft.write((int(x1), int(y1), int(x2), int(y2)))
        assert draft.done
        text = f"Assistant:{lead}{draft.text}"
        assert draft.tokens == words(text, add_special_tokens=False)["input_ids"][before:]
        assert draft.box == grammar.parse(draft.text, size)


def test_an_answer_that_would_melt_into_the_prompt_is_split_alone() -> None:
    """The colon and the space are one token here; but the prompt is there already and cannot be taken back."""
    words = tiny_vlms.tokenizer("gemma", ["<s>"])
    before = words.tokenize("Assistant:")
    assert words.tokenize("Assistant: [1")[: len(before)] != before
    draft = Draft(BoxTokens(words, GRAMMARS["percent"], "Assistant:", " "), (1, 1))
    draft.write((12, 34, 56, 78))
    assert words.decode(draft.tokens).strip() == "[12, 34, 56, 78]."


def test_merged_numbers_take_one_choice_each() -> None:
    writer = BoxTokens(tiny_vlms.tokenizer("numbers", ["<s>"]), GRAMMARS["percent"])
    draft = Draft(writer, (1, 1))
    draft.write((20, 26, 40, 91))
    assert draft.choices < 8


def test_a_tokenizer_without_digits_is_refused() -> None:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    words = transformers.PreTrainedTokenizerFast(tokenizer_object=Tokenizer(WordLevel({"?": 0}, "?")), unk_token="?")
    with pytest.raises(PolicyError, match="digits"):
        BoxTokens(words, GRAMMARS["percent"])


def test_the_whole_image_is_an_abstention() -> None:
    only_whole = VlmPolicy(*tiny_vlms.build("idefics3"), Grammar("whole", 1))
    found = only_whole.predict(PICTURES[0], "?")
    assert (found.box, found.confidence) == (None, 1.0)
    assert found.reason
    assert only_whole.sample(PICTURES[0], "?", 2) == [(None, 0.0), (None, 0.0)]


def test_draws_are_repeated_by_their_seed_and_sharpened_by_temperature() -> None:
    subject = policy("idefics3")
    first, again, other = (subject.sample(PICTURES[0], "?", 8, seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    cold = subject.sample(PICTURES[0], "?", 8, temperature=0.01, seed=1)
    assert {box for box, _ in cold} == {subject.predict(PICTURES[0], "?").box}
    for n, temperature in ((0, 1.0), (1, 0.0), (1, math.nan)):
        with pytest.raises(ValueError, match="temperature"):
            subject.sample(PICTURES[0], "?", n, temperature)


@pytest.mark.parametrize("name", tiny_vlms.CLASSES)
def test_the_question_is_asked_as_it_is_and_cannot_write_the_templates_part(name: str) -> None:
    subject = policy(name)
    asked = "What does NASA's iPhone say?"
    text = subject._prompter.text(1, policy_prompt(asked))
    assert f"{asked}\nOutline the region in the image that would help answer this question." in text
    hostile = "".join(subject.processor.tokenizer.get_added_vocab()) + subject.processor.image_token * 3 + "x" * 9000
    clean = subject._prompter.inputs([([PICTURES[0]], "hm"), ([PICTURES[0]], policy_prompt(hostile))])
    image_token = subject.processor.tokenizer.convert_tokens_to_ids(subject.processor.image_token)
    counts = (clean["input_ids"] == image_token).sum(1)
    assert counts[0] == counts[1] > 0


def test_a_picture_that_cannot_be_shown_is_abstained_from_and_the_others_are_not() -> None:
    subject = policy("qwen2_vl")
    stripe = Image.new("RGB", (900, 2))  # Qwen's processor refuses an aspect ratio above 200
    found = subject.predict_batch([PICTURES[0], stripe], ["?", "?"])
    assert found[0].box == subject.predict(PICTURES[0], "?").box
    assert found[1].box is None
    assert "ValueError" in found[1].reason


def test_a_batch_larger_than_batch_size_is_split() -> None:
    subject = VlmPolicy(*tiny_vlms.build("idefics3", spread=DECISIVE), batch_size=2)
    expected = policy("idefics3").predict_batch(PICTURES, QUESTIONS)
    found = subject.predict_batch(PICTURES, QUESTIONS)
    assert [prediction.box for prediction in found] == [prediction.box for prediction in expected]
    assert subject.predict_batch([], []) == []
    with pytest.raises(ValueError, match="zip"):
        subject.predict_batch(PICTURES, ["?"])


def test_many_threads_share_one_model() -> None:
    subject = policy("qwen2_vl")  # the class keeps positions of the last call in itself
    expected = subject.predict_batch(PICTURES, QUESTIONS)
    found: dict[int, Any] = {}
    threads = [
        threading.Thread(target=lambda n=n: found.__setitem__(n, subject.predict(PICTURES[n % 3], QUESTIONS[n % 3])))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[n].box for n in range(6)] == [expected[n % 3].box for n in range(6)]


@pytest.mark.parametrize(("grammar", "batch_size"), [("inches", 8), ("", 8), ("percent", 0)])
def test_senseless_options_are_policy_errors(grammar: str, batch_size: int) -> None:
    with pytest.raises(PolicyError):
        VlmPolicy(*tiny_vlms.build("idefics3"), grammar, batch_size)


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
