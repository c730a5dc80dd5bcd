"""The command line: ``cropvlm zoom``, ``cropvlm demo`` and ``cropvlm mcp``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cropvlm_tools.errors import CropVLMError

if TYPE_CHECKING:
    from PIL import Image

    from cropvlm_tools.views import Budget
    from cropvlm_tools.zooming.zoom import Zoom


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it worked, 2 after an error, which is one line on standard error."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (CropVLMError, OSError) as error:
        message = " ".join(str(error).split()) or type(error).__name__
        print(f"cropvlm: {message}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cropvlm", description="Zoom for vision-language models.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    zoom = commands.add_parser("zoom", help="find the region of an image that answers a question")
    zoom.add_argument("image", metavar="IMAGE", help="an image file, or an http(s) URL with --fetch")
    zoom.add_argument("question", metavar="QUESTION", help="what you want to know from it")
    zoom.add_argument("-o", "--output", type=Path, metavar="FILE", help="write the crop, in original pixels")
    zoom.add_argument("--overlay", type=Path, metavar="FILE", help="write the whole with the region outlined")
    zoom.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    zoom.add_argument(
        "--policy",
        default="default",
        metavar="NAME|FOLDER",
        help="default, lexical, centre, whole, random, a folder, or a hub id",
    )
    zoom.add_argument(
        "--when",
        choices=("always", "needed"),
        default="always",
        help="needed: only where the whole would not be legible",
    )
    zoom.add_argument(
        "--budget",
        default=None,
        metavar="MODEL|PX",
        help="what the target sees: a model's name, or its longest edge in pixels",
    )
    zoom.add_argument("--fetch", action="store_true", help="allow an http(s) URL; private addresses stay refused")
    zoom.set_defaults(run=_zoom)

    demo = commands.add_parser("demo", help="draw a dense page, zoom into it three times, show what becomes readable")
    demo.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("cropvlm-demo"),
        metavar="FOLDER",
        help="where the pictures go (cropvlm-demo)",
    )
    demo.set_defaults(run=_demo)

    mcp = commands.add_parser("mcp", help="serve the zoom to MCP hosts, on standard input and output")
    mcp.add_argument(
        "--root",
        type=Path,
        action="append",
        required=True,
        metavar="DIR",
        help="folder whose images may be read, nothing outside it; may be given more than once",
    )
    mcp.add_argument("--policy", default="default", metavar="NAME|FOLDER", help="as in cropvlm zoom")
    mcp.add_argument("--budget", default=None, metavar="MODEL|PX", help="as in cropvlm zoom")
    for command in (zoom, mcp):
        command.add_argument(
            "--steps", type=int, choices=(1, 2, 3), default=1, help="how often to look, each time closer; 1 is usual"
        )
    mcp.add_argument("--context", action="store_true", help="show the surroundings of the crop too")
    mcp.set_defaults(run=_mcp)
    return parser


def _zoom(options: argparse.Namespace) -> int:
    from cropvlm_tools.zooming.zoom import zoom

    fetch = None
    given = options.image.lower()
    if options.fetch:
        from cropvlm_tools.images.fetch import fetch_url

        fetch = fetch_url
    elif given.startswith(("http://", "https://")):
        raise CropVLMError("URLs are not opened unless you add --fetch.")
    # as a path, the name of a file may hold a colon
    image = options.image if "://" in given or given.startswith("data:") else Path(options.image)
    for path in (options.output, options.overlay):
        if isinstance(image, Path) and path and path.exists() and image.exists() and path.samefile(image):
            raise CropVLMError("The picture itself would be overwritten. Give another file to write to.")
    result = zoom(
        image,
        options.question,
        policy=options.policy,
        budget=_budget(options.budget),
        when=options.when,
        fetch=fetch,
        steps=options.steps,
    )
    written = []
    if options.output and result.crop is not None:
        written.append(_save(result.crop, options.output))
    if options.overlay:
        written.append(_save(result.overlay(), options.overlay))
    if options.json:
        print(json.dumps(_as_json(result)))
        return 0
    print(result.caption)
    if result.box is not None:
        print(f"confidence {result.confidence:.2f}, {result.box.area:.1%} of the picture, {result.seconds:.2f} s")
    for path in written:
        print(f"wrote {path}")
    return 0


def _budget(text: str | None) -> Budget | None:
    from cropvlm_tools.views import Budget

    if text is None:
        return None
    is_edge = text.isdecimal() and len(text) < 10  # Python reads no number of thousands of digits
    return Budget(max_edge=int(text), max_tokens=None) if is_edge else Budget.for_model(text)


def _save(image: Image.Image, path: Path) -> Path:
    try:
        image.save(path)
    except ValueError as error:
        raise CropVLMError(f"Cannot write {path.name!r}: {error}. Use .png or .jpg.") from error
    return path


def _as_json(result: Zoom) -> dict[str, Any]:
    return {
        "box": None if result.box is None else list(result.box.to_pixels(result.source_size)),
        "box_relative": None if result.box is None else [round(value, 6) for value in result.box.xyxy],
        "confidence": round(result.confidence, 4),
        "source_size": list(result.source_size),
        "policy": result.policy,
        "seconds": round(result.seconds, 4),
        "reason": result.reason,
    }


def _demo(options: argparse.Namespace) -> int:
    from cropvlm_tools.demo import run_demo

    run_demo(options.output)
    return 0


def _mcp(options: argparse.Namespace) -> int:
    from cropvlm_tools.mcp import build_server

    budget = _budget(options.budget)
    build_server(options.root, options.policy, budget, options.steps, options.context).run("stdio")
    return 0


if __name__ == "__main__":
    sys.exit(main())
