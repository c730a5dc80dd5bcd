"""The zoom as an MCP server on standard input and output, for mcp 1.x and 2.x: ``cropvlm mcp --root DIR``.

An MCP server never sees the images of a chat, so the tool takes the name of a file below a folder named on the command
line. Nothing outside these folders can be read, and no answer tells where they are (``images.roots``).
"""

from __future__ import annotations

import base64
import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn, Unpack

from cropvlm_tools.chat.look import warn_once
from cropvlm_tools.errors import CropVLMError, MissingDependencyError
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.images.names import shown
from cropvlm_tools.images.roots import Roots
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.tool import NAME, QUESTION, checked_question
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions
from cropvlm_tools.zooming.zoom import zoom_with

try:
    import mcp.types
    from anyio import CapacityLimiter, to_thread
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
PAGE = "Which page of a PDF or TIFF, or frame of an animation, from 1; what is shown says how many there are."
IMAGE = "Path of the image file, relative to the server's folder, e.g. 'scans/page_1.png'; or a base64 data URL."

AT_ONCE = 1
"""Calls that decode and read at a time; the others wait. OCR has all cores, and one photograph of 50 megapixels takes
0.9 GB."""

LAST_SECONDS = 1.0
"""After standard input has ended: for what is being answered. Hosts wait two seconds before they kill."""

_LIMITS = {"pixels": "--max-pixels", "bytes": "--max-bytes"}  # options of the command line
_log = logging.getLogger(__name__)


def build_server(roots: Sequence[str | Path], **options: Unpack[ZoomKeywords]) -> Any:
    """The server, a ``FastMCP`` (mcp 1.x) or ``MCPServer`` (mcp 2.x); to be run by ``serve``, or ``.run(...)``.

    Args:
        roots: folders whose images may be read; a name is looked for in each, in order.
        options: of ``cropvlm_tools.zoom``, as keywords (``ZoomOptions``). Whatever ``budget`` says, the images of one
            answer do not exceed ``MAX_BYTES`` together. ``fetch`` changes nothing: no URL is ever opened. Without
            ``limits`` they are the usual ones, and images are decoded in isolation (``Limits.isolated``).

    Raises:
        CropVLMError: a root is not a folder.
        PolicyError: the policy cannot be loaded.
        BudgetError: ``budget`` is not a Budget.
        ValueError: an option that cannot be (``ZoomOptions``).
    """
    options.setdefault("limits", Limits(isolated=True))
    checked = ZoomOptions(**options)
    try:
        home, kind = import_module("mcp.server.mcpserver"), "MCPServer"
    except ModuleNotFoundError:  # mcp 1.x
        home, kind = import_module("mcp.server.fastmcp"), "FastMCP"
    failure: type[Exception] = import_module(f"{home.__name__}.exceptions").ToolError
    folders = Roots(roots)
    settled = replace(checked, policy=load_policy(checked.policy), fetch=None)
    limiters: list[CapacityLimiter] = []

    def look(image: str, question: str, page: int) -> list[Content]:
        asked = checked_question(question)
        if image[:5].lower() == "data:":
            result = zoom_with(image, asked, settled, "The image", page)
        else:
            name, data = folders.read(image, settled.limits.bytes)
            result = zoom_with(data, asked, settled, shown(name), page)
        most = MAX_BYTES // max(len(result.frames), 1)
        result = replace(result, budget=replace(result.budget, max_bytes=min(result.budget.max_bytes, most)))
        content: list[Content] = []
        for text, view in result.details or [(result.caption, result.view)]:
            encoded = base64.b64encode(view.data).decode("ascii")
            content.append(mcp.types.TextContent(type="text", text=text))
            # By aliases: the attributes are mimeType in mcp 1.x and mime_type in 2.x.
            image_part = {"type": "image", "data": encoded, "mimeType": view.mime_type}
            content.append(mcp.types.ImageContent.model_validate(image_part))
        return content

    async def zoom_image(
        image: Annotated[str, Field(description=IMAGE)],
        question: Annotated[str, Field(description=QUESTION)],
        page: Annotated[int, Field(description=PAGE, ge=1)] = 1,
    ) -> list[Content]:
        if not limiters:  # of the event loop
            limiters.append(CapacityLimiter(AT_ONCE))
        try:
            # A call that the host gives up runs to its end: its memory counts as long as it is used.
            return await to_thread.run_sync(look, image, question, page, limiter=limiters[0])
        except CropVLMError as error:
            raise failure(_told(error)) from None
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


def _told(error: CropVLMError) -> str:
    """What the model is told: no call of a function could mend it, an option of the command line may."""
    option = _LIMITS.get(error.option)
    if error.fix:
        warn_once(error.fix)
    return f"{error.message} The server's operator can raise {option}." if option else error.message


def serve(server: Any) -> NoReturn:
    """Run a server of ``build_server`` on standard input and output, and end the process with it.

    It ends within two seconds of the end of standard input, and at once at SIGINT, whether or not a call is being
    answered: no thread is waited for. Nothing behind this is run, and nothing that is registered with ``atexit``.
    """
    signal.signal(signal.SIGINT, lambda *_: os._exit(128 + signal.SIGINT))
    wire = _Input(os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)  # what the server starts does not read the host's words
    sys.stdin = io.TextIOWrapper(io.BufferedReader(wire), encoding="utf-8")
    code = 1
    try:
        server.run("stdio")
        code = 0
    except BaseException:
        _log.exception("The server failed")
    finally:
        with suppress(OSError, ValueError):  # the host is gone, or mcp 1.x has closed it
            sys.stdout.flush()
        os._exit(code)


class _Input(io.RawIOBase):
    """What the host writes; a while after its end the process ends too."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = os.read(self._descriptor, len(buffer))
        buffer[: len(data)] = data
        if not data:
            last = threading.Timer(LAST_SECONDS, os._exit, (0,))
            last.daemon = True
            last.start()
        return len(data)
