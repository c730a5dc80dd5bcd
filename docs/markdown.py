"""The directive ``markdown``: a file of the repository, or a part of it, stands on a page as it is, copied nowhere.

    .. markdown:: ../training/results/providers.md
       :section: The title of a heading; what is below it, up to the next of its level, without the heading
       :head: what stands before the second heading
       :marked: evaluation, for what stands between <!-- evaluation --> and <!-- /evaluation -->
       :drop-title:

A link to a file that is a page leads there (``markdown_pages``), one to another file offers that file, and one to
nothing is a warning.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

_log = logging.getLogger(__name__)
_SIMPLE = {
    "paragraph": nodes.paragraph,
    "bullet_list": nodes.bullet_list,
    "ordered_list": nodes.enumerated_list,
    "list_item": nodes.list_item,
    "blockquote": nodes.block_quote,
    "strong": nodes.strong,
    "em": nodes.emphasis,
}


def cut(text: str, section: str | None = None, marked: str | None = None, head: bool = False) -> str:
    """The part of a Markdown text that the options of the directive mean.

    Raises:
        ValueError: there is no such part.
    """
    if marked is not None:
        found = re.search(rf"<!-- {re.escape(marked)} -->\n(.*?)<!-- /{re.escape(marked)} -->", text, re.DOTALL)
        if found is None:
            raise ValueError(f"nothing stands between marks named {marked!r}")
        text = found[1]
    if head:
        return text.partition("\n## ")[0]
    if section is None:
        return text
    fenced, level, lines = False, 0, []
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        heading = None if fenced else re.match(r"(#+) (.*)", line)
        if heading and level and len(heading[1]) <= level:
            break
        if level:
            lines.append(line)
        elif heading and heading[2].strip() == section:
            level = len(heading[1])
    if not level:
        raise ValueError(f"there is no heading {section!r}")
    return "\n".join(lines)


class Markdown(SphinxDirective):
    """What the module says."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "section": directives.unchanged,
        "marked": directives.unchanged,
        "head": directives.flag,
        "drop-title": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        relative, found = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(relative)
        self.path = Path(found).resolve()
        self.root = Path(self.env.srcdir).resolve().parent
        try:
            text = self.path.read_text(encoding="utf-8")
            text = cut(text, self.options.get("section"), self.options.get("marked"), "head" in self.options)
        except (OSError, ValueError) as error:
            raise self.error(f"{self.arguments[0]}: {error}") from error
        tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(text))
        top = nodes.Element()
        levels: list[tuple[int, nodes.Element]] = [(0, top)]
        for child in tree.children:
            if child.type != "heading":
                levels[-1][1].extend(self.block(child))
                continue
            level = int(child.tag[1])
            if level == 1 and "drop-title" in self.options:
                continue
            while levels[-1][0] >= level:
                levels.pop()
            title = nodes.title("", "", *self.inline(child.children[0]))
            section = nodes.section("", title, names=[nodes.fully_normalize_name(title.astext())])
            self.state.document.note_implicit_target(section, section)
            levels[-1][1].append(section)
            levels.append((level, section))
        return top.children

    def block(self, node: SyntaxTreeNode) -> Iterator[nodes.Node]:
        if node.type in ("fence", "code_block"):
            yield nodes.literal_block(node.content, node.content, language=node.info or "text", force=True)
        elif node.type == "table":
            yield self.table(node)
        elif node.type == "inline":
            yield from self.inline(node)
        elif node.type in _SIMPLE:
            made = _SIMPLE[node.type]()
            for child in node.children:
                made.extend(self.block(child))
            if made.children:
                yield made
        elif node.type != "html_block":
            _log.warning("%s: no %s can be shown", self.path.name, node.type, location=self.get_location())

    def table(self, node: SyntaxTreeNode) -> nodes.Node:
        head, *body = node.children
        rows = [*head.children, *(row for part in body for row in part.children)]
        columns = len(rows[0].children)
        made = nodes.table(classes=["measured"])
        group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in range(columns)), cols=columns)
        parts = nodes.thead(), nodes.tbody()
        for number, row in enumerate(rows):
            entries = (
                nodes.entry("", nodes.paragraph("", "", *self.inline(cell.children[0]))) for cell in row.children
            )
            parts[number > 0].append(nodes.row("", *entries))
        group.extend(parts)
        made.append(group)
        return nodes.container("", made, classes=["scrolled"])

    def inline(self, node: SyntaxTreeNode) -> Iterator[nodes.Node]:
        for child in node.children:
            if child.type == "text":
                yield nodes.Text(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                yield nodes.Text("\n")
            elif child.type == "code_inline":
                yield nodes.literal(child.content, child.content)
            elif child.type == "link":
                yield self.link(str(child.attrs["href"]), list(self.inline(child)))
            elif child.type == "image":
                yield nodes.image(uri=self.beside(str(child.attrs["src"])), alt=child.content)
            elif child.type in _SIMPLE:
                yield _SIMPLE[child.type]("", "", *self.inline(child))
            elif child.type != "html_inline":
                _log.warning("%s: no %s can be shown", self.path.name, child.type, location=self.get_location())

    def link(self, target: str, said: list[nodes.Node]) -> nodes.Node:
        if target.startswith(("http:", "https:")):
            return nodes.reference("", "", *said, refuri=target)
        path = (self.path.parent / target.partition("#")[0]).resolve()
        name = path.relative_to(self.root).as_posix()
        if name in self.config.markdown_pages:
            return addnodes.pending_xref(
                "",
                nodes.inline("", "", *said),
                refdomain="std",
                reftype="doc",
                refdoc=self.env.docname,
                reftarget=f"/{self.config.markdown_pages[name]}",
                refexplicit=True,
                refwarn=True,
            )
        if path.is_dir():
            return nodes.inline("", "", *said)
        return addnodes.download_reference("", "", *said, reftarget=self.beside(target.partition("#")[0]))

    def beside(self, target: str) -> str:
        """A path in the Markdown file as Sphinx wants it: from the folder of the pages."""
        return "/" + Path(os.path.relpath((self.path.parent / target).resolve(), self.root / "docs")).as_posix()


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("markdown_pages", {}, "env")
    app.add_directive("markdown", Markdown)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
