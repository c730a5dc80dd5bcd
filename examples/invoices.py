"""Five fields of a folder of invoices: each with its crop, an answer, and where it was read; and a page that shows all.

python examples/invoices.py --offline                        # invented invoices, read by the text in the crop
python examples/invoices.py --folder scans --out fields      # OPENAI_API_KEY=...: read by a model

Needs the extra ``pdf``. What is written: fields.jsonl, report.html, and the PDFs with the places highlighted.
"""

import argparse
import base64
import html
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from invoice_pages import FIELDS, write_invoices

from cropvlm_tools import Zoom, zoom_pages
from cropvlm_tools.zooming.provenance import highlighted, provenance_of

MODEL = "gpt-4o"

Reader = Callable[[Zoom, str, str], str]
"""The zoom, the field and the question -> the answer."""


def offline(zoom: Zoom, field: str, question: str) -> str:
    """No model: what in the crop's text looks like the field."""
    text = zoom.regions[0].text if zoom.regions else ""
    found = re.search(FIELDS[field].pattern, text)
    return found[1] if found else ""


def model(zoom: Zoom, field: str, question: str) -> str:
    from openai import OpenAI

    image = {"type": "input_image", "image_url": zoom.view.data_url}
    text = {"type": "input_text", "text": f"{question} Answer with the value alone, or with nothing."}
    content = [image, text]
    return OpenAI().responses.create(model=MODEL, input=[{"role": "user", "content": content}]).output_text.strip()


def extracted(path: Path, read: Reader) -> Iterator[tuple[dict[str, object], Zoom]]:
    """A row for each field of one document, with the zoom it was read in."""
    for field, about in FIELDS.items():
        zoom = zoom_pages(path, about.question)[0]
        places = provenance_of(zoom)
        answer = read(zoom, field, about.question)
        yield {"document": path.name, "field": field, "answer": answer, "place": places[0] if places else None}, zoom


def reported(rows: list[tuple[dict[str, object], Zoom]]) -> str:
    """An HTML page of its own, crops inside."""
    lines = []
    for row, zoom in rows:
        view = zoom.view
        image = f"data:{view.mime_type};base64,{base64.b64encode(view.data).decode()}"
        cells = (row["document"], row["field"], row["answer"], f"page {zoom.page}, {zoom.confidence:.0%}")
        told = "".join(f"<td>{html.escape(str(cell))}</td>" for cell in cells)
        lines.append(f'<tr>{told}<td><img src="{image}" style="max-width:40em;max-height:9em"></td></tr>')
    return f'<!doctype html><meta charset="utf-8"><title>Invoices</title><table>{"".join(lines)}</table>'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="of PDFs; invented ones without it")
    parser.add_argument("--out", type=Path, default=Path("invoices"), help="where the report goes")
    parser.add_argument("--offline", action="store_true", help="no key, no network, no model")
    args = parser.parse_args()
    if not args.offline and "OPENAI_API_KEY" not in os.environ:
        parser.error("Set OPENAI_API_KEY, or add --offline.")
    args.out.mkdir(parents=True, exist_ok=True)
    folder = args.folder or write_invoices(args.out / "in")
    rows = []
    for path in sorted(folder.glob("*.pdf")):
        document = list(extracted(path, offline if args.offline else model))
        rows += document
        (args.out / path.name).write_bytes(highlighted([zoom for _, zoom in document], "read here"))
    lines = [json.dumps(row, ensure_ascii=False) for row, _ in rows]
    (args.out / "fields.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (args.out / "report.html").write_text(reported(rows), encoding="utf-8")
    for row, _ in rows:
        print(f"{row['document']}: {row['field']} = {row['answer']}")
    print(f"wrote {args.out / 'report.html'}", file=sys.stderr)


if __name__ == "__main__":
    main()
