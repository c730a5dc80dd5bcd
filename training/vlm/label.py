"""Stage 0: a machine says where it would look, for SFT to begin with; no human draws a box.

    python -m training.vlm.label --data textvqa --split train --policy Qwen/Qwen2.5-VL-7B-Instruct --grammar pixels \
        --out data/sft.jsonl

A policy proposes a box for each question: a grounding VLM or any other policy of ``load_policy``, or with ``--policy
chat`` a model behind an OpenAI-compatible server. When all have been asked, boxes are enlarged by how small they are
among all (``training.vlm.expansion``) and written as ``training.vlm.seeds`` reads them. Where the policy fails there is
no seed: such a question is recorded in OUT.proposals.jsonl with the reason, and asked once more by the same command,
which also goes on after a kill. Where the policy says that the whole image is best the seed teaches not to zoom
(``--no-abstentions``: there is none), and so do those of the largest boxes (``--abstain``): what is never taught is
never sampled, and GRPO has nothing to compare. ``--policy none`` writes questions without boxes, all that GRPO needs.
A question bank is shared by ``--shard 1/8`` to ``8/8`` on as many GPUs or machines, into proposals that lie side by
side; the same command without it writes the seeds. Several tasks, ``--data textvqa docvqa``, are one data set: its
percentiles are over all of them, and part and limit are of each.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from cropvlm_tools.boxes import GRAMMARS, Box
from cropvlm_tools.errors import BoxError, ImageError
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.loading import load_policy
from cropvlm_tools.policies.prompted import PromptedPolicy
from cropvlm_tools.policy import Policy, Prediction
from cropvlm_tools.views import Budget
from training.recipe import RecipeError, check_fields, run_stage, share_of
from training.storage import StorageError
from training.targets.client import ChatSource
from training.targets.loading import open_chat
from training.targets.spending import Price, Purse, SpendingError
from training.tasks.hub import load_task
from training.tasks.jsonl import question_line, write_jsonl
from training.tasks.task import Example
from training.vlm.expansion import EXPANSION, area_limits, area_share, enlarged
from training.vlm.proposals import Proposal, ProposalFile

PROMPT = (
    "Outline the region in the image that would help answer the following question: {question}\n"
    "Output the coordinates in JSON format with a 'bbox_2d' field containing [x1, y1, x2, y2]."
)
"""What a chat model is asked (arXiv 2511.19820, released scripts)."""

PARTS = {"all": (0.0, 1.0), "first-half": (0.0, 0.5), "second-half": (0.5, 1.0)}
_LONGEST_ANSWER = 128  # tokens: JSON around four numbers
_NO_PLACE = "No place is asked for."  # a question line with ``no_place`` says so itself
_GIVE_UP = 20  # failures in a row that are not about a picture: the proposer is gone


@dataclass(frozen=True, kw_only=True)
class LabelRecipe:
    """Machine-made boxes for the questions of one task, or of several."""

    data: tuple[str, ...] = field(metadata={"help": "question files or their folders, or tasks by name"})
    out: Path = field(metadata={"help": "the .jsonl file of seeds, or its folder NAME for NAME.jsonl"})
    policy: str = field(metadata={"help": "who proposes: a policy's name, folder or hub id; chat; none: no boxes"})
    split: str = field(default="", metadata={"help": "of each task; else the first of a named one, all of a file"})
    part: Literal["all", "first-half", "second-half"] = field(default="all", metadata={"help": "of each task"})
    limit: int | None = field(default=None, metadata={"help": "at most so many questions of each task, the first"})
    images: Path | None = field(default=None, metadata={"help": "folder for named tasks' pictures, else beside --out"})
    copy: Path | None = field(default=None, metadata={"help": "a named task on disk; of several, the folder of each"})
    grammar: str | None = field(default=None, metadata={"help": f"how it writes boxes: {', '.join(GRAMMARS)}"})
    model: str | None = field(default=None, metadata={"help": "of chat, by its name on the server"})
    url: str | None = field(default=None, metadata={"help": "of chat's OpenAI-compatible server"})
    edge: int | None = field(default=None, metadata={"help": "px of a picture that chat is sent, at most"})
    factors: tuple[float, ...] = field(
        default=EXPANSION, metadata={"help": "by which areas grow, smallest boxes first; 1: not at all"}
    )
    abstentions: bool = field(default=True, metadata={"help": "seeds also where the policy wants the whole image"})
    abstain: float = field(
        default=0.05, metadata={"help": "share of the seeds, those with the largest boxes, that teach not to zoom"}
    )
    batch: int = field(
        default=8, metadata={"help": "questions that a policy is asked at once, chat in as many requests"}
    )
    shard: str = field(
        default="", metadata={"help": "I/N: asks every Nth question from the Ith; then once without it, for the seeds"}
    )
    spend: float | None = field(
        default=None, metadata={"help": "USD that chat may cost at most, with what it has cost"}
    )
    price: str = field(default="", metadata={"help": "of chat, READ/WRITTEN: USD for a million tokens"})

    def __post_init__(self) -> None:
        check_fields(self, {"grammar": GRAMMARS}, ("batch", "limit", "edge"), ("abstain",))
        if self.abstain > 1:
            raise RecipeError(f"abstain is {self.abstain}; it is a share: give a number from 0 to 1.")
        share_of((), self.shard)
        if self.policy == "chat" and not self.model:
            raise RecipeError("--policy chat needs --model NAME, and --url of its server unless that is OpenAI's.")
        if self.price:
            try:
                Price.parse(self.price)
            except ValueError:
                raise RecipeError(f"price is {self.price!r}; give READ/WRITTEN, USD for a million tokens.") from None
        if not self.factors or min(self.factors) < 1:
            raise RecipeError(f"factors are {self.factors}; give numbers of at least 1: 45 10 4 2 1, or 1.")

    @property
    def settings(self) -> dict[str, object]:
        """What proposals depend on."""
        names = ("split", "policy", "grammar", "model", "edge")
        return {"task": ",".join(self.data)} | {name: getattr(self, name) for name in names}

    @property
    def file(self) -> Path:
        """Of the seeds."""
        return self.out if self.out.suffix == ".jsonl" else self.out / f"{self.out.resolve().name}.jsonl"


class Teacher(PromptedPolicy):
    """A chat model that is asked for the box, but whose failures raise, since they are to be recorded."""

    def predict(self, image: Image.Image, question: str) -> Prediction:
        """Raises: BoxError: what it said names no region; or what the client raises."""
        messages, size = self.messages(image, question)
        box = self.grammar.parse(self.ask(messages), size)
        return Prediction(box, 1.0, "" if box else "The model wants the whole image.")


def label(recipe: LabelRecipe) -> Path:
    """Write the seeds and return their file.

    Raises:
        CropVLMError: task or policy cannot be used, or the policy has stopped answering; what it said is kept.
    """
    from tqdm import tqdm

    examples = _examples(recipe)
    if recipe.policy == "none":
        return write_jsonl(recipe.file, [question_line(example, recipe.file.parent) for example in examples])
    file = ProposalFile(recipe.file, recipe.settings, recipe.shard)
    known = file.read() | {each.id: Proposal(each.id, None, True, _NO_PLACE) for each in examples if each.no_place}
    missing = [
        example for example in share_of(examples, recipe.shard) if example.id not in known or known[example.id].failed
    ]
    policy = _policy(recipe) if missing else None
    for fresh in tqdm(_propose(policy, missing, recipe), total=len(missing), unit="question", disable=not missing):
        file.append(fresh)
        known[fresh.id] = fresh
    if recipe.shard:
        return file.lines.path
    proposals = [known[example.id] for example in examples]
    rows = _seeds(examples, proposals, recipe)
    reasons = Counter(proposal.reason for proposal in proposals if proposal.failed)
    kept = f"{len(rows)} seeds of {len(examples)} questions"
    lost = "".join(f"; {count} failed: {reason}" for reason, count in reasons.most_common(3))
    print(f"{kept}; {sum(proposal.abstained for proposal in proposals)} abstentions{lost}", file=sys.stderr)
    if not rows:
        raise RecipeError(f"{recipe.policy} found no box for any question; the reasons are in {file.lines.path.name}.")
    return write_jsonl(recipe.file, rows)


def _examples(recipe: LabelRecipe) -> list[Example]:
    """The part asked for of each task; of several, ids begin with the task's name, and copies lie in COPY/NAME."""
    images = recipe.images or recipe.file.parent / "images"
    by_task: dict[str, list[Example]] = {}
    for source in recipe.data:
        copy = recipe.copy / source.partition(":")[0] if recipe.copy and len(recipe.data) > 1 else recipe.copy
        task = load_task(source, recipe.split, images, copy, recipe.limit)
        if task.name in by_task:
            raise RecipeError(f"Two tasks are named {task.name}. Name one of the files otherwise.")
        first, last = (round(share * len(task.examples)) for share in PARTS[recipe.part])
        by_task[task.name] = list(task.examples[first:last])
    if len(recipe.data) == 1:
        return by_task.popitem()[1]
    return [replace(each, id=f"{name}/{each.id}") for name, examples in by_task.items() for each in examples]


