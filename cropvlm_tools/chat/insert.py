"""Crops put in where they were asked for: the one engine of all adapters, which only say how their API writes a part.

A conversation is never rewritten. What is written for a message depends on the messages before it alone: each turn's
crops stand in that turn's message, behind what it says, so that every list begins with the one that was sent before.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Generic, TypeVar, cast

from cropvlm_tools.chat.content import Block, Source, as_dict, is_document, read, text_in
from cropvlm_tools.chat.conversation import (
    Original,
    Part,
    Place,
    Turn,
    find_originals,
    find_turns,
    identity,
    last_turn,
    name_of_parts,
)
from cropvlm_tools.chat.kept import KEPT, Crop
from cropvlm_tools.chat.look import Captioned, Facts, Skipped, facts_of, look_unasked, warn_once
from cropvlm_tools.chat.look import ZoomedMessages as ZoomedMessages
from cropvlm_tools.chat.planned import NO_PLAN, planned_crop
from cropvlm_tools.chat.references import asks_of_several, spoken_of
from cropvlm_tools.chat.registry import ImageRegistry
from cropvlm_tools.chat.smalltalk import is_smalltalk
from cropvlm_tools.images.load import ImageSource
from cropvlm_tools.images.sources import is_source
from cropvlm_tools.views import Budget, Detail, View
from cropvlm_tools.zooming.asking import report_once
from cropvlm_tools.zooming.options import ZoomOptions

T = TypeVar("T")

_log = logging.getLogger(__name__)

MAX_CROPS = 2
"""Of one turn, unless said otherwise: each costs as much as another image."""

NOT_MADE: Crop | str = "The crop could not be made."
ASKS_FOR_NO_PLACE = "The text asks for no place in an image."
SHOWN_BEFORE = "The same crop stands in an earlier turn."


class Dialect(ABC, Generic[Part]):
    """How one API writes the parts of a message. Parts are never changed."""

    keeps_whole = True
    """Whether an image stays where the crop of its own turn is put in; else the crop stands in its place."""

    shrinks = False
    """Whether images are sent anew, smaller, once their crop stands beside them."""

    knows_model = False
    """Whether it is known what the model sees of an image, however large it is sent."""

    plans_with: Mapping[Detail, Budget] | None = None
    """By detail: an image and its crop are then sent in the image's own turn as ``zooming.planning`` plans them."""

    @abstractmethod
    def crop(self, caption: str, view: View, beside: Part) -> list[Part]:
        """The parts that show a view with its caption, in the shape of that image part."""

    def crops(self, shown: Captioned, facts: Facts, beside: Part) -> list[Part]:
        """The parts of all views of one image."""
        return [part for caption, view in shown for part in self.crop(caption, view, beside)]

    def label(self, text: str, beside: Part) -> list[Part]:
        """A text in the shape that goes with that image part; nothing where texts are no parts."""
        return []

    def takes(self, part: Part) -> bool:
        """Whether an image stands in that part as this API has it; of another one there is no crop."""
        return True

    def words(self, part: Part) -> str:
        """The text of a part; "" of one that is none."""
        return text_in(part)

    def seen(self, part: Part) -> tuple[Budget, Budget] | None:
        """What the model sees of the image in that part, as it is and once its crop stands beside it.

        None where nothing is known of it: the budget of the crops is taken for both.
        """
        return None

    def detail_of(self, part: Part) -> Detail:
        """With which the image in that part is sent as it is; one of ``plans_with``."""
        return "auto"

    def whole(self, part: Part, smaller: View | None) -> Part:
        """That part once its crop stands beside it; ``smaller`` where its image is to be sent anew."""
        return part


@dataclass
class Inserted(Generic[Part]):
    """What was put in: the messages that change (index -> parts), and what the crops in them cost."""

    contents: dict[int, list[Part]] = field(default_factory=dict)
    crops: list[Crop] = field(default_factory=list)
    saved: int = 0
    skipped: list[Skipped] = field(default_factory=list)


