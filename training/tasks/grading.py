"""How well what a target said answers a question: the official metrics, and answers found in a transcript."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

SHORT_ANSWER = 5  # characters; up to here an answer must be a word of its own, or "2" would be found in any number
ANLS_THRESHOLD = 0.5  # https://arxiv.org/abs/1907.00490, at least so similar or 0
_ANNOTATORS = 10
_RELAXED = 0.05  # of the right number, https://arxiv.org/abs/2203.10244, 5.1

# "B", "(B)", "B. red"; then anywhere: "(B)", "the answer is B"
_LETTERS = (
    re.compile(r"^\W*([A-Ha-h])(?:\W*$|[).:])"),
    re.compile(r"(?:\(|(?i:answer|option|choice)(?: is)?:? )([A-H]\b|[a-h](?=\W*$))"),
)
_SPACED_DECIMALS = re.compile(r"\d+[.,]\s+\d\d\b")  # how OCR breaks an amount: "39, 90"

_NUMBER_WORDS = "zero one two three four five six seven eight nine ten"
_NUMBERS = {word: str(value) for value, word in enumerate(_NUMBER_WORDS.split())} | {"none": "0"}
_ARTICLES = ("a", "an", "the")
_PUNCTUATION = ';/[]"{}()=+\\_-><@`,?!'
_FULL_STOP = re.compile(r"\.(?!\d)")
# Written without one of its apostrophes, each is given that back.
_CONTRACTIONS = """
'ow's'at 'twas ain't aren't can't could've couldn't couldn't've didn't doesn't don't hadn't hadn't've hasn't haven't
he'd he'd've he's how'd how'll how's isn't it'd it'd've it'll ma'am might've mightn't mightn't've must've mustn't
needn't not've o'clock oughtn't shan't she'd've should've shouldn't shouldn't've somebody'd've somebody'll somebody's
someone'd someone'd've someone'll someone's something'd something'd've something'll that's there'd there'd've there're
there's they'd they'd've they'll they're they've wasn't we'd've we've weren't what'll what're what's what've when's
where'd where's where've who'd who'd've who'll who's who've why'll why're why's won't would've wouldn't wouldn't've
y'all y'all'd've y'all'll you'd you'd've you'll you're you've
"""
_REPAIRED = {
    whole[:place] + whole[place + 1 :]: whole
    for whole in _CONTRACTIONS.split()
    for place, letter in enumerate(whole)
    if letter == "'"
} | {"somebody'd": "somebodyd"}


def normalise(text: str) -> str:
    """Letters and digits only, NFKC, case folded: case, spacing and punctuation do not count."""
    return "".join(_words(text))


def transcript_score(transcript: str, answers: Iterable[str]) -> float:
    """How much of the best answer stands in a transcript, in [0, 1]; 1.0 exactly where one stands there whole.

    Both sides are normalised. An answer of more than five characters may stand anywhere, also inside a longer word
    and across spaces; below 1.0 its score is the best edit similarity to any part of the transcript. A shorter one
    must be a word of its own, where a change between letters and digits ends a word too ("8.20" is found in
    "RM 8.20", "RM8.20" and "RM 8, 20", "2" neither in "12" nor in "2.50"); letters may be spaced out ("U. S. A.").
    """
    keys = {key for key in map(normalise, answers) if key}
    joined = normalise(transcript)
    words = set(_short_words(transcript)) if any(len(key) <= SHORT_ANSWER for key in keys) else set()
    best = 0.0
    for key in keys:
        if len(key) <= SHORT_ANSWER:
            score = max((fuzz.ratio(key, word) for word in words), default=0.0)
        elif key in joined:
            score = 100.0
        elif len(joined) >= len(key):
            score = fuzz.partial_ratio(key, joined)
        else:
            score = fuzz.ratio(key, joined)
        best = max(best, score)
    return best / 100


def anls(answer: str, accepted: Sequence[str]) -> float:
    """The best of 1 - edit distance / length over the accepted answers, 0 below one half (arXiv 1907.00490).

    Case and spacing are free; the length is that of the longer text as it stands, as in the official scripts.
    """
    said = _spaced(answer)
    best = 0.0
    for right in accepted:
        longest = max(len(right), len(answer))
        best = max(best, 1 - Levenshtein.distance(said, _spaced(right)) / longest if longest else 1.0)
    return best if best >= ANLS_THRESHOLD else 0.0


def vqa_accuracy(answer: str, accepted: Sequence[str]) -> float:
    """min(1, agreeing annotators / 3), averaged over leaving each annotator out (https://visualqa.org/evaluation.html).

    Both sides are normalised as the official server does it (``normalise_answer``).
    """
    said = normalise_answer(answer)
    agree = [normalise_answer(right) == said for right in accepted]
    if not agree:
        return 0.0
    total = sum(agree)
    return sum(min(1.0, (total - one) / 3) for one in agree) / len(agree)


def normalise_answer(text: str) -> str:
    """As the VQA and TextVQA servers do before they compare (https://visualqa.org/evaluation.html).

    Lower case, no articles, numbers up to ten as digits, punctuation dropped or a space, apostrophes repaired. Their
    oddities are kept, or figures could not be compared: "'s" becomes a word, "none" is 0, "let's" loses nothing.
    """
    text = text.lower().replace(",", "").replace("?", "").replace("'s", " 's").strip()
    text = text.replace("\n", " ").replace("\t", " ").strip()
    plain = text
    for mark in _PUNCTUATION:
        plain = plain.replace(mark, "" if f"{mark} " in text or f" {mark}" in text else " ")
    words = [_NUMBERS.get(word, word) for word in _FULL_STOP.sub("", plain).split()]
    return " ".join(_REPAIRED.get(word, word) for word in words if word not in _ARTICLES)


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """1.0 where an accepted answer was given; case, spacing and a final full stop are free."""
    said = _plain(answer).rstrip(".")
    return float(any(_plain(right).rstrip(".") == said for right in accepted))


def relaxed_accuracy(answer: str, accepted: Sequence[str]) -> float:
    """1.0 where a number is within 5 % of an accepted one, or a text equal but for case (ChartQA, arXiv 2203.10244)."""
    return float(any(_relaxed(answer, right) for right in accepted))


def _relaxed(answer: str, right: str) -> bool:
    said, number = _number(answer), _number(right)
    if said is not None and number:
        return abs(said - number) / abs(number) <= _RELAXED
    return answer.lower() == right.lower()


def _number(text: str) -> float | None:
    try:
        return float(text.rstrip("%")) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


def grade_answer(answer: str, accepted: Sequence[str]) -> float:
    """VQA accuracy where ten people answered (TextVQA), ANLS otherwise."""
    return (vqa_accuracy if len(accepted) == _ANNOTATORS else anls)(answer, accepted)


METRICS: Mapping[str, Callable[[str, Sequence[str]], float]] = {
    "": grade_answer,
    "vqa": vqa_accuracy,
    "anls": anls,
    "exact": exact_match,
    "relaxed": relaxed_accuracy,
}
"""What a question line may name -> (answer, accepted answers) -> score in [0, 1]."""


def choice_accuracy(answer: str, options: Sequence[str], right: int) -> float:
    """1.0 where what was said names the right option and no other: by its text, by its letter, or by both.

    Args:
        answer: ``"B"``, ``"(B)"``, ``"B. red"``, ``"The answer is B."``, ``"red"``, ``"It is red."``.
        options: A first.
        right: index of the right one.
    """
    texts = [normalise(option) for option in options]
    said = normalise(answer)
    if said in texts:
        return float(texts.index(said) == right)
    letters = [letter for pattern in _LETTERS for letter in pattern.findall(answer)]
    if letters:
        named = {ord(letter.upper()) - ord("A") for letter in letters}
    else:
        named = {place for place, text in enumerate(texts) if text and text in said}
        inside = {place for place in named if any(texts[place] in texts[other] for other in named - {place})}
        named -= inside  # "red" is said by whoever says "dark red"
    return float(named == {right})


def main_answer(accepted: Sequence[str]) -> str:
    """The answer given most often, the first of those; what a likelihood is taken of."""
    counts: dict[str, int] = {}
    for answer in accepted:
        counts[_plain(answer)] = counts.get(_plain(answer), 0) + 1
    return max(accepted, key=lambda answer: counts[_plain(answer)])


def _spaced(text: str) -> str:
    return " ".join(text.strip().lower().split())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _words(text: str) -> Iterator[str]:
    for word in unicodedata.normalize("NFKC", text).casefold().split():
        if kept := "".join(filter(str.isalnum, word)):
            yield kept


def _short_words(text: str) -> Iterator[str]:
    words = list(_words(text))
    amounts = [normalise(amount) for amount in _SPACED_DECIMALS.findall(text)]
    for word in (*words, *amounts):
        yield from _runs(re.findall(r"\d+|\D+", word))
    yield from (run for run in _runs(words) if run.isalpha())


def _runs(pieces: Sequence[str]) -> Iterator[str]:
    """Neighbouring pieces put together, up to one character more than a short answer."""
    for start in range(len(pieces)):
        run = ""
        for piece in pieces[start:]:
            run += piece
            if len(run) > SHORT_ANSWER + 1:
                break
            yield run
