"""ZoomOptions: what can be said about a zoom besides the image and the question; every adapter takes all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict, get_args

from cropvlm_tools.errors import BudgetError
from cropvlm_tools.images.limits import DEFAULT_LIMITS, Limits
from cropvlm_tools.policy import Policy
from cropvlm_tools.views import Budget

When = Literal["always", "needed"]


@dataclass(frozen=True)
class ZoomOptions:
    """All options of ``cropvlm_tools.zoom``.

    >>> options = ZoomOptions(policy="centre", when="needed", budget=Budget.for_model("gpt-4o"))
    >>> options.steps, options.regions, options.limits.pixels
    (1, 3, 70000000)
    >>> ZoomOptions(when="sometimes")
    Traceback (most recent call last):
    ValueError: when is 'sometimes'; it must be 'always' or 'needed'.

    Raises:
        BudgetError: ``budget`` is not a Budget.
        ValueError: ``when`` is neither of the two, ``steps`` or ``regions`` is below 1, or ``limits`` is no Limits.
    """

    policy: str | Path | Policy = "default"
    """A Policy, or anything ``load_policy`` takes."""

    budget: Budget | None = None
    """What the target can see of one image; None: 1568 px and 1568 tokens, or what the adapter's model sees."""

    when: When = "always"
    """``"always"`` crops whenever the policy has a region; ``"needed"`` only when the whole image, within the budget,
    would not already show the evidence legibly."""

    steps: int = 1
    """How often to look: with 2 the policy looks into its own crop once more, and zooms further where that makes it
    more confident."""

    context: bool = False
    """Show the surroundings of the crop too, as a view between the whole and the crop."""

    regions: int = 3
    """The most regions shown; a policy with more shows the first."""

    fetch: Callable[[str], bytes] | None = None
    """Reads an http(s) URL into bytes, e.g. ``cropvlm_tools.images.fetch.fetch_url``; without it URLs are refused."""

    limits: Limits = DEFAULT_LIMITS
    """The largest image that is read."""

    history: Sequence[str] | None = None
    """The questions asked before this one, the oldest first, for policies that make use of them; None: what is known of
    the conversation."""

    def __post_init__(self) -> None:
        if self.when not in get_args(When):
            raise ValueError(f"when is {self.when!r}; it must be 'always' or 'needed'.")
        for name in ("steps", "regions"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} is {value!r:.40}; it must be a whole number, at least 1.")
        history = () if self.history is None else self.history
        listed = isinstance(history, Sequence) and not isinstance(history, str)
        if not (listed and all(isinstance(question, str) for question in history)):
            raise ValueError("history is no list of questions. Give history=[...], each a text, the oldest first.")
        if self.budget is not None and not isinstance(self.budget, Budget):
            given = type(self.budget).__name__
            raise BudgetError(f"budget is no Budget but {given}. Give Budget.for_model(...) or Budget(...).")
        if not isinstance(self.limits, Limits):
            raise ValueError(
                f"limits is no Limits but {type(self.limits).__name__}. Give Limits(pixels=..., bytes=...)."
            )


class ZoomKeywords(TypedDict, total=False):
    """The options as keyword arguments: ``def insert_zooms(messages, **options: Unpack[ZoomKeywords])``."""

    policy: str | Path | Policy
    budget: Budget | None
    when: When
    steps: int
    context: bool
    regions: int
    fetch: Callable[[str], bytes] | None
    limits: Limits
    history: Sequence[str] | None
