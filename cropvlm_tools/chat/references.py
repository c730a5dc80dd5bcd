"""How images are spoken of: by their number, their place in the row or their file's name."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

_EXTENSION = r"\.(?:png|jpe?g|webp|gif|bmp|tiff?|avif|heic|heif|pdf)"
_NUMBER = re.compile(rf"(?:(?:image|img|picture|pic|photo)[\s_#-]*|#)?(\d{{1,6}})(?:{_EXTENSION})?")
_FILE = re.compile(rf"[^\n/\\]{{1,120}}{_EXTENSION}", re.IGNORECASE)
_LABEL = re.compile(r"[^\n?？]{1,60}[:：]")
_AROUND = " \t\r\n\"'`<>()[]{}:.,;"  # what models put around a name
_LONGEST = 80  # characters of a name that is told

_LAST = "last latest newest letzte letzten letztes neueste neuesten derniere dernier ultima ultimo laatste"
_ORDINALS = (
    "first 1st erste ersten erstes premiere premier primera primer primero prima primo primeira primeiro eerste",
    "second 2nd zweite zweiten zweites deuxieme seconde segunda segundo seconda secondo tweede",
    "third 3rd dritte dritten drittes troisieme tercera tercer tercero terza terzo terceira terceiro derde",
    "fourth 4th vierte vierten viertes quatrieme cuarta cuarto quarta quarto vierde",
    "fifth 5th funfte funften funftes cinquieme quinta quinto vijfde",
    "sixth 6th sechste sechsten sechstes sixieme sexta sexto sesta sesto zesde",
    "seventh 7th siebte siebten siebtes septieme septima septimo settima settimo setima setimo zevende",
    "eighth 8th achte achten achtes huitieme octava octavo ottava ottavo oitava oitavo achtste",
)
_PLACES = {word: place for place, words in enumerate(_ORDINALS) for word in words.split()}
_PLACES |= dict.fromkeys(_LAST.split(), -1)
_NOUNS = (
    "image|img|picture|pic|photo|photograph|screenshot|scan|page|document|receipt|invoice|chart|slide|form|bild|foto"
    "|aufnahme|seite|dokument|beleg|rechnung|capture|recu|facture|imagen|pagina|documento|recibo|factura|immagine"
    "|scontrino|fattura|imagem|fatura|afbeelding|bon"
)
_PLACE = "|".join(sorted(_PLACES, key=len, reverse=True))
_SPOKEN = re.compile(
    rf"\b(?P<a>{_PLACE}) (?:(?:one|of the|of my|of these|{_NOUNS})s?\b|$)|\b(?P<a2>{_PLACE})$"
    rf"|\b(?:{_NOUNS}) (?P<b>{_PLACE})\b|\b(?:{_NOUNS}) (?P<n>\d{{1,3}})\b"
    r"|第(?P<c>[一二三四五六七八]|\d{1,3})(?:张|幅|个图)|(?P<c2>最后一?张|最後の(?:画像|写真))"
    r"|(?P<d>\d{1,3})(?:枚目|番目の(?:画像|写真))"
)
_PAGE = re.compile(
    r"\b(?:page|seite|pagina|bladzijde|strona|stronie|sida|side|strana)"
    r"(?: (?:no|nr|n o|number|nummer|numero))? (\d{1,5})\b"
    r"|第(\d{1,5})(?:页|頁|ページ)|(\d{1,5})(?:페이지|ページ目?)"
)
_SEVERAL = re.compile(
    r"\b(?:both|each of (?:them|the|these|those)|compare|beide[nrs]?|vergleiche?|les deux|comparez?|ambas|ambos|compara"
    r"|entrambe|entrambi|confronta|compare[mn]?|vergelijk"
    rf"|all (?:the |these |those |of the )?(?:two |three |four )?(?:{_NOUNS})s)\b|两张|比较|両方|比較"
)
_HAN = {number: place for place, number in enumerate("一二三四五六七八")}


def file_name(text: object) -> str:
    """The name of a file, on one short line, from a path, a URL or a name; "" where there is none."""
    try:
        given = os.fspath(text) if isinstance(text, (str, os.PathLike)) else ""
    except Exception:  # a path of somebody else's
        return ""
    given = given.decode(errors="replace") if isinstance(given, bytes) else given
    if re.match(r"https?:", given, re.IGNORECASE):
        try:
            given = unquote(urlsplit(given).path)
        except ValueError:
            return ""
    elif re.match(r"data:", given, re.IGNORECASE):
        return ""
    name = re.split(r"[/\\]", given[-4096:])[-1]
    line = " ".join("".join(each if each.isprintable() else " " for each in name).split())
    return line if len(line) <= _LONGEST else ""


def file_told(text: str) -> str:
    """The file's name where a text is nothing else, e.g. ``receipt.jpg:`` before an image; else ""."""
    bare = text.strip().rstrip(":").rstrip()
    return file_name(bare) if _FILE.fullmatch(bare) else ""


