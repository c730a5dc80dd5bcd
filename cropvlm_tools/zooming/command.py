"""``cropvlm zoom``: one image or several, what is printed and what is written."""

from __future__ import annotations

import argparse
import glob
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.zooming.options import ZoomKeywords
from cropvlm_tools.zooming.pages import parse_pages, zoom_pages
from cropvlm_tools.zooming.result import Zoom
from cropvlm_tools.zooming.zoom import zoom

if TYPE_CHECKING:
    from PIL import Image

_WILD = "*?["


def run(arguments: argparse.Namespace, options: ZoomKeywords) -> int:
    """Zoom into each image; 0 when all worked. With several, what fails is told and the others go on.

    Raises:
        CropVLMError: with one image, as ``zoom``; the command asks for what cannot be.
        OSError: a file cannot be written.
    """
    images = [image for given in arguments.images for image in _matching(given)]
    if arguments.fetch:
        from cropvlm_tools.images.fetch import fetch_url

        options["fetch"] = fetch_url
    elif any(image.lower().startswith(("http://", "https://")) for image in images):
        raise CropVLMError("URLs are not opened unless you add --fetch.")
    if len(images) == 1:
        _one(images[0], arguments, options, arguments.output, arguments.overlay)
        return 0
    return _several(images, arguments, options)


def _several(images: list[str], arguments: argparse.Namespace, options: ZoomKeywords) -> int:
    if arguments.annotate:
        raise CropVLMError("--annotate takes one image.")
    for folder in filter(None, (arguments.output, arguments.overlay)):
        if folder.is_file() or (folder.suffix and not folder.is_dir()):
            raise CropVLMError(f"With several images {folder.name!r} must be a folder to write to.")
        folder.mkdir(parents=True, exist_ok=True)
    code, taken = 0, set[str]()
    for image in _shown(images):
        name = _new_name(Path(image).stem or "image", taken)
        files = [folder and folder / f"{name}.png" for folder in (arguments.output, arguments.overlay)]
        if not arguments.json:
            print(f"{image}:")
        try:
            _one(image, arguments, options, *files)
        except CropVLMError as error:
            code = 2
            print(f"cropvlm: {image}: {' '.join(error.message.split())}", file=sys.stderr)
    return code


def _matching(given: str) -> list[str]:
    """The files that a pattern names, where no shell has put them in its place."""
    if "://" in given or given[:5].lower() == "data:" or not set(given) & set(_WILD) or Path(given).exists():
        return [given]
    files = glob.glob(given, recursive=True)  # noqa: PTH207  # also absolute
    found = sorted(path for path in files if Path(path).is_file())
    if not found:
        raise CropVLMError(f"No file matches {given!r}.")
    return found


def _shown(images: list[str]) -> Iterator[str]:
    """With a bar on standard error, where a person looks at it."""
    from tqdm import tqdm

    bar: Iterable[str] = tqdm(images, unit="image", disable=None)
    yield from bar


def _new_name(name: str, taken: set[str]) -> str:
    numbered, number = name, 1
    while numbered in taken:
        number += 1
        numbered = f"{name}-{number}"
    taken.add(numbered)
    return numbered


def _one(
    given: str, arguments: argparse.Namespace, options: ZoomKeywords, output: Path | None, overlay: Path | None
) -> None:
    # as a path, the name of a file may hold a colon
    image = given if "://" in given or given[:5].lower() == "data:" else Path(given)
    crops = [output and _numbered(output, number) for number in range(1, arguments.regions + 1)]
    for path in (*crops, overlay, arguments.annotate):
        if isinstance(image, Path) and path and path.exists() and image.exists() and path.samefile(image):
            raise CropVLMError("The picture itself would be overwritten. Give another file to write to.")
    if arguments.pages is None:
        result = zoom(image, arguments.question, page=arguments.page, password=arguments.password, **options)
    else:
        result = _found(image, arguments, options)
    written = []
    if output:
        written += [_save(region.crop, path) for region, path in zip(result.regions, crops, strict=False) if path]
    if overlay:
        written.append(_save(result.overlay(), overlay))
    if arguments.annotate:
        written.append(_annotate(result, arguments.question, arguments.annotate))
    if arguments.json:
        print(json.dumps(result.to_dict()))
        return
    print("\n".join(caption for caption, _ in result.details) or result.caption)
    if result.regions:
        print(f"confidence {result.confidence:.2f}, {result.area:.1%} of the picture, {result.seconds:.2f} s")
    for path in written:
        print(f"wrote {path}")


def _found(image: str | Path, arguments: argparse.Namespace, options: ZoomKeywords) -> Zoom:
    try:
        pages = None if arguments.pages == "all" else parse_pages(arguments.pages)
    except ValueError as error:
        raise CropVLMError(f"--{error}") from None
    return zoom_pages(image, arguments.question, pages=pages, password=arguments.password, **options)[0]


def _annotate(result: Zoom, question: str, path: Path) -> Path:
    from cropvlm_tools.zooming.provenance import highlighted, web_annotations

    if path.suffix.lower() == ".pdf":
        path.write_bytes(highlighted([result], question))
    else:
        path.write_text(json.dumps(web_annotations(result, question), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_name(f"{path.stem}_{number}{path.suffix}")


def _save(image: Image.Image, path: Path) -> Path:
    try:
        image.save(path)
    except ValueError as error:
        raise CropVLMError(f"Cannot write {path.name!r}: {error}. Use .png or .jpg.") from error
    return path
