"""Measuring and training, from a checkout: ``python -m training.<room>.<stage>``. Never part of the wheel.

What was ``python -m training.<stage>`` before there were rooms leads to its stage for one release, and says so.
"""

import warnings

from cropvlm_tools.moved import forward_modules

MOVED = {
    "training.evaluate": "training.evaluation.run",
    "training.publish": "training.evaluation.publish",
    "training.label_boxes": "training.vlm.label",
    "training.sft": "training.vlm.sft",
    "training.grpo": "training.vlm.grpo",
    "training.export": "training.vlm.export",
    "training.bench_decoding": "training.bench.decoding",
    "training.tokens": "training.bench.tokens",
    "training.small_print": "training.bench.small_print",
    "training.choose_layer": "training.bench.layers",
    "training.ocr_policy": "training.grounded",
    "training.ocr_policy.probe": "training.grounded.judging.probe",
    "training.ocr_policy.folds": "training.grounded.judging.folds",
    "training.ocr_policy.curves": "training.grounded.judging.curves",
}
"""Old name -> new one."""

forward_modules(MOVED)
# a line on standard error, which is usually kept from those who do not look for it
warnings.filterwarnings("default", r"training\.\S+ has moved", DeprecationWarning)
