"""Crops put where they were asked for: the one engine of all adapters, which only say how their API writes a part."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Generic, TypeVar

from cropvlm_tools.chat.content import Block, Source, as_dict, text_in
from cropvlm_tools.chat.conversation import (
    ImageRegistry,
    Part,
    Place,
    contents_at,
    find_images,
    find_question,
    identity,
)
from cropvlm_tools.chat.look import Captioned, Facts, facts_of, look_unasked, warn_once
from cropvlm_tools.forks import Lock
from cropvlm_tools.views import Budget, View
from cropvlm_tools.zooming.asking import report_once
from cropvlm_tools.zooming.options import ZoomOptions

T = TypeVar("T")


class Dialect(ABC, Generic[Part]):
    """How one API writes the parts of a message. Parts are never changed."""

    keeps_whole = True
    """Whether the whole image stays where its crop is put in."""

    shrinks = False
    """Whether images are sent anew, smaller, once their crop stands behind them."""

    knows_model = False
    """Whether it is known what the model sees of an image, however large it is sent."""

    @abstractmethod
    def crop(self, caption: str, view: View, beside: Part) -> list[Part]:
        """The parts that show a view with its caption, behind that image part."""

    def crops(self, shown: Captioned, facts: Facts, beside: Part) -> list[Part]:
        """The parts of all views of one image."""
        return [part for caption, view in shown for part in self.crop(caption, view, beside)]

    def label(self, text: str, beside: Part) -> list[Part]:
        """What names the image in that part; nothing where images carry no names."""
        return []

    def takes(self, part: Part) -> bool:
        """Whether an image stands in that part as this API has it; another one is left as it is."""
        return True

    def words(self, part: Part) -> str:
        """The text of a part; "" of one that is none."""
        return text_in(part)

    def seen(self, part: Part) -> tuple[Budget, Budget] | None:
        """What the model sees of the image in that part, as it is and once its crop stands behind it.

        None where nothing is known of it: the budget of the crops is taken for both.
        """
        return None

    def whole(self, part: Part, smaller: View | None) -> Part:
        """That part once its crop stands behind it; ``smaller`` where its image is to be sent anew."""
        return part


@dataclass(frozen=True)
class Crop:
    """What is put in behind one image: none of the source's pixels, so that it may be kept."""

    details: Captioned
    facts: Facts
    smaller: View | None = None
    """The whole, to be sent anew."""

    saved: int = 0
    """Visual tokens that the whole then costs less."""


class Kept:
    """Crops made before, by image and question, for several threads; nothing gained is kept too.

    Each belongs to one set of options, of a dialect that knows nothing of what the model sees.
    """

    def __init__(self, most: int = 64) -> None:
        """``most``: a crop may have 5 MB."""
        self._most = most
        self._crops: OrderedDict[bytes, Crop | None] = OrderedDict()
        self._lock = Lock()

    def crop(self, source: object, ref: str, question: str, make: Callable[[], Crop | None]) -> Crop | None:
        """The crop of that image and question, made once where the source is text or bytes."""
        if not isinstance(source, (str, bytes, bytearray, memoryview)):
            return make()
        digest = hashlib.sha256(f"{ref}\n{question}\n".encode(errors="surrogatepass"))
        digest.update(source.encode(errors="surrogatepass") if isinstance(source, str) else source)
        key = digest.digest()
        with self._lock:
            if key in self._crops:
                self._crops.move_to_end(key)
                return self._crops[key]
        crop = make()
        with self._lock:
            self._crops[key] = crop
            if len(self._crops) > self._most:
                self._crops.popitem(last=False)
        return crop


@dataclass
class Inserted(Generic[Part]):
    """What was put in: the messages that change (index -> parts), and what the crops in them cost."""

    contents: dict[int, list[Part]] = field(default_factory=dict)
    crops: list[Crop] = field(default_factory=list)
    saved: int = 0


def insert(
    contents: Mapping[int, Sequence[Part]],
    images: ImageRegistry,
    names: Mapping[Place, str],
    question: str,
    dialect: Dialect[Part],
    options: ZoomOptions,
    kept: Kept | None = None,
) -> Inserted[Part]:
    """Behind every original that gains from it, the captions and views of its regions; nothing given is changed.

    Where a crop is put in, all originals carry labels (``image_1:``). One that gains nothing, cannot be read or has
    these crops already stays as it is.

    Args:
        contents: index -> parts of the messages with originals.
        images: the conversation's.
        names: where the originals stand, and which of ``images`` each is.
        question: what to look for; without any nothing is put in.
        options: ``budget`` is that of the crops.
        kept: crops of earlier calls.
    """
    inserted: Inserted[Part] = Inserted()
    parts_of: dict[Place, list[Part]] = {}
    for place, ref in names.items() if question.strip() else ():
        if not dialect.takes(contents[place[0]][place[1]]):
            warn_once(f"Left as it is: {ref} is given in a form that this API does not have.")
            continue
        make = partial(_crop, contents[place[0]][place[1]], images, ref, question, dialect, options)
        crop = unharmed(partial(_make, make, kept, images, ref, question), None)
        if crop is None:
            continue
        new = unharmed(partial(_new_parts, contents[place[0]], place[1], crop, dialect), None)
        if new is None:
            continue
        parts_of[place], details = new
        if details:
            inserted.crops.append(replace(crop, details=details))
            inserted.saved += 0 if parts_of[place][0] is contents[place[0]][place[1]] else crop.saved
    if parts_of:
        inserted.contents = labelled(contents, names, dialect, parts_of)
    return inserted


