"""Kinds of pages: each a function that fills a draft."""

from __future__ import annotations

from collections.abc import Callable

from training.pages.draft import Draft
from training.pages.layouts import forms, labels, sales

Layout = Callable[[Draft], None]

LAYOUTS: dict[str, tuple[Layout, float]] = {
    "receipt": (sales.receipt, 1.4),
    "invoice": (sales.invoice, 1.2),
    "contract": (forms.contract, 1.0),
    "form": (forms.form, 1.6),
    "ticket": (labels.ticket, 0.8),
    "product": (labels.product, 0.8),
    "specimen": (labels.specimen, 1.2),
    "certificate": (labels.certificate, 0.6),
}
"""By name: the layout, and how often it is drawn."""

ONLY = {"contract": ("en", "de")}
"""Kinds that do not come in every language."""
