"""The two networks of the default policy: which lines are the answer, and which box to show.

Both begin as the untrained policy: the line network adds to the logits of the hand-set weights, the box network to the
readability that is to be expected of a box, and what they add begins at zero.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from cropvlm_tools.policies.grounded.choosing.inputs import LINE_FEATURES, QUESTION_FEATURES, RELATIONS
from cropvlm_tools.policies.grounded.choosing.reading import (
    ANY_READERS_LINES,
    AREA_COST,
    EDGES,
    HELD,
    REFERENCE_EDGE,
    SHARES,
    ZOOM_COST,
)

TRUST = 0.7
"""Share of the networks in the distribution over lines."""

_BOX_FEATURES = 4 * len(EDGES) + 10
_SHARPNESS = 14.0  # of the first distribution over boxes, in logits for a readability of 1


class LineNetwork(nn.Module):
    """Logits of the lines, and of the answer not standing in the image at all.

    Args:
        dimensions: of the word vectors.
        width: of a line's state.
    """

    def __init__(self, dimensions: int, width: int = 64, meanings: int = 24, dropout: float = 0.3) -> None:
        super().__init__()
        self.line_meaning = nn.Linear(dimensions, meanings, bias=False)
        self.asked_meaning = nn.Linear(dimensions, meanings, bias=False)
        self.enter = nn.Sequential(
            nn.Linear(LINE_FEATURES + QUESTION_FEATURES + 3 * meanings, width), nn.GELU(), nn.Linear(width, width)
        )
        self.messages = nn.ModuleList(_Messages(width, dropout) for _ in range(2))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 1)
        self.absent = nn.Sequential(nn.Linear(2 * width + QUESTION_FEATURES, width), nn.GELU(), nn.Linear(width, 1))
        self.trust = nn.Parameter(torch.ones(()))  # of the hand-set weights
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(
        self,
        lines: Tensor,
        meanings: Tensor,
        question: Tensor,
        asked: Tensor,
        relations: Tensor,
        prior: Tensor,
        present: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Shapes as in ``inputs.Inputs`` after a batch dimension; ``present`` (b, n) is 0 for padding.

        Returns:
            (b, n) logits of the lines, and (b,) logits of the answer being absent.
        """
        told = self.dropout(self.line_meaning(meanings))
        wanted = self.dropout(self.asked_meaning(asked))[:, None].expand(-1, lines.shape[1], -1)
        broadcast = question[:, None].expand(-1, lines.shape[1], -1)
        state = self.enter(torch.cat([lines, broadcast, told, wanted, told * wanted], dim=2)) * present[:, :, None]
        for layer in self.messages:
            state = layer(state, relations, present)
        state = self.norm(state)
        logits = self.trust * prior + self.head(self.dropout(state)).squeeze(2)
        logits = logits.masked_fill(present < 0.5, -1e4)
        weights = torch.softmax(logits, dim=1)[:, :, None]
        highest = state.masked_fill(present[:, :, None] < 0.5, -1e4).amax(dim=1)
        absent = self.absent(torch.cat([(weights * state).sum(dim=1), highest, question], dim=1)).squeeze(1)
        return logits, absent


class LineEnsemble(nn.Module):
    """The mean of several line networks: each was trained without a part of the families (``folds``)."""

    def __init__(self, members: Iterable[LineNetwork]) -> None:
        super().__init__()
        self.networks = list(members)
        self.members = nn.ModuleList(self.networks)
        self.dimensions = self.networks[0].line_meaning.in_features

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """As ``LineNetwork``: (b, n) log of the mean probability of each line, (b,) mean logits of absence."""
        told = [member(*inputs) for member in self.networks]
        likely = torch.stack([torch.softmax(logits, dim=1) for logits, _ in told]).mean(dim=0)
        return torch.log(likely + 1e-12), torch.stack([absent for _, absent in told]).mean(dim=0)


