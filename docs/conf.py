"""The site: ``sphinx-build -W -n docs OUT``, offline; ``-b linkcheck`` asks for the links that lead elsewhere."""

import sys
from importlib import import_module
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]  # the package, the training tree, and the two modules beside this file

import gallery  # noqa: E402  # found by the line above

from cropvlm_tools import __version__  # noqa: E402

project, author, copyright = "cropvlm-tools", "the authors of cropvlm-tools", "the authors of cropvlm-tools"
version = release = __version__
# Before autodoc, which reads type stubs of compiled modules in place of them, and pydantic takes no model from such.
for adapter in ("openai", "anthropic", "google", "langchain.middleware", "llama_index", "mcp.server"):
    import_module(f"cropvlm_tools.{adapter}")

extensions = ["sphinx.ext.autodoc", "markdown"]
exclude_patterns = ["made", "*.md"]
nitpicky = True

autodoc_inherit_docstrings = False  # those of other libraries are in other words, and often no reStructuredText
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
autodoc_mock_imports = ["lmms_eval", "ray"]
# Names of other libraries have no page here, and nothing is fetched for them; nor have those of ours that a caller
# of the package need not know.
nitpick_ignore_regex = [
    (r"py:.*", r"(PIL|np|numpy|collections|pathlib|typing|typing_extensions|os|types|fractions|argparse)\b.*"),
    (r"py:.*", r"(langchain|langchain_core|llama_index|workflows|openai|anthropic|google|mcp|pydantic|starlette)\b.*"),
    (r"py:class", r"(Beta|ChatCompletion)?(Async)?Function(Tool|ToolParam)|Tool(Param|Dict)|tuple\[(int|float)"),
    (
        r"py:class",
        r"(cropvlm_tools\..*\.)?(ZoomKeywords|PdfPage|Frame|ZoomFacts|Readable|Array|Unreadable|Named|BoxOption|Corpus)",
    ),
]

html_theme = "alabaster"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_theme_options = {
    "description": "Zoom for vision-language models",
    "page_width": "940px",  # on less the navigation stands on top; how wide a page is on more says site.css
    "sidebar_width": "230px",
    "fixed_sidebar": True,
    "show_relbars": True,
}
html_copy_source = False
html_show_sphinx = False

markdown_pages = {
    "docs/mcp.md": "frameworks/mcp",
    "cropvlm_tools/weights/README.md": "card",
    "ARCHITECTURE.md": "architecture",
    "CONTRIBUTING.md": "contributing",
    "SECURITY.md": "limits",
    "CHANGELOG.md": "changelog",
}
"""Files of the repository that are a page, or stand on one: links to them lead there."""


def list_external(app: Sphinx, error: Exception | None) -> None:
    """Write the links that lead elsewhere to ``external.txt``: they are not asked for while building."""
    if error is not None or app.builder.format != "html":
        return
    found = {
        node["refuri"]
        for name in app.env.found_docs
        for node in app.env.get_doctree(name).findall(nodes.reference)
        if node.get("refuri", "").startswith("http")
    }
    (Path(app.outdir) / "external.txt").write_text("\n".join(sorted(found)) + "\n", encoding="utf-8")


def read_google(app: Sphinx, what: str, name: str, value: object, options: object, lines: list[str]) -> None:
    """``Args:`` and ``Raises:`` as lists; not of attributes, of which napoleon takes all before a colon for a type."""
    if what not in ("attribute", "data", "property"):
        lines[:] = GoogleDocstring(lines, Config(napoleon_use_rtype=False), app, what, name, value, options).lines()


def setup(app: Sphinx) -> None:
    app.connect("autodoc-process-docstring", read_google)
    app.connect("builder-inited", lambda app: gallery.make(Path(app.srcdir) / "made"))
    app.connect("build-finished", list_external)
