"""The generator of molecular graphs."""

import torch
from torch import nn

from ..checks import check_integer
from .graphs import (
    N_BOND_CLASSES,
    N_NODE_CLASSES,
    N_NODES,
    N_PAIRS,
    NODE_LENGTH,
    VECTOR_LENGTH,
)
from .initial_weights import initial_weights


class MoleculeGenerator(nn.Module):
    r"""Network from latent vectors to molecular graphs.

    Every layer sees an affine copy of the latent vector :math:`z` besides the layer before:

    .. math:: h_{k+1} = \operatorname{LeakyReLU}(W_k h_k + A_k z + b_k).

    The last layer, without the LeakyReLU, gives logits of the classes of nine nodes and 36 bonds.
    One logit serves a pair of nodes in both orders, so that the graph is symmetric. The classes
    are drawn by adding Gumbel noise :math:`g` and taking the largest; the gradient is that of
    :math:`\operatorname{softmax}((\text{logits} + g) / \tau)`, the straight-through estimator.
    The noise is drawn from torch's global generator.

    Args:
        latent_dim (int): dimension of the latent vectors.
        widths (tuple[int, ...]): widths of the hidden layers. The default has 506,413 parameters
            at 16 latent dimensions.
        temperature (float): :math:`\tau > 0` of the gradient.
        negative_slope (float): slope of LeakyReLU below zero.
        seed (int): seed of the initial weights, drawn by torch's rule for linear layers.

    Raises:
        ValueError: if a size or the temperature is not positive.

    **Example**

    >>> generator = MoleculeGenerator(latent_dim=16, seed=0)
    >>> vectors = generator(torch.randn(4, 16))
    >>> vectors.shape
    torch.Size([4, 189])
    >>> vectors.sum(dim=1)  # nine nodes and 36 bonds, each of one class
    tensor([45., 45., 45., 45.], grad_fn=<SumBackward1>)

    Source: appendix E of arXiv:2508.19857, after MolGAN, arXiv:1805.11973; Gumbel softmax:
    arXiv:1611.01144.
    """

    def __init__(
        self,
        latent_dim: int,
        widths: tuple[int, ...] = (64, 176, 288, 400, 512),
        *,
        temperature: float = 1.0,
        negative_slope: float = 0.01,
        seed: int = 0,
    ):
        super().__init__()
        latent_dim = check_integer("latent_dim", latent_dim, 1)
        sizes = [check_integer("widths", width, 1) for width in widths]
        if not temperature > 0:
            raise ValueError(f"temperature must be positive; got {temperature}.")
        inputs = [0, *sizes]
        outputs = [*sizes, VECTOR_LENGTH]
        # W_k and A_k side by side, in one matrix.
        pairs = zip(inputs, outputs, strict=True)
        with initial_weights(seed):
            self.layers = nn.ModuleList(
                nn.Linear(n_in + latent_dim, n_out) for n_in, n_out in pairs
            )
        self.temperature = temperature
        self.activation = nn.LeakyReLU(negative_slope)

    def logits(self, latent: torch.Tensor) -> torch.Tensor:
        """Logits of the classes.

        Args:
            latent (torch.Tensor): shape ``(n, latent_dim)``.

        Returns:
            torch.Tensor: shape ``(n, 189)``, in the order of the one-hot vectors.
        """
        *hidden_layers, last = self.layers
        hidden = latent[:, :0]
        for layer in hidden_layers:
            hidden = self.activation(layer(torch.cat([hidden, latent], dim=1)))
        return last(torch.cat([hidden, latent], dim=1))

    def forward(self, latent: torch.Tensor) -> torch.Tensor:
        """Draw a molecular graph for every latent vector.

        Args:
            latent (torch.Tensor): shape ``(n, latent_dim)``.

        Returns:
            torch.Tensor: one-hot vectors, shape ``(n, 189)``.
        """
        logits = self.logits(latent)
        nodes = logits[:, :NODE_LENGTH].unflatten(1, (N_NODES, N_NODE_CLASSES))
        bonds = logits[:, NODE_LENGTH:].unflatten(1, (N_PAIRS, N_BOND_CLASSES))
        drawn = [straight_through_gumbel(part, self.temperature) for part in (nodes, bonds)]
        return torch.cat([part.flatten(1) for part in drawn], dim=1)


def straight_through_gumbel(logits: torch.Tensor, temperature: float) -> torch.Tensor:
    """Draw classes of probabilities softmax(logits), with the gradient of the Gumbel softmax.

    Args:
        logits (torch.Tensor): the classes are the last axis.
        temperature (float): temperature of the softmax that is differentiated.

    Returns:
        torch.Tensor: exact zeros and ones, of the shape of ``logits``.
    """
    gumbel = -torch.empty_like(logits).exponential_().log()
    soft = torch.softmax((logits + gumbel) / temperature, dim=-1)
    hard = torch.zeros_like(soft).scatter_(-1, soft.argmax(dim=-1, keepdim=True), 1.0)
    # Zero is added: (hard - soft) + soft would not be exact.
    return hard + (soft - soft.detach())
