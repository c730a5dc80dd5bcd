"""What tests of a corpus share: invented invoices, as PDFs that need no OCR, and a policy that kills its process."""

import os
import signal
import time
from pathlib import Path

from PIL import Image

from cropvlm_tools import Box, Prediction
from cropvlm_tools.policy import Policy
from tests.images.pdf.written import Sheet, pdf, print_at

QUESTIONS = ("What is the total?", "What is the invoice number?")


def invoice(number: int, pages: int = 1) -> bytes:
    rows = [f"Invoice number {4000 + number}", "Date 12.03.2024", f"Total {number}.50 EUR", "Payable in 14 days"]
    content = "".join(print_at(60, 700 - 60 * row, text, 9) for row, text in enumerate(rows))
    return pdf(*[Sheet(content, size=(595, 842))] * pages)


def folder_of(folder: Path, count: int) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number:03}.pdf").write_bytes(invoice(number))
    return folder


class Deadly(Policy):
    """Ends the process of a picture that is 13 px wide, as a decoder that runs out of memory does."""

    name = "deadly"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        if image.width == 13:
            os.kill(os.getpid(), signal.SIGKILL)
        return Prediction(Box(0, 0, 0.5, 0.5), 0.5)


class Slow(Policy):
    """Takes its time, so that a run can be killed in the middle."""

    name = "slow"

    def predict(self, image: Image.Image, question: str) -> Prediction:
        time.sleep(0.02)
        return Prediction(Box(0, 0, 0.5, 0.5), 0.5)
