"""The digest of a picture's pixels, taken once of a picture that stays as it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import NamedTuple
from weakref import ref

from PIL import Image

_SQUARE = 8  # px: no letter changes without changing the mean of a square; of 21 megapixels 14 ms, their digest 155
_LOAN = "_cropvlm_loan"  # attribute of an image that has its pixels from another one


@dataclass
class _Loan:
    lender: Image.Image
    pixels: object
    """What Pillow keeps them in; another one once the image was written on."""

    digest: str | None = None


class _Taken(NamedTuple):
    image: ref[Image.Image]
    look: bytes
    digest: str


_taken: dict[int, _Taken] = {}
"""By the ``id`` of each image that is still there."""


def lent(image: Image.Image) -> Image.Image:
    """The same pixels under another object, not copied: closed, resized or drawn on, it leaves the image as it is."""
    other = image._new(image.im)
    other.readonly = 1  # Pillow then copies the pixels before it writes
    loan = getattr(image, _LOAN, None)
    lender = loan.lender if isinstance(loan, _Loan) and loan.pixels is image.im else image
    setattr(other, _LOAN, _Loan(lender, image.im))
    return other


def digest_of(image: Image.Image) -> str:
    """SHA-256 of size, mode and pixels.

    An image that is asked for again is only looked over, at an eighth of its size: one that was drawn on in the
    meantime has another digest, and no other image is ever taken for it. One that is ``lent`` is not even looked over:
    its digest is that of the pixels when it was first asked for.
    """
    image.load()
    loan = getattr(image, _LOAN, None)
    if not isinstance(loan, _Loan) or loan.pixels is not image.im:
        return _looked_over(image)
    if loan.digest is None:
        loan.digest = _looked_over(loan.lender if loan.lender.im is loan.pixels else image)
    return loan.digest


def _looked_over(image: Image.Image) -> str:
    if image.mode != "RGB":
        return _digest(image)
    number, look = id(image), hashlib.sha256(image.reduce(_SQUARE).tobytes()).digest()
    memory = _taken  # held by what is called when an image goes, which may be after this module
    taken = memory.get(number)
    if taken is not None and taken.image() is image and taken.look == look:
        return taken.digest
    digest = _digest(image)
    memory[number] = _Taken(ref(image, lambda _: memory.pop(number, None)), look, digest)
    return digest


def _digest(image: Image.Image) -> str:
    digest = hashlib.sha256(repr((image.size, image.mode)).encode())
    digest.update(image.tobytes())
    return digest.hexdigest()
