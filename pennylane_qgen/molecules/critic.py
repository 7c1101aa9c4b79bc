"""The critic of molecular graphs."""

from itertools import pairwise

import numpy as np
import torch
from torch import nn

from ..checks import check_integer
from .graphs import (
    N_BOND_CLASSES,
    N_NODE_CLASSES,
    N_NODES,
    NODE_LENGTH,
    PAIRS,
    VECTOR_LENGTH,
)
from .initial_weights import initial_weights


class RelationalGCNCritic(nn.Module):
    r"""Score of a molecular graph by graph convolutions, with one relation for each bond class.

    With :math:`A_{rij}` the weight of a bond of class :math:`r` between the nodes i and j, and
    :math:`A_{0ij} = \delta_{ij}` for the node itself,

    .. math:: h_i' = \operatorname{LeakyReLU}\Big(\sum_{r=0}^3 W_r \sum_j A_{rij} h_j + b\Big).

    The nodes are then summed, :math:`\sum_i \operatorname{LeakyReLU}(V h_i + c)`, and two dense
    layers give the score. It does not depend on the order of the nodes. Weights of bonds and
    classes may be any real numbers, so that gradient penalties can be taken between molecules.

    Args:
        widths (tuple[int, ...]): widths of the convolutions.
        graph_width (int): width of the sum over the nodes.
        head_width (int): width of the last hidden layer. The defaults make 38,593 parameters.
        negative_slope (float): slope of LeakyReLU below zero.
        seed (int): seed of the initial weights, drawn by torch's rule for linear layers.

    Raises:
        ValueError: if a width is not positive.

    **Example**

    >>> critic = RelationalGCNCritic(seed=0)
    >>> from pennylane_qgen.molecules.smiles import smiles_to_graphs
    >>> molecules = smiles_to_graphs(["CCO", "OCC", "C#N"]).one_hot()
    >>> ethanol, the_same, another = critic(torch.from_numpy(molecules))
    >>> torch.isclose(ethanol, the_same).item(), torch.isclose(ethanol, another).item()
    (True, False)

    Source: the relational graph convolutions of arXiv:1703.06103, in a critic as in MolGAN,
    arXiv:1805.11973, and appendix E of arXiv:2508.19857. The sum over the nodes has no gates.
    """

    def __init__(
        self,
        widths: tuple[int, ...] = (64, 64),
        *,
        graph_width: int = 128,
        head_width: int = 96,
        negative_slope: float = 0.2,
        seed: int = 0,
    ):
        super().__init__()
        sizes = [N_NODE_CLASSES, *(check_integer("widths", width, 1) for width in widths)]
        check_integer("graph_width", graph_width, 1)
        check_integer("head_width", head_width, 1)
        self.activation = nn.LeakyReLU(negative_slope)
        with initial_weights(seed):
            # W_0 ... W_3 side by side, in one matrix.
            self.convolutions = nn.ModuleList(
                nn.Linear(N_BOND_CLASSES * n_in, n_out) for n_in, n_out in pairwise(sizes)
            )
            self.readout = nn.Linear(sizes[-1], graph_width)
            self.head = nn.Sequential(
                nn.Linear(graph_width, head_width), self.activation, nn.Linear(head_width, 1)
            )
        bonds, loops = (torch.from_numpy(array) for array in _adjacency_map())
        self.register_buffer("bonds", bonds, persistent=False)
        self.register_buffer("loops", loops, persistent=False)

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        """Scores of molecules.

        Args:
            vectors (torch.Tensor): one-hot vectors or points between them, shape ``(n, 189)``.

        Returns:
            torch.Tensor: one score each, shape ``(n,)``.
        """
        adjacency = torch.addmm(self.loops, vectors, self.bonds).view(
            -1, N_NODES * N_BOND_CLASSES, N_NODES
        )
        nodes = vectors[:, :NODE_LENGTH].unflatten(1, (N_NODES, N_NODE_CLASSES))
        for convolution in self.convolutions:
            neighbours = torch.bmm(adjacency, nodes).view(len(nodes), N_NODES, -1)
            nodes = self.activation(convolution(neighbours))
        graph = self.activation(self.readout(nodes)).sum(dim=1)
        return self.head(self.activation(graph)).squeeze(1)


def _adjacency_map() -> tuple[np.ndarray, np.ndarray]:
    """The affine map from one-hot vectors to adjacency matrices, as a matrix and a shift.

    The matrices are flat, with axes (node i, relation r, node j), so that one product with the
    nodes gives the neighbours of i in all relations side by side. A pair without a bond, class 0,
    has no relation; relation 0 is the node itself.
    """
    bonds = np.zeros((VECTOR_LENGTH, N_NODES, N_BOND_CLASSES, N_NODES), dtype=np.float32)
    for pair, (i, j) in enumerate(PAIRS):
        for order in range(1, N_BOND_CLASSES):
            entry = NODE_LENGTH + pair * N_BOND_CLASSES + order
            bonds[entry, i, order, j] = bonds[entry, j, order, i] = 1.0
    loops = np.zeros(bonds.shape[1:], dtype=np.float32)
    loops[range(N_NODES), 0, range(N_NODES)] = 1.0
    return bonds.reshape(VECTOR_LENGTH, -1), loops.ravel()
