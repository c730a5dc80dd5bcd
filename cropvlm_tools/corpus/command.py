"""``cropvlm batch``: its options, and what they become."""

from __future__ import annotations

import argparse

from cropvlm_tools.corpus.run import Batch, run_batch, say_on_terminal
from cropvlm_tools.corpus.sources import Corpus
from cropvlm_tools.errors import CropVLMError
from cropvlm_tools.zooming.options import ZoomOptions


def run(arguments: argparse.Namespace, options: ZoomOptions) -> int:
    """Run what the command line says; 0 when the output is there.

    Raises:
        CropVLMError: it cannot be run.
    """
    lines = arguments.questions.read_text(encoding="utf-8").splitlines() if arguments.questions else []
    questions = [line.strip() for line in (*lines, *arguments.question) if line.strip()]
    number, _, of = arguments.shard.partition("/")
    if not (number.isdecimal() and of.isdecimal()):
        raise CropVLMError(f"--shard is {arguments.shard!r:.40}; it must be such as 2/8.")
    corpus = Corpus(tuple(arguments.inputs), tuple(questions))
    batch = Batch(
        corpus,
        arguments.out,
        options,
        arguments.workers,
        arguments.crops,
        arguments.best_page,
        arguments.password,
        (int(number), int(of)),
    )
    done = run_batch(batch, say_on_terminal)
    print(f"wrote {done.rows:,} rows, {done.errors:,} of them errors")
    return 0