def is_label(text: str) -> bool:
    """Whether a text before an image names it and asks nothing: ``receipt.jpg``, ``Image 1:``, ``The old bill:``."""
    return bool(file_told(text) or _LABEL.fullmatch(text.strip()))


def place_of(ref: str, names: Sequence[str]) -> int | None:
    """Which of the images a model means, from 0; None where that is none of them, or not certain.

    Args:
        ref: as the model wrote it: ``image_2``, ``[image 2]``, ``image_2.png``, ``second``, ``the last image``,
            ``receipt.jpg``.
        names: the file's name of each image, "" where it has none.
    """
    bare = ref.strip(_AROUND)
    filed = _filed(bare, names)
    words = plain(bare).removeprefix("the ")
    words = re.sub(r" (?:image|picture|photo|one)$", "", words)
    if words in _PLACES:
        place = _PLACES[words]
        return _within(len(names) - 1 if place < 0 else place, names)
    numbered = _NUMBER.fullmatch(bare.lower())
    if numbered and not (filed is not None and "." in bare):
        return _within(int(numbered[1]) - 1, names)
    return filed


def spoken_of(question: str, names: Sequence[str]) -> list[int]:
    """The images that a question names, from 0, in the order in which it does: ``the second one``, ``receipt.jpg``."""
    text, found = plain(question), dict[int, int]()
    for match in _SPOKEN.finditer(text):
        kind, word = next((kind, word) for kind, word in match.groupdict().items() if word)
        if kind in ("a", "a2", "b"):
            place = _PLACES[word]
        elif kind == "c2":
            place = -1
        else:
            place = _HAN[word] if word in _HAN else int(word) - 1
        place = len(names) - 1 if place == -1 else place
        if 0 <= place < len(names):
            found.setdefault(place, match.start())
    spaced = f" {text} "
    for place, name in enumerate(names):
        for said in {plain(name), plain(_stem(name))}:
            if len(said) > 3 and not said.isdecimal() and (at := spaced.find(f" {said} ")) >= 0:
                found.setdefault(place, at)
    return sorted(found, key=found.__getitem__)


def page_spoken_of(question: str) -> int | None:
    """The page of a document that a question names, from 1: ``on page 3``; None where it names none, or several."""
    found = {int(number) for match in _PAGE.finditer(plain(question)) for number in match.groups() if number}
    return found.pop() if len(found) == 1 else None


def asks_of_several(question: str) -> bool:
    """Whether a question is about several images at once: ``Compare them``, ``both``."""
    return bool(_SEVERAL.search(plain(question)))


def plain(text: str) -> str:
    """Lower case without accents, every run of anything but letters and digits one space."""
    folded = unicodedata.normalize("NFKD", text[:4000]).casefold()
    letters = "".join(each for each in folded if not unicodedata.combining(each))
    return " ".join(re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", letters)).split())


def _within(place: int, names: Sequence[str]) -> int | None:
    return place if 0 <= place < len(names) else None


def _filed(bare: str, names: Sequence[str]) -> int | None:
    """By the file's name, with or without what stands before it and its ending, where only one fits."""
    wanted = file_name(bare).casefold()
    exactly = [place for place, name in enumerate(names) if name and name.casefold() == wanted]
    alike = [place for place, name in enumerate(names) if name and _stem(name.casefold()) == _stem(wanted)]
    return next((fitting[0] for fitting in (exactly, alike) if wanted and len(fitting) == 1), None)


def _stem(name: str) -> str:
    return os.path.splitext(name)[0]  # noqa: PTH122, a name and no path
