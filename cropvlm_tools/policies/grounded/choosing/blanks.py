"""Where something is to be written: a field's name and the empty room beside it, below it or, to sign, above it."""

from __future__ import annotations

import re

import numpy as np

from cropvlm_tools.policies.grounded.choosing.inputs import Floats, Inputs
from cropvlm_tools.policies.grounded.choosing.reading import LARGEST_ZOOM, inside
from cropvlm_tools.policies.grounded.question.tokens import fold

# What people ask of an empty form, folded: where, and behind it a verb of writing.
_WHERE = (
    (
        "where (?:do|does|should|must|can|shall|to|would|has|have)",
        "enter|write|put|fill|sign|tick|type|insert|state|(?:name|number|date|address|code|amount|signature) go",
    ),
    ("where (?:is|are|should|must|shall|has|have)", "entered|to be placed|filled|signed|ticked|typed|to be written"),
    ("wo", r"trag\w*|ein(?:zu|ge)?trag\w*|schreib\w*|geb|gebe|unter(?:schreib|zeichn)\w*|ankreuz\w*"),
    ("wohin", r"kommt|schreib\w*|trag\w*|gehort"),
    ("ou", r"inscri\w+|ecri\w+|signer?|indiquer?|rempli\w+|saisi\w+|cocher?|apposer"),
    ("donde|adonde", r"escrib\w+|pongo|poner|firm\w+|introdu[cz]\w+|rellen\w+|anot\w+|marc\w+"),
    ("onde", r"escrev\w+|coloc\w+|assin\w+|preench\w+|inser\w+|ponho|marc\w+"),
    ("dove", r"scriv\w+|inseri\w+|firm\w+|metto|mettere|compil\w+|spunt\w+"),
    ("waar", r"vul|schrijf\w*|teken|onderteken\w*|zet|invul\w*"),
    ("gdzie", r"wpis\w+|podpis\w+|zaznacz\w+|wstaw\w+|wprowadz\w+"),
    ("где|куда", r"указ\w+|впис\w+|вве\w+|ввод\w+|подпис\w+|писать|пишу|ставить|постав\w+|заполн\w+"),
)
_EITHER = (  # in either order, of languages without spaces
    ("哪|何处", "填|写|寫|签|簽"),
    (fold("どこに"), "|".join(map(fold, ("書", "記入", "入力", "署名", "サイン")))),
    (fold("어디에"), "|".join(map(fold, ("적", "쓰", "써", "입력", "서명")))),
)
# The first "where" alone is looked behind: a pattern of both, tried at each "where", would take quadratic time.
_PAIRS = (
    *((re.compile(rf"\b(?:{where})\b"), re.compile(rf"\b(?:{write})\b")) for where, write in _WHERE),
    *((re.compile(where), re.compile(write)) for where, write in _EITHER),
    *((re.compile(write), re.compile(where)) for where, write in _EITHER),
)
_FIELD = re.compile(
    r"\b(?:in|into|on) (?:which|what) (?:field|box|line|blank|space)\b"
    r"|\bin welche[sn]? feld\b|\bquel champ\b|\bque campo\b"
)
_SIGNED = re.compile(r"\b(?:sign|unter(?:schr|zeich)|firm|assin|onderteken|podpis|подпис)|签|簽|署名|" + fold("서명"))
_LONGEST = 2000  # characters of a question, the first ones, as ``parsing`` reads them
# Heights of the field's name: the room that people leave to write in (18 fields of printed forms: 10 to 25 wide where
# it lies beside the name, 1.3 to 2.6 high below, 2 high above a line to sign on).
_WIDE, _DEEP, _OVER = 18.0, 2.4, 2.2
_SLACK = 0.3  # of a height, that names and rules overlap by


def asks_to_write(question: str) -> bool:
    """Whether the question is where something is to be written.

    >>> asks_to_write("Where do I enter the exempt payee code?"), asks_to_write("Wo unterschreibe ich?")
    (True, True)
    >>> asks_to_write("Where was it signed?"), asks_to_write("What is the total?")
    (False, False)
    """
    asked = fold(question[:_LONGEST])
    if _FIELD.search(asked):
        return True
    return any((found := where.search(asked)) and write.search(asked, found.end()) for where, write in _PAIRS)


def with_blank(box: Floats, question: str, inputs: Inputs, answer: Floats, extent: tuple[float, float]) -> Floats:
    """(4,) the box, grown by the empty room about the likeliest line in it, unless that is most of the picture.

    Args:
        box: (4,) xyxy as shares of the image's long edge.
        question: of which ``asks_to_write`` is true.
        inputs: of n lines.
        answer: (n,) probabilities of the lines being the answer.
        extent: width and height of the image; the longer one is 1.
    """
    lines = inputs.boxes.astype(np.float64)
    within = inside(box[None].astype(np.float64), lines)[0]
    if not within.any():
        return box
    line = int(np.where(within, answer, -1.0).argmax())
    x1, y1, x2, y2 = lines[line]
    height = float(y2 - y1)
    slack = _SLACK * height
    others = np.delete(lines, line, axis=0)
    beside = (others[:, 1] < y2 - slack) & (others[:, 3] > y1 + slack) & (others[:, 0] > x2 - slack)
    right = min([x2 + _WIDE * height, extent[0], *others[beside, 0]])
    over = (others[:, 0] < max(right - slack, x2)) & (others[:, 2] > x1 + slack)
    below = min([y2 + _DEEP * height, extent[1], *others[over & (others[:, 1] > y2 - slack), 1]])
    top = float(y1)
    if _SIGNED.search(fold(question[:_LONGEST])):
        top = max([y1 - _OVER * height, 0.0, *others[over & (others[:, 3] < y1 + slack), 3]])
    room = np.array([x1, min(top, y1), max(right, x2), max(below, y2)])
    grown = np.concatenate([np.minimum(box[:2], room[:2]), np.maximum(box[2:], room[2:])])
    most = LARGEST_ZOOM * extent[0] * extent[1]
    return np.asarray(grown, np.float32) if (grown[2:] - grown[:2]).prod() <= most else box
