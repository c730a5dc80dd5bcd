"""A hook of Claude Code: an image that the agent reads is shrunk, with the region that the user asks about below it.

In .claude/settings.json:

    {"hooks": {"PreToolUse": [{"matcher": "Read", "hooks": [
        {"type": "command", "command": "python3 /path/to/claude_code_hook.py", "timeout": 60}]}]}}

Claude Code hands over the call of Read as JSON on standard input. What is read in place of the image is a file in
.cropvlm of the project. A call that is not about an image, and an image in which nothing gains from it, pass as they
are; so does everything where the hook fails. Permissions are asked for as ever.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from cropvlm_tools import Budget, zoom

SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif"}
SEES = 1568  # px, long edge: what is larger Claude Code shrinks
OVERVIEW = 448  # px, long edge
POLICY = os.environ.get("CROPVLM_POLICY", "default")


def texts(content: Any) -> list[str]:
    """The texts of a message, without what tools returned."""
    if isinstance(content, str):
        return [content]
    return [part.get("text", "") for part in content or () if part.get("type") == "text"]


def last_question(transcript: Path) -> str:
    """What the user said last; the transcript has one JSON object a line."""
    for line in reversed(transcript.read_text(encoding="utf-8").splitlines()):
        entry = json.loads(line)
        if entry.get("type") == "user" and not entry.get("isMeta"):
            said = " ".join(filter(None, texts(entry.get("message", {}).get("content")))).strip()
            if said:
                return said
    return ""


def composed(overview: Image.Image, crops: list[Image.Image]) -> Image.Image:
    """All below one another, on white."""
    pictures = [overview, *crops]
    width = max(picture.width for picture in pictures)
    page = Image.new("RGB", (width, sum(picture.height + 8 for picture in pictures) - 8), "white")
    top = 0
    for picture in pictures:
        page.paste(picture, (0, top))
        top += picture.height + 8
    return page


def answer(call: dict[str, Any]) -> dict[str, Any] | None:
    """What Claude Code is told, or None where the call is to pass as it is."""
    path = Path(call.get("tool_input", {}).get("file_path", ""))
    if call.get("tool_name") != "Read" or path.suffix.lower() not in SUFFIXES or ".cropvlm" in path.parts:
        return None
    question = last_question(Path(call["transcript_path"]))
    with Image.open(path) as image:
        large = max(image.size) > SEES
    if not (question and large):
        return None
    zoomed = zoom(path, question, policy=POLICY, budget=Budget(SEES // 2, None), regions=1)
    if zoomed.box is None:
        return None
    overview = zoomed.overview.copy()
    overview.thumbnail((OVERVIEW, OVERVIEW), Image.Resampling.LANCZOS)
    folder = Path(call.get("cwd") or ".") / ".cropvlm"
    folder.mkdir(exist_ok=True)
    name = hashlib.sha256(f"{path}\0{path.stat().st_mtime_ns}\0{question}".encode()).hexdigest()[:16]
    file = folder / f"{path.stem}-{name}.png"
    composed(overview, [zoomed.view.image]).save(file)
    said = (
        f"Above {path.name}, shrunk to {overview.width}x{overview.height}; below it the region that the user asks about"
    )
    return {
        "hookSpecificOutput": {
            "hookEventName": "PreToolUse",
            "updatedInput": {**call["tool_input"], "file_path": str(file)},
            "additionalContext": f"{said}: pixels {list(zoomed.box.to_pixels(zoomed.source_size))} of "
            f"{zoomed.source_size[0]}x{zoomed.source_size[1]}.",
        }
    }


if __name__ == "__main__":
    try:
        told = answer(json.load(sys.stdin))
    except Exception as error:  # an agent goes on whatever fails here
        print(f"claude_code_hook: {error!r}", file=sys.stderr)
        sys.exit(0)
    if told is not None:
        print(json.dumps(told))