def _make(
    make: Callable[[], Crop | None], kept: Kept | None, images: ImageRegistry, ref: str, question: str
) -> Crop | None:
    return make() if kept is None else kept.crop(identity(images.source(ref)), ref, question, make)


def _new_parts(
    parts: Sequence[Part], position: int, crop: Crop, dialect: Dialect[Part]
) -> tuple[list[Part], Captioned]:
    """The parts that stand where one was, and what of the crop is shown in them: nothing that stands there already."""
    part, said = parts[position], set(map(dialect.words, parts))
    details = [(caption, view) for caption, view in crop.details if caption not in said]
    if not details:
        return [part], details
    shown = dialect.crops(details, crop.facts, part)
    return [dialect.whole(part, crop.smaller), *shown] if dialect.keeps_whole else shown, details


def unharmed(work: Callable[[], T], otherwise: T) -> T:
    """What ``work`` gives; where anything fails in it, ``otherwise``, and it is logged once for each kind of error.

    For all that is put in unasked: messages of any shape go on as they were.
    """
    try:
        return work()
    except Exception as error:
        report_once("Crops could not be put in; the messages go on as they were.", type(error).__name__)
        return otherwise


def insert_behind(
    contents: Mapping[int, Sequence[Part]],
    originals: Mapping[Place, Source],
    question: str,
    dialect: Dialect[Part],
    options: ZoomOptions,
) -> Inserted[Part]:
    """``insert`` where the originals, in order, are all the images there are."""
    images = ImageRegistry(originals.values(), options.fetch, options.limits)
    names = dict(zip(originals, images.refs, strict=True))
    return insert(contents, images, names, question, dialect, options)


def labelled(
    contents: Mapping[int, Sequence[Part]],
    names: Mapping[Place, str],
    dialect: Dialect[Part],
    parts_of: Mapping[Place, list[Part]],
) -> dict[int, list[Part]]:
    """The parts of these messages with a label before each original, and others in place of some."""
    written: dict[int, list[Part]] = {}
    for index, parts in contents.items():
        written[index], before = [], ""
        for position, part in enumerate(parts):
            place = index, position
            label = f"{names[place]}:" if place in names else before
            if label != before and (dialect.keeps_whole or place not in parts_of):
                written[index] += dialect.label(label, part)
            written[index] += parts_of.get(place, [part])
            before = dialect.words(part)
    return written


def _crop(
    part: Part, images: ImageRegistry, ref: str, question: str, dialect: Dialect[Part], options: ZoomOptions
) -> Crop | None:
    seen = dialect.seen(part)
    if seen is None:
        zoom = look_unasked(images, ref, question, options)
        return None if zoom is None else Crop(zoom.details, facts_of(zoom))
    now, then = seen
    zoom = look_unasked(images, ref, question, replace(options, budget=then))
    if zoom is None:
        return None
    size = zoom.source_size
    already = [size, now.fit(size)] if dialect.knows_model else [size]
    smaller = None
    if dialect.shrinks and then.fit(size) not in already:
        smaller = then.render(zoom.image, max_enlarge=1.0)
    shown = replace(zoom, budget=options.budget or Budget())
    return Crop(shown.details, facts_of(shown), smaller, now.tokens(size) - then.tokens(size))


class ZoomedMessages(list[Any]):
    """Messages ready to be sent, a list like any other, and what the zooms in them cost."""

    zooms: list[Facts]
    """Facts about what was put in, in order; their tokens are those of the first crop."""

    tokens_added: int
    """Visual tokens of the images put in, all regions and surroundings included."""

    tokens_saved: int
    """Visual tokens that the images of the conversation cost less than before."""

    def __init__(self, messages: Iterable[object] = ()) -> None:
        super().__init__(messages)
        self.zooms, self.tokens_added, self.tokens_saved = [], 0, 0

    @property
    def savings(self) -> int:
        """Visual tokens less than without the zooms; below 0 where their crops cost more than was saved."""
        return self.tokens_saved - self.tokens_added

    def add(self, facts: Facts, shown: Captioned) -> None:
        """Count the images that were put in."""
        self.zooms.append(facts)
        self.tokens_added += sum(view.tokens for _, view in shown)


def insert_into(
    messages: Sequence[object], dialect: Dialect[Block], question: str | None, options: ZoomOptions
) -> ZoomedMessages:
    """A copy of plain messages with crops put in (``insert``); question None takes ``find_question``."""
    return unharmed(lambda: _insert_into(messages, dialect, question, options), ZoomedMessages(messages))


def _insert_into(
    messages: Sequence[object], dialect: Dialect[Block], question: str | None, options: ZoomOptions
) -> ZoomedMessages:
    sent = ZoomedMessages(messages)
    originals = find_images(messages)
    wanted = find_question(messages) if question is None else question
    written = {index: as_dict(messages[index]) for index, _ in originals}
    known = {index: parts for index, parts in contents_at(messages, originals).items() if written[index]}
    images = ImageRegistry(originals.values(), options.fetch, options.limits)
    names = {place: ref for place, ref in zip(originals, images.refs, strict=True) if place[0] in known}
    inserted = insert(known, images, names, wanted, dialect, options)
    for index, parts in inserted.contents.items():
        sent[index] = {**written[index], "content": parts}
    for crop in inserted.crops:
        sent.add(crop.facts, crop.details)
    sent.tokens_saved = inserted.saved
    return sent
