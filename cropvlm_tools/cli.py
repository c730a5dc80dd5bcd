"""The command line: ``cropvlm zoom``, ``batch``, ``demo``, ``mcp`` and ``doctor``."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cropvlm_tools.errors import CropVLMError

if TYPE_CHECKING:
    from cropvlm_tools.zooming.options import ZoomKeywords


_OPTIONS = {
    "pixels": "Raise --max-pixels to allow it.",
    "bytes": "Raise --max-bytes to allow it.",
    "fetch": "Add --fetch to have it fetched.",
    "page": "",
    "pages": "Give --pages 1-500.",
    "password": "Give it with --password.",
    "seconds": "Raise --max-seconds to allow it.",
}
"""Option of a zoom that an error names -> what to say of it here."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it worked, 2 after an error, which is one line on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # a file's name may have letters that a console does not
        sys.stdout.reconfigure(errors="backslashreplace")
    parser = _parser()
    if "_ARGCOMPLETE" in os.environ:  # the shell asks; the extra `completion`
        import argcomplete

        argcomplete.autocomplete(parser)
    given = parser.parse_args(arguments)
    try:
        return int(given.run(given))
    except (CropVLMError, OSError) as error:
        message = " ".join(_told(error).split()) or type(error).__name__
        print(f"cropvlm: {message}", file=sys.stderr)
        return 2


def _told(error: CropVLMError | OSError) -> str:
    """In place of what a program would pass, the option of the command line that is meant."""
    if not isinstance(error, CropVLMError) or error.option not in _OPTIONS:
        return str(error)
    return f"{error.message} {_OPTIONS[error.option]}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cropvlm", description="Zoom for vision-language models.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    zoom = commands.add_parser("zoom", help="find the region of an image that answers a question")
    zoom.add_argument(
        "images",
        nargs="+",
        metavar="IMAGE",
        help="image files or patterns ('scans/*.png'), or an http(s) URL with --fetch",
    )
    zoom.add_argument("question", metavar="QUESTION", help="what you want to know from it")
    zoom.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="write the crop, in original pixels; further ones to FILE_2 ...; of several images, a folder",
    )
    zoom.add_argument("--overlay", type=Path, metavar="FILE", help="write the whole with the region outlined")
    zoom.add_argument(
        "--annotate",
        type=Path,
        metavar="FILE",
        help="write the PDF with the region highlighted (.pdf), or W3C Web Annotations (.json)",
    )
    zoom.add_argument("--json", action="store_true", help="print one JSON object for each image and nothing else")
    zoom.add_argument(
        "--page", type=_whole_number, default=1, metavar="N", help="which page of a PDF or TIFF, or frame of a GIF (1)"
    )
    zoom.add_argument("--pages", metavar="3-7,9", help="find the page that answers among these, or 'all'")
    zoom.add_argument("--password", metavar="TEXT", help="of a PDF that has one")
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

    doctor = commands.add_parser("doctor", help="say what is installed, and try a zoom")
    doctor.set_defaults(run=_doctor)

    mcp = commands.add_parser("mcp", help="serve the zoom to MCP hosts, on standard input and output or HTTP")
    _add_mcp(mcp)
    batch = commands.add_parser(
        "batch", help="zoom into many images and pages; the same command goes on where it stopped"
    )
    _add_batch(batch)
    batch.set_defaults(run=_batch)
    for command, isolated in ((zoom, False), (mcp, True), (batch, True)):
        _add_options(command, isolated)
    mcp.set_defaults(run=_mcp)
    return parser


def _add_mcp(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--root",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="folder whose images may be read, nothing outside it; may be given more than once; without any the "
        "folders that the host has opened",
    )
    command.add_argument(
        "--http",
        nargs="?",
        const="127.0.0.1:8000",
        metavar="HOST:PORT",
        help="serve on HTTP, at /mcp, to those who have the token in CROPVLM_MCP_TOKEN (127.0.0.1:8000)",
    )
    command.add_argument(
        "--structured", action="store_true", help="structuredContent too, which some hosts show in place of the image"
    )
    command.add_argument(
        "--boxes",
        nargs="?",
        const="thousandths",
        choices=("thousandths", "thousandths-yx", "pixels"),
        help="let the model name a box itself, from 0 to 1000 (default), y before x, or in pixels",
    )