def _policy(recipe: LabelRecipe) -> Policy:
    if recipe.policy == "chat":
        assert recipe.model is not None
        prices = {recipe.model: Price.parse(recipe.price)} if recipe.price else {}
        purse = Purse(recipe.file.parent, recipe.spend, prices)
        budget = Budget(max_edge=recipe.edge or Budget().max_edge, max_tokens=None)
        chat = open_chat(ChatSource("openai-chat", recipe.model, recipe.url), purse, max_tokens=_LONGEST_ANSWER)
        return Teacher(chat.ask, recipe.grammar or "permille", budget, PROMPT)
    return load_policy(recipe.policy, **({"grammar": recipe.grammar} if recipe.grammar else {}))


def _propose(policy: Policy | None, examples: Sequence[Example], recipe: LabelRecipe) -> Iterator[Proposal]:
    lost = 0
    for begin in range(0, len(examples), recipe.batch):
        assert policy is not None
        asked = examples[begin : begin + recipe.batch]
        for proposal in _side_by_side(policy, asked) if recipe.policy == "chat" else _batch(policy, asked):
            yield proposal
            lost = lost + 1 if proposal.failed and not proposal.reason.startswith(_ITS_OWN) else 0
            if lost >= _GIVE_UP:
                raise RecipeError(
                    f"The policy failed {lost} times in a row ({proposal.reason}). The same command goes on from here."
                )


