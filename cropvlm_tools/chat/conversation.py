"""Which image is which and what was asked when: the originals and the turns of a conversation.

Messages are dicts, ``{"role": ..., "content": text or parts}``, or items of OpenAI's Responses; SDK objects among them
are read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from cropvlm_tools.chat.content import Block, Named, Source, Unreadable, as_dict, read, source_in, text_in, unnamed
from cropvlm_tools.chat.references import file_told, is_label
from cropvlm_tools.chat.registry import ImageRegistry as ImageRegistry
from cropvlm_tools.chat.warning import warn_once
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.images.sources import is_source
from cropvlm_tools.zooming.options import ZoomOptions

_ROLES = ("user", "system", "developer", "tool", "function")
_OURS = "zoom_image"  # the name of ``tool.NAME``, which stands above
# Items of OpenAI's Responses that hold what a tool returned -> where in them.
_OUTPUTS = {
    "function_call_output": "output",
    "custom_tool_call_output": "output",
    "computer_call_output": "output",
    "code_interpreter_call": "outputs",
    "image_generation_call": "result",
}
_LABEL = re.compile(r"image_\d+:|Image returned by tool call [^\n]{1,300}:")
_CAPTION = re.compile(
    r"(?:Image of call [^\n]{1,200}: )?image_\d+ \(\d+x\d+(?:, page [^)\n]{1,40})?\), "
    r"(?:zoomed to \[|whole, not zoomed)"
)
_RELOCATED = re.compile(r"Image returned by tool call [^\n]{1,300} \(zoom_image\):")
_PIXELS = re.compile(r", zoomed to \[(\d+), (\d+), (\d+), (\d+)\]")
_EARLIER = 10  # questions that are remembered
HELD = (
    "the server keeps this conversation (previous_response_id, or Conversations), and its images are not in messages. "
    "Pass images=..., all of the conversation, e.g. those of an ImageStore (cropvlm_tools.chat.store)."
)

Part = TypeVar("Part")
Place = tuple[int, ...]
"""(index of the message, index of the part), and in a part that is a tool's result the index in it."""


@dataclass(frozen=True)
class Original(Generic[Part]):
    """An image that somebody gave, and the part it stands in."""

    source: Source
    part: Part


@dataclass(frozen=True)
class Turn:
    """A message in which a user asked something."""

    index: int
    """Of the message."""

    question: str
    earlier: tuple[str, ...] = ()
    """The questions before it, the oldest first; the last few."""

    written: bool = False
    """Whether crops of ours stand in it already: it is then never changed."""

    given: bool = False
    """Whether the program asks, and not the user: that is no small talk."""


def registry_of(
    messages: Sequence[object],
    images: ImageSource | Iterable[Source] | None,
    options: ZoomOptions,
    response: object = None,
) -> ImageRegistry:
    """The images given, one or several, or else those of the conversation.

    Args:
        response: that the messages led to: where its server keeps the conversation, the developer is told, once.
    """
    if images is not None:
        given = [images] if is_source(images) else cast(Iterable[Source], images)
        return ImageRegistry(given, options.fetch, options.limits)
    found = find_images(messages).values()
    if not any(held_under(response)):
        return ImageRegistry(found, options.fetch, options.limits)
    if found:
        warn_once(f"Images of earlier turns have no number: {HELD}")
    return ImageRegistry(found, options.fetch, options.limits, absent=HELD)


def held_under(response: object) -> tuple[str, str]:
    """By which ids the server keeps what came before a response of OpenAI: an earlier response, a conversation; "" is
    none.
    """
    conversation = read(response, "conversation")
    ids = (
        read(response, "previous_response_id"),
        conversation if isinstance(conversation, str) else read(conversation, "id"),
    )
    previous, kept = (each if isinstance(each, str) else "" for each in ids)
    return previous, kept


def find_images(messages: Sequence[object]) -> dict[Place, Source]:
    """The sources of ``find_originals``."""
    return {place: original.source for place, original in find_originals(messages).items()}


def find_originals(messages: Sequence[object]) -> dict[Place, Original[Block]]:
    """The originals of a conversation in order of appearance, whether users gave them or tools returned them.

    Images of the assistant are left out, and so is an image right behind its caption: a crop of ours.
    """
    return originals_in(dict(_given(messages, _ROLES)), source_in, text_in, _within)


def originals_in(
    contents: Mapping[int, Sequence[Part]],
    source: Callable[[Part], Source | None],
    words: Callable[[Part], str],
    within: Callable[[Part], Sequence[Part]] = lambda part: (),
) -> dict[Place, Original[Part]]:
    """Where the originals stand in the parts of messages (index -> parts), and what they are; crops are none.

    Args:
        source, words, within: the image and the text of a part, and the parts in it.
    """
    originals: dict[Place, Original[Part]] = {}

    def look(parts: Sequence[Part], at: Place) -> None:
        before = ""
        for position, part in enumerate(parts):
            image = source(part)
            if image is not None and not (_CAPTION.match(before) or _RELOCATED.fullmatch(before)):
                name = "" if isinstance(image, Named) else file_told(before)
                originals[(*at, position)] = Original(Named(unnamed(image), name) if name else image, part)
            elif len(at) == 1:
                look(within(part), (*at, position))
            before = words(part)

    for index, parts in contents.items():
        look(parts, (index,))
    return originals


