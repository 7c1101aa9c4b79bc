"""Ising models on graphs: their energies, and samples of their Boltzmann distributions."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .base import MAX_EXACT_WIRES, Dataset, all_bits, from_probabilities

N_CHAINS = 4
"""Independent Markov chains that share the work, so that one bad start would be seen."""


@dataclass(frozen=True, eq=False)
class IsingGraph:
    r"""Spins with pairwise couplings and fields.

    .. math:: E(s) = -\sum_{(i, j)} J_{ij} s_i s_j - \sum_i h_i s_i, \qquad s_i = 1 - 2 x_i

    Args:
        edges (numpy.ndarray): pairs of spins, shape ``(n_edges, 2)``; a pair that comes twice
            counts twice.
        couplings (numpy.ndarray): J of each edge, shape ``(n_edges,)``.
        fields (numpy.ndarray): h of each spin, shape ``(n_wires,)``.

    **Example**

    >>> pair = IsingGraph(np.array([[0, 1]]), np.array([2.0]), np.array([0.5, 0.0]))
    >>> pair.energies([[0, 0], [1, 1], [0, 1]])
    array([-2.5, -1.5,  1.5])
    """

    edges: np.ndarray
    couplings: np.ndarray
    fields: np.ndarray

    @property
    def n_wires(self) -> int:
        """Number of spins."""
        return len(self.fields)

    def energies(self, samples) -> np.ndarray:
        """Energies of bit strings of shape ``(n_samples, n_wires)``, shape ``(n_samples,)``."""
        spins = 1 - 2 * np.asarray(samples, dtype=np.int8)
        bonds = spins[:, self.edges[:, 0]] * spins[:, self.edges[:, 1]]
        return -(bonds @ self.couplings) - spins @ self.fields

    def probabilities(self, temperature: float) -> np.ndarray:
        """The Boltzmann distribution over all bit strings, shape ``(2**n_wires,)``."""
        energies = self.energies(all_bits(self.n_wires))
        weights = np.exp(-(energies - energies.min()) / temperature)
        return weights / weights.sum()

    def neighbours(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The edges by spin: where each spin's begin, their other ends, and their couplings."""
        ends = np.concatenate([self.edges, self.edges[:, ::-1]])
        order = np.argsort(ends[:, 0], kind="stable")
        starts = np.searchsorted(ends[order, 0], np.arange(self.n_wires + 1))
        return starts, ends[order, 1], np.tile(self.couplings, 2)[order]


def boltzmann_samples(
    graph: IsingGraph,
    temperature: float,
    chains: Callable,
    *,
    n_samples: int,
    rng: np.random.Generator,
    name: str,
    source: str,
) -> Dataset:
    """Samples of the Boltzmann distribution: exact up to 20 spins, beyond from Markov chains.

    Args:
        graph (IsingGraph): the model.
        temperature (float): temperature, positive.
        chains (Callable): from the graph, the temperature, the shape ``(n_chains, n_samples)`` and
            the generator to spins of shape ``(n_chains, n_samples, n_wires)``.
        n_samples (int): number of samples.
        rng (numpy.random.Generator): source of the random numbers.
        name (str): name of the data set.
        source (str): how the model was made.

    Returns:
        Dataset: the samples in random order, with exact probabilities up to 20 spins.

    Raises:
        ValueError: if the temperature is not positive.
    """
    if not temperature > 0:
        raise ValueError(f"temperature must be positive; got {temperature}.")
    if graph.n_wires <= MAX_EXACT_WIRES:
        return from_probabilities(
            graph.probabilities(temperature),
            n_samples=n_samples,
            seed=rng,
            name=name,
            source=f"{source}; exact",
        )
    spins = chains(graph, temperature, (N_CHAINS, -(-n_samples // N_CHAINS)), rng)
    picked = rng.permutation(spins.reshape(-1, graph.n_wires))[:n_samples]
    return Dataset((1 - picked) // 2, name, f"{source}; {N_CHAINS} Markov chains")
