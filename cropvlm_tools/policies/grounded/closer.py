"""From pixels to lines. Small print and lone words are looked for only where nothing else bears on the question."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image

from cropvlm_tools.boxes import Size, Turn
from cropvlm_tools.errors import CropVLMError, PolicyError
from cropvlm_tools.images.digest import lent
from cropvlm_tools.images.turning import turned
from cropvlm_tools.perception.element import Line
from cropvlm_tools.perception.symbols.finding import with_symbols
from cropvlm_tools.perception.text.detection import may_hide_text
from cropvlm_tools.perception.text.kept import Kept
from cropvlm_tools.perception.text.layer import completed, text_inside
from cropvlm_tools.perception.text.legibility import is_unknown_script, without_smudges
from cropvlm_tools.perception.text.readers.reader import Reader, identity_of, reader_of
from cropvlm_tools.perception.text.reading import SMALLEST_EDGE, Reading, read, read_with
from cropvlm_tools.perception.things import Eyes
from cropvlm_tools.policies.grounded.choosing.features import ground_of
from cropvlm_tools.policies.grounded.choosing.reading import REFERENCE_EDGE
from cropvlm_tools.policies.grounded.choosing.shortlist import shortlist
from cropvlm_tools.policies.grounded.question.parsing import Position, parse_question
from cropvlm_tools.policies.grounded.ranking import page_scores
from cropvlm_tools.policies.grounded.things import look, shows_symbol, with_things
from cropvlm_tools.policy import Policy, Prediction

_log = logging.getLogger(__name__)

EYES = frozenset({"symbols"})
"""What ``eyes`` may name; others are functions."""

_LARGEST_VIEW = 65_500  # px: the longest edge of a JPEG, in which views are sent
_MOST = 1024  # threads
UNKNOWN_SCRIPT = "The text in the image could not be read: it seems to be in a script that this reader does not know."

_WEAK = 0.45  # strength of a clue up to which none of the question's words was found, at most a value of its kind


class LinePolicy(Policy):
    """A policy that decides from the lines of text in an image.

    Args:
        threads: of the OCR engine; -1 is one for each core.
        edge: long edge (px) of the view a box is judged at. Boxes hold what is legible in a view of this size: a
            larger one keeps more of the surroundings, and is right for targets that never see less.
        closer: where the first look finds no word of the question, look again for small print (in pictures above 4.2
            megapixels) and for lone words (where it found few lines): some 3 s for 12 megapixels on 2 cores.
        reader: reads in place of the engine in the wheel, for other scripts: ``"tesseract"``, or any callable from an
            upright RGB image to its lines (``cropvlm_tools.perception.text.readers``). They are taken as they are:
            nothing is turned, and nothing looked for more closely.
        cache: folder in which readings are kept for other processes, up to 256 MB; a reader of your own needs an
            ``identity`` (str) for it. They hold what is written in your images.
        eyes: what is seen besides text: ``"symbols"``, the icons and switches of screens, as lines that say what they
            stand for; and any callable from an upright RGB image and a question to the things seen
            (``cropvlm_tools.perception.things``), such as ``load_policy("detector", model=...)``. What these see is
            shown where the question names it and neither text nor a symbol of its name tells the place
            (``policies.grounded.things``); ``confidence`` is then their score. Where looking fails, the text decides
            alone.

    Raises:
        PolicyError: ``edge`` is no size, ``threads`` no number of threads, or ``eyes`` holds something else.
        ReaderError: ``reader`` is none, or cannot run here; or ``cache`` is given and it has no identity.
        MissingDependencyError: ``reader`` needs a package that is not installed.
    """

    def __init__(
        self,
        threads: int = -1,
        edge: int = REFERENCE_EDGE,
        closer: bool = True,
        reader: Reader | str | None = None,
        cache: str | Path | None = None,
        eyes: Sequence[str | Eyes] = (),
    ) -> None:
        if isinstance(eyes, str) or not all(each in EYES if isinstance(each, str) else callable(each) for each in eyes):
            raise PolicyError(
                f"eyes is {eyes!r:.60}; it may hold {', '.join(map(repr, sorted(EYES)))}, and functions from an image "
                "and a question to things: eyes=['symbols', load_policy('detector', model=...)]."
            )
        if isinstance(edge, bool) or not isinstance(edge, int) or not 1 <= edge <= _LARGEST_VIEW:
            raise PolicyError(f"edge is {edge!r:.40}; it must be the long edge of a view in px, such as 448.")
        if isinstance(threads, bool) or not isinstance(threads, int) or not (threads == -1 or 1 <= threads <= _MOST):
            raise PolicyError(f"threads is {threads!r:.40}; it must be 1 to {_MOST}, or -1 for one on each core.")
        self.threads, self.edge, self.closer, self.eyes = threads, edge, closer, tuple(eyes)
        self.reader = None if reader is None else reader_of(reader)
        self._kept = None if cache is None else Kept(cache)
        if self.reader is not None and cache is not None:
            identity_of(self.reader)

    def predict(self, image: Image.Image, question: str) -> Prediction:
        """The region of ``image`` that helps to answer ``question``; an abstention where nothing is asked or there is
        no text, a failure where the text could not be read."""
        return self.predict_with(image, question, Reading(partial=True))

    def predict_with(self, image: Image.Image, question: str, known: Reading) -> Prediction:
        """``predict`` where text of the image is known already; its pixels are read only where that is ``partial``."""
        if not question.strip():
            return Prediction.abstained("The question is empty.")
        if min(image.size) < SMALLEST_EDGE:
            return Prediction.abstained(f"The image is too small to hold text ({image.width}x{image.height}).")
        if known.partial:
            image = lent(image)  # what is read of it and seen in it is of the same pixels, looked over once
        try:
            reading = self.reading(image, question, known)
        except (CropVLMError, ImportError, MemoryError):
            raise
        except Exception as error:  # engines raise errors of many kinds
            _log.warning("The text of an image could not be read: %r", error)
            unread_text = Prediction.failed("The text in the image could not be read.")
            return self._beside_things(unread_text, image, Reading(), (), question) if known.partial else unread_text
        size = upright_size(image.size, reading.turn)
        seen = self._seen(image, reading) if known.partial else reading.lines
        if self.reader is None and is_unknown_script(reading, size) and not _bears(seen, question, size):
            prediction = Prediction.abstained(UNKNOWN_SCRIPT)
        else:
            prediction = self.predict_from(seen, question, size)
        if known.partial:
            prediction = self._beside_things(prediction, image, reading, seen, question)
        unread = f" {reading.unread:,} more lines were left unread." if reading.unread else ""
        regions = tuple(box.turned(-reading.turn) for box in prediction.regions)
        return replace(
            prediction,
            box=regions[0] if regions else None,
            regions=regions,
            turn=reading.turn,
            reason=f"{prediction.reason}{unread}".strip(),
            texts=tuple(text_inside(reading.lines, box) for box in prediction.regions),
        )

    def follow_up(self, question: str, history: Sequence[str]) -> str:
        """A question that names nothing by itself ("And there?") behind the last that does; any other as it is."""
        if not question.strip() or _names_something(question):
            return question
        earlier = next((each for each in reversed(history) if _names_something(each)), "")
        return f"{earlier}\n{question}".strip()

    def rank(self, readings: Sequence[Reading], question: str) -> list[float]:
        """How likely each of several pages is the one that answers, if one of them does: they sum to 1."""
        return page_scores(readings, question)

    def reading(self, image: Image.Image, question: str, known: Reading) -> Reading:
        """What stands on an image: what is known, and where that is ``partial``, what is read."""
        if not known.partial:
            return known
        if not known.lines:
            return self._read(image, question)
        read = self._read(turned(image, known.turn), question)
        return completed(known, read) if read.turn == 0 else known

    def _seen(self, image: Image.Image, reading: Reading) -> tuple[Line, ...]:
        """The lines that decide: those of the text and, with eyes for them, the symbols; no text is made of these."""
        if "symbols" not in self.eyes:
            return reading.lines
        try:
            return with_symbols(image, reading.lines, reading.turn)
        except (CropVLMError, ImportError, MemoryError):
            raise
        except Exception as error:  # of onnxruntime and OpenCV: the text is known, and decides alone
            _log.warning("Symbols could not be looked for: %r", error)
            return reading.lines

    def _beside_things(
        self, prediction: Prediction, image: Image.Image, reading: Reading, seen: Sequence[Line], question: str
    ) -> Prediction:
        """What other eyes see, where text and symbols leave the question to them; regions are of the image upright."""
        eyes = [each for each in self.eyes if not isinstance(each, str)]
        if not eyes:
            return prediction
        upright, regions = turned(image, reading.turn), prediction.regions
        if regions and (_bears(seen, question, upright.size) or shows_symbol(regions, seen, question)):
            return prediction
        return with_things(prediction, look(eyes, upright, question), question, upright.size)

    def _read(self, image: Image.Image, question: str) -> Reading:
        if self.reader is not None:
            return read_with(self.reader, image, self._kept)
        reading = reading_for(image, question, self.threads, self.closer, self._kept)
        return replace(reading, lines=without_smudges(reading.lines))

    @abstractmethod
    def predict_from(self, lines: Sequence[Line], question: str, size: Size) -> Prediction:
        """The prediction from lines already read, top to bottom, of an image of (width, height) pixels."""


def reading_for(
    image: Image.Image, question: str, threads: int = -1, closer: bool = True, kept: Kept | None = None
) -> Reading:
    """What is read of an RGB image, whichever way up it lies; with a closer look where a first one leaves the question
    open.

    Args:
        image: RGB.
        question: what is asked.
        threads: processors to use; -1 is all.
        closer: False is the first look only.
        kept: readings on disk, used and added to.
    """
    reading = read(image, threads, kept=kept)
    size = upright_size(image.size, reading.turn)
    if closer and leaves_open(reading.lines, question, size):
        return read(image, threads, closer=True, kept=kept)
    return reading


def upright_size(size: Size, turn: Turn) -> Size:
    """(width, height) of an image of that size once it is turned."""
    return size if turn in (0, 180) else (size[1], size[0])


def leaves_open(lines: Sequence[Line], question: str, size: Size) -> bool:
    """Whether a closer look is worth its time: no line of the first one bears on the question, and there may be more.

    Args:
        lines: of the first look.
        question: what is asked.
        size: (width, height) of the image in pixels.
    """
    if not may_hide_text(size, len(lines)):
        return False
    return not _bears(lines, question, size)


def _names_something(question: str) -> bool:
    """Whether a question holds a word, a kind of value or a place to look for."""
    query = parse_question(question)
    named = query.quoted or query.labels or query.phrases or query.words or query.kind or query.direction
    return bool(named) or query.compared or query.position != Position()


def _bears(lines: Sequence[Line], question: str, size: Size) -> bool:
    """Whether one of the question's words was read."""
    if not lines:
        return False
    ground = ground_of(tuple(shortlist(lines, question, size)), size[0] / size[1])
    return ground.clues(parse_question(question)).strength >= _WEAK
