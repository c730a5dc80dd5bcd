"""The two networks of the default policy: which lines are the answer, and which box to show.

Both begin as the untrained policy: the line network adds to the logits of the hand-set weights, the box network to the
readability that is to be expected of a box, and what they add begins at zero. Attention with a bias by the relation of
two places is that of Shaw et al. (NAACL 2018); Xu et al. (LayoutLMv2, ACL 2021) have it for pages.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from cropvlm_tools.policies.grounded.choosing.inputs import LINE_FEATURES, QUESTION_FEATURES
from cropvlm_tools.policies.grounded.choosing.matching import TOKEN_FEATURES
from cropvlm_tools.policies.grounded.choosing.reading import (
    ANY_READERS_LINES,
    AREA_COST,
    EDGES,
    HELD,
    REFERENCE_EDGE,
    SHARES,
    ZOOM_COST,
)
from cropvlm_tools.policies.grounded.page.geometry import PAIR_FEATURES
from cropvlm_tools.policies.grounded.question import tokens

SLOTS = 2
"""Things that one question may ask for: "What is the receipt number, and what is the total?"."""

TRUST = 0.8
"""Share of the networks in the distribution over lines."""

_POOLS, _MEANING, _PAGE_HEADS = 2, 24, 4
_SURE = 0.55  # cosine above which two words are alike and not only near
_BOX_FEATURES = 4 * len(EDGES) + 10
_SHARPNESS = 14.0  # of the first distribution over boxes, in logits for a readability of 1


class LineNetwork(nn.Module):
    """Which lines of a page answer questions about it: the pieces of a question weigh how they match the lines, and
    attention over the page, biased by how the lines stand to each other, carries that from labels and headings to
    values.

    Args:
        dimensions: of the word vectors.
        width: of a line's state.
        token: of the state of a question's piece.
        heads: ways to weigh the pieces, and of attention.
        layers: of attention over the lines.

    Nothing is dropped at random while it learns: of pages that come but once there is nothing to learn by heart.
    """

    def __init__(self, dimensions: int, width: int = 72, token: int = 40, heads: int = 6, layers: int = 3) -> None:
        super().__init__()
        self.dimensions = dimensions
        self.token_letters = nn.Linear(tokens.DIMENSIONS, token, bias=False)
        self.token_meaning = nn.Linear(dimensions, token, bias=False)
        self.token_told = nn.Linear(TOKEN_FEATURES, token)
        self.asking = _Attention(token, 4, norm=True)
        self.weigh = nn.Linear(token, heads)
        self.pool = nn.Linear(token, _POOLS)
        self.line_letters = nn.Linear(tokens.DIMENSIONS, _MEANING, bias=False)
        self.line_meaning = nn.Linear(dimensions, _MEANING, bias=False)
        self.wanted = nn.Linear(_POOLS * token, 2 * _MEANING, bias=False)
        self.asked = nn.Linear(_POOLS * token, width)
        shown = LINE_FEATURES + 1 + 8 * heads + 2 * _MEANING + 1
        self.enter = nn.Sequential(nn.Linear(shown + width, width), nn.GELU(), nn.Linear(width, width))
        self.bias = nn.Sequential(nn.Linear(PAIR_FEATURES, 24), nn.GELU(), nn.Linear(24, layers * _PAGE_HEADS))
        self.layers = nn.ModuleList(_Attention(width, _PAGE_HEADS, loudest=True) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, SLOTS)
        self.whole = nn.Sequential(
            nn.Linear(2 * width + _POOLS * token + QUESTION_FEATURES, width), nn.GELU(), nn.Linear(width, SLOTS)
        )
        self.trust = nn.Parameter(torch.ones(()))  # of the hand-set weights
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(
        self,
        letters: Tensor,
        meanings: Tensor,
        pairs: Tensor,
        lines: Tensor,
        prior: Tensor,
        question: Tensor,
        asked_letters: Tensor,
        asked_meanings: Tensor,
        told: Tensor,
        best: Tensor,
        present: Tensor,
    ) -> tuple[Tensor, Tensor]:
        """Of q questions about one page of n lines. ``letters``, ``meanings`` and ``pairs`` are the page's, as in
        ``inputs.Inputs``; all others have the questions as their first axis, and T pieces each.

        Args:
            present: (q, T), 0 for padding.

        Returns:
            (q, n, SLOTS) logits of the lines, the first the answer's and the second that of a second thing asked for;
            (q, SLOTS) logits of the answer standing nowhere, and of a second thing being asked for.
        """
        absent = present[:, :, None] < 0.5
        pieces = self.token_letters(asked_letters) + self.token_meaning(asked_meanings) + self.token_told(told)
        pieces = self.asking(pieces, torch.where(absent, -1e4, 0.0).transpose(1, 2)[:, None])
        weights = torch.softmax(self.weigh(pieces).masked_fill(absent, -1e4), dim=1)  # (q, T, heads)
        alike = torch.cat([best, 2 * (best - _SURE).clamp(min=0)], dim=3)  # (q, T, n, 4)
        # (q, heads, T) @ (q, T, n * 4): the mean, and the strongest of the weightiest pieces
        q, t, n, kinds = alike.shape
        mean = (weights.transpose(1, 2) @ alike.reshape(q, t, n * kinds)).reshape(q, -1, n, kinds)
        sharp = weights / weights.amax(dim=1, keepdim=True)
        strongest = torch.stack(
            [(sharp[:, :, head, None, None] * alike).amax(dim=1) for head in range(sharp.shape[2])], 1
        )
        matched = torch.cat([mean, strongest], dim=1).permute(0, 2, 1, 3).flatten(2)  # (q, n, 8 * heads)
        pools = torch.softmax(self.pool(pieces).masked_fill(absent, -1e4), dim=1)
        wanted = (pools.transpose(1, 2) @ pieces).flatten(1)
        said = torch.cat([self.line_letters(letters), self.line_meaning(meanings)], dim=1)
        likeness = (self.wanted(wanted) @ said.T)[:, :, None] / 7
        shown = torch.cat([lines, prior[:, :, None] / 6, matched, likeness], dim=2)
        both = torch.cat([said.expand(q, -1, -1), self.asked(wanted)[:, None].expand(-1, n, -1)], dim=2)
        state = self.enter(torch.cat([shown, both], dim=2))
        bias = self.bias(pairs).permute(2, 0, 1)[None]  # (1, layers * heads, n, n)
        for layer, own in zip(self.layers, bias.chunk(len(self.layers), dim=1), strict=True):
            state = layer(state, own)
        state = self.norm(state)
        logits = self.head(state) + (self.trust * prior)[:, :, None]
        likely = torch.softmax(logits[:, :, 0], dim=1)[:, :, None]
        whole = self.whole(torch.cat([(likely * state).sum(dim=1), state.amax(dim=1), wanted, question], dim=1))
        return logits, whole


class LineEnsemble(nn.Module):
    """The mean of several line networks: each was trained without a part of the families (``folds``)."""

    def __init__(self, members: Iterable[LineNetwork]) -> None:
        super().__init__()
        self.networks = list(members)
        self.members = nn.ModuleList(self.networks)
        self.dimensions = self.networks[0].dimensions

    def forward(self, *inputs: Tensor, **named: Tensor) -> tuple[Tensor, Tensor]:
        """As ``LineNetwork``: means of the logs of each line's probability, and of the logits about the whole."""
        told = [member(*inputs, **named) for member in self.networks]
        likely = torch.stack([torch.log_softmax(logits, dim=1) for logits, _ in told]).mean(dim=0)
        return likely, torch.stack([whole for _, whole in told]).mean(dim=0)


