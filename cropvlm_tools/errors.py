"""Every error this package raises on purpose, under one base class."""

from __future__ import annotations


class CropVLMError(Exception):
    """Base of all errors of cropvlm_tools. Messages are safe to show to a model: no local path, no pixel data.

    ``str(error)`` is for the developer: ``message`` and ``fix``. A model is shown ``message`` alone, since it cannot
    change the program; a caller that has its own name for ``option`` (a command line) may say that in place of ``fix``.

    Args:
        message: what is wrong, and what anybody can do about it.
        fix: what the developer can change in the program; "" where there is nothing.
        option: the option of a zoom that ``fix`` speaks of, e.g. ``"pixels"``, ``"bytes"``, ``"fetch"``; "" for none.

    >>> from cropvlm_tools import Limits, zoom
    >>> try:
    ...     zoom("receipt.jpg", "What is the total?", limits=Limits(pixels=1_000_000))
    ... except CropVLMError as error:
    ...     print(error.message, error.fix, error.option, sep="\\n")
    The image is 1700 x 2300 = 3,910,000 pixels; the limit is 1,000,000. Make it smaller.
    Raise limits=Limits(pixels=...) to allow it.
    pixels
    """

    def __init__(self, message: str = "", *, fix: str = "", option: str = "") -> None:
        self.message, self.fix, self.option = message, fix, option
        super().__init__(f"{message} {fix}".strip())

    def __reduce__(self) -> tuple[object, ...]:
        """Whole again in another process."""
        return _again, (type(self), self.message, self.fix, self.option)


def _again(kind: type[CropVLMError], message: str, fix: str, option: str) -> CropVLMError:
    return kind(message, fix=fix, option=option)


class ImageError(CropVLMError, ValueError):
    """An image was refused; the message names the limit or format and how to change it."""


class BoxError(CropVLMError, ValueError):
    """Coordinates or text that do not make a box."""


class BudgetError(CropVLMError, ValueError):
    """A limit or size that cannot be, or a model whose limits are not known."""


class PolicyError(CropVLMError):
    """A policy could not be found or loaded. A policy that fails on one picture is an outcome, no error."""


class ReaderError(PolicyError, ValueError):
    """An OCR reader cannot be had, or what it gave is no lines of text."""


class MissingDependencyError(CropVLMError, ImportError):
    """An optional package is not installed.

    Args:
        feature: what needs the package, e.g. ``"cropvlm_tools.langchain"``.
        package: the distribution that is missing, e.g. ``"langchain-core"``.
        extra: the extra of cropvlm-tools that installs it.
    """

    def __init__(self, feature: str, package: str, extra: str) -> None:
        self.feature, self.package, self.extra = feature, package, extra
        super().__init__(
            f"{feature} needs the '{package}' package. Install it with: pip install 'cropvlm-tools[{extra}]'"
        )

    def __reduce__(self) -> tuple[type[MissingDependencyError], tuple[str, str, str]]:
        return type(self), (self.feature, self.package, self.extra)
