"""A page being made: typography, text that is put down, facts that will be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from cropvlm_tools.boxes import Size
from training.pages import words
from training.pages.fields import LANGUAGES, Field, Wording, fields_of
from training.pages.page import Colour, Ink, Shape
from training.pages.printing.fonts import face, pairs
from training.pages.tongues import LEFTWARD, MODULES, tongue
from training.pages.values import PLAIN, Inventor, Text
from training.pages.wordings import MIRRORED, asked_in, drawn_language, kind_of, wordings
from training.pages.words import lexicon, pieces

_PAPER = ((255, 255, 255),) * 5 + ((250, 248, 240), (245, 238, 220), (238, 242, 246), (255, 250, 205), (232, 240, 228))
_DARK = ((0, 0, 0),) * 4 + ((30, 30, 30), (20, 20, 70), (60, 60, 60), (70, 40, 20), (90, 90, 90))
_ACCENT = ((160, 20, 30), (20, 70, 150), (10, 110, 60), (200, 100, 10), (90, 30, 120), (0, 0, 0), (40, 40, 40))
_T = TypeVar("_T")
_IN_YEAR = re.compile(r"^(.+) in (\d{4})$")  # as charts name what they compare
Part = str | tuple[str, int]
"""Of running text: words, or words with the number of the fact they tell."""


SIZE = 0.78
"""Of all text: at a long edge of 448 px an OCR engine's lines are 7 px high in the median, as on A4 in 10 pt."""


@dataclass
class Fact:
    """Something to ask: by its concept and printed label, or by ready questions."""

    answer: str
    places: tuple[tuple[int, ...], ...]
    field: Field | None = None
    label: str = ""
    questions: tuple[str, ...] = ()
    language: str = "en"
    kind: str = "value"