class _Attention(nn.Module):
    """One layer of attention with a bias, before norms; ``loudest`` lets each place hear the page's highest too."""

    def __init__(self, width: int, heads: int, norm: bool = False, loudest: bool = False) -> None:
        super().__init__()
        self.heads, self.loudest = heads, loudest
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.after = nn.LayerNorm(width) if norm else nn.Identity()
        self.say, self.hear = nn.Linear(width, 3 * width), nn.Linear(width, width)
        entering = 2 * width if loudest else width
        self.think = nn.Sequential(nn.Linear(entering, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, state: Tensor, bias: Tensor) -> Tensor:
        """(b, n, width), and a bias that broadcasts to (b, heads, n, n)."""
        b, n, width = state.shape
        calm = self.before(state)
        query, key, value = (
            part.reshape(b, n, self.heads, width // self.heads).transpose(1, 2)
            for part in self.say(calm).chunk(3, dim=2)
        )
        heed = torch.softmax(query @ key.transpose(2, 3) / (width // self.heads) ** 0.5 + bias, dim=3)
        state = state + self.hear((heed @ value).transpose(1, 2).reshape(b, n, width))
        calm = self.between(state)
        if self.loudest:
            calm = torch.cat([calm, calm.amax(dim=1, keepdim=True).expand_as(calm)], dim=2)
        result: Tensor = self.after(state + self.think(calm))
        return result


def explain(logits: Tensor, prior: Tensor, worth: Tensor) -> tuple[Tensor, Tensor]:
    """(q, n) probabilities of being the answer, and of being evidence, as ``features.explain`` has it.

    ``TRUST`` of the distribution is the network's and the rest the hand-set weights', so that on pictures unlike all
    it was trained on the policy still hedges.

    Args:
        logits: (q, n) of the network.
        prior: (q, n) of the hand-set weights.
        worth: (q, n, n).
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