def insert(
    contents: Mapping[int, Sequence[Part] | str],
    originals: Mapping[Place, Original[Part]],
    names: Mapping[Place, str],
    images: ImageRegistry,
    turns: Sequence[Turn],
    dialect: Dialect[Part],
    options: ZoomOptions,
    max_crops: int = MAX_CROPS,
) -> Inserted[Part]:
    """In each turn, behind what it says, captions and views of the image that it asks about; nothing given is changed.

    That is the image that the question names, or else the newest. A turn that asks for no place, gains nothing or has
    crops already stays as it is, and so does one whose image cannot be read.

    Args:
        contents: index -> parts, or text, of the messages in which turns are.
        originals: the images that may be asked about.
        names: where they stand, and which of ``images`` each is.
        images: the conversation's.
        turns: in order; those that are not given stay as they are.
        options: ``budget`` is that of the crops; ``history`` is by default the questions before each turn.
        max_crops: most regions shown in one turn.
    """
    writer = _Writer(contents, originals, names, images, dialect, options)
    for turn in turns:
        if turn.written:
            parts = contents.get(turn.index, ())
            writer.said.update(() if isinstance(parts, str) else map(dialect.words, parts))
        elif turn.index in contents and turn.question.strip():
            unharmed(partial(writer.write, turn, max_crops), None)
    inserted = writer.inserted
    _log.debug("Put in %d crops; left as they are: %s", len(inserted.crops), inserted.skipped)
    return inserted


