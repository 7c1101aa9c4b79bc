r"""Generators that can be inverted, and a check whether a generator can.

Theorem 1 of arXiv:2508.19857: a generator g whose inverse exists, is classically efficient and
Lipschitz continuous makes samples that are as hard as those of its latent: whoever could sample
g(z) classically could sample z by inverting g. Layers of non-decreasing widths with weights of full
column rank and LeakyReLU between them are such a generator,

.. math:: \operatorname{Lip}(g^{-1}) \le \frac{1}{a^{L-1}} \prod_{l=1}^{L}
          \frac{1}{\sigma_{\min}(W_l)}

with slope a at negative inputs and L layers. The latents are whole numbers, so they come back
exactly by rounding as long as outputs are known to within :math:`1 / (2 \operatorname{Lip})`: the
theorem says little where that bound is tiny.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from .networks import MLP


class InvertibleMLP(MLP):
    """An :class:`MLP` with LeakyReLU, non-decreasing widths and orthonormal initial columns.

    Args:
        widths (Sequence[int]): size of the latent, of each hidden layer and of the output, none
            smaller than the one before.
        seed (int): seed of the initial weights.

    Raises:
        ValueError: if a width is smaller than the one before.

    **Example**

    >>> import torch
    >>> from pennylane_qgen.gan import InvertibleMLP
    >>> generator = InvertibleMLP([4, 8, 8], seed=0).double()
    >>> counts = torch.tensor([[1.0, 0.0, 2.0, 0.0]], dtype=torch.float64)
    >>> generator.inverse(generator(counts)).round(decimals=6) + 0.0
    tensor([[1., 0., 2., 0.]], dtype=torch.float64)

    Source: the generators of theorem 1 of arXiv:2508.19857.
    """

    def __init__(self, widths: Sequence[int], *, seed: int = 0):
        super().__init__(widths, activation="leaky_relu", seed=seed)
        narrowing = [pair for pair in pairwise(self.widths) if pair[1] < pair[0]]
        if narrowing:
            raise ValueError(
                "An invertible generator needs widths that do not decrease; got "
                f"{list(self.widths)}, where {narrowing[0][0]} is followed by {narrowing[0][1]}."
            )

    def _initialise(self, generator: torch.Generator) -> None:
        with torch.no_grad():
            for layer in self.layers:
                nn.init.orthogonal_(layer.weight, generator=generator)
                layer.bias.zero_()

    def inverse(self, outputs: torch.Tensor) -> torch.Tensor:
        """Latents of outputs: the nearest point in each layer's range, by least squares.

        Args:
            outputs (torch.Tensor): of shape ``(batch, widths[-1])``.

        Returns:
            torch.Tensor: float64 of shape ``(batch, widths[0])``, exact on the generator's range to
            rounding; where the outputs are off by d, off by at most
            ``lipschitz_of_inverse() * d``.

        Raises:
            ValueError: if a layer has lost its rank.
        """
        self.lipschitz_of_inverse()
        values = outputs.detach().double()
        with torch.no_grad():
            for number, layer in enumerate(reversed(self.layers)):
                if number:
                    values = torch.where(values >= 0, values, values / self.slope)
                weight, bias = layer.weight.double(), layer.bias.double()
                # Least squares of many right-hand sides at once.
                values = torch.linalg.lstsq(weight, (values - bias).T).solution.T
        return values

    def lipschitz_of_inverse(self) -> float:
        """Upper bound on the Lipschitz constant of :meth:`inverse`.

        Returns:
            float: the bound.

        Raises:
            ValueError: if a layer has lost its rank.
        """
        report = check_invertible(self)
        if not report.holds:
            raise ValueError(f"The generator cannot be inverted: {report.reason}")
        return report.lipschitz_of_inverse


@dataclass(frozen=True)
class InvertibilityReport:
    """Whether the conditions of the theorem hold for a generator.

    Args:
        holds (bool): whether an inverse exists and is Lipschitz continuous.
        reason (str): why not, or what the bound means.
        smallest_singular_values (tuple[float, ...]): of each layer's weights.
        lipschitz_of_inverse (float): upper bound on the inverse's Lipschitz constant.

    **Example**

    >>> from pennylane_qgen.gan import InvertibleMLP, check_invertible
    >>> report = check_invertible(InvertibleMLP([4, 4, 8]))
    >>> report.holds, round(report.tolerated_error, 3)
    (True, 0.1)
    """

    holds: bool
    reason: str
    smallest_singular_values: tuple[float, ...]
    lipschitz_of_inverse: float

    @property
    def tolerated_error(self) -> float:
        """Largest error of an output, in its norm, with which whole latents are still recovered."""
        return 0.5 / self.lipschitz_of_inverse

    def __str__(self):
        head = "invertible" if self.holds else "not shown to be invertible"
        return f"{head}: {self.reason}"


def check_invertible(generator) -> InvertibilityReport:
    """Say whether the conditions of the theorem hold for a generator, as it is now.

    Args:
        generator (torch.nn.Module): an :class:`MLP`, or a ``torch.nn.Sequential`` of ``Linear`` and
            ``LeakyReLU`` layers.

    Returns:
        InvertibilityReport: the verdict; the conditions are sufficient, not necessary.

    **Example**

    >>> from pennylane_qgen.gan import MLP, InvertibleMLP, check_invertible
    >>> print(check_invertible(MLP([8, 4, 8])))
    not shown to be invertible: layer 1 maps 8 numbers to 4.
    >>> check_invertible(InvertibleMLP([8, 8, 8])).holds
    True

    Source: theorem 1 of arXiv:2508.19857.
    """
    layers, slopes, reason = _layers_and_slopes(generator)
    if reason:
        return InvertibilityReport(False, reason, (), np.inf)
    for number, layer in enumerate(layers, start=1):
        if layer.out_features < layer.in_features:
            text = f"layer {number} maps {layer.in_features} numbers to {layer.out_features}."
            return InvertibilityReport(False, text, (), np.inf)
    smallest = []
    for layer in layers:
        values = torch.linalg.svdvals(layer.weight.detach().double())
        # Below rounding of the largest, the smallest is zero.
        resolution = max(layer.weight.shape) * torch.finfo(layer.weight.dtype).eps * values[0]
        smallest.append(float(values[-1]) if values[-1] > resolution else 0.0)
    if 0.0 in smallest:
        text = f"the weights of layer {smallest.index(0.0) + 1} have lost their rank."
        return InvertibilityReport(False, text, tuple(smallest), np.inf)
    bound = float(np.prod([1 / value for value in smallest]) / np.prod(slopes))
    text = (
        f"the inverse has a Lipschitz constant of at most {bound:.3g}; whole latents are recovered "
        f"from outputs known to within {0.5 / bound:.2g}."
    )
    return InvertibilityReport(True, text, tuple(smallest), bound)


def _layers_and_slopes(generator) -> tuple[list, list[float], str]:
    """Linear layers, how much each activation between them shrinks at most, and an objection."""
    if isinstance(generator, MLP):
        if generator.slope == 0 and len(generator.layers) > 1:
            return [], [], "ReLU maps all negative numbers to zero; use LeakyReLU."
        return list(generator.layers), [generator.slope] * (len(generator.layers) - 1), ""
    if not isinstance(generator, nn.Sequential):
        return [], [], f"{type(generator).__name__} is not a sequence of linear layers."
    layers = [module for module in generator if isinstance(module, nn.Linear)]
    others = [module for module in generator if not isinstance(module, nn.Linear)]
    for module in others:
        if not isinstance(module, nn.LeakyReLU) or module.negative_slope <= 0:
            return [], [], f"{module} has no Lipschitz continuous inverse that is known here."
    slopes = [min(module.negative_slope, 1.0) for module in others]
    return layers, slopes, "" if layers else "there is no linear layer."
