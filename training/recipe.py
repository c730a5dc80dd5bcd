"""Recipes: every field of a stage's dataclass from a YAML file, each overridable on the command line.

    @dataclass(frozen=True, kw_only=True)
    class Recipe:
        data: tuple[str, ...] = field(metadata={"help": "question files or their folders, or tasks by name"})
        out: Path = field(metadata={"help": "folder for the results"})
        limit: int | None = field(default=None, metadata={"help": "at most so many questions of each"})

``--data`` and ``--out`` mean the same in every stage. A tuple takes several values, ``--data A B``, in a file a list;
numbers may have commas between. A bool is a flag, ``--x`` or ``--no-x``; a Literal has choices; ``none`` is None.
"""

from __future__ import annotations

import argparse
import dataclasses
import errno
import math
import sys
import types
import typing
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar, cast

from cropvlm_tools.errors import CropVLMError, MissingDependencyError
from training import MOVED

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

R = TypeVar("R", bound="DataclassInstance")
T = TypeVar("T")
Values = dict[str, object]
"""By field, as they were given."""

_RENAMED = {"output": "out", "task": "data", "tasks": "data", "readers": "targets", "edge": "resolutions"}
"""Old name -> new one: still understood, for one release, where the old one is no field itself."""


class RecipeError(CropVLMError, ValueError):
    """A recipe, or the data it names, cannot be used; the message is one line and names what to change."""


def read_recipe(kind: type[R], arguments: Sequence[str] | None = None) -> R:
    """A recipe of dataclass ``kind``: its defaults, then ``--config FILE``, then the other options.

    Raises:
        RecipeError: the file cannot be read, a field is unknown, missing, or of another type.
    """
    fields = {field.name: field for field in dataclasses.fields(kind)}
    hints = typing.get_type_hints(kind)
    given: Values = vars(_parser(kind, fields, hints).parse_args(arguments))
    config = cast(Path | None, given.pop("config"))
    given = {name: value for name, value in given.items() if value is not None}
    values = {} if config is None else read_yaml(config, fields)
    values |= _by_new_names(given, fields)
    missing = [name for name, field in fields.items() if _needed(field) and values.get(name) in (None, [])]
    if missing:
        raise RecipeError(f"The recipe lacks {', '.join(missing)}. Give --{missing[0].replace('_', '-')} or --config.")
    make: Callable[..., R] = kind
    return make(**{name: _convert(name, value, hints[name]) for name, value in values.items()})


def _parser(
    kind: type, fields: Mapping[str, dataclasses.Field[object]], hints: Mapping[str, object]
) -> argparse.ArgumentParser:
    about = (kind.__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog=f"python -m {_stage(kind)}", description=about, allow_abbrev=False)
    parser.add_argument("--config", type=Path, metavar="FILE", help="a recipe in YAML; the other options are over it")
    old = {old: new for old, new in _RENAMED.items() if new in fields and old not in fields}
    for name in (*fields, *old):
        option, hint = name.replace("_", "-"), _without_none(hints[old.get(name, name)])
        meaning = argparse.SUPPRESS if name in old else _meaning(fields[name])
        if hint is bool:
            parser.add_argument(f"--{option}", dest=name, nargs="?", const="true", metavar="true", help=meaning)
            hidden = argparse.SUPPRESS
            parser.add_argument(f"--no-{option}", dest=name, action="store_const", const="false", help=hidden)
        else:
            several = "*" if typing.get_origin(hint) is tuple else None
            parser.add_argument(f"--{option}", dest=name, nargs=several, metavar=_metavar(hint), help=meaning)
    return parser


