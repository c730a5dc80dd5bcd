"""Keys, the words on documents that name fields: whether a line is one, is another one, or holds its value too."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cropvlm_tools.policies.grounded.page.layout import Array
from cropvlm_tools.policies.grounded.question.parsing import Query, normalise
from cropvlm_tools.policies.grounded.question.wording import FIELDS, KEY_WORDS, STOPWORDS

_STEM = 5  # letters that two forms of a word share


def _fields_of() -> dict[str, set[str]]:
    """Word -> the fields whose names hold it."""
    fields: dict[str, set[str]] = {}
    for field, (asked, printed) in FIELDS.items():
        for word in sorted(set(normalise(" ".join([*asked, *printed])).split()) - STOPWORDS):
            fields.setdefault(word, set()).add(field)
    return fields


_FIELDS_OF = _fields_of()


def names_another(token: str, word: str) -> bool:
    """Whether two words name fields, but no field that is the same: "county" is no misreading of "country"."""
    own, other = _FIELDS_OF.get(word), _FIELDS_OF.get(token)
    return own is not None and other is not None and not own & other


def is_key_word(word: str) -> bool:
    """Whether a normalised word is one that keys are made of."""
    return word in KEY_WORDS or word in _FIELDS_OF


def key_share(text: str) -> float:
    """Share, in [0, 1], of the words of a normalised line that are words of keys; 0 for one without words."""
    words = [word for word in text.split() if not word.isdigit()]
    return sum(map(is_key_word, words)) / len(words) if words else 0.0


def has_more(lines: Sequence[str], query: Query) -> Array:
    """(n,) in [0, 1]: whether a line that names the field also holds something else: its value.

    Words that name fields themselves are none ("Buyer Ref", "Customer Contact"), unless they stand behind a colon
    ("Contract Type: External"). What a colon at the end of the line follows is a key of its own ("Buyer: John Smith
    Phone:").
    """
    known = {word[:_STEM] for phrase in (*query.quoted, *query.labels, *query.words) for word in phrase.split()}
    return np.array([_more(line.rstrip(), known) for line in lines])


def _more(line: str, known: set[str]) -> float:
    key, _, value = line.rstrip(":").partition(":")
    tokens = [token for token in normalise(key).split() if token[:_STEM] in known or token not in KEY_WORDS]
    tokens += normalise(value).split()
    named = [place for place, token in enumerate(tokens) if token[:_STEM] in known]
    last = named[-1] if named else -1
    after = tokens[last + 1 :]
    if line.endswith(":") and (not value or KEY_WORDS.issuperset(after)):
        return 0.0
    before = sum(len(token) for token in tokens[: last + 1] if token[:_STEM] not in known)
    return min((sum(map(len, after)) + 0.3 * before) / 6, 1.0)
