"""Kinds of pages: each a function that fills a draft."""

from __future__ import annotations

from collections.abc import Callable

from training.pages.draft import Draft
from training.pages.layouts import charts, forms, labels, prose, sales, scenes, screens, specimens, tables

Layout = Callable[[Draft], None]

LAYOUTS: dict[str, tuple[Layout, float]] = {
    "receipt": (sales.receipt, 1.4),
    "invoice": (sales.invoice, 1.2),
    "contract": (forms.contract, 0.8),
    "form": (forms.form, 1.6),
    "table": (tables.table, 1.0),
    "ticket": (labels.ticket, 0.8),
    "product": (labels.product, 0.8),
    "specimen": (specimens.specimen, 1.2),
    "certificate": (labels.certificate, 0.6),
    "letter": (prose.letter, 1.0),
    "screen": (screens.screen, 0.9),
    "dashboard": (screens.dashboard, 0.7),
    "menu": (tables.menu, 0.8),
    "street": (scenes.street, 1.0),
    "report": (prose.report, 1.2),
    "slide": (prose.slide, 0.8),
    "chart": (charts.chart, 1.0),
}
"""By name: the layout, and how often it is drawn."""

ONLY = {"contract": ("en", "de")}
"""Kinds that do not come in every language."""
