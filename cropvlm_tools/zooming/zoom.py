"""One zoom: an image and a question in, the views to send to a target out."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from cropvlm_tools.boxes import Size
from cropvlm_tools.errors import PolicyError
from cropvlm_tools.images.limits import DEFAULT_LIMITS, Limits
from cropvlm_tools.images.load import ImageSource, Loaded, load_page
from cropvlm_tools.perception.element import Line, Reading
from cropvlm_tools.perception.text.layer import reading_of
from cropvlm_tools.perception.text.readers.reader import checked_lines
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.asking import ask, closer, name_of, reads_lines
from cropvlm_tools.zooming.options import When, ZoomOptions
from cropvlm_tools.zooming.result import Region as Region
from cropvlm_tools.zooming.result import Zoom as Zoom


def zoom(
    image: ImageSource,
    question: str,
    policy: str | Path | Policy = "default",
    budget: Budget | None = None,
    when: When = "always",
    fetch: Callable[[str], bytes] | None = None,
    ref: str = "image_1",
    steps: int = 1,
    context: bool = False,
    regions: int = 3,
    limits: Limits = DEFAULT_LIMITS,
    page: int = 1,
    history: Sequence[str] | None = None,
    password: str | None = None,
    lines: Iterable[Line] | None = None,
) -> Zoom:
    """Find the region of an image that answers a question; where a policy finds several, several.

    Args:
        image: path, bytes, binary file object, data URL, numpy array or PIL image
            (``cropvlm_tools.images.load_image``).
        question: what the target will be asked.
        policy: a Policy, or anything ``load_policy`` takes.
        budget: what the target can see of one image; by default 1568 px and 1568 tokens.
        when: ``"always"`` crops whenever the policy has a region; ``"needed"`` only when the whole image,
            within the budget, would not already show the evidence legibly.
        fetch: reads an http(s) URL into bytes; without it URLs are refused.
        ref: what to call the image in the caption.
        steps: how often to look: with 2 the policy looks into its own crop once more, and zooms further where that
            makes it more confident.
        context: show the surroundings of each crop too, as a view before it.
        regions: the most regions shown; of a policy with more the first.
        limits: the largest image that is read, and whether it is decoded in a worker process.
        history: the questions asked before this one, the oldest first, for policies that make use of them
            (``cropvlm_tools.policy.Policy``).
        page: which page of a PDF or TIFF, or frame of a GIF, WEBP, PNG or AVIF, from 1.
        password: of a PDF that has one.
        lines: the image's lines of text, where they are known: the policy takes them as they are and reads nothing
            (``Line(text, Box(x1, y1, x2, y2), height, score)``). A PDF's text layer is taken by itself.

    >>> z = zoom("receipt.jpg", "What is the total amount due?")
    >>> z.outcome, z.source_size  # (width, height) in px
    ('zoomed', (1700, 2300))
    >>> "Total amount due" in z.regions[0].text
    True
    >>> 0.5 < z.confidence <= 1 and z.area < 0.1  # a probability; a share of the picture
    True
    >>> zoom("receipt.jpg", "Thanks!").box is None
    True
    >>> zoom("no-such-file.jpg", "What is the total?")
    Traceback (most recent call last):
    cropvlm_tools.errors.ImageError: The image file cannot be read: No such file or directory.

    Raises:
        ImageError: the image was refused, or has no such page.
        ReaderError: ``lines`` are none.
        PolicyError: the policy cannot be loaded, or is given lines and does not decide from such. One that fails on
            this picture is an outcome instead (``Zoom.outcome`` is ``"failed"``, and the whole is shown).
        BudgetError: ``budget`` is not a Budget.
        ValueError: an option that cannot be (``ZoomOptions``).
    """
    options = ZoomOptions(
        policy=policy,
        budget=budget,
        when=when,
        steps=steps,
        context=context,
        regions=regions,
        fetch=fetch,
        limits=limits,
        history=history,
    )
    return zoom_with(image, question, options, ref, page, password, lines)


def zoom_with(
    image: ImageSource | Loaded,
    question: str,
    options: ZoomOptions,
    ref: str = "image_1",
    page: int = 1,
    password: str | None = None,
    lines: Iterable[Line] | None = None,
) -> Zoom:
    """``zoom`` with its options in one piece, or of what is loaded already; what every adapter calls.

    Raises as ``zoom`` does.
    """
    budget = options.budget or Budget()
    policy = load_policy(options.policy)
    loaded = image if isinstance(image, Loaded) else load_page(image, options.limits, options.fetch, page, password)
    started = time.perf_counter()
    known = _known(policy, loaded, lines)
    source, earlier = loaded.image, options.history or ()
    prediction = ask(policy, source, question, options.regions, earlier, known)
    if options.when == "needed":
        prediction = if_needed(prediction, source.size, budget)
    for _ in range(options.steps - 1):
        further = closer(policy, source, question, prediction, options.regions, earlier, known)
        if further is None:
            break
        prediction = further
    seconds = time.perf_counter() - started
    if loaded is image:  # may be asked about again, and whoever gets the zoom may draw on its picture
        source = source.copy()
    number, pages = loaded.page
    return Zoom(
        source,
        prediction,
        budget,
        name_of(policy),
        seconds,
        ref,
        options.context,
        number,
        pages,
        loaded.pdf,
        loaded.source,
    )


def _known(policy: Policy, loaded: Loaded, lines: Iterable[Line] | None) -> Reading | None:
    """The text of the image that need not be read: the caller's, or a PDF's.

    Raises:
        ReaderError, PolicyError: as ``zoom``.
        ImageError: a page whose pixels will be read cannot be drawn.
    """
    if lines is not None:
        given = tuple(replace(line, origin="given") for line in checked_lines(lines))
        if not reads_lines(policy):
            raise PolicyError(
                f"The policy {name_of(policy)!r:.80} does not decide from lines of text.",
                fix="Leave lines=... out, or take one that does: 'default' or 'lexical'.",
                option="lines",
            )
        return Reading(given)
    known = None if loaded.pdf is None else reading_of(loaded.pdf)
    if known is not None and (known.partial or not reads_lines(policy)):
        loaded.image.load()
    return known


def if_needed(prediction: Prediction, size: Size, budget: Budget) -> Prediction:
    """An abstention where the whole, (width, height) in pixels, is already legible within the budget."""
    if not prediction.regions or prediction.legible_edge is None:
        return prediction
    edge = max(budget.fit(size))
    if edge < prediction.legible_edge:
        return prediction
    reason = f"Legible without zooming: the whole is shown at {edge} px, {prediction.legible_edge} px are enough."
    return Prediction.abstained(reason, prediction.confidence, prediction.legible_edge, prediction.turn)