class _Writer(Generic[Part]):
    def __init__(
        self,
        contents: Mapping[int, Sequence[Part] | str],
        originals: Mapping[Place, Original[Part]],
        names: Mapping[Place, str],
        images: ImageRegistry,
        dialect: Dialect[Part],
        options: ZoomOptions,
    ) -> None:
        self.contents, self.originals, self.names = contents, originals, names
        self.images, self.dialect, self.options = images, dialect, options
        self.inserted: Inserted[Part] = Inserted()
        # Images that were sent smaller, or not at all, since their turn; what is seen of them, where it was planned.
        self.reduced: dict[Place, Budget | None] = {}
        self.said: set[str] = set()  # captions of what stands in the turns before

    def write(self, turn: Turn, max_crops: int) -> None:
        visible = {ref: place for place, ref in self.names.items() if place[0] <= turn.index}
        if not visible:
            return
        if not turn.given and is_smalltalk(turn.question):
            self.skip(turn, None, ASKS_FOR_NO_PLACE)
            return
        done: dict[Place, tuple[Crop, list[Part]]] = {}
        asked = self.asked(turn, visible, max_crops)
        for position, ref in enumerate(asked):
            left = max_crops - sum(len(crop.facts["regions"]) for crop, _ in done.values())
            left //= len(asked) - position
            place = visible[ref]
            part = self.originals[place].part
            if not self.dialect.takes(part):
                warn_once(f"Left as it is: {ref} is given in a form that this API does not have.")
                continue
            crop: Crop | str = unharmed(partial(self.crop, turn, place, ref, left), NOT_MADE)
            if isinstance(crop, str):
                self.skip(turn, ref, crop)
            elif crop.details and self.said.issuperset(caption for caption, _ in crop.details):
                self.skip(turn, ref, SHOWN_BEFORE)
            else:
                done[place] = crop, self.dialect.crops(crop.details, crop.facts, part)
        if done:
            self.inserted.contents[turn.index] = self.parts(turn, done)
            self.inserted.crops += [crop for crop, _ in done.values() if crop.details]
            self.said.update(caption for crop, _ in done.values() for caption, _ in crop.details)

    def asked(self, turn: Turn, visible: Mapping[str, Place], most: int) -> list[str]:
        """The images that a turn asks about, among those that were there by then; at most so many."""
        refs = list(visible)
        named = spoken_of(turn.question, [self.images.files[int(ref.removeprefix("image_")) - 1] for ref in refs])
        if named:
            return [refs[place] for place in named[:most]]
        if asks_of_several(turn.question):
            newest = [ref for ref in refs if visible[ref][0] == visible[refs[-1]][0]]
            return (newest if len(newest) > 1 else refs)[-most:]
        return refs[-1:]

    def crop(self, turn: Turn, place: Place, ref: str, most: int) -> Crop | str:
        """One image's crop, or why there is none."""
        options = replace(self.options, regions=min(self.options.regions, most))
        if options.history is None:
            options = replace(options, history=turn.earlier)
        part, own = self.originals[place].part, self.own(turn, place)
        source, budgets = identity(self.images.source(ref)), self.dialect.plans_with
        if own and budgets is not None:
            detail = self.dialect.detail_of(part)
            plan = partial(planned_crop, self.images, ref, turn.question, options, budgets, detail)
            planned = KEPT.crop(source, (ref, turn.question, tuple(budgets.items()), detail), options, plan)
            if planned != NO_PLAN:
                return planned
        seen = self.dialect.seen(part)
        if seen is not None and not own:  # it is not sent anew
            now = (self.reduced[place] or seen[1]) if place in self.reduced else seen[0]
            seen = now, now
        if seen is None and place in self.reduced:  # the model has not seen the whole
            options = replace(options, when="always")
        shrinks = self.dialect.shrinks and own
        key = (ref, turn.question, seen, shrinks, self.dialect.knows_model)
        make = partial(_crop, self.images, ref, turn.question, options, seen, shrinks, self.dialect.knows_model)
        return KEPT.crop(source, key, options, make)

    def own(self, turn: Turn, place: Place) -> bool:
        """Whether it is that turn that sends the image, which may then be sent smaller, or not; a PDF never is."""
        return place == (turn.index, *place[1:2]) and not is_document(self.originals[place].part)

    def parts(self, turn: Turn, done: Mapping[Place, tuple[Crop, list[Part]]]) -> list[Part]:
        """A turn's message with these crops in it."""
        given, behind = self.contents[turn.index], list[Part]()
        first = self.originals[next(iter(done))].part
        parts = [[part] for part in (self.dialect.label(given, first) if isinstance(given, str) else given)]
        for place, (crop, shown) in done.items():
            own = self.own(turn, place)
            if own and not self.dialect.keeps_whole:
                parts[place[1]] = shown
                self.reduced[place] = None
                continue
            behind += shown
            if own:
                whole = self.dialect.whole(self.originals[place].part, crop.smaller)
                if whole is not self.originals[place].part:
                    parts[place[1]] = [whole]
                    self.inserted.saved += crop.saved
                    self.reduced[place] = crop.seen
        return [*(part for group in parts for part in group), *behind]

    def skip(self, turn: Turn, ref: str | None, reason: str) -> None:
        self.inserted.skipped.append({"message": turn.index, "ref": ref, "reason": reason})


def checked_crops(max_crops: int) -> int:
    """The same.

    Raises:
        ValueError: it is no whole number above 0.
    """
    if isinstance(max_crops, bool) or not isinstance(max_crops, int) or max_crops < 1:
        raise ValueError(f"max_crops is {max_crops!r:.40}; it must be a whole number, at least 1.")
    return max_crops


def unharmed(work: Callable[[], T], otherwise: T) -> T:
    """What ``work`` gives; where anything fails in it, ``otherwise``, and it is logged once for each kind of error.

    For all that is put in unasked: messages of any shape go on as they were.
    """
    try:
        return work()
    except Exception as error:
        report_once("Crops could not be put in; the messages go on as they were.", type(error).__name__)
        return otherwise


