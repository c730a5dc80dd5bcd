"""The MCP server: the tool, images as resources, a prompt.

An MCP server never sees the images of a chat, so the tool takes the name of a file below a folder named on the command
line, or by the host. Nothing outside these folders can be read, and no answer tells where they are (``images.roots``).
"""

from __future__ import annotations

import base64
import inspect
import io
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from urllib.parse import quote, unquote, urlsplit

from cropvlm_tools.chat.given_boxes import GivenBox
from cropvlm_tools.chat.look import warn_once
from cropvlm_tools.errors import CropVLMError, ImageError, MissingDependencyError
from cropvlm_tools.images.limits import Limits
from cropvlm_tools.images.load import load_page
from cropvlm_tools.images.names import shown
from cropvlm_tools.images.roots import Roots
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.tool import NAME, QUESTION, BoxOption, box_schema, boxes_taken, checked_question
from cropvlm_tools.version import __version__
from cropvlm_tools.views import Budget
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions
from cropvlm_tools.zooming.result import Zoom
from cropvlm_tools.zooming.zoom import zoom_with

try:
    import mcp.types
    from anyio import CapacityLimiter, create_task_group, fail_after, sleep, to_thread
    from pydantic import Field
except ModuleNotFoundError as error:
    if error.name != "mcp":
        raise
    raise MissingDependencyError("cropvlm_tools.mcp", "mcp", "mcp") from error

try:
    _home, _kind = import_module("mcp.server.mcpserver"), "MCPServer"
except ModuleNotFoundError:  # mcp 1.x
    _home, _kind = import_module("mcp.server.fastmcp"), "FastMCP"
if TYPE_CHECKING:
    Context = Any
else:
    Context = _home.Context

MAX_BYTES = 700_000
"""Of the images in an answer: base64 makes it 933 KB, and hosts cut tool results at 1 MB."""

INSTRUCTIONS = (
    "zoom_image looks closer at image files and pages of PDFs: it finds the region that answers a question and shows "
    "it at full resolution. Use it where print is small, dense or blurred, before you answer from it."
)
DESCRIPTION = (
    "Look closer at an image file. Images are shrunk before you see them, so small print, numbers and distant details "
    "are lost; this finds the region that answers the question and shows it to you at full resolution. Use it before "
    "you answer from anything small, dense or blurred. You need not know where to look."
)
PAGE = "Which page of a PDF or TIFF, or frame of an animation, from 1; what is shown says how many there are."
IMAGE = "Path of the image file, relative to the server's folder, e.g. 'scans/page_1.png'; or a base64 data URL."
NO_FOLDER = "The server has no folder to read images from. Give the image as a base64 data URL."

AT_ONCE = 1
"""Calls that decode and read at a time; the others wait. OCR has all cores, and one photograph of 50 megapixels takes
0.9 GB."""

PROGRESS_SECONDS = 2.0
"""Between two words of a call that goes on: hosts give up one that says nothing for a minute."""

ROOTS_SECONDS = 5.0
"""For a host to name its folders."""

_LISTED = 20  # images that are resources by name; any other is one by the template
_LIMITS = {"pixels": "--max-pixels", "bytes": "--max-bytes"}  # options of the command line
_log = logging.getLogger(__name__)


