"""What a tokenizer may write next, for tokenizers of every kind."""

import numpy as np
import pytest

from cropvlm_tools.boxes import GRAMMARS, Grammar
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.policies.vlm.constraint import BoxTokens, Draft
from tests.policies.vlm.subjects import tiny_vlms, transformers


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
