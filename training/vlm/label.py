"""Stage 0: a machine says where it would look, for SFT to begin with; no human draws a box.

    python -m training.vlm.label --task textvqa --split train --policy Qwen/Qwen2.5-VL-7B-Instruct --grammar pixels \
        --out data/seeds.jsonl

A policy proposes a box for each question: a grounding VLM or any other policy of ``load_policy``, or with ``--policy
chat`` a model behind an OpenAI-compatible server. When all have been asked, boxes are enlarged by how small they are
among all (``training.vlm.expansion``) and written as ``training.vlm.seeds`` reads them. Where no box was found there is
no seed: such a question is recorded in OUT.proposals.jsonl with the reason, and asked once more by the same command,
which also goes on after a kill. Where the policy says that the whole image is best there is none either, unless
``--abstentions true``. ``--policy none`` writes questions without boxes, all that GRPO needs. Several tasks, ``--task
textvqa,docvqa``, are one data set: its percentiles are over all of them, and part and limit are of each.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from PIL import Image

from cropvlm_tools.boxes import GRAMMARS, Box
from cropvlm_tools.errors import BoxError, ImageError
from cropvlm_tools.images.load import load_image
from cropvlm_tools.policies.prompted import PromptedPolicy
from cropvlm_tools.policy import Policy, Prediction, load_policy
from cropvlm_tools.views import Budget
from training.recipe import RecipeError, run_stage
from training.targets.client import ChatSource
from training.targets.loading import open_chat
from training.targets.spending import Price, Purse, SpendingError
from training.tasks.hub import load_task
from training.tasks.jsonl import question_line, write_jsonl
from training.tasks.task import Example

PROMPT = (
    "Outline the region in the image that would help answer the following question: {question}\n"
    "Output the coordinates in JSON format with a 'bbox_2d' field containing [x1, y1, x2, y2]."
)
"""What a chat model is asked (arXiv 2511.19820, released scripts)."""

PARTS = {"all": (0.0, 1.0), "first-half": (0.0, 0.5), "second-half": (0.5, 1.0)}
_LONGEST_ANSWER = 128  # tokens: JSON around four numbers
_GIVE_UP = 20  # failures in a row that are not about a picture: the proposer is gone


@dataclass(frozen=True)
class LabelRecipe:
    """Machine-made boxes for the questions of one task, or of several with commas between."""

    task: str
    policy: str
    out: Path
    split: str = ""
    images: Path | None = None
    copy: Path | None = None
    limit: int | None = None
    part: str = "all"
    grammar: str | None = None
    model: str | None = None
    url: str | None = None
    edge: int | None = None
    factors: str = "45,10,4,2,1"
    abstentions: bool = False
    batch: int = 8
    spend: float | None = None
    price: str = ""

    def __post_init__(self) -> None:
        if self.part not in PARTS:
            raise RecipeError(f"part is {self.part!r}; give one of {', '.join(PARTS)}.")
        if self.grammar is not None and self.grammar not in GRAMMARS:
            raise RecipeError(f"grammar is {self.grammar!r}; give one of {', '.join(GRAMMARS)}.")
        if self.policy == "chat" and not self.model:
            raise RecipeError("--policy chat needs --model NAME, and --url of its server unless that is OpenAI's.")
        if self.price:
            try:
                Price.parse(self.price)
            except ValueError:
                raise RecipeError(f"price is {self.price!r}; give READ/WRITTEN, USD for a million tokens.") from None
        if self.batch < 1 or not self.expansion:
            raise RecipeError(f"batch is {self.batch}; it must be at least 1.")

    @property
    def expansion(self) -> tuple[float, ...]:
        """Factors of the area, smallest boxes first."""
        try:
            factors = tuple(map(float, self.factors.split(",")))
        except ValueError:
            factors = (0.0,)
        if min(factors) < 1:
            raise RecipeError(f"factors are {self.factors!r}; give numbers of at least 1: '45,10,4,2,1', or '1'.")
        return factors


class Teacher(PromptedPolicy):
    """A chat model that is asked for the box, but whose failures raise, since they are to be recorded."""

    def predict(self, image: Image.Image, question: str) -> Prediction:
        """Raises: BoxError: what it said names no region; or what the client raises."""
        messages, size = self.messages(image, question)
        box = self.grammar.parse(self.ask(messages), size)
        return Prediction(box, 1.0, "" if box else "The model wants the whole image.")


@dataclass(frozen=True)
class Proposal:
    """What came of one question."""

    id: str
    box: tuple[float, float, float, float] | None
    """Relative xyxy, not enlarged."""

    abstained: bool
    reason: str
    """Of an abstention or a failure."""

    @property
    def failed(self) -> bool:
        return self.box is None and not self.abstained


def label(recipe: LabelRecipe) -> Path:
    """Write the seeds and return their file.

    Raises:
        CropVLMError: task or policy cannot be used, or the policy has stopped answering; what it said is kept.
    """
    from tqdm import tqdm

    examples = _examples(recipe)
    if recipe.policy == "none":
        return write_jsonl(recipe.out, [question_line(example, recipe.out.parent) for example in examples])
    file = ProposalFile(recipe.out.with_name(f"{recipe.out.name}.proposals.jsonl"), recipe)
    known = file.read()
    missing = [example for example in examples if example.id not in known or known[example.id].failed]
    policy = _policy(recipe) if missing else None
    for fresh in tqdm(
        _propose(policy, missing, recipe.batch), total=len(missing), unit="question", disable=not missing
    ):
        file.append(fresh)
        known[fresh.id] = fresh
    proposals = [known[example.id] for example in examples]
    rows = _seeds(examples, proposals, recipe)
    reasons = Counter(proposal.reason for proposal in proposals if proposal.failed)
    kept = f"{len(rows)} seeds of {len(examples)} questions"
    lost = "".join(f"; {count} failed: {reason}" for reason, count in reasons.most_common(3))
    print(f"{kept}; {sum(proposal.abstained for proposal in proposals)} abstentions{lost}", file=sys.stderr)
    if not rows:
        raise RecipeError(f"{recipe.policy} found no box for any question; the reasons are in {file.path.name}.")
    return write_jsonl(recipe.out, rows)


def _examples(recipe: LabelRecipe) -> list[Example]:
    """The part asked for of each task; of several, ids begin with the task's name, and copies lie in COPY/NAME."""
    names = recipe.task.split(",")
    images = recipe.images or recipe.out.parent / "images"
    found: dict[str, list[Example]] = {}
    for name in names:
        copy = recipe.copy / name if recipe.copy and len(names) > 1 else recipe.copy
        task = load_task(name, recipe.split, images, copy, recipe.limit)
        if task.name in found:
            raise RecipeError(f"Two tasks are named {task.name}. Name one of the files otherwise.")
        first, last = (round(share * len(task.examples)) for share in PARTS[recipe.part])
        found[task.name] = list(task.examples[first:last])
    if len(names) == 1:
        return found.popitem()[1]
    return [replace(each, id=f"{name}/{each.id}") for name, examples in found.items() for each in examples]


