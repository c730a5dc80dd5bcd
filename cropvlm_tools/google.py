"""The zoom for Gemini, through google-genai or plain JSON: dicts in and out, the SDK's objects are read too.

    client.models.generate_content(model=..., contents=insert_zooms(contents, model=...))     # no tool call

    response = client.models.generate_content(model=..., contents=contents, config={"tools": [zoom_tool()]})
    contents += [response.candidates[0].content]
    contents += run_function_calls(response, contents, model=...)                             # a tool the model calls

In async code: ``await asyncio.to_thread(run_function_calls, response, contents)``. Nothing given is ever changed. The
SDK's automatic function calling hands on what JSON can hold and no image: the loop over ``run_function_calls`` is the
program's.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

from PIL import Image

from cropvlm_tools.chat.content import Block, Source, as_dict, read
from cropvlm_tools.chat.conversation import questions_in, registry_of
from cropvlm_tools.chat.insert import MAX_CROPS, Dialect, checked_crops, insert_into
from cropvlm_tools.chat.look import ZoomedMessages, needed
from cropvlm_tools.chat.planned import plan_budgets
from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.model_names import known_or_warned
from cropvlm_tools.tool import (
    DESCRIPTION,
    NAME,
    BoxOption,
    ToolResult,
    boxes_taken,
    convention_of,
    parameters_schema,
    run_call,
)
from cropvlm_tools.views import Budget, Detail, View
from cropvlm_tools.zooming.options import ZoomKeywords, ZoomOptions

if TYPE_CHECKING:
    from google.genai.types import ToolDict

# Images within a function's response are known from Gemini 3 on; older models refuse them, and beside it as well
# (https://github.com/run-llama/llama_index/pull/22919, https://github.com/vellum-ai/vellum-assistant/pull/1901).
_TEXT_RESPONSES = re.compile(r"gemini-?[12](?![0-9])")
_LEVELS: dict[Detail, str] = {
    "low": "MEDIA_RESOLUTION_LOW",
    "medium": "MEDIA_RESOLUTION_MEDIUM",
    "high": "MEDIA_RESOLUTION_HIGH",
    "ultra": "MEDIA_RESOLUTION_ULTRA_HIGH",
}
_VENDOR = "gemini"
_MEDIA = ("inline_data", "inlineData", "file_data", "fileData")


def insert_zooms(
    contents: object,
    *,
    model: str | None = None,
    question: str | None = None,
    plan: bool = True,
    max_crops: int = MAX_CROPS,
    images: ImageSource | Iterable[Source] | None = None,
    **options: Unpack[ZoomKeywords],
) -> ZoomedMessages:
    """A copy of contents in which crops stand behind the questions that gain from one, each with its caption.

    Meant for each request anew, ``contents=insert_zooms(contents)``; keep your own contents as they are. Each begins
    with what the one before was, to the byte: a turn's crops stand in that turn and are put in again the same. They are
    of the image that the question names ("the second one", a file's name), or else of the newest; small talk gets none.
    Images that cannot be read here (uploaded files, URLs without ``fetch``) pass through with a warning and keep their
    number.

    Args:
        contents: all that ``generate_content`` takes: a text, parts, contents, or several of them.
        model: the model that will be asked: its limits and its way of counting tokens. One that is not known gets one
            warning, and is taken to see ``budget``, or 1568 px and 1568 tokens.
        question: what to look for in the last turn, and in none before it: keep the list returned as your contents
            then. By default each turn's own text.
        plan: whether an image and its crop are sent, in the image's own turn, for the fewest tokens that show the
            evidence legibly (``cropvlm_tools.zooming.planning``). Gemini 3 charges each part alike, so that a crop
            doubles the bill unless ``media_resolution`` of the image is lowered. Later turns see what was sent then.
            False leaves the image as it is.
        max_crops: most regions shown in one turn.
        images: all images of the conversation in order, where the contents hold them as uploaded files.
        options: those of ``ZoomOptions``. ``budget``, of a crop, is by default what the model sees, and with a plan the
            longest edge that is seen of anything; ``when`` is by default ``"needed"``, and nothing to a plan.

    Returns:
        The contents, with ``zooms``, ``skipped`` (where nothing was put in, and why), ``tokens_added`` and
        ``tokens_saved``, in visual tokens of ``model``.

    Raises:
        ValueError: an option that cannot be.
    """
    chosen = needed(options)
    dialect = _Dialect(model, chosen.budget, plan)
    chosen = replace(chosen, budget=dialect.budget)
    given = _listed(contents)
    plain = [_plain(content) for content in given]
    sent = insert_into(plain, dialect, question, chosen, checked_crops(max_crops), images, {"file_data": {}})
    for index, (before, content) in enumerate(zip(plain, given, strict=True)):
        if sent[index] is before:
            sent[index] = content
    return sent


def zoom_tool(*, boxes: BoxOption = False) -> ToolDict:
    """The tool for ``config={"tools": [...]}``.

    Args:
        boxes: whether the model may name a ``box`` where it knows better: True, [ymin, xmin, ymax, xmax] from 0 to
            1000, as Gemini is taught; or "thousandths-yx", "thousandths" or "pixels".

    Raises:
        ValueError: there is no such convention.
    """
    schema = parameters_schema(boxes=convention_of(boxes, _VENDOR))
    return {
        "function_declarations": [{"name": NAME, "description": DESCRIPTION, "parameters_json_schema": schema}],
    }


def run_function_calls(
    response: object,
    contents: object = (),
    *,
    images: ImageSource | Iterable[Source] | None = None,
    model: str | None = None,
    boxes: BoxOption = False,
    **options: Unpack[ZoomKeywords],
) -> ZoomedMessages:
    """Answers to all zoom calls of a response: contents to append behind it, or none where there is no call.

    One content holds a function response for each call, in order; those of your other functions belong into the same
    content. From Gemini 3 on images stand within the responses. Older models take text there only: for them all images
    follow in one more content of the user, as they do where ``model`` says so ("gemini-2.5-flash"). Arguments that
    cannot be carried out are answered with what to do instead.

    A chat of the SDK takes the parts of a content as objects:
    ``chat.send_message([types.Part.model_validate(part) for part in answers[0]["parts"]])``, where ``answers`` are
    those to ``chat.get_history()``.

    Args:
        response: a GenerateContentResponse, its content, or the same as dicts.
        contents: the conversation the images are in.
        images: the images instead, in the order of their names, where the conversation does not hold them.
        model: as in ``insert_zooms``.
        boxes: as in ``zoom_tool``; a box that is named is cut, padded, in place of what would be found.
        options: those of ``ZoomOptions``. ``budget`` is by default what the model sees.

    Raises:
        ValueError: an option that cannot be.
        CropVLMError: ``response`` is none of these.
    """
    chosen = ZoomOptions(**options)
    dialect = _Dialect(model, chosen.budget)
    chosen, given = replace(chosen, budget=dialect.budget), boxes_taken(boxes, _VENDOR, dialect.details["auto"])
    plain = [_plain(content) for content in _listed(contents)]
    registry = registry_of(plain, images, chosen)
    if chosen.history is None:
        chosen = replace(chosen, history=questions_in(plain))
    answers, responses, follow = ZoomedMessages(), list[Block](), list[Block]()
    for call in _calls(response):
        result = run_call(registry, read(call, "args"), chosen, given)
        answer: Block = {"name": NAME, "response": {"error": str(result)}}
        if call_id := read(call, "id"):
            answer["id"] = call_id
        if isinstance(result, ToolResult):
            answers.add(result.artifact, result.shown)
            captions = [caption for caption, _ in result.shown]
            if dialect.texts_only:
                follow += dialect.crops(result.shown, result.artifact, {})
                captions.append("The images follow." if len(captions) > 1 else "The image follows.")
            else:
                answer["parts"] = [{"inline_data": _blob(view)} for _, view in result.shown]
            answer["response"] = {"result": "\n".join(captions)}
        responses.append({"function_response": answer})
    if responses:
        answers.append({"role": "user", "parts": responses})
    if follow:
        answers.append({"role": "user", "parts": follow})
    return answers


def _calls(response: object) -> list[object]:
    """The calls of our function.

    Raises:
        CropVLMError: it is no response.
    """
    candidates = read(response, "candidates")
    content = read(candidates[0], "content") if isinstance(candidates, (list, tuple)) and candidates else response
    parts = read(content, "parts")
    if not isinstance(parts, (list, tuple)):
        if isinstance(candidates, (list, tuple)):  # stopped before it said anything
            return []
        raise CropVLMError("Not a response: give a GenerateContentResponse, its content, or the same as a dict.")
    calls = [read(part, "function_call") or read(part, "functionCall") for part in parts]
    return [call for call in calls if read(call, "name") == NAME]


def _listed(contents: object) -> list[object]:
    """Contents as the SDK makes them: parts that stand alone, side by side, are one of the user."""
    given = list(contents) if isinstance(contents, (list, tuple)) else [contents]
    listed: list[object] = []
    parts: list[object] = []
    for each in given:
        if read(each, "parts") is None and read(each, "role") is None:
            if not parts:
                listed.append({"role": "user", "parts": parts})
            parts.append(_part(each))
        else:
            listed.append(each)
            parts = []
    return listed


def _part(part: object) -> object:
    """A part that stands alone, as one of a content."""
    if isinstance(part, str):
        return {"text": part}
    if isinstance(part, Image.Image):
        file = io.BytesIO()
        part.convert("RGB").save(file, "PNG")
        return {"inline_data": {"mime_type": "image/png", "data": base64.b64encode(file.getvalue()).decode("ascii")}}
    uri, kind = read(part, "uri"), read(part, "mime_type")
    if isinstance(uri, str) and isinstance(kind, str):  # an uploaded file
        return {"file_data": {"file_uri": uri, "mime_type": kind}}
    return as_dict(part) or part


def _plain(content: object) -> Block:
    """A content as ``cropvlm_tools.chat`` reads it; the same dict where nothing is to be changed."""
    plain = as_dict(content)
    role = plain.get("role")
    return {**plain, "role": "assistant" if role == "model" else "user" if role is None else role}


def _blob(view: View) -> Block:
    return {"mime_type": view.mime_type, "data": base64.b64encode(view.data).decode("ascii")}


class _Dialect(Dialect[Block]):
    """Of contents: snake_case as the SDK writes it, or camelCase beside such."""

    knows_model = True  # how large an image is sent does not tell what it costs

    def __init__(self, model: str | None, budget: Budget | None, plan: bool = False) -> None:
        self.texts_only = bool(_TEXT_RESPONSES.search((model or "").lower()))
        model = known_or_warned(model)
        self.details = Budget.by_detail(model) if model is not None else {"auto": budget or Budget()}
        self.budget = budget or self.details["auto"]
        self.plans_with = plan_budgets(model, budget) if plan else None

    def label(self, text: str, beside: Block) -> list[Block]:
        return [{"text": text}]

    def crop(self, caption: str, view: View, beside: Block) -> list[Block]:
        if "inlineData" in beside or "fileData" in beside:
            blob = _blob(view)
            image: Block = {"inlineData": {"mimeType": blob["mime_type"], "data": blob["data"]}}
        else:
            image = {"inline_data": _blob(view)}
        return [{"text": caption}, _at(image, view.detail)]

    def takes(self, part: Block) -> bool:
        return any(name in part for name in _MEDIA)

    def detail_of(self, part: Block) -> Detail:
        given = part.get("media_resolution") or part.get("mediaResolution")
        level = read(given, "level") or given
        named = {name: detail for detail, name in _LEVELS.items()}
        detail = named.get(str(getattr(level, "value", level)).upper(), "auto")
        return detail if detail in self.details else "auto"

    def seen(self, part: Block) -> tuple[Budget, Budget]:
        now = self.details[self.detail_of(part)]
        return now, now

    def whole(self, part: Block, smaller: View | None) -> Block:
        if smaller is None:
            return part
        if smaller.detail == "auto":  # of a model that knows no media_resolution: fewer pixels
            kept = {name: value for name, value in part.items() if name not in _MEDIA}
            return {**kept, **self.crop("", smaller, part)[1]}
        return _at(part, smaller.detail)


def _at(image: Block, detail: Detail) -> Block:
    """An image's part with that ``media_resolution``."""
    if detail not in _LEVELS:
        return image
    name = "mediaResolution" if "inlineData" in image or "fileData" in image else "media_resolution"
    return {**image, name: {"level": _LEVELS[detail]}}
