"""A PDF as this process has it: its bytes, and pages that another process has read and draws when they are seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any, Literal, cast

from PIL import Image

from cropvlm_tools.boxes import WHOLE, Box, Size
from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.isolated import run_isolated
from cropvlm_tools.images.limits import DEFAULT_LIMITS, Limits, check_pixels
from cropvlm_tools.images.pdf.layout import Rectangle, TextLine

MOST_PAGES = 10_000
"""Of a document that are looked through in one go."""

_AT_ONCE = 10  # pages that are read in one call, which has as many times the seconds
_HEAD = 1024  # bytes before which a PDF begins (ISO 32000-1, annex H: readers accept what stands before it)
_READING = 0.7  # of the seconds: both together stay below 2 s, with what starting anew takes
_LARGEST = 8  # times as finely as the page: what the views of crops are enlarged by at most


def is_pdf(data: bytes) -> bool:
    """Whether a file is a PDF, told by content."""
    return b"%PDF-" in data[:_HEAD]


@dataclass(frozen=True, eq=False)
class Document:
    """An encoded PDF.

    Raises:
        ImageError: pypdfium2 is not installed.
    """

    data: bytes = field(repr=False)
    limits: Limits = DEFAULT_LIMITS
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if find_spec("pypdfium2") is None:
            raise ImageError(
                "This is a PDF, which is not read here: render the page that is meant first, "
                "e.g. pdftoppm -r 200 -png FILE page.",
                fix="Or install what reads it: pip install 'cropvlm-tools[pdf]'",
            )

    def page(self, number: int) -> PdfPage:
        """Page ``number``, from 1.

        Raises:
            ImageError: there is no such page, or the PDF is damaged, protected or costs more than its limits.
        """
        for page in self.read([number]):
            return page
        raise AssertionError

    def read(self, numbers: Sequence[int] | None = None) -> Iterator[PdfPage]:
        """Pages of these numbers, by default all, a few at a time. Raises as ``page`` does."""
        wanted = _runs(numbers) if numbers is not None else [(1, _AT_ONCE)]
        while wanted:
            first, last = wanted.pop(0)
            facts = self.ask("read", last - first + 1, first, last, self.limits.pixels)
            assert isinstance(facts, dict)
            pages = facts["pages"]
            if first > pages or (numbers is not None and last > pages):
                told = f"the PDF has {pages} {'page' if pages == 1 else 'pages'}"
                raise ImageError(f"There is no page {max(first, last)}: {told}.", option="page")
            if numbers is None and pages > MOST_PAGES:
                raise ImageError(
                    f"The PDF has {pages:,} pages; {MOST_PAGES:,} are looked through at most. Name those meant.",
                    fix="Pass pages='1-500'.",
                    option="pages",
                )
            for read in facts["read"]:
                yield _page(self, pages, read)
            if numbers is None and last < pages:
                wanted.append((last + 1, min(last + _AT_ONCE, pages)))

    def ask(
        self, command: Literal["read", "draw", "highlight"], pages: int, *arguments: Any
    ) -> Image.Image | dict[str, Any]:
        """What ``pages.work`` answers; with the time of so many pages."""
        seconds = self.limits.seconds * pages * (_READING if command == "read" else 1)
        try:
            return run_isolated(work, self.data, [command, self.password, *arguments], self.limits.pixels, seconds)
        except ImageError as error:
            if error.option != "seconds":
                raise
            raise ImageError(
                f"A page of the PDF takes more than {seconds / pages:g} s of processor time, or too much memory, "
                "or ends the program that reads it. Save the PDF anew.",
                fix="Raise limits=Limits(seconds=...) to allow it.",
                option="seconds",
            ) from None


def work(data: bytes, *arguments: Any) -> Image.Image | dict[str, Any]:
    """In a process of its own, which alone loads PDFium."""
    from cropvlm_tools.images.pdf.pages import work as do

    return do(data, *arguments)


@dataclass(frozen=True, eq=False)
class PdfPage:
    """One page, as it is displayed: crop box and rotation applied."""

    document: Document
    number: int
    """From 1."""

    of: int
    """How many the document has."""

    points: tuple[float, float]
    """(width, height); 72 are an inch."""

    scale: float
    """px for each point of ``image``."""

    turn: Literal[0, 90, 180, 270]
    """Degrees, clockwise, by which it must be turned for most of its text to stand upright."""

    lines: tuple[TextLine, ...]
    """Of the text layer, from top to bottom; boxes are of the page turned upright."""

    hidden: int
    """Letters of the text layer that do not show, and are in none of the lines."""

    pictures: tuple[Rectangle, ...]
    """Places of pictures, xyxy in points."""

    unread: int = 0
    """Lines of the text layer beyond those that are read of one page."""

    @property
    def size(self) -> Size:
        """(width, height) of ``image`` in px."""
        return max(round(self.points[0] * self.scale), 1), max(round(self.points[1] * self.scale), 1)

    @property
    def image(self) -> Image.Image:
        """The page in RGB; drawn when its pixels are looked at, which raises as ``draw`` does."""
        return PageImage(self)

    def draw(self, box: Box = WHOLE, edge: int = 0) -> Image.Image:
        """A part of the page in RGB.

        Args:
            box: relative xyxy.
            edge: px of its long edge, where that is more than in ``image``; at most 8 times as many.

        Raises:
            ImageError: drawing it takes more than the limits.
        """
        left, top, right, bottom = box.to_pixels(self.size)
        longest = max(right - left, bottom - top)
        edge = min(max(edge, longest), _LARGEST * longest)
        width, height = (max(round(side * edge / longest), 1) for side in (right - left, bottom - top))
        x, y = round(left * edge / longest), round(top * edge / longest)
        place = [x, y, x + width, y + height]
        check_pixels((width, height), self.document.limits.pixels)
        return cast(Image.Image, self.document.ask("draw", 1, self.number, self.scale * edge / longest, place))


class PageImage(Image.Image):
    """A page whose pixels are drawn when they are first looked at, as Pillow's own images of files are."""

    def __init__(self, page: PdfPage) -> None:
        super().__init__()
        self._mode, self._size, self._page = "RGB", page.size, page

    @property
    def im(self) -> Any:
        if self._im is None:
            self._im = self._page.draw().im
        return super().im  # which says so where it was closed

    @im.setter
    def im(self, pixels: Any) -> None:
        self._im = pixels

    @property
    def is_drawn(self) -> bool:
        return self._im is not None

    def load(self) -> Any:
        _ = self.im
        return super().load()

    def copy(self) -> Image.Image:
        return PageImage(self._page) if self._im is None else super().copy()


def _page(document: Document, pages: int, read: dict[str, Any]) -> PdfPage:
    lines = tuple(TextLine(text, tuple(box), height, sound) for text, box, height, sound in read["lines"])
    pictures = tuple(tuple(box) for box in read["pictures"])
    width, height = read["points"]
    number, scale, turn, hidden, unread = (read[name] for name in ("number", "scale", "turn", "hidden", "unread"))
    page = PdfPage(document, number, pages, (width, height), scale, turn, lines, hidden, pictures, unread)
    check_pixels(page.size, document.limits.pixels)
    return page


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """(first, last) of those that follow one another, few enough for one call."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1 and number - runs[-1][0] < _AT_ONCE:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs
