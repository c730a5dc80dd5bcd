"""A target behind a server that says how likely a prompt is: likelihoods without the model in this process.

vLLM does (``prompt_logprobs``): the answer is sent as the assistant's turn, and read where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from PIL import Image

from training.targets.chat import ChatTarget
from training.targets.target import PROMPT, TargetError, Views

Tokens = Sequence[tuple[str, float]]
"""(text, log p) of each token of a conversation."""


class ServedTarget(ChatTarget):
    """A chat model behind vLLM, asked for answers and for how likely one is (``LikelihoodTarget``)."""

    def log_likelihood(
        self, views: Sequence[Views], questions: Sequence[str], answers: Sequence[str], mean: bool = False
    ) -> list[float]:
        """As ``VlmTarget.log_likelihood``; the token that ends an answer counts where the server's template writes one.

        Raises:
            TargetError: the server says no such thing, or does not answer.
        """

        def read(place: int) -> float:
            scores = answer_scores(
                self.client.read_prompt(self._turns(views, questions, answers, place)), answers[place]
            )
            return sum(scores) / (len(scores) if mean else 1)

        with ThreadPoolExecutor(self.concurrency) as threads:
            return list(threads.map(read, range(len(questions))))

    def check(self) -> None:
        """Ask once about a blank picture.

        Raises:
            TargetError: this server cannot be a reward.
        """
        self.log_likelihood([[Image.new("RGB", (64, 48))]], ["What does it say?"], ["nothing"])

    def _turns(
        self, views: Sequence[Views], questions: Sequence[str], answers: Sequence[str], place: int
    ) -> list[dict[str, object]]:
        shown = [self.client.image(self.view_budget.render(view, 1.0).data_url) for view in views[place]]
        asked = self.client.text(PROMPT.replace("{question}", questions[place].strip()))
        return [
            {"role": "user", "content": [*shown, asked]},
            {"role": "assistant", "content": answers[place].strip()},
        ]


def answer_scores(tokens: Tokens, answer: str) -> list[float]:
    """log p of the tokens of the answer that ends a conversation, and of the special one right behind it, if any.

    Raises:
        TargetError: the answer is not there.
    """
    wanted = answer.strip()
    begin = len(tokens)
    text = ""
    while begin and not text.lstrip().startswith(wanted):
        begin -= 1
        text = tokens[begin][0] + text
    if not text.lstrip().startswith(wanted):
        raise TargetError(f"The server's template changes the answer {wanted!r:.80}, so that it cannot be found again.")
    end, written = begin, ""
    while written.strip() != wanted and end < len(tokens):
        written += tokens[end][0]
        end += 1
    ends = end < len(tokens) and tokens[end][0].strip().startswith("<") and tokens[end][0].strip().endswith(">")
    return [score for _, score in tokens[begin : end + ends]]