def _policy(recipe: LabelRecipe) -> Policy:
    if recipe.policy == "chat":
        assert recipe.model is not None
        prices = {recipe.model: Price.parse(recipe.price)} if recipe.price else {}
        purse = Purse(recipe.out.parent, recipe.spend, prices)
        budget = Budget(max_edge=recipe.edge or Budget().max_edge, max_tokens=None)
        chat = open_chat(ChatSource("openai-chat", recipe.model, recipe.url), purse, max_tokens=_LONGEST_ANSWER)
        return Teacher(chat.ask, recipe.grammar or "permille", budget, PROMPT)
    return load_policy(recipe.policy, **({"grammar": recipe.grammar} if recipe.grammar else {}))


def _propose(policy: Policy | None, examples: Sequence[Example], batch: int) -> Iterator[Proposal]:
    lost = 0
    for begin in range(0, len(examples), batch):
        assert policy is not None
        for proposal in _batch(policy, examples[begin : begin + batch]):
            yield proposal
            lost = lost + 1 if proposal.failed and not proposal.reason.startswith(_ITS_OWN) else 0
            if lost >= _GIVE_UP:
                raise RecipeError(
                    f"The policy failed {lost} times in a row ({proposal.reason}). The same command goes on from here."
                )


_ITS_OWN = (ImageError.__name__, BoxError.__name__)


