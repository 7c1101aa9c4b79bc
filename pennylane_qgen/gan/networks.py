r"""Multilayer perceptrons for generators and critics.

With ReLU or LeakyReLU they are piecewise linear: away from the kinks the gradient with respect to
the input is a product of weight matrices and fixed slopes,

.. math:: \nabla_x D(x) = W_1^\top S_1 W_2^\top S_2 \cdots w_L, \qquad S_l = \operatorname{diag}
          \sigma'(h_l),

and the slopes do not depend on the weights. :meth:`MLP.input_gradient` builds just this product, so
that a gradient penalty costs four passes instead of six.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn.utils import skip_init

from ..checks import check_choice, check_integer

ACTIVATIONS = {"relu": 0.0, "leaky_relu": 0.2}
"""Slopes at negative inputs."""


class MLP(nn.Module):
    r"""Fully connected layers with ReLU or LeakyReLU (slope 0.2) between them.

    Args:
        widths (Sequence[int]): size of the input, of each hidden layer and of the output.
        activation (str): ``"relu"`` or ``"leaky_relu"``.
        seed (int): seed of the initial weights, by Glorot's uniform rule; biases are zero.

    Raises:
        ValueError: if there are fewer than two widths or one is not positive.

    **Example**

    >>> import torch
    >>> from pennylane_qgen.gan import MLP
    >>> MLP([16, 512, 512, 1], seed=0)(torch.zeros(3, 16)).shape
    torch.Size([3, 1])

    Source: the initial weights, Glorot and Bengio, PMLR 9, 249 (2010).
    """

    def __init__(self, widths: Sequence[int], *, activation: str = "leaky_relu", seed: int = 0):
        super().__init__()
        check_choice("activation", activation, ACTIVATIONS)
        self.widths = tuple(check_integer("widths", width, 1) for width in widths)
        if len(self.widths) < 2:
            raise ValueError(f"widths must name the input and the output; got {list(widths)}.")
        self.activation = activation
        self.slope = ACTIVATIONS[activation]
        pairs = zip(self.widths[:-1], self.widths[1:], strict=True)
        # torch's own initial weights would be drawn from the global generator, the user's.
        self.layers = nn.ModuleList(skip_init(nn.Linear, *pair) for pair in pairs)
        self._initialise(torch.Generator().manual_seed(check_integer("seed", seed, 0)))

    def _initialise(self, generator: torch.Generator) -> None:
        with torch.no_grad():
            for layer in self.layers:
                limit = float(np.sqrt(6 / (layer.in_features + layer.out_features)))
                layer.weight.uniform_(-limit, limit, generator=generator)
                layer.bias.zero_()

    def extra_repr(self) -> str:
        """What the text of the network says besides its layers."""
        return f"activation={self.activation!r}"

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Outputs of shape ``(batch, widths[-1])``."""
        for layer in self.layers[:-1]:
            x = nn.functional.leaky_relu(layer(x), self.slope)
        return self.layers[-1](x)

    def input_gradient(self, x: torch.Tensor) -> torch.Tensor:
        """Gradient of the summed outputs with respect to the input, itself differentiable.

        Args:
            x (torch.Tensor): inputs of shape ``(batch, widths[0])``.

        Returns:
            torch.Tensor: of the same shape; it depends on the weights, not on the biases, and its
            derivative with respect to ``x`` is zero almost everywhere.
        """
        slopes = []
        with torch.no_grad():
            for layer in self.layers[:-1]:
                x = layer(x)
                slopes.append(torch.ones_like(x).masked_fill_(x <= 0, self.slope))
                x = x * slopes[-1]
        gradient = self.layers[-1].weight.sum(dim=0).expand(len(x), -1)
        for layer, slope in zip(self.layers[-2::-1], slopes[::-1], strict=True):
            gradient = (gradient * slope) @ layer.weight
        return gradient