class _Messages(nn.Module):
    """Each line hears its neighbours, one channel group for each relation, and the page's loudest."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.spoken = width // 4
        self.norm = nn.LayerNorm(width)
        self.say = nn.Linear(width, len(RELATIONS) * self.spoken)
        self.hear = nn.Sequential(
            nn.Linear(2 * width + len(RELATIONS) * self.spoken, width), nn.GELU(), nn.Dropout(dropout)
        )
        self.leave = nn.Linear(width, width)

    def forward(self, state: Tensor, relations: Tensor, present: Tensor) -> Tensor:
        calm = self.norm(state)
        said = self.say(calm).unflatten(2, (len(RELATIONS), self.spoken)).transpose(1, 2)  # (b, relations, n, spoken)
        heard = (relations @ said).transpose(1, 2).flatten(2)
        loudest = calm.masked_fill(present[:, :, None] < 0.5, -1e4).amax(dim=1, keepdim=True).expand_as(calm)
        update = self.leave(self.hear(torch.cat([calm, heard, loudest], dim=2)))
        result: Tensor = state + update * present[:, :, None]
        return result


def explain(logits: Tensor, prior: Tensor, worth: Tensor) -> tuple[Tensor, Tensor]:
    """(b, n) probabilities of being the answer, and of being evidence, as ``features.explain`` has it.

    ``TRUST`` of the distribution is the network's and the rest the hand-set weights', so that on pictures unlike all
    it was trained on the policy still hedges.

    Args:
        logits: (b, n) of the network.
        prior: (b, n) of the hand-set weights, padding masked as in ``logits``.
        worth: (b, n, n).
    """
    answer = TRUST * torch.softmax(logits, dim=1) + (1 - TRUST) * torch.softmax(prior, dim=1)
    evidence = answer + (worth @ answer[:, :, None]).squeeze(2)
    return answer, evidence / evidence.sum(dim=1, keepdim=True)


class BoxNetwork(nn.Module):
    """Logits of the candidates; the first is the whole image and stands for not zooming."""

    def __init__(self, width: int = 48, dropout: float = 0.1) -> None:
        super().__init__()
        self.residual = nn.Sequential(
            nn.Linear(_BOX_FEATURES + QUESTION_FEATURES + 1, width),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(width, width),
            nn.GELU(),
            nn.Linear(width, 1),
        )
        last = self.residual[-1]
        assert isinstance(last, nn.Linear)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.sharpness = nn.Parameter(torch.tensor(_SHARPNESS))

    def forward(
        self,
        candidates: Tensor,
        boxes: Tensor,
        heights: Tensor,
        answer: Tensor,
        evidence: Tensor,
        absent: Tensor,
        question: Tensor,
    ) -> Tensor:
        """(b, m) logits.

        Args:
            candidates: (b, m, 4) xyxy, shares of the image's long edge, the whole image first.
            boxes: (b, n, 4) of the lines, likewise.
            heights: (b, n) of the lines, likewise.
            answer: (b, n) probabilities, 0 for padding.
            evidence: (b, n) probabilities, 0 for padding.
            absent: (b,) logits of the answer being absent.
            question: (b, QUESTION_FEATURES).
        """
        sides = candidates[:, :, 2:] - candidates[:, :, :2]
        longest = sides.amax(dim=2).clamp(min=1e-4)
        common = torch.minimum(candidates[:, :, None, 2:], boxes[:, None, :, 2:]) - torch.maximum(
            candidates[:, :, None, :2], boxes[:, None, :, :2]
        )
        own = (boxes[:, :, 2:] - boxes[:, :, :2]).clamp(min=1e-6).prod(dim=2)
        covered = common.clamp(min=0).prod(dim=3) / own[:, None]  # (b, m, n)
        held = (covered >= HELD).to(candidates.dtype)
        cut = ((covered > 0.02) & (covered < HELD)).to(candidates.dtype)
        area = sides.prod(dim=2) / sides[:, :1].prod(dim=2).clamp(min=1e-6)
        views = []
        for edge in EDGES:
            tall = heights[:, None] * edge / longest[:, :, None]
            legible = torch.sigmoid((tall - ANY_READERS_LINES.height) / ANY_READERS_LINES.slope)
            views.append((held * legible * evidence[:, None]).sum(dim=2))
        read = torch.stack(views, dim=2)  # (b, m, edges)
        before = read[:, :1].expand_as(read)
        best = torch.maximum(read, before)
        zooms = torch.ones_like(area)
        zooms[:, 0] = 0.0
        expected = (best * best.new_tensor(SHARES)).sum(dim=2)
        prior = self.sharpness * (expected - zooms * (ZOOM_COST + AREA_COST * area))
        mass = (held * evidence[:, None]).sum(dim=2)
        sure = (held * answer[:, None]).amax(dim=2)
        size = (heights[:, None] * held * evidence[:, None]).sum(dim=2) / mass.clamp(min=1e-6)
        filled = (heights > 0).to(candidates.dtype)
        features = torch.cat(
            [
                read,
                before,
                best - before,
                read * zooms[:, :, None],
                torch.stack(
                    [
                        mass,
                        sure,
                        (held * answer[:, None]).sum(dim=2),
                        (cut * evidence[:, None]).sum(dim=2),
                        cut.sum(dim=2) / 8,
                        held.sum(dim=2) / filled.sum(dim=1)[:, None].clamp(min=1),
                        area,
                        torch.log(area.clamp(min=1e-5)) / 8,
                        torch.log2((size * REFERENCE_EDGE / longest).clamp(min=1e-2)) / 6,
                        zooms,
                    ],
                    dim=2,
                ),
            ],
            dim=2,
        )
        m = candidates.shape[1]
        page = torch.cat([question, torch.tanh(absent / 4)[:, None]], dim=1)[:, None].expand(-1, m, -1)
        result: Tensor = prior + self.residual(torch.cat([features, page], dim=2)).squeeze(2)
        return result