def labelled(
    contents: Mapping[int, Sequence[Part] | str], names: Mapping[Place, str], dialect: Dialect[Part]
) -> dict[int, list[Part]]:
    """The parts of these messages with a label (``image_1:``) before each image that has a name."""
    written: dict[int, list[Part]] = {}
    for index, parts in contents.items():
        if isinstance(parts, str):  # its image stands beside the text, where the model does not see it
            continue
        written[index], before = [], ""
        for position, part in enumerate(parts):
            label = f"{names[index, position]}:" if (index, position) in names else before
            if label != before:
                written[index] += dialect.label(label, part)
            written[index].append(part)
            before = dialect.words(part)
    return written


def _crop(
    images: ImageRegistry,
    ref: str,
    question: str,
    options: ZoomOptions,
    seen: tuple[Budget, Budget] | None,
    shrinks: bool,
    knows_model: bool,
) -> Crop | str:
    zoom = look_unasked(images, ref, question, options if seen is None else replace(options, budget=seen[1]))
    if isinstance(zoom, str) or seen is None:
        return zoom if isinstance(zoom, str) else Crop(zoom.details, facts_of(zoom))
    (now, then), size = seen, zoom.source_size
    already = [size, now.fit(size)] if knows_model else [size]
    smaller = then.render(zoom.image, max_enlarge=1.0) if shrinks and then.fit(size) not in already else None
    shown = replace(zoom, budget=options.budget or Budget())
    return Crop(shown.details, facts_of(shown), smaller, now.tokens(size) - then.tokens(size))


def insert_into(
    messages: Sequence[object],
    dialect: Dialect[Block],
    question: str | None,
    options: ZoomOptions,
    max_crops: int = MAX_CROPS,
    images: ImageSource | Iterable[Source] | None = None,
    elsewhere: Block | None = None,
) -> ZoomedMessages:
    """A copy of plain messages with crops put in (``insert``); a question is asked in the last turn alone.

    Args:
        images: all of the conversation, in order; by default those that the messages hold.
        elsewhere: the part in which one would stand that the messages do not hold.
    """
    work = partial(_insert_into, messages, dialect, question, options, max_crops, images, elsewhere or {})
    return unharmed(work, ZoomedMessages(messages))


def _insert_into(
    messages: Sequence[object],
    dialect: Dialect[Block],
    question: str | None,
    options: ZoomOptions,
    max_crops: int,
    given: ImageSource | Iterable[Source] | None,
    elsewhere: Block,
) -> ZoomedMessages:
    sent = ZoomedMessages(messages)
    originals = find_originals(messages)
    if given is not None:
        originals = _with_given(originals, [given] if is_source(given) else cast(Iterable[Source], given), elsewhere)
    turns = find_turns(messages) if question is None else last_turn(messages, question)
    written = {turn.index: as_dict(messages[turn.index]) for turn in turns} if originals else {}
    contents = {index: _content(message) for index, message in written.items() if message}
    images = ImageRegistry([original.source for original in originals.values()], options.fetch, options.limits)
    names = dict(zip(originals, images.refs, strict=True))
    inserted = insert(contents, originals, names, images, turns, dialect, options, max_crops)
    for index, parts in inserted.contents.items():
        sent[index] = {**written[index], name_of_parts(written[index]): parts}
    for crop in inserted.crops:
        sent.add(crop.facts, crop.details)
    sent.tokens_saved, sent.skipped = inserted.saved, inserted.skipped
    return sent


def _with_given(
    originals: Mapping[Place, Original[Block]], given: Iterable[Source], elsewhere: Block
) -> dict[Place, Original[Block]]:
    """The images given: the last stand where the messages have images, the others before the messages."""
    sources, places = list(given), list(originals)
    before = [(-1, number) for number in range(max(len(sources) - len(places), 0))]
    behind = places[max(len(places) - len(sources), 0) :]
    parts = [elsewhere] * len(before) + [originals[place].part for place in behind]
    return {
        place: Original(source, part) for place, source, part in zip([*before, *behind], sources, parts, strict=True)
    }


def _content(message: Block) -> list[Block] | str:
    content = read(message, name_of_parts(message))
    return content if isinstance(content, str) else [as_dict(part) or part for part in content or ()]
