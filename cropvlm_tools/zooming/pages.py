"""One question to many pages or images: which of them answers it, and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeGuard, Unpack, cast

from PIL import Image

from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.load import ImageSource, Loaded, load_page
from cropvlm_tools.images.pages import Page
from cropvlm_tools.images.pdf.document import PdfPage
from cropvlm_tools.images.sources import Source, is_source
from cropvlm_tools.perception.element import Reading
from cropvlm_tools.perception.text.layer import reading_of
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.policy import Policy
from cropvlm_tools.zooming.asking import ask
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions
from cropvlm_tools.zooming.result import Zoom
from cropvlm_tools.zooming.zoom import zoom_with

_RANGES = re.compile(r"\s*\d{1,6}\s*(?:-\s*\d{1,6}\s*)?(?:,\s*\d{1,6}\s*(?:-\s*\d{1,6}\s*)?)*")


class RankingPolicy(Policy, Protocol):
    """A policy that can say which of many pages a question is about."""

    def reading(self, image: Image.Image, question: str, known: Reading) -> Reading:
        """The text of one page."""
        ...

    def rank(self, readings: Sequence[Reading], question: str) -> list[float]:
        """How likely each is the page that answers, in [0, 1]; together 1."""
        ...


@dataclass(frozen=True)
class Candidate:
    """A page or image that may answer."""

    ref: str
    """What it is called in captions."""

    load: Callable[[], Loaded]


def zoom_pages(
    images: ImageSource | Iterable[ImageSource],
    question: str,
    top: int = 1,
    pages: str | Iterable[int] | None = None,
    password: str | None = None,
    **options: Unpack[ZoomKeywords],
) -> list[Zoom]:
    """The zooms into the pages that most likely answer a question, the likeliest first.

    The text of all is compared: a PDF's text layers take milliseconds a page, OCR of images and scans a second or so
    each. Only the pages chosen are drawn. ``Zoom.page``, ``Zoom.ref`` and ``Zoom.source`` say which it is, and
    ``Zoom.score`` how likely it is the one, if one of them is.

    Args:
        images: a PDF or another file of several pages, or several images and files: each anything ``load_image`` takes.
        question: what the target will be asked.
        top: how many to zoom into.
        pages: which pages of each file, from 1: ``"3-7, 9"`` or numbers; all by default.
        password: of PDFs that have one.
        options: those of ``ZoomOptions``. A policy that does not read text is asked about every page, and its
            confidence is the score.

    >>> from PIL import Image
    >>> (found,) = zoom_pages([Image.new("RGB", (400, 300), "white"), "receipt.jpg"], "What is the total amount due?")
    >>> found.ref, found.page, found.score > 0.5
    ('image_2', 1, True)
    >>> zoom_pages("receipt.jpg", "What is the total amount due?", pages="2-3")
    Traceback (most recent call last):
    cropvlm_tools.errors.ImageError: ...

    Raises:
        ImageError: there is no image, or one was refused.
        PolicyError: the policy cannot be loaded.
        ValueError: ``top`` or ``pages`` cannot be, or an option.
    """
    chosen = ZoomOptions(**options)
    wanted = parse_pages(pages)
    sources: list[ImageSource] = [images] if is_source(images) else list(cast(Iterable[ImageSource], images))
    refs = [f"image_{number}" for number in range(1, len(sources) + 1)]
    given = (
        candidate
        for ref, source in zip(refs, sources, strict=True)
        for candidate in _pages_of(ref, source, chosen, wanted, password)
    )
    return zoom_candidates(given, question, chosen, top)


def zoom_candidates(
    given: Iterable[Candidate], question: str, options: ZoomOptions, top: int = 1, scans: int | None = None
) -> list[Zoom]:
    """``zoom_pages`` of what is loaded when it is looked at. Raises as that does.

    Args:
        scans: how many pages may have to be read by OCR; more are an ``ImageError``.
    """
    if not isinstance(top, int) or top < 1:
        raise ValueError(f"top is {top!r:.40}; it must be a whole number, at least 1.")
    policy = load_policy(options.policy)
    candidates, readings, confidences = [], [], []
    for candidate in given:
        loaded = candidate.load()
        if _ranks(policy):
            known = Reading(partial=True) if loaded.pdf is None else reading_of(loaded.pdf)
            if not known.lines and scans is not None:
                scans -= 1
                if scans < 0:
                    raise ImageError("Too many of its pages have no text to be looked through unasked: name a page.")
            # Pictures on a page that has text are not read for this.
            readings.append(known if known.lines else policy.reading(loaded.image, question, known))
        else:
            confidences.append(ask(policy, loaded.image, question, options.regions).confidence)
        candidates.append(candidate)
    if not candidates:
        raise ImageError("There is no image to look through.", fix="Give at least one.", option="images")
    scores = policy.rank(readings, question) if _ranks(policy) else confidences
    order = sorted(range(len(candidates)), key=lambda index: -scores[index])
    settled = replace(options, policy=policy)
    return [
        replace(zoom_with(candidates[index].load(), question, settled, candidates[index].ref), score=scores[index])
        for index in order[:top]
    ]


def pages_of(ref: str, load: Callable[[], Loaded]) -> Iterator[Candidate]:
    """The page that is loaded, and of a PDF all others."""
    loaded = load()
    if loaded.pdf is None:
        yield Candidate(ref, load)
        return
    yield from _pages_in(ref, loaded.pdf.document.read(), loaded.source)


def load_again(loaded: Loaded, number: int) -> Loaded:
    """Another page of the same PDF.

    Raises:
        ImageError: it is no PDF, or has no such page.
    """
    if loaded.pdf is None:
        raise ImageError("That image is no PDF: ask for it without a page.")
    return _loaded(loaded.pdf.document.page(number), loaded.source)


def _pages_in(ref: str, pages: Iterable[PdfPage], source: Source) -> Iterator[Candidate]:
    for page in pages:
        yield Candidate(ref, partial(_loaded, page, source))


def _loaded(page: PdfPage, source: Source) -> Loaded:
    """With an image of its own, so that none of those looked through stays drawn."""
    return Loaded(page.image, Page(page.number, page.of), page, source)


def _pages_of(
    ref: str, source: ImageSource, options: ZoomOptions, wanted: list[int] | None, password: str | None
) -> Iterator[Candidate]:
    def load(number: int) -> Loaded:
        return load_page(source, options.limits, options.fetch, number, password)

    first = load(wanted[0] if wanted else 1)
    if first.pdf is not None:
        yield from _pages_in(ref, first.pdf.document.read(wanted), first.source)
        return
    for number in wanted or range(1, first.page.of + 1):
        yield Candidate(ref, partial(load, number))


def parse_pages(pages: str | Iterable[int] | None) -> list[int] | None:
    """Numbers of pages, from 1, in order and each once: of ``"3-7, 9"`` or of numbers; None for all.

    Raises:
        ValueError: they are none.
    """
    if pages is None:
        return None
    if isinstance(pages, str):
        if not _RANGES.fullmatch(pages):
            raise ValueError(f"pages is {pages!r:.40}; it must be numbers and ranges such as '3-7, 9'.")
        numbers = set()
        for part in pages.split(","):
            first, _, last = part.partition("-")
            numbers |= set(range(int(first), int(last or first) + 1))
    else:
        numbers = set(pages)
    if not numbers or not all(isinstance(number, int) and number >= 1 for number in numbers):
        raise ValueError(f"pages is {pages!r:.40}; there must be one, and the first page is 1.")
    return sorted(numbers)


def _ranks(policy: Policy) -> TypeGuard[RankingPolicy]:
    return callable(getattr(policy, "rank", None)) and callable(getattr(policy, "reading", None))
