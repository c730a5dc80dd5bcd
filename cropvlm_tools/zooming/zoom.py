"""One zoom: an image and a question in, the views to send to a target out."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from cropvlm_tools.boxes import Size
from cropvlm_tools.images.limits import DEFAULT_LIMITS, Limits
from cropvlm_tools.images.load import ImageSource, load_image
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.asking import ask, closer, name_of
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
) -> Zoom:
    """Find the region of an image that answers a question; where a policy finds several, several.

    Args:
        image: path, bytes, data URL or PIL image (``cropvlm_tools.images.load_image``).
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
        limits: the largest image that is read.

    Raises:
        ImageError: the image was refused.
        PolicyError: the policy cannot be loaded. One that fails on this picture is an outcome instead
            (``Zoom.outcome`` is ``"failed"``, and the whole is shown).
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
    )
    return zoom_with(image, question, options, ref)


def zoom_with(image: ImageSource, question: str, options: ZoomOptions, ref: str = "image_1") -> Zoom:
    """``zoom`` with its options in one piece; what every adapter calls. Raises as ``zoom`` does."""
    budget = options.budget or Budget()
    policy = load_policy(options.policy)
    limits = options.limits
    source = load_image(image, max_bytes=limits.bytes, max_pixels=limits.pixels, fetch=options.fetch)
    started = time.perf_counter()
    prediction = ask(policy, source, question, options.regions)
    if options.when == "needed":
        prediction = if_needed(prediction, source.size, budget)
    for _ in range(options.steps - 1):
        further = closer(policy, source, question, prediction, options.regions)
        if further is None:
            break
        prediction = further
    seconds = time.perf_counter() - started
    return Zoom(source, prediction, budget, name_of(policy), seconds, ref, options.context)


def if_needed(prediction: Prediction, size: Size, budget: Budget) -> Prediction:
    """An abstention where the whole, (width, height) in pixels, is already legible within the budget."""
    if not prediction.regions or prediction.legible_edge is None:
        return prediction
    shown = max(budget.fit(size))
    if shown < prediction.legible_edge:
        return prediction
    reason = f"Legible without zooming: the whole is shown at {shown} px, {prediction.legible_edge} px are enough."
    return Prediction.abstained(reason, prediction.confidence, prediction.legible_edge)