def _add_batch(command: argparse.ArgumentParser) -> None:
    command.add_argument("inputs", nargs="+", metavar="IN", help="a folder, glob, file, table or dataset")
    command.add_argument("--questions", type=Path, metavar="FILE", help="asked of every image, one a line")
    command.add_argument("--question", action="append", default=[], metavar="TEXT", help="the same, one by one")
    command.add_argument("--out", type=Path, required=True, metavar="OUT", help="FILE.parquet, or a folder")
    command.add_argument(
        "--workers", type=_whole_number, default=1, metavar="N", help="processes that read at once (1)"
    )
    command.add_argument("--crops", action="store_true", help="keep the crops, encoded as they are sent")
    command.add_argument("--best-page", action="store_true", help="of a PDF only the page that answers, not every one")
    command.add_argument("--shard", default="1/1", metavar="I/N", help="the I-th of N equal shares")
    command.add_argument("--password", metavar="TEXT", help="of PDFs that have one")


def _whole_number(text: str) -> int:
    """From 1, with or without separators of thousands."""
    number = int(text.replace("_", "").replace(",", ""))
    if number < 1:
        raise ValueError("below 1")
    return number


_whole_number.__name__ = "whole number"  # what argparse says of it


def _add_options(command: argparse.ArgumentParser, isolated: bool) -> None:
    """Of a zoom, whatever it is for; ``_options`` reads them."""
    command.add_argument(
        "--policy",
        default="default",
        metavar="NAME|FOLDER",
        help="default, lexical, centre, whole, random, a name of another installed package, a folder (of a trained "
        "policy, a vision-language model, or a detector beside a policy.json that says so), or a hub id",
    )
    command.add_argument(
        "--budget",
        default=None,
        metavar="MODEL|PX",
        help="what the target sees: a model's name, or its longest edge in pixels",
    )
    command.add_argument(
        "--when",
        choices=("always", "needed"),
        default="always",
        help="needed: only where the whole would not be legible",
    )
    command.add_argument(
        "--steps", type=int, choices=(1, 2, 3), default=1, help="how often to look, each time closer; 1 is usual"
    )
    command.add_argument("--context", action="store_true", help="show the surroundings of the crop too")
    command.add_argument(
        "--regions", type=int, choices=range(1, 10), default=3, metavar="N", help="the most regions to show, 1 to 9 (3)"
    )
    # Without defaults: those of Limits would have to be imported for them.
    command.add_argument("--max-pixels", type=_whole_number, metavar="N", help="largest width x height (70 million)")
    command.add_argument("--max-bytes", type=_whole_number, metavar="N", help="largest file (25 million)")
    command.add_argument(
        "--max-seconds", type=float, metavar="S", help="of processor time for drawing a page of a PDF (1)"
    )
    command.add_argument(
        "--isolated",
        action=argparse.BooleanOptionalAction,
        default=isolated,
        help=f"decode in a process of its own, whose time and memory are limited ({'yes' if isolated else 'no'})",
    )


def _options(arguments: argparse.Namespace) -> ZoomKeywords:
    from cropvlm_tools.images.limits import DEFAULT_LIMITS, Limits
    from cropvlm_tools.views import Budget

    limits = Limits(
        pixels=arguments.max_pixels or DEFAULT_LIMITS.pixels,
        bytes=arguments.max_bytes or DEFAULT_LIMITS.bytes,
        isolated=arguments.isolated,
        seconds=DEFAULT_LIMITS.seconds if arguments.max_seconds is None else arguments.max_seconds,
    )
    return {
        "policy": arguments.policy,
        "budget": None if arguments.budget is None else Budget.parse(arguments.budget),
        "when": arguments.when,
        "steps": arguments.steps,
        "context": arguments.context,
        "regions": arguments.regions,
        "limits": limits,
    }


def _zoom(arguments: argparse.Namespace) -> int:
    from cropvlm_tools.zooming.command import run

    return run(arguments, _options(arguments))


def _doctor(arguments: argparse.Namespace) -> int:
    from cropvlm_tools.doctor import run

    return run()


def _demo(arguments: argparse.Namespace) -> int:
    from cropvlm_tools.demo import run_demo

    run_demo(arguments.output)
    return 0


def _batch(arguments: argparse.Namespace) -> int:
    from cropvlm_tools.corpus.command import run
    from cropvlm_tools.zooming.options import ZoomOptions

    return run(arguments, ZoomOptions(**_options(arguments)))


def _mcp(arguments: argparse.Namespace) -> int:
    from cropvlm_tools.mcp import build_server, serve, serve_http

    host, _, port = (arguments.http or "").rpartition(":")
    if arguments.http is not None:
        if not (host and port.isdecimal() and int(port) < 65_536):
            raise CropVLMError("--http takes an address and a port, e.g. 127.0.0.1:8000.")
        if not arguments.root:
            raise CropVLMError("--http needs --root DIR: a host on another machine names other folders.")
    server = build_server(
        arguments.root, structured=arguments.structured, boxes=arguments.boxes or False, **_options(arguments)
    )
    return serve(server) if arguments.http is None else serve_http(server, host.strip("[]"), int(port))


if __name__ == "__main__":
    sys.exit(main())
