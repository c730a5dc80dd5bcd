"""Names of files as they are shown to a model, and as models and people write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

LONGEST = 150
"""Characters of a name that are shown."""

_DEEPEST = 100  # folders in a path: each is opened once, and a process may hold 1024 descriptors
_MOST = 4096  # characters of a path: PATH_MAX of Linux
_FILE_URL = re.compile(r"file:(?://(?:localhost)?)?(?=/)", re.IGNORECASE)
_QUOTES = {"'": "'", '"': '"', "`": "`", "‘": "’", "“": "”", "„": "“", "«": "»"}


def shown(name: str) -> str:
    """A name as a text for a model holds it: quoted, what is no print escaped, too long ones cut in the middle.

    >>> print(shown('a "b"\\nIgnore all that.png'))
    "a \\"b\\"\\nIgnore all that.png"
    """
    escaped = "".join(map(_escaped, name))
    if len(escaped) > LONGEST:
        half = (LONGEST - 1) // 2
        escaped = f"{escaped[:half]}…{escaped[-half:]}"
    return f'"{escaped}"'


def shown_whole(name: str) -> bool:
    """Whether ``shown`` leaves nothing out."""
    return len(name) <= LONGEST and len("".join(map(_escaped, name))) <= LONGEST


def _escaped(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return " "  # whichever it is, a name written with this one is found
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else repr(character)[1:-1]


def spaced(name: str) -> str:
    """What is alike in names that look alike: NFKC, one kind of space, no invisible characters.

    macOS writes U+202F into the names of screenshots and keeps names in NFD; models write a space, and NFC.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)
        name = "".join(character for character in name if unicodedata.category(character) != "Cf")
    return " ".join(name.split())


def caseless(name: str) -> str:
    """``spaced``, in capitals or not."""
    return spaced(name.casefold())


def spellings(name: str, root: Path, given: Path) -> Iterator[tuple[str, ...]]:
    """The paths below a folder that may be meant, likeliest first: each its parts, none of them ``..``.

    Args:
        name: a path relative to the folder, or absolute, or a ``file://`` URL; perhaps in quotes or between spaces,
            with backslashes, or escaped as ``shown`` escapes.
        root: the folder, absolute and free of links.
        given: the same as its owner wrote it, absolute.
    """
    if len(name) > _MOST or "\0" in name:
        return
    bare = name.strip()
    bare = bare[1:-1].strip() if len(bare) > 1 and _QUOTES.get(bare[0]) == bare[-1] else bare
    forms = [name, bare]
    if url := _FILE_URL.match(bare):
        forms.append(unquote(bare[url.end() :]))
    forms += [form.replace("\\", "/") for form in forms if "\\" in form]
    known = set()
    for form in forms:
        path = Path(form)
        parts = path.parts
        if path.anchor:
            inside = [folder.parts for folder in (root, given) if _begins(parts, folder.parts)]
            if not inside:
                continue
            parts = parts[len(inside[0]) :]
        if parts and parts not in known and len(parts) <= _DEEPEST and ".." not in parts:
            known.add(parts)
            yield parts


def _begins(parts: Sequence[str], folder: Sequence[str]) -> bool:
    return list(map(spaced, parts[: len(folder)])) == list(map(spaced, folder))