def build_server(
    roots: Sequence[str | Path] = (),
    *,
    structured: bool = False,
    boxes: BoxOption = False,
    **options: Unpack[ZoomKeywords],
) -> Any:
    """The server, a ``FastMCP`` (mcp 1.x) or ``MCPServer`` (mcp 2.x); to be run by ``serve``, or ``.run(...)``.

    Args:
        roots: folders whose images may be read; a name is looked for in each, in order. Without any, those that the
            host names (roots of MCP), which is for hosts of the same machine and user only.
        structured: whether answers have ``structuredContent`` (box, page, caption) too. Off: Claude Code, Codex and
            opencode then show it to the model in place of the image
            (https://github.com/anthropics/claude-code/issues/54737). The same always stands in ``_meta``.
        boxes: whether a call may name a ``box`` itself, which is then cut, padded: True, in thousandths of the image;
            or "thousandths-yx", or "pixels" of the image within ``budget``.
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
    failures = import_module(f"{_home.__name__}.exceptions")
    folders = Roots(roots) if roots else None
    settled = replace(checked, policy=load_policy(checked.policy), fetch=None)
    taken = boxes_taken(boxes, None, settled.budget)
    limiters: list[CapacityLimiter] = []

    def look(
        readable: Roots | None, image: str, question: str, page: int, box: list[float] | None = None
    ) -> mcp.types.CallToolResult:
        asked, name = checked_question(question), "The image"
        source: str | bytes = image
        if image[:5].lower() != "data:":
            path, source = _read(readable, image, settled)
            name = shown(path)
        if taken is None or box is None:
            result = zoom_with(source, asked, settled, name, page)
        else:
            loaded = load_page(source, settled.limits, None, page)
            given = GivenBox(taken.read(box, loaded.image.size))
            result = zoom_with(loaded, asked, replace(settled, policy=given, when="always", steps=1), name)
        most = MAX_BYTES // max(len(result.frames), 1)
        result = replace(result, budget=replace(result.budget, max_bytes=min(result.budget.max_bytes, most)))
        return _answer(result, structured)

    async def in_turn(
        context: Any, work: Callable[..., Any], *arguments: Any, failure: type[Exception] = failures.ToolError
    ) -> Any:
        """What the work returns; whatever fails in it is an error that the model may read."""
        if not limiters:  # of the event loop
            limiters.append(CapacityLimiter(AT_ONCE))
        try:
            readable = folders or await _named_by_host(context)
            # A call that the host gives up runs to its end: its memory counts as long as it is used.
            return await _with_progress(context, work, readable, *arguments, limiter=limiters[0])
        except CropVLMError as error:
            raise failure(_told(error)) from None
        except Exception:  # mcp 1.x would show its text to the model
            _log.exception("The zoom failed")
            raise failure("The zoom failed for a reason that lies with the server.") from None

    async def zoom_image(
        image: Annotated[str, Field(description=IMAGE)],
        question: Annotated[str, Field(description=QUESTION)],
        context: Context,
        page: Annotated[int, Field(description=PAGE, ge=1)] = 1,
    ) -> mcp.types.CallToolResult:
        answer: mcp.types.CallToolResult = await in_turn(context, look, image, question, page)
        return answer

    described = Field(description=box_schema(taken.convention)["description"] if taken else "")

    async def zoom_image_or_box(
        image: Annotated[str, Field(description=IMAGE)],
        question: Annotated[str, Field(description=QUESTION)],
        context: Context,
        page: Annotated[int, Field(description=PAGE, ge=1)] = 1,
        box: Any = None,
    ) -> mcp.types.CallToolResult:
        answer: mcp.types.CallToolResult = await in_turn(context, look, image, question, page, box)
        return answer

    zoom_image_or_box.__annotations__["box"] = Annotated[list[float] | None, described]

    async def show_image(name: str, context: Context) -> bytes:
        shrunk: bytes = await in_turn(context, _shrunk, name, settled, failure=failures.ResourceError)
        return shrunk

    def zoom_prompt(
        image: Annotated[str, Field(description=IMAGE)], question: Annotated[str, Field(description="Your question.")]
    ) -> str:
        """Answer a question about an image file after a closer look."""
        return (
            f"{question}\nThe image is {image}. Look at it with {NAME} before you answer, and say what you read there."
        )

    server = _make_server(INSTRUCTIONS)
    hints = {"title": "Zoom image", "readOnlyHint": True, "idempotentHint": True, "openWorldHint": False}
    server.add_tool(
        zoom_image if taken is None else zoom_image_or_box,
        name=NAME,
        description=DESCRIPTION,
        annotations=mcp.types.ToolAnnotations.model_validate(hints),
        structured_output=False,  # no schema is promised: abstentions have no box
    )
    path = "{+name}" if _kind == "MCPServer" else "{name}"  # mcp 1.x knows no names with a slash
    described = "An image of the server's folder, no larger than a model sees it."
    server.resource(f"image:///{path}", name="image", description=described, mime_type="image/jpeg")(show_image)
    _list_images(server, folders.names()[0][:_LISTED] if folders else (), show_image)
    server.prompt(name="zoom", title="Zoom into an image")(zoom_prompt)
    return server


def _make_server(instructions: str) -> Any:
    kind = getattr(_home, _kind)
    facts = {"title": "CropVLM zoom", "version": __version__, "instructions": instructions}
    known = inspect.signature(kind).parameters  # mcp 1.x has neither title nor version
    return kind("cropvlm", **{name: value for name, value in facts.items() if name in known})


def _read(readable: Roots | None, name: str, options: ZoomOptions) -> tuple[str, bytes]:
    if readable is None:
        raise ImageError(NO_FOLDER, fix="Start the server with --root DIR.")
    return readable.read(name, options.limits.bytes)


def _answer(result: Zoom, structured: bool) -> mcp.types.CallToolResult:
    """Text, then image, of each view; boxes in pixels. By aliases: attributes have other names in mcp 2.x."""
    details = result.details or [(result.caption, result.view)]
    content: list[dict[str, Any]] = []
    for text, view in details:
        encoded = base64.b64encode(view.data).decode("ascii")
        content += [{"type": "text", "text": text}, {"type": "image", "data": encoded, "mimeType": view.mime_type}]
    told = result.to_dict()
    kept = ("outcome", "box", "page", "pages", "source_size", "confidence", "reason")
    facts: dict[str, Any] = {name: value for name, value in told.items() if name in kept}
    facts |= {"boxes": [region["box"] for region in told["regions"]], "captions": [text for text, _ in details]}
    answer: dict[str, Any] = {"content": content, "_meta": {"cropvlm": facts}}
    return mcp.types.CallToolResult.model_validate(answer | ({"structuredContent": facts} if structured else {}))


def _list_images(server: Any, names: Sequence[str], show: Callable[[str, Any], Any]) -> None:
    """Hosts list what has an address of its own."""
    kind = import_module(f"{_home.__name__}.resources").FunctionResource
    for name in names:
        facts = {"uri": f"image:///{quote(name)}", "name": name, "mime_type": "image/jpeg"}
        server.add_resource(kind.model_validate({**facts, "fn": partial(show, name, None)}))


def _shrunk(readable: Roots | None, name: str, options: ZoomOptions) -> bytes:
    """An image of the folders as a JPEG, as large as the budget and ``MAX_BYTES`` allow."""
    _, data = _read(readable, name, options)
    whole = zoom_with(data, "", replace(options, policy=load_policy("whole")))
    budget = options.budget or Budget()
    view = replace(budget, max_bytes=min(budget.max_bytes, MAX_BYTES)).render(whole.image, max_enlarge=1.0)
    if view.mime_type == "image/jpeg":
        return view.data
    file = io.BytesIO()
    view.image.save(file, "JPEG", quality=92)
    return file.getvalue()


async def _with_progress(context: Any, work: Callable[..., Any], *arguments: Any, limiter: CapacityLimiter) -> Any:
    """What the work returns in a thread; the host hears of it meanwhile, where it wants to."""
    failed: list[Exception] = []

    async def tell() -> None:
        with suppress(Exception):  # the host is gone
            for step in range(1, 1_000_000):
                await sleep(PROGRESS_SECONDS)
                seconds = step * PROGRESS_SECONDS
                await context.report_progress(seconds, None, f"Reading the image, {seconds:.0f} s.")

    returned = None
    async with create_task_group() as group:
        group.start_soon(tell)
        try:
            returned = await to_thread.run_sync(work, *arguments, limiter=limiter)
        except Exception as error:  # the group would wrap it
            failed.append(error)
        group.cancel_scope.cancel()
    if failed:
        raise failed[0]
    return returned


async def _named_by_host(context: Any) -> Roots | None:
    """The folders that the host names, where it does; those of no host on another machine are asked for."""
    session = context.session
    capabilities = getattr(context, "client_capabilities", None) or getattr(
        getattr(session, "client_params", None), "capabilities", None
    )
    if getattr(capabilities, "roots", None) is None:
        return None
    try:
        with fail_after(ROOTS_SECONDS):
            if hasattr(session.list_roots, "__deprecated__"):  # mcp 2.x; it would warn in each host's log
                asked = session.send_request(mcp.types.ListRootsRequest(), mcp.types.ListRootsResult)
            else:
                asked = session.list_roots()
            named = (await asked).roots
    except Exception:  # no way back to the host, as in the protocol of 2026-07-28, which gives roots up
        _log.debug("The host named no folders", exc_info=True)
        return None
    folders = [path for root in named if (path := _folder(str(root.uri))) is not None]
    return Roots(folders) if folders else None


def _folder(uri: str) -> Path | None:
    parts = urlsplit(uri)
    path = Path(unquote(parts.path))
    return path if parts.scheme == "file" and parts.netloc in ("", "localhost") and path.is_dir() else None


def _told(error: CropVLMError) -> str:
    """What the model is told: no call of a function could mend it, an option of the command line may."""
    option = _LIMITS.get(error.option)
    if error.fix:
        warn_once(error.fix)
    return f"{error.message} The server's operator can raise {option}." if option else error.message