def _batch(policy: Policy, examples: Sequence[Example]) -> list[Proposal]:
    try:
        pictures = [load_image(example.image) for example in examples]
        found = policy.predict_batch(pictures, [example.question for example in examples])
        return [_proposal(example, prediction) for example, prediction in zip(examples, found, strict=True)]
    except SpendingError:
        raise
    except Exception as error:  # one picture or one question must not cost the others, whatever is wrong with it
        if len(examples) == 1:
            reason = f"{type(error).__name__}: {' '.join(str(error).split()):.200}"
            return [Proposal(examples[0].id, None, False, reason)]
    return [proposal for example in examples for proposal in _batch(policy, [example])]


def _proposal(example: Example, found: Prediction) -> Proposal:
    box = found.box.xyxy if found.box else None
    # no box and no confidence: the policy does not say that the whole is better, it does not know
    return Proposal(example.id, box, box is None and found.confidence > 0, found.reason)


def _seeds(examples: Sequence[Example], proposals: Sequence[Proposal], recipe: LabelRecipe) -> list[dict[str, object]]:
    import numpy as np

    from training.vlm.expansion import area_limits, area_share, enlarged

    whole = (1.0, 1.0)
    boxes = {each.id: np.array(each.box, np.float32) for each in proposals if each.box is not None}
    limits = area_limits([area_share(box, whole) for box in boxes.values()], recipe.expansion)
    rows = []
    for example, proposal in zip(examples, proposals, strict=True):
        box = None
        if example.id in boxes:
            grown = enlarged(boxes[example.id], whole, limits, recipe.expansion).astype(float).tolist()
            box = Box.clipped(*grown)
        elif not (proposal.abstained and recipe.abstentions):
            continue
        rows.append(question_line(replace(example, box=box), recipe.out.parent, boxed=True))
    return rows


class ProposalFile:
    """What was proposed, line by line as it comes; the first line says by what, so that two runs never mix.

    A later line about the same question counts.
    """

    def __init__(self, path: Path, recipe: LabelRecipe) -> None:
        self.path = path
        asked = ("task", "split", "policy", "grammar", "model", "edge")
        self.settings = {field.name: getattr(recipe, field.name) for field in fields(recipe) if field.name in asked}

    def read(self) -> dict[str, Proposal]:
        """By id; a last line cut short by a kill is removed from the file.

        Raises:
            RecipeError: the file is of another run.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        data = self.path.read_bytes() if self.path.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]
        if not whole:
            self.path.write_text(json.dumps(self.settings) + "\n", encoding="utf-8")
            return {}
        if len(whole) < len(data):
            with self.path.open("r+b") as file:
                file.truncate(len(whole))
        settings, *lines = (json.loads(line) for line in whole.decode("utf-8").split("\n") if line)
        if settings != self.settings:
            changed = ", ".join(name for name in self.settings if settings.get(name) != self.settings[name])
            raise RecipeError(f"{self.path.name} is of a run with other {changed}. Give another --out, or remove it.")
        return {line["id"]: Proposal(**{**line, "box": line["box"] and tuple(line["box"])}) for line in lines}

    def append(self, proposal: Proposal) -> None:
        line = json.dumps({field.name: getattr(proposal, field.name) for field in fields(proposal)}, ensure_ascii=False)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the stage; 2 after an error, which is one line on standard error."""
    return run_stage(LabelRecipe, label, arguments)


if __name__ == "__main__":
    sys.exit(main())
