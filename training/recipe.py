"""Recipes: every field of a stage's dataclass from a YAML file, each overridable on the command line."""

from __future__ import annotations

import argparse
import dataclasses
import errno
import math
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from cropvlm_tools.errors import CropVLMError, MissingDependencyError

R = TypeVar("R")


class RecipeError(CropVLMError, ValueError):
    """A recipe, or the data it names, cannot be used; the message is one line and names what to change."""


def read_recipe(kind: type[R], arguments: Sequence[str] | None = None) -> R:
    """A recipe of dataclass ``kind``: its defaults, then ``--config FILE``, then the other options.

    Raises:
        RecipeError: the file cannot be read, a field is unknown, missing, or of another type.
    """
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    hints = typing.get_type_hints(kind)
    parser = argparse.ArgumentParser(prog=f"python -m {_stage(kind)}", description=(kind.__doc__ or "").split("\n")[0])
    parser.add_argument("--config", type=Path, metavar="FILE", help="a recipe in YAML")
    for name, field in fields.items():
        needed = field.default is dataclasses.MISSING
        shown = "needed" if needed else f"default {field.default}"
        parser.add_argument(f"--{name.replace('_', '-')}", dest=name, metavar="VALUE", help=shown)
    given = vars(parser.parse_args(arguments))
    config = given.pop("config")
    values = {} if config is None else read_yaml(config, fields)
    values |= {name: value for name, value in given.items() if value is not None}
    missing = [name for name, field in fields.items() if field.default is dataclasses.MISSING and name not in values]
    if missing:
        raise RecipeError(f"The recipe lacks {', '.join(missing)}. Give --{missing[0].replace('_', '-')} or --config.")
    return kind(**{name: _convert(name, value, hints[name]) for name, value in values.items()})


def check_fields(
    recipe: Any,
    choices: Mapping[str, Sequence[str]],
    above_zero: Sequence[str],
    not_negative: Sequence[str] = (),
) -> None:
    """Compare fields with what they may be; None is left alone.

    Raises:
        RecipeError: a field is none of its choices, or a number too small or not finite.
    """
    for name, allowed in choices.items():
        if (value := getattr(recipe, name)) not in allowed:
            raise RecipeError(f"{name} is {value!r:.80}; give one of {', '.join(allowed)}.")
    for name in (*above_zero, *not_negative):
        value = getattr(recipe, name)
        if value is None:
            continue
        if not 0 <= value < math.inf or (value == 0 and name in above_zero):
            said = "above 0" if name in above_zero else "of at least 0"
            raise RecipeError(f"{name} is {value}; give a number {said}.")


@contextmanager
def recipe_errors() -> Iterator[None]:
    """Within, what TRL, transformers or peft will not take when they are set up is an error of the recipe."""
    try:
        yield
    except CropVLMError:
        raise
    except (ValueError, ImportError, RuntimeError) as error:
        raise RecipeError(f"The recipe cannot be used: {' '.join(str(error).split()):.300}") from error


def run_stage(kind: type[R], train: Callable[[R], Path], arguments: Sequence[str] | None) -> int:
    """Read the recipe and train.

    Returns:
        0; 2 after an error that is not one of the code, which is one line on standard error; 130 after Ctrl-C.
    """
    try:
        print(train(read_recipe(kind, arguments)))
    except KeyboardInterrupt:
        print(f"{_stage(kind)}: interrupted; {_GOES_ON}.", file=sys.stderr)
        return 130
    except Exception as error:
        if _disk_is_full(error):
            said = f"the disk is full. Nothing that was complete is lost: make room, and {_GOES_ON}."
        elif isinstance(error, (CropVLMError, OSError)):
            said = " ".join(str(error).split()) or type(error).__name__
        else:
            raise
        print(f"{_stage(kind)}: {said}", file=sys.stderr)
        return 2
    return 0


_GOES_ON = "the same command goes on from the last checkpoint"


def _disk_is_full(error: BaseException | None) -> bool:
    """Also where a library has made another error of it: torch's zip writer keeps nothing but that writing failed."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            return True
        if any(said in str(error) for said in ("No space left on device", "PytorchStreamWriter failed writing")):
            return True
        error = error.__cause__ or error.__context__
    return False


def _stage(kind: type) -> str:
    """``training.vlm.sft``, also where that module runs as ``__main__``."""
    spec = sys.modules[kind.__module__].__spec__
    return kind.__module__ if spec is None else spec.name


def read_yaml(path: Path, fields: dict[str, Any]) -> dict[str, Any]:
    """What a YAML file says, by field.

    Raises:
        RecipeError: it cannot be read, or names what is none of ``fields``.
        MissingDependencyError: pyyaml is not installed.
    """
    try:
        yaml: Any = import_module("yaml")
    except ModuleNotFoundError as error:
        raise MissingDependencyError("A recipe in YAML", "pyyaml", "train") from error
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RecipeError(f"Recipe {path.name} cannot be read: {' '.join(str(error).split()):.200}") from error
    if not isinstance(read, dict):
        raise RecipeError(f"Recipe {path.name} is no list of 'field: value' lines.")
    unknown = sorted(str(name) for name in read if name not in fields)
    if unknown:
        raise RecipeError(f"Recipe {path.name} has no field {', '.join(unknown)}. Known: {', '.join(fields)}.")
    return read


def _convert(name: str, value: Any, hint: Any) -> Any:
    kinds = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    if type(None) in kinds and value in (None, "none"):
        return None
    kind = next(each for each in kinds if each is not type(None))
    try:
        if kind is bool:
            return {"true": True, "false": False}[str(value).lower()]
        if isinstance(value, bool) or not isinstance(value, (str, int, float, Path)):
            raise TypeError
        if kind is int and float(str(value)) != int(float(str(value))):
            raise ValueError
        return int(float(str(value))) if kind is int else kind(value)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise RecipeError(f"{name} is {value!r:.80}; it must be {kind.__name__}.") from error