class Draft:
    """Everything in px of the sheet; ``em`` is the size of its text.

    ``tongue`` is the language of the page, ``language`` the one of ``fields.LANGUAGES`` that a layout takes its fixed
    words from: English where the page's is none of these. ``put`` and ``ask`` say in the page's what they know of them.
    """

    def __init__(self, rng: Random, kind: str, language: str) -> None:
        self.rng, self.kind, self.tongue = rng, kind, language
        self.language = language if language in LANGUAGES else "en"
        self.mirrored = language in LEFTWARD and rng.random() < 0.7
        self.values = Inventor(rng, language)
        self.inks: list[Ink] = []
        self.shapes: list[Shape] = []
        self.facts: list[Fact] = []
        self.groups: set[str] = set()
        self.domains: set[str] = set()
        self.labels: set[str] = set()
        self.manner = "scan"
        self.caps = False
        self._written: dict[int, str] = {}  # what a layout gave, by the index of its ink
        self._recent: list[tuple[str, Text]] = []
        self.start(1.4, 0.014)

    def start(self, aspect: float, text: float, role: str = "", longest: int = 0) -> None:
        """Lay out a fresh sheet.

        Args:
            aspect: height / width.
            text: size of the text as a share of the long edge.
            role: typeface (sans, serif, mono, display); drawn where empty.
            longest: long edge in px; drawn where 0, so that text is legible more often than not.
        """
        rng, text = self.rng, text * SIZE
        least = max(600.0, 7.5 / text)
        long_edge = longest or min(3000, round(least * (2.6 ** rng.random())))
        self.width = round(long_edge if aspect <= 1 else long_edge / aspect)
        self.height = round(long_edge * aspect if aspect <= 1 else long_edge)
        self.em = max(text * long_edge, 6.0)
        role = role or rng.choice(("sans", "sans", "sans", "serif", "serif", "mono"))
        self.face, self.bold = rng.choice(pairs(role))
        self.head = rng.choice(pairs(rng.choice(("sans", "serif", "display"))))[1] if rng.random() < 0.4 else self.bold
        self.paper: Colour = rng.choice(_PAPER)
        self.ink: Colour = rng.choice(_DARK)
        self.accent: Colour = rng.choice(_ACCENT)
        self.soft: Colour = rng.choice((self.ink, (110, 110, 110), (80, 80, 90)))
        self.margin = self.width * rng.uniform(0.04, 0.1)
        self.leading = rng.uniform(1.25, 1.75)

    @property
    def size(self) -> Size:
        return self.width, self.height

    @property
    def line(self) -> float:
        """From one line of text to the next, px."""
        return self.em * self.leading

    def text_width(self, text: str, scale: float = 1.0, bold: bool = False) -> float:
        return face(self.bold if bold else self.face).width(self.cased(self.said(text)), max(round(self.em * scale), 5))

    def said(self, text: str) -> str:
        """A layout's fixed English words in the page's language, where these are known."""
        if self.tongue == self.language:
            return text
        core = text.rstrip(" :.-?")
        return lexicon(self.tongue).get(core.lower(), core) + text[len(core) :]

    def cased(self, text: str) -> str:
        return text.upper() if self.caps else text

    def put(
        self,
        x: float,
        y: float,
        text: str,
        scale: float = 1.0,
        *,
        bold: bool = False,
        name: str = "",
        colour: Colour | None = None,
        align: str = "left",
        room: float = 0.0,
        under: Colour | None = None,
    ) -> int:
        """Print a line with the top of its ascenders at ``y``; its index.

        Args:
            x: left edge, centre or right edge, as ``align`` says.
            y: px.
            text: the line.
            scale: of the size, to ``em``.
            bold: in the bold cut.
            name: of another typeface.
            colour: of the ink.
            align: left, centre, right.
            room: px; longer text is set smaller, down to a half, then cut at a word.
            under: colour of what lies below, where it is not paper.
        """
        self._written[len(self.inks)] = text
        text = self.cased(self.said(text))
        chosen = face(name or (self.bold if bold else self.face))
        size = max(round(self.em * scale), 5)
        width = chosen.width(text, size)
        if room and width > room:
            size = max(int(size * room / width), round(size * 0.5), 5)
            width = chosen.width(text, size)
        left = x - (width if align == "right" else width / 2 if align == "centre" else 0)
        colour = colour or self.ink
        ground = under or self.paper
        contrast = abs(sum(colour) - sum(ground)) / 765
        self.inks.append(Ink(text, left, y, chosen.name, size, colour, width, contrast))
        return len(self.inks) - 1

    def symbol(self, x: float, y: float, words: str, size: float, width: float = 0.0) -> int:
        """Put a symbol that stands for these words of ``training.symbols``; its index, as ``put`` has it.

        Args:
            x: px, left edge.
            y: px, top.
            words: of its concept.
            size: px, its height.
            width: px; as wide as it is high where 0.
        """
        wide, tall = width or size, max(round(size), 5)
        contrast = abs(sum(self.ink) - sum(self.paper)) / 765
        self.inks.append(Ink(words, x, y, face(self.face).name, tall, self.ink, wide, contrast, symbol=True))
        return len(self.inks) - 1

    def shape(self, kind: str, *xy: float, colour: Colour | None = None, width: int = 1) -> None:
        self.shapes.append(Shape(kind, xy, colour or self.ink, width))

    def rule(self, x: float, y: float, width: float, thickness: int = 1) -> None:
        self.shape("line", x, y, x + width, y, width=thickness)

    def leader(self, x: float, y: float, end: float) -> None:
        """Dots from a key to its value, at the foot of a line with its top at ``y``; none where they are close."""
        if end - x > 2 * self.em:
            shape = face(self.face)
            base = y + shape.ascent * round(self.em)
            self.shape("dots", x + self.em * 0.5, base, end - self.em * 0.4, base, width=max(round(self.em * 0.09), 1))

    def prose(
        self, x: float, y: float, width: float, parts: Iterable[Part], scale: float = 1.0, leading: float = 0.0
    ) -> tuple[float, dict[int, tuple[int, ...]]]:
        """Running text, wrapped; the y under it, and for each numbered part the lines it stands on."""
        chosen, size = face(self.face), max(round(self.em * scale), 5)
        space = chosen.width(" ", size)
        step = size * (leading or self.leading)
        told: dict[int, list[int]] = {}
        line: list[str] = []
        numbers: set[int] = set()
        used = 0.0

        def flush() -> None:
            nonlocal used, y
            if line:
                index = self.put(x, y, "".join(line).strip(), scale)
                for number in numbers:
                    told.setdefault(number, []).append(index)
                y += step
            line.clear()
            numbers.clear()
            used = 0.0

        for part in parts:
            text, number = (part, -1) if isinstance(part, str) else part
            for word, gap in pieces(text, self.tongue):
                wide = chosen.width(self.cased(word), size)
                if line and used + space + wide > width:
                    flush()
                used += wide + (space if line and gap else 0)
                line.append(gap + word)
                if number >= 0:
                    numbers.add(number)
        flush()
        return y, {number: tuple(lines) for number, lines in told.items()}

    def pick(self, domain: str, count: int, invented: float = 0.06) -> list[Field]:
        """Concepts of a domain that are not on the page yet, at most ``count``, some of them invented."""
        self.domains.add(domain)
        pool = list(fields_of(domain, self.tongue))
        self.rng.shuffle(pool)
        chosen: list[Field] = []
        for field in pool:
            if len(chosen) == count:
                break
            if self.rng.random() < invented:
                chosen.append(self.invented())
            elif field.group not in self.groups:
                self.groups.add(field.group)
                chosen.append(field)
        return chosen[:count]

    def take(self, domain: str, *names: str) -> list[Field]:
        """Those concepts, where the page's language has them and they are not on the page yet."""
        self.domains.add(domain)
        by_name = {field.name: field for field in fields_of(domain, self.tongue)}
        chosen = [by_name[name] for name in names if name in by_name and by_name[name].group not in self.groups]
        self.groups |= {field.group for field in chosen}
        return chosen

    def invented(self) -> Field:
        """A concept that no other page has, from two words."""
        rng = self.rng
        nouns, measures = words.of("nouns", self.tongue), words.of("measures", self.tongue)
        first = rng.choice(nouns)
        label = f"{first} {rng.choice(measures)}"
        if rng.random() < 0.2:
            label = f"{first} {rng.choice(nouns)} {rng.choice(measures)}"
        if f"invented.{first}" in self.groups:
            label = f"{rng.choice(words.BRAND)} {label}"
        self.groups.add(f"invented.{first}")
        wording = Wording((label,), (), rng.choice(PLAIN))
        return Field(label, f"invented.{label}", "invented", {"en": wording, self.tongue: wording})

    def make(self, field: Field) -> tuple[str, Text]:
        """A label as printed and a value; now and then the value that another key has already."""
        wording = field.wording(self.tongue)
        unused = [label for label in wording.labels if label.lower() not in self.labels]
        label = self.rng.choice(unused or wording.labels)
        self.labels.add(label.lower())
        if self.rng.random() < 0.08:
            same = [value for spec, value in self._recent if spec == wording.value]
            if same:
                return label, self.rng.choice(same)
        value = self.values.value(wording.value)
        self._recent.append((wording.value, value))
        return label, value

    def tell(self, field: Field, label: str, value: Text | str, *places: Sequence[int]) -> None:
        """Note a fact that may be asked by its concept."""
        answer = self._printed(value if isinstance(value, str) else " ".join(value), places)
        self.facts.append(Fact(answer, tuple(tuple(place) for place in places), field, label))

    def _printed(self, answer: str, places: Sequence[Sequence[int]]) -> str:
        """The answer as its first place has it, whose lines may be in the page's language."""
        own = self.cased(answer)
        if self.tongue == self.language or not places:
            return own
        text = " ".join(self.inks[index].text for index in places[0])
        for index in places[0]:
            written, printed = self._written.get(index, ""), self.inks[index].text
            answer = answer.replace(written, printed) if written else answer
        return next((each for each in (own, self.cased(self.said(own)), self.cased(answer)) if each in text), own)

    def ask_this(
        self, questions: Sequence[str], answer: str, *places: Sequence[int], kind: str = "value", language: str = ""
    ) -> None:
        """Note a fact that may be asked in one of these ways; in the layout's language where none is named."""
        if self.mirrored and any(side in question for question in questions for side in (" left", " right")):
            return
        told, spoken = tuple(tuple(place) for place in places), language or self.language
        answer = self._printed(answer, places)
        self.facts.append(Fact(answer, told, questions=tuple(questions), language=spoken, kind=kind))

    def trim(self, always: bool = False) -> None:
        """Cut the sheet off below what is printed, more often than not, but never to less than a third of its width."""
        if always or self.rng.random() < 0.7:
            low = max((ink.top + ink.size * 1.2 for ink in self.inks), default=0.0)
            low = max([low, *(max(shape.xy[1], shape.xy[3]) for shape in self.shapes)])
            wanted = round(max(low + self.margin * self.rng.uniform(0.3, 1.5), self.width / 2.8))
            self.height = min(self.height, wanted)

    def local(self, table: Mapping[str, _T]) -> _T:
        """What a table by languages has for the page's own, else for English."""
        return table[self.tongue if self.tongue in table else "en"]

    def ask_in(
        self,
        table: Mapping[str, Sequence[str]],
        answer: str,
        *places: Sequence[int],
        kind: str = "value",
        purpose: str = "",
        **slots: str,
    ) -> None:
        """Note a fact that may be asked in the ways of a table by languages.

        Args:
            table: templates by language.
            answer: as printed.
            places: each an equally right one.
            kind: as ``Asked.kind`` has it.
            purpose: of ``training.pages.wordings``, or a frame of ``training.pages.tongues``, where the table lacks the
                page's language.
            slots: words to be filled in.
        """
        language = drawn_language(self.rng, self.tongue)
        language = language if language in table else "en"
        templates = table[language]
        if purpose and self.tongue in MODULES and self.tongue not in table and self.rng.random() < 0.9:
            language, templates = self.tongue, tongue(self.tongue).wordings[purpose]
        said = {name: self.said(text) for name, text in slots.items()}
        questions = tuple(text.format(**said) for text in templates)
        self.ask_this(questions, answer, *places, kind=kind, language=language)

    def ask(self, purpose: str, answer: str, *places: Sequence[int], **slots: str) -> None:
        """Note a fact that may be asked in the ways of ``training.pages.wordings``, with these words filled in."""
        purpose = MIRRORED.get(purpose, purpose) if self.mirrored else purpose
        language = asked_in(self.rng, self.tongue, purpose)
        known = lexicon(self.tongue) if self.tongue != self.language else {}
        here = "\n".join(ink.text for ink in self.inks).lower() if known else ""
        for name, text in slots.items():
            if name == "m" and known:
                slots[name] = _IN_YEAR.sub(r"\1 (\2)", self.said(text))
            elif name != "c":
                slots[name] = self.said(text) if self.said(text).lower() in here else text
            elif language == self.tongue and known:  # what the things compared are called stands nowhere on the page
                slots[name] = known.get(text, known.get("category", text))
        questions = tuple(text.format(**slots) for text in wordings(purpose, language))
        told = tuple(tuple(place) for place in places)
        answer = self._printed(answer, places)
        self.facts.append(Fact(answer, told, questions=questions, language=language, kind=kind_of(purpose)))

    def mirror(self) -> None:
        """Turn the sheet's sides, as scripts that run to the left have them."""
        self.inks = [replace(ink, x=self.width - ink.x - ink.width) for ink in self.inks]
        turned: list[Shape] = []
        for shape in self.shapes:
            xy = shape.xy
            ends = xy[:4] if shape.kind == "arc" else xy
            mirrored = [self.width - value if number % 2 == 0 else value for number, value in enumerate(ends)]
            if shape.kind in ("fill", "box", "ellipse", "disc", "arc"):
                mirrored[0], mirrored[2] = mirrored[2], mirrored[0]
            if shape.kind == "arc":
                mirrored += [180 - xy[5], 180 - xy[4]]
            turned.append(replace(shape, xy=tuple(mirrored)))
        self.shapes = turned
