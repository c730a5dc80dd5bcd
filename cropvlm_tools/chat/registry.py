"""The images of a conversation under the short names by which a model can ask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PIL import Image

from cropvlm_tools.chat.content import Source, Unreadable, name_of, unnamed
from cropvlm_tools.chat.references import place_of
from cropvlm_tools.errors import ImageError
from cropvlm_tools.images.limits import DEFAULT_LIMITS, Limits
from cropvlm_tools.images.load import Loaded, load_page

_KEPT = 4  # decoded images of one conversation: 12 MP are 36 MB
_TOLD = 40  # images that an error names


class ImageRegistry:
    """``image_1``, ``image_2``, ... in order of appearance; ``latest`` is the last. Originals only, never crops.

    Args:
        images: anything ``load_image`` takes, or ``Unreadable``. Opened when asked for, of files with several pages
            the first; the last few stay open.
        fetch, limits: as in ``ZoomOptions``.
        absent: what the developer can do where there are none.
    """

    def __init__(
        self,
        images: Iterable[Source] = (),
        fetch: Callable[[str], bytes] | None = None,
        limits: Limits = DEFAULT_LIMITS,
        absent: str = "Pass images=..., where the conversation does not hold them.",
    ) -> None:
        given = list(images)
        self._sources = [unnamed(source) for source in given]
        self.files = [name_of(source) for source in given]
        """The name of each image's file; "" where it has none."""

        self._opened: dict[int, Loaded] = {}
        self._fetch, self._limits, self._absent = fetch, limits, absent

    def __len__(self) -> int:
        return len(self._sources)

    @property
    def refs(self) -> list[str]:
        """The full name of each image, in order."""
        return [f"image_{number}" for number in range(1, len(self) + 1)]

    def resolve(self, ref: str | int | None = "latest") -> str:
        """The full name of an image: ``latest``, None and "" are the last one; ``2``, ``[image 2]``, ``image_2.png``,
        ``second`` and its file's name are ``image_2``.

        Raises:
            ImageError: there is no such image, or it is not certain which; the text lists those there are.
        """
        if not self._sources:
            raise ImageError(
                "There is no image to zoom into: it must be attached to the conversation. Another agent's images must "
                "be handed over by it.",
                fix=self._absent,
                option="images",
            )
        try:
            text = "" if ref is None else str(ref).strip()
        except ValueError:  # an int of more than 4300 digits
            text = "?"
        if text.lower() in ("", "latest", "none", "null"):
            return self.refs[-1]
        place = place_of(text, self.files)
        if place is not None:
            return self.refs[place]
        raise ImageError(f"There is no image {text[:40]!r}. Images: {self._listed()}, or 'latest' for the last.")

    def _listed(self) -> str:
        named = [f"{ref} ({file})" if file else ref for ref, file in zip(self.refs, self.files, strict=True)]
        left = len(named) - _TOLD
        return ", ".join(named[:_TOLD]) + (f", and {left} more" if left > 0 else "")

    def source(self, ref: str | int | None = "latest") -> Source:
        """What was given under that name.

        Raises:
            ImageError: there is no such image.
        """
        return self._sources[self._index(ref)]

    def open(self, ref: str | int | None = "latest") -> Image.Image:
        """The upright RGB image of that name. Raises as ``load`` does."""
        return self.load(ref).image

    def load(self, ref: str | int | None = "latest") -> Loaded:
        """The upright RGB image of that name, and which page of its file it is.

        Raises:
            ImageError: there is no such image, or it was refused.
        """
        index = self._index(ref)
        loaded = self._opened.get(index)
        if loaded is None:
            name, source = self.refs[index], self._sources[index]
            if isinstance(source, Unreadable):
                raise ImageError(
                    f"{name} cannot be zoomed into: it is {source.why}.",
                    fix="Pass images=..., with the image itself.",
                    option="images",
                )
            try:
                loaded = load_page(source, self._limits, self._fetch)
            except ImageError as error:
                told = f"{name} cannot be zoomed into: {error.message}"
                raise ImageError(told, fix=error.fix, option=error.option) from error
            for oldest in list(self._opened)[: 1 - _KEPT]:
                self._opened.pop(oldest, None)  # another thread may have been faster
            self._opened[index] = loaded
        return loaded

    def _index(self, ref: str | int | None) -> int:
        return int(self.resolve(ref).removeprefix("image_")) - 1
