"""What a question in English asks to look at, as phrases that a detector is given: "the woman's umbrella"."""

from __future__ import annotations

import re

MOST_PHRASES = 3
"""Of a question; as many regions are shown at most."""

_LONGEST_QUESTION = 2000  # characters read
_MOST_WORDS, _MOST_LETTERS = 6, 60  # of a phrase: OWL-ViT reads 16 tokens, Grounding DINO 256 of all together
_PIECE = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*|[^\w\s]")
_POSSESSIVE = ("'s", "’s")

# fmt: off
# ruff: noqa: SIM905  a list of words is read more easily as a text

_BETWEEN = frozenset(
    """
    a an the this that these those some any each every all both another other his her its their my your our
    in on at to for from by with without near beside behind between under over above below next against around along
    across through into onto off inside outside beneath underneath towards toward about like as than via
    left right top bottom upper lower front back far close closer closest nearer nearest leftmost rightmost
    bigger biggest larger largest smaller smallest taller tallest shorter shortest highest lowest
    and or but nor if then so because while not no yes
    is are was were be been being am do does did done has have had having can could will would shall should may might
    must what which who whom whose when where why how many much there here it he she they we you i me him them us
    see seen look looks looking find found show shows showing shown tell describe explain give zoom locate located
    identify check determine point count read reads reading say says saying said written write printed called named
    wear wears wearing worn hold holds holding held carry carries carrying sit sits sitting seated stand stands standing
    stood ride rides riding walk walks walking lie lies lying lean leans leaning hang hangs hanging lay lays laying
    eat eats eating drinks drinking use uses using make makes made making take takes taking play plays playing
    touch touches touching faces facing appear appears seem seems contain contains mean means happening placed
    put attached visible please thanks thank hello hi hey ok okay bye good morning summarise summarize translate
    advertised help plan think exactly only just also too very most more less really kind
    sort type types kinds sorts one ones
    """.split()
)
"""Words that stand between the names of things, or in front of them."""

_ABOUT = frozenset(
    """
    color colour colors colours material shape size brand style pattern position location direction side sides corner
    middle centre center background foreground edge number numbers name names word words text letter letters value
    amount price total sum date time hour year age condition way thing things anything something everything object
    objects item items part image picture photo photograph photographs pictures images scene view page screenshot
    joke poem story document documents question answer option options information detail details description
    """.split()
)
"""What is asked about things, and the picture itself: no detector finds these."""

_COLOURS = frozenset(
    """
    red green blue yellow orange purple pink brown black white grey gray beige golden gold silver violet turquoise dark
    open closed empty full
    """.split()
)
"""Behind a thing's name they are the answer ("Is the door open?"), in front of it a part of the name."""
# fmt: on

_BEHIND = _COLOURS | {"of", "and"}


def phrases(question: str) -> tuple[str, ...]:
    """The things that a question in English names, at most ``MOST_PHRASES``, in its order and in small letters.

    Nothing is understood: words that name no things are left out, and what is left between them is a phrase. Of
    "left of", "next to" and "the largest" nothing is left, of other languages all but the words known here. What
    follows the last question mark, such as the options to choose from, is not read.

    >>> phrases("What colour is the woman's umbrella, and is it next to the traffic light?")
    ("woman's umbrella", 'traffic light')
    >>> phrases("Thanks!")
    ()
    """
    asked, mark, _ = question[:_LONGEST_QUESTION].rpartition("?")
    found: list[list[str]] = [[]]
    before = ""
    for piece in _PIECE.findall(asked if mark else question[:_LONGEST_QUESTION]):
        word = piece.lower()
        if word == "of":
            found[-1] += ["of"] if found[-1] and found[-1][-1] != "of" else []
        elif word in ("a", "an", "the") and found[-1][-1:] == ["of"]:
            pass  # "the handle of the mug" is one phrase
        elif word == "and" and found[-1] and set(found[-1]) <= _COLOURS:
            found[-1].append(word)  # "the red and white mast"
        elif not word[0].isalnum() or before == "how" or {_bare(word)} & (_BETWEEN | _ABOUT):  # "how old"
            found.append([])
        else:
            found[-1].append(word)
        before = word
    named = [" ".join(words) for words in map(_trimmed, found) if words]
    return tuple(dict.fromkeys(named))[:MOST_PHRASES]


def head(phrase: str) -> str:
    """The word of a phrase that says what it is.

    >>> head("woman's umbrella"), head("handle of mug"), head("blue t-shirt")
    ('umbrella', 'handle', 'shirt')
    """
    first = phrase.lower().split(" of ")[0]
    words: list[str] = re.findall(r"[^\W_]+", first)
    return words[-1] if words else first


def _bare(word: str) -> str:
    """Without "'s", where that leaves a word: "what's"."""
    for ending in _POSSESSIVE:
        if word.endswith(ending) and word.removesuffix(ending) in _BETWEEN:
            return word.removesuffix(ending)
    return word


def _trimmed(words: list[str]) -> list[str]:
    """The name of a thing, or nothing: behind it no colour, no "of" and no "'s", in front no number."""
    while words and words[0].isdecimal():
        words = words[1:]
    words = words[:_MOST_WORDS]
    while len(" ".join(words)) > _MOST_LETTERS:
        words = words[:-1] if len(words) > 1 else [words[0][:_MOST_LETTERS]]
    while words and words[-1] in _BEHIND:
        words = words[:-1]
    if words and words[-1].endswith(_POSSESSIVE):  # "the tugboat's name"
        words = [*words[:-1], words[-1][:-2]]
    return words if any(len(word) > 1 or not word.isascii() for word in words) else []