def find_question(messages: Sequence[object]) -> str:
    """The text of the last user message that has any, without labels and captions of ours; "" where none has."""
    turns = find_turns(messages)
    return turns[-1].question if turns else ""


def questions_in(messages: Sequence[object]) -> tuple[str, ...]:
    """What users asked, the oldest first; the last few."""
    return tuple(turn.question for turn in find_turns(messages))[-_EARLIER:]


def find_turns(messages: Sequence[object]) -> list[Turn]:
    """The turns of a conversation (``turns_in``)."""
    return turns_in(dict(_given(messages, ("user",))), source_in, text_in)


def turns_in(
    contents: Mapping[int, Sequence[Part]], source: Callable[[Part], Source | None], words: Callable[[Part], str]
) -> list[Turn]:
    """The messages of users (index -> parts) that ask something. An image without a text is asked of what was asked
    before it. What is said of a message depends on those before it alone.
    """
    turns: list[Turn] = []
    questions: list[str] = []
    for index, parts in contents.items():
        texts = [words(part) for part in parts]
        labels = {at for at, part in enumerate(parts[1:]) if is_label(texts[at]) and source(part) is not None}
        asked = (text for at, text in enumerate(texts) if text and at not in labels and not is_ours(text))
        question = "\n".join(asked).strip()
        follows = not question and bool(questions) and _has_original(parts, source, words)
        if question or follows:
            written = any(_CAPTION.match(text) for text in texts)
            earlier = questions[:-1] if follows else questions
            turns.append(Turn(index, question or questions[-1], tuple(earlier[-_EARLIER:]), written))
        if question:
            questions.append(question)
    return turns


def last_turn(messages: Sequence[object], question: str) -> list[Turn]:
    """The last message of a user as the only turn, asked that question."""
    users = dict(_given(messages, ("user",)))
    asked = find_turns(messages)
    index = asked[-1].index if asked else max(users, default=None)
    if index is None:
        return []
    earlier = tuple(turn.question for turn in asked if turn.index < index)[-_EARLIER:]
    return [Turn(index, question, earlier, any(_CAPTION.match(text_in(part)) for part in users[index]), given=True)]


def is_ours(text: str) -> bool:
    """Whether a text is a label or a caption that was put in beside an image."""
    return bool(_LABEL.fullmatch(text) or _CAPTION.match(text))


def pixels_in(caption: str) -> tuple[int, int, int, int] | None:
    """The region that a caption says is shown, in pixels of the source; None where it is the whole."""
    match = _PIXELS.search(caption)
    return None if match is None else (int(match[1]), int(match[2]), int(match[3]), int(match[4]))


def names_of(shown: Mapping[Place, Source], known: Iterable[Source]) -> dict[Place, str]:
    """The names of the images that are shown, by those of the whole conversation; an image not in it has none."""
    names: dict[Place, str] = {}
    images, rest = list(known), 0
    for place, source in shown.items():
        for number in range(rest, len(images)):
            if identity(images[number]) == identity(source):
                names[place], rest = f"image_{number + 1}", number + 1
                break
    return names


def identity(source: Source) -> object:
    """What two sources of the same image have in common."""
    image = unnamed(source)
    return image.why if isinstance(image, Unreadable) else image


def _has_original(parts: Sequence[Part], source: Callable[[Part], Source | None], words: Callable[[Part], str]) -> bool:
    return bool(originals_in({0: parts}, source, words))


def _within(part: Block) -> Sequence[Block]:
    """The parts of a tool's result that is a part itself, as Anthropic and Gemini have them; crops of ours are none."""
    response = read(part, "function_response") or read(part, "functionResponse")
    if response is not None:
        return () if read(response, "name") == _OURS else _listed(read(response, "parts"))
    return _listed(read(part, "content")) if str(read(part, "type")).endswith("tool_result") else ()


def _given(messages: Sequence[object], roles: tuple[str, ...]) -> Iterator[tuple[int, list[Block]]]:
    """Index and parts of each message of these roles; what is neither a dict nor an SDK's object is a part as it is."""
    for index, message in enumerate(messages):
        role = read(message, "role")
        if isinstance(role, str) and role in roles:
            yield index, _listed(read(message, name_of_parts(message)))
        elif "tool" in roles and (name := _OUTPUTS.get(str(read(message, "type")))):
            yield index, _returned(read(message, name), name)


def name_of_parts(message: object) -> str:
    """Under which name a message holds its parts: Gemini has another one than all others."""
    return "parts" if read(message, "content") is None and read(message, "parts") is not None else "content"


def _returned(output: object, name: str) -> list[Block]:
    """The parts of what a tool returned, images as ``input_image`` has them."""
    if name == "result":  # base64
        return [{"type": "input_image", "image_url": f"data:;base64,{output}"}] if isinstance(output, str) else []
    parts = _listed(output if isinstance(output, (str, list, tuple)) else [output])
    if name == "outputs":
        images = (read(part, "url") if read(part, "type") == "image" else None for part in parts)
        return [
            {"type": "input_image", "image_url": url} if url else part for url, part in zip(images, parts, strict=True)
        ]
    return parts


def _listed(content: object) -> list[Block]:
    if isinstance(content, str):
        content = [{"type": "text", "text": content}]
    listed = content if isinstance(content, (list, tuple)) else ()  # an iterator would be used up
    return [as_dict(part) or part for part in listed]
