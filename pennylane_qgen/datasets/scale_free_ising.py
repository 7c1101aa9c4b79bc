"""The Ising model on a scale-free graph."""

import numpy as np

from .base import Dataset
from .cluster_updates import cluster_chains
from .ising_graph import IsingGraph, boltzmann_samples


def scale_free_ising(
    n_wires: int = 1000,
    *,
    edges_per_node: int = 2,
    temperature: float = 1.0,
    field: float = 0.01,
    n_samples: int = 1000,
    seed=None,
) -> Dataset:
    r"""Spins on a random graph with few hubs and many leaves.

    .. math:: p(s) \propto e^{-E(s) / T}, \qquad
        E(s) = -\sum_{(i, j)} J_{ij} s_i s_j - h \sum_i k_i s_i, \qquad s_i = 1 - 2 x_i

    The graph grows by preferential attachment (Barabasi and Albert): each new node is joined to
    ``edges_per_node`` old ones, picked in proportion to their degrees :math:`k_i`. The couplings
    :math:`J_{ij}` are uniform in [0, 1), and a field in proportion to the degree favours zeros.
    Up to 20 wires the distribution is exact; beyond, samples come from Markov chains of cluster
    updates.

    Graph, couplings and samples all follow from the seed. For a training and a test set of one
    model, divide the samples of one call with `Dataset.train_test_split`.

    Args:
        n_wires (int): number of nodes.
        edges_per_node (int): edges that each new node brings, from 1 to ``n_wires - 1``.
        temperature (float): positive temperature, in units of the largest coupling.
        field (float): field of a node, per edge that it has.
        n_samples (int): number of samples.
        seed (int | numpy.random.Generator | None): source of the model and of its samples.

    Returns:
        Dataset: the samples, with exact probabilities up to 20 wires.

    Raises:
        ValueError: if ``edges_per_node`` does not fit or the temperature is not positive.

    **Example**

    >>> data = scale_free_ising(30, n_samples=10, seed=0)
    >>> data
    Dataset('scale-free Ising, 30 nodes', n_samples=10, n_wires=30)

    Source: generated with the settings of the authors' generator for the 1,000-wire data of
    arXiv:2503.02934 (two edges a node, T = 1, field 0.01 a degree). It is not their file: graph,
    couplings and samples are ours.
    """
    rng = np.random.default_rng(seed)
    edges = preferential_attachment(n_wires, edges_per_node, rng)
    degrees = np.bincount(edges.ravel(), minlength=n_wires)
    graph = IsingGraph(edges, rng.random(len(edges)), field * degrees)
    return boltzmann_samples(
        graph,
        temperature,
        cluster_chains,
        n_samples=n_samples,
        rng=rng,
        name=f"scale-free Ising, {n_wires} nodes",
        source=f"generated: Barabasi-Albert graph, {edges_per_node} edges a node, couplings "
        f"uniform in [0, 1), field {field} a degree, T = {temperature} (after arXiv:2503.02934)",
    )


def preferential_attachment(n_nodes: int, edges_per_node: int, rng) -> np.ndarray:
    """Edges of a Barabasi-Albert graph that grows from a star.

    Args:
        n_nodes (int): number of nodes.
        edges_per_node (int): edges of each new node, from 1 to ``n_nodes - 1``.
        rng (numpy.random.Generator): source of the random numbers.

    Returns:
        numpy.ndarray: pairs of nodes, shape ``(edges_per_node * (n_nodes - edges_per_node), 2)``.

    Raises:
        ValueError: if ``edges_per_node`` is out of range.
    """
    if not 1 <= edges_per_node < n_nodes:
        raise ValueError(
            f"edges_per_node must lie in [1, {n_nodes - 1}] for {n_nodes} nodes; "
            f"got {edges_per_node}."
        )
    edges = [(0, leaf) for leaf in range(1, edges_per_node + 1)]
    # Every node stands in the list of ends as often as it has edges.
    ends = [node for edge in edges for node in edge]
    for node in range(edges_per_node + 1, n_nodes):
        targets = set()
        while len(targets) < edges_per_node:
            targets.add(ends[rng.integers(len(ends))])
        new = [(target, node) for target in sorted(targets)]
        edges += new
        ends += [end for edge in new for end in edge]
    return np.array(edges)