_ITS_OWN = (ImageError.__name__, BoxError.__name__)


def _side_by_side(policy: Policy, examples: Sequence[Example]) -> list[Proposal]:
    """Each example in a request of its own, all at the same time: a server puts them together."""
    with ThreadPoolExecutor(len(examples)) as threads:
        return [proposal for found in threads.map(lambda each: _batch(policy, [each]), examples) for proposal in found]


def _batch(policy: Policy, examples: Sequence[Example]) -> list[Proposal]:
    try:
        pictures = [load_image(example.image) for example in examples]
        predictions = policy.predict_batch(pictures, [example.question for example in examples])
        return [_proposal(example, prediction) for example, prediction in zip(examples, predictions, strict=True)]
    except (SpendingError, StorageError):  # of the run, not of the question
        raise
    except Exception as error:  # one picture or one question must not cost the others, whatever is wrong with it
        if len(examples) == 1:
            reason = f"{type(error).__name__}: {' '.join(str(error).split()):.200}"
            return [Proposal(examples[0].id, None, False, reason)]
    return [proposal for example in examples for proposal in _batch(policy, [example])]


def _proposal(example: Example, prediction: Prediction) -> Proposal:
    box = prediction.box.xyxy if prediction.box else None
    return Proposal(example.id, box, prediction.outcome == "abstained", prediction.reason)


def _seeds(examples: Sequence[Example], proposals: Sequence[Proposal], recipe: LabelRecipe) -> list[dict[str, object]]:
    whole = (1.0, 1.0)
    boxes = {each.id: np.array(each.box, np.float32) for each in proposals if each.box is not None}
    limits = area_limits([area_share(box, whole) for box in boxes.values()], recipe.factors)
    by_area = sorted(boxes, key=lambda name: area_share(boxes[name], whole), reverse=True)
    too_large = set(by_area[: round(recipe.abstain * len(by_area))])  # least is gained there
    rows: list[dict[str, object]] = []
    for example, proposal in zip(examples, proposals, strict=True):
        box = None
        if example.id in too_large:
            pass
        elif example.id in boxes:
            grown = enlarged(boxes[example.id], whole, limits, recipe.factors).astype(float).tolist()
            box = Box.clipped(*grown)
        elif not (proposal.abstained and recipe.abstentions):
            continue
        rows.append(question_line(replace(example, box=box), recipe.file.parent, boxed=True))
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; 2 after an error, which is one line on standard error."""
    return run_stage(LabelRecipe, label, arguments)


if __name__ == "__main__":
    sys.exit(main())
