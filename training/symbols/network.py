"""The recogniser: three stages of convolutions from a crop to concepts, some .5 million weights."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_WIDTHS = (32, 64, 128)


class _Residual(nn.Module):
    """Two convolutions beside the identity."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(_step(width, width, 1), _step(width, width, 1, last=True))

    def forward(self, inputs: Tensor) -> Tensor:
        result: Tensor = torch.relu(inputs + self.body(inputs))
        return result


def _step(inputs: int, outputs: int, stride: int, size: int = 3, last: bool = False) -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.Identity() if last else nn.ReLU())


class SymbolNetwork(nn.Module):
    """(b, 2, 40, 40) crops as ``crops.prepared`` gives them -> (b, classes) logits."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        first, second, third = _WIDTHS
        self.stages = nn.Sequential(
            _step(2, first, 2, 5),
            _Residual(first),
            _step(first, second, 2),
            _Residual(second),
            _step(second, third, 2),
            _step(third, third, 1),
        )
        self.classify = nn.Linear(2 * third, classes)

    def forward(self, crops: Tensor) -> Tensor:
        """Logits."""
        seen = self.stages(crops)  # (b, third, 5, 5)
        pooled = torch.cat([seen.mean(dim=(2, 3)), seen.amax(dim=(2, 3))], dim=1)
        result: Tensor = self.classify(pooled)
        return result
