"""The zoom as an MCP server on standard input and output, for mcp 1.x and 2.x: ``cropvlm mcp --root DIR``.

An MCP server never sees the images of a chat, so the tool takes a path relative to a folder named on the command
line. Nothing outside these folders can be read, and no answer tells where they are.
"""

from __future__ import annotations

import base64
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Unpack

from cropvlm_tools.errors import CropVLMError, ImageError, MissingDependencyError
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.tool import NAME, QUESTION, checked_question
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions
from cropvlm_tools.zooming.zoom import zoom_with

try:
    import mcp.types
    from anyio import to_thread
    from pydantic import Field
except ModuleNotFoundError as error:
    if error.name != "mcp":
        raise
    raise MissingDependencyError("cropvlm_tools.mcp", "mcp", "mcp") from error

Content = mcp.types.TextContent | mcp.types.ImageContent
"""One block of an answer."""

MAX_BYTES = 700_000
"""Of the images in an answer: base64 makes it 933 KB, and hosts cut tool results at 1 MB."""

DESCRIPTION = (
    "Look closer at an image file. Images are shrunk before you see them, so small print, numbers and distant details "
    "are lost; this finds the region that answers the question and shows it to you at full resolution. Use it before "
    "you answer from anything small, dense or blurred. You need not know where to look."
)
IMAGE = "Path of the image file, relative to the server's folder, e.g. 'scans/page_1.png'; or a base64 data URL."

_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
_LISTED = 20  # files named in an error
_VISITED = 2000  # directory entries looked at for that
_log = logging.getLogger(__name__)


def build_server(roots: Sequence[str | Path], **options: Unpack[ZoomKeywords]) -> Any:
    """The server, to be started with ``.run("stdio")``: a ``FastMCP`` (mcp 1.x) or ``MCPServer`` (mcp 2.x).

    Args:
        roots: folders whose images may be read; a path is looked for in each, in order.
        options: of ``cropvlm_tools.zoom``, as keywords (``ZoomOptions``). Whatever ``budget`` says, the images of one
            answer do not exceed ``MAX_BYTES`` together. ``fetch`` changes nothing: no URL is ever opened.

    Raises:
        CropVLMError: a root is not a folder.
        PolicyError: the policy cannot be loaded.
        BudgetError: ``budget`` is not a Budget.
        ValueError: an option that cannot be (``ZoomOptions``).
    """
    checked = ZoomOptions(**options)
    try:
        home, kind = import_module("mcp.server.mcpserver"), "MCPServer"
    except ModuleNotFoundError:  # mcp 1.x
        home, kind = import_module("mcp.server.fastmcp"), "FastMCP"
    failure: type[Exception] = import_module(f"{home.__name__}.exceptions").ToolError
    folders = [Path(root).resolve() for root in roots]
    if not folders or not all(folder.is_dir() for folder in folders):
        raise CropVLMError("Every root must be an existing folder, and there must be at least one.")
    settled = replace(checked, policy=load_policy(checked.policy), fetch=None)

    def look(image: str, question: str) -> list[Content]:
        asked = checked_question(question)
        inline = image[:5].lower() == "data:"
        result = zoom_with(
            image if inline else find_image(folders, image), asked, settled, "The image" if inline else image
        )
        most = MAX_BYTES // max(len(result.frames), 1)
        result = replace(result, budget=replace(result.budget, max_bytes=min(result.budget.max_bytes, most)))
        content: list[Content] = []
        for text, view in result.details or [(result.caption, result.view)]:
            data = base64.b64encode(view.data).decode("ascii")
            content.append(mcp.types.TextContent(type="text", text=text))
            # By aliases: the attributes are mimeType in mcp 1.x and mime_type in 2.x.
            image_part = {"type": "image", "data": data, "mimeType": view.mime_type}
            content.append(mcp.types.ImageContent.model_validate(image_part))
        return content

    async def zoom_image(
        image: Annotated[str, Field(description=IMAGE)], question: Annotated[str, Field(description=QUESTION)]
    ) -> list[Content]:
        try:
            return await to_thread.run_sync(look, image, question)
        except CropVLMError as error:
            raise failure(str(error)) from None
        except Exception:  # mcp 1.x would show its text to the model
            _log.exception("The zoom failed")
            raise failure("The zoom failed for a reason that lies with the server.") from None

    server = getattr(home, kind)("cropvlm")
    hints = {"title": "Zoom image", "readOnlyHint": True, "idempotentHint": True, "openWorldHint": False}
    server.add_tool(
        zoom_image,
        name=NAME,
        description=DESCRIPTION,
        annotations=mcp.types.ToolAnnotations.model_validate(hints),
        structured_output=False,  # it would hold the base64 a second time, and hosts feed that to the model as text
    )
    return server


def find_image(roots: Sequence[Path], name: str) -> Path:
    """The file of that name in the first of these resolved folders that has it, free of symbolic links.

    Raises:
        ImageError: the name is absolute, has ``..``, leaves its folder through a symbolic link, or there is no such
            file; whatever lies outside, the answer is the same.
    """
    path = Path(name)
    if "\0" in name or "\\" in name or path.anchor or ".." in path.parts:
        raise ImageError(f"An image is a path inside the server's folder, without '..'. {_possible(roots)}")
    for root in roots:
        try:
            found = (root / path).resolve()
            if found.is_relative_to(root) and found.is_file():
                return found
        except (OSError, RuntimeError, ValueError):  # a name too long, a loop of links, no Unicode
            continue
    raise ImageError(f"There is no such image file in the server's folder. {_possible(roots)}")


def _possible(roots: Sequence[Path]) -> str:
    names = [name for root in roots for name in islice(_image_names(root), _LISTED + 1)]
    if not names:
        return "It holds no images."
    return f"Images: {', '.join(names[:_LISTED])}{', ...' if len(names) > _LISTED else ''}"


def _image_names(root: Path) -> Iterator[str]:
    """Paths of image files under a folder, relative to it; what is hidden or behind a symbolic link is left out."""
    visited = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(folder, name) for name in sorted(files)):
            name = path.relative_to(root).as_posix()
            listed = path.suffix.lower() in _SUFFIXES and not path.name.startswith(".") and name.isprintable()
            if listed and path.is_file() and not path.is_symlink():
                yield name
        visited += 1 + len(files)
        if visited > _VISITED:
            return
