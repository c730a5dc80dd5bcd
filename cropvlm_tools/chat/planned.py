"""Crops as ``zooming.planning`` plans them: the image of a turn and its crop for fewer tokens than the image alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cropvlm_tools.chat.kept import Crop
from cropvlm_tools.chat.look import facts_of, look_unasked
from cropvlm_tools.chat.registry import ImageRegistry
from cropvlm_tools.model_names import known_or_warned
from cropvlm_tools.views import Budget, Detail
from cropvlm_tools.zooming.options import ZoomOptions
from cropvlm_tools.zooming.planning import plan_sizes

# Of any image in a request with more than 20, https://platform.claude.com/docs/en/build-with-claude/vision. A crop that
# is larger would have to be sent anew, smaller, once there are so many, and all that is cached behind it were lost.
MANY_EDGE = 2000  # px
LEGIBLE = "The whole shows it legibly, and nothing shows it for fewer visual tokens."
NO_PLAN = ""
"""No overview and crop cost as little as the image alone: an image that somebody gave is not left out for that."""


def plan_budgets(model: str | None, budget: Budget | None) -> dict[Detail, Budget]:
    """Those of a model by detail, none with a longer edge than ``budget``, which is all there is of one not known."""
    if model is None:
        return {"auto": budget or Budget()}
    known = Budget.by_detail(model)
    if budget is None:
        return known
    return {detail: replace(each, max_edge=min(each.max_edge, budget.max_edge)) for detail, each in known.items()}


def openai_details(model: str | None, budget: Budget | None) -> dict[Detail, Budget]:
    """``plan_budgets`` for those who write no detail but OpenAI's; that of a model with others is never chosen."""
    budgets = plan_budgets(known_or_warned(model), budget)
    known: tuple[Detail, ...] = ("auto", "low", "high", "original")
    if len(budgets) > 1 and set(budgets) <= set(known):
        return budgets
    whole = budgets["auto"]
    return {"auto": replace(whole, max_edge=min(whole.max_edge, MANY_EDGE))}


def planned_crop(
    images: ImageRegistry,
    ref: str,
    question: str,
    options: ZoomOptions,
    budgets: Mapping[Detail, Budget],
    detail: Detail,
) -> Crop | str:
    """What is sent of an image in the turn that it comes with, or why it stays as it is, or ``NO_PLAN``.

    Args:
        budgets: of the model, by the detail an image can be sent with.
        detail: with which the image would be sent otherwise.
    """
    zoom = look_unasked(images, ref, question, replace(options, when="always", budget=budgets[detail], context=False))
    if isinstance(zoom, str):
        return zoom
    plan = plan_sizes(zoom.source_size, zoom.prediction, budgets, detail)
    overview = plan.overview
    if overview is None or not (plan.crops or plan.legible):
        return NO_PLAN
    if not plan.savings:
        return LEGIBLE
    crops, smaller = plan.details(zoom), overview.render(zoom)
    facts = facts_of(zoom, crops[0][1] if crops else smaller, plan.whole_tokens)
    seen = replace(overview.budget, max_edge=max(overview.size))
    return Crop(crops, facts, smaller, plan.whole_tokens - overview.tokens, seen)