def _needed(field: dataclasses.Field[object]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _meaning(field: dataclasses.Field[object]) -> str:
    """What --help says of it, with its default."""
    if _needed(field):
        default = "needed"
    else:
        value = field.default if field.default_factory is dataclasses.MISSING else field.default_factory()
        default = " ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)
        default = default.lower() if value is None or isinstance(value, bool) else default
    return f"{field.metadata.get('help', '')} ({default})".strip().replace("%", "%%")


def _metavar(hint: object) -> str:
    if typing.get_origin(hint) is Literal:
        return "{" + ",".join(map(str, typing.get_args(hint))) + "}"
    if typing.get_origin(hint) is tuple:
        return _metavar(typing.get_args(hint)[0])
    return {int: "N", float: "X", Path: "PATH"}.get(cast(type, hint), "NAME")


def _by_new_names(values: Mapping[str, object], fields: Collection[str]) -> Values:
    """Old names are told about on standard error."""
    named: Values = {}
    for name, value in values.items():
        new = _RENAMED.get(name, name)
        if name in fields or new not in fields:
            named[name] = value
            continue
        print(f"--{name} is now --{new}; the old name goes with the next release.", file=sys.stderr)
        if name == "task":  # several had commas between
            value = [part for text in (value if isinstance(value, list) else [value]) for part in str(text).split(",")]
        named[new] = value
    return named


def check_fields(
    recipe: DataclassInstance,
    choices: Mapping[str, Collection[str]],
    above_zero: Sequence[str] = (),
    not_negative: Sequence[str] = (),
) -> None:
    """Compare fields with what they may be; None is left alone.

    Raises:
        RecipeError: a field is none of its choices, or a number too small or not finite.
    """
    for name, allowed in choices.items():
        if (value := getattr(recipe, name)) is not None and value not in allowed:
            raise RecipeError(f"{name} is {value!r:.80}; give one of {', '.join(allowed)}.")
    for name in (*above_zero, *not_negative):
        value = getattr(recipe, name)
        if value is None:
            continue
        if not 0 <= value < math.inf or (value == 0 and name in above_zero):
            said = "above 0" if name in above_zero else "of at least 0"
            raise RecipeError(f"{name} is {value}; give a number {said}.")


def share_of(items: Sequence[T], shard: str) -> Sequence[T]:
    """Every Nth of some items from the Ith, for ``shard`` = ``I/N`` with I from 1 to N; all of them for an empty one.

    Raises:
        RecipeError: it is no share.
    """
    if not shard:
        return items
    own, _, all_ = shard.partition("/")
    if not (own.isdecimal() and all_.isdecimal() and 1 <= int(own) <= int(all_)):
        raise RecipeError(f"shard is {shard!r:.40}; give I/N with I from 1 to N, such as 1/8.")
    return items[int(own) - 1 :: int(all_)]


@contextmanager
def recipe_errors() -> Iterator[None]:
    """Within, what TRL, transformers or peft will not take when they are set up is an error of the recipe."""
    try:
        yield
    except CropVLMError:
        raise
    except (ValueError, ImportError, RuntimeError) as error:
        raise RecipeError(f"The recipe cannot be used: {' '.join(str(error).split()):.300}") from error


def run_stage(kind: type[R], stage: Callable[[R], object], arguments: Sequence[str] | None) -> int:
    """Read the recipe, run the stage, and print what it returns unless that is None.

    Returns:
        0; 2 after an error that is not one of the code, which is one line on standard error; 130 after Ctrl-C.
    """
    try:
        made = stage(read_recipe(kind, arguments))
        if made is not None:
            print(made)
    except KeyboardInterrupt:
        print(f"{_stage(kind)}: interrupted; {_GOES_ON}.", file=sys.stderr)
        return 130
    except Exception as error:
        if _disk_is_full(error):
            said = f"the disk is full. Nothing that was complete is lost: make room, and {_GOES_ON}."
        elif isinstance(error, OSError) and not isinstance(error, CropVLMError):
            said = _of_a_file(error)
        elif isinstance(error, CropVLMError):
            said = " ".join(str(error).split())
        else:
            raise
        print(f"{_stage(kind)}: {said}", file=sys.stderr)
        return 2
    return 0


_GOES_ON = "the same command goes on from what was saved"


def _of_a_file(error: OSError) -> str:
    """What the system would not do, with the way out where the file is known."""
    if error.filename is None:
        return " ".join(str(error).split()) or type(error).__name__
    name = str(error.filename)
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return f"{name} is a file, or lies in one, where a folder is needed. Give another path, or move the file away."
    if isinstance(error, IsADirectoryError):
        return f"{name} is a folder where a file is needed. Give another path, or move the folder away."
    if isinstance(error, FileNotFoundError):
        return f"There is no {name}. Give the path of one that is there."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{name} may not be read or written ({error.strerror}). Give another path, or change its permissions."
    return f"{name}: {error.strerror}"


_SQLITE = "database or disk is full"


def _disk_is_full(error: BaseException | None) -> bool:
    """Also where a library has made another error of it: torch's zip writer keeps nothing but that writing failed."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if any(
            said in str(error) for said in ("No space left on device", "PytorchStreamWriter failed writing", _SQLITE)
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def _stage(kind: type) -> str:
    """``training.vlm.sft``, also where that module runs as ``__main__``; a package's name where it is that."""
    spec = sys.modules[kind.__module__].__spec__
    name = (kind.__module__ if spec is None else spec.name).removesuffix(".__main__")
    return MOVED.get(name, name)


class _Yaml(Protocol):
    YAMLError: type[Exception]

    def safe_load(self, text: str) -> object: ...


def load_yaml(path: Path, what: str = "Recipe") -> dict[str, object]:
    """The mapping that a YAML file holds; an empty file is an empty one.

    Raises:
        RecipeError: it cannot be read, or holds something else.
        MissingDependencyError: pyyaml is not installed.
    """
    try:
        yaml = cast(_Yaml, import_module("yaml"))
    except ModuleNotFoundError as error:
        raise MissingDependencyError("A file in YAML", "pyyaml", "train") from error
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RecipeError(f"{what} {path.name} cannot be read: {' '.join(str(error).split()):.200}") from error
    if not isinstance(read or {}, dict):
        raise RecipeError(f"{what} {path.name} is no list of 'field: value' lines.")
    return {str(name): value for name, value in cast(dict[object, object], read or {}).items()}


def read_yaml(path: Path, fields: Collection[str]) -> Values:
    """What a recipe's file says, by field.

    Raises:
        RecipeError: it cannot be read, or names what is none of ``fields``.
        MissingDependencyError: pyyaml is not installed.
    """
    values = _by_new_names(load_yaml(path), fields)
    unknown = sorted(name for name in values if name not in fields)
    if unknown:
        raise RecipeError(f"Recipe {path.name} has no field {', '.join(unknown)}. Known: {', '.join(fields)}.")
    return values


def _without_none(hint: object) -> object:
    """``X`` of ``X | None``."""
    if typing.get_origin(hint) not in (types.UnionType, typing.Union):
        return hint
    return next(kind for kind in typing.get_args(hint) if kind is not type(None))


def _convert(name: str, value: object, hint: object) -> object:
    kind = _without_none(hint)
    if kind is not hint and value in (None, "none", ["none"]):
        return None
    if typing.get_origin(kind) is tuple:
        element = typing.get_args(kind)[0]
        items = value if isinstance(value, (list, tuple)) else [value]
        if element in (int, float):
            items = [part for item in items for part in (item.split(",") if isinstance(item, str) else [item])]
        return tuple(_convert(name, item, element) for item in items)
    if typing.get_origin(kind) is Literal:
        if value not in typing.get_args(kind):
            raise RecipeError(f"{name} is {value!r:.80}; give one of {', '.join(typing.get_args(kind))}.")
        return value
    return _scalar(name, value, cast(type, kind))


def _scalar(name: str, value: object, kind: type) -> object:
    try:
        if kind is bool:
            return {"true": True, "false": False}[str(value).lower()]
        if isinstance(value, bool) or not isinstance(value, (str, int, float, Path)):
            raise TypeError
        if kind is int:
            number = float(str(value))
            if number != int(number):
                raise ValueError
            return int(number)
        return kind(value)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise RecipeError(f"{name} is {value!r:.80}; it must be {kind.__name__}.") from error
