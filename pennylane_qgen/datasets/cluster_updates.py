r"""Swendsen-Wang updates of ferromagnetic Ising models.

Equal neighbours are joined with probability :math:`1 - e^{-2 J / T}`, and each cluster of joined
spins gets a common sign anew, +1 with probability :math:`1 / (1 + e^{-2 H / T})` for its total
field :math:`H`. Whole domains turn over in one step, so the chain does not slow down near the
critical temperature and passes between the magnetised phases, where flips of single spins would
take exponentially long.

Source: R. Swendsen and J.-S. Wang, Phys. Rev. Lett. 58 (1987) 86.
"""

import numba
import numpy as np

from .ising_graph import IsingGraph

BURN_IN = 200
"""Updates before the first sample."""

THINNING = 5
"""Updates between two samples."""


def cluster_chains(
    graph: IsingGraph,
    temperature: float,
    shape: tuple[int, int],
    rng: np.random.Generator,
    *,
    burn_in: int = BURN_IN,
    thinning: int = THINNING,
) -> np.ndarray:
    """Markov chains of Swendsen-Wang updates from random starts.

    Args:
        graph (IsingGraph): the model; no coupling may be negative.
        temperature (float): temperature, positive.
        shape (tuple[int, int]): number of chains and of samples of each.
        rng (numpy.random.Generator): source of the random numbers.
        burn_in (int): updates before the first sample.
        thinning (int): updates between two samples.

    Returns:
        numpy.ndarray: spins -1 and 1 as ``int8``, shape ``(n_chains, n_samples, n_wires)``.

    Raises:
        ValueError: if a coupling is negative.
    """
    if graph.couplings.min(initial=0.0) < 0:
        raise ValueError(
            f"Cluster updates need couplings of at least 0; got {graph.couplings.min()}."
        )
    n_chains, n_samples = shape
    samples = np.empty((n_chains, n_samples, graph.n_wires), dtype=np.int8)
    join = 1 - np.exp(-2 * graph.couplings / temperature)
    for chain in samples:
        spins = 1 - 2 * rng.integers(2, size=graph.n_wires, dtype=np.int8)
        _run(chain, spins, graph.edges, join, graph.fields / temperature, burn_in, thinning, rng)
    return samples


@numba.njit(cache=True)
def _run(samples, spins, edges, join, fields, burn_in, thinning, rng):
    for k in range(len(samples)):
        for _ in range(burn_in if k == 0 else thinning):
            _update(spins, edges, join, fields, rng)
        samples[k] = spins


@numba.njit(cache=True)
def _update(spins, edges, join, fields, rng):
    parents = np.arange(len(spins))
    for edge in range(len(edges)):
        first, second = edges[edge]
        if spins[first] == spins[second] and rng.random() < join[edge]:
            parents[_root(parents, first)] = _root(parents, second)
    total = np.zeros(len(spins))
    for spin in range(len(spins)):
        total[_root(parents, spin)] += fields[spin]
    signs = np.empty(len(spins), dtype=np.int8)
    for spin in range(len(spins)):
        signs[spin] = 1 if rng.random() < 1 / (1 + np.exp(-2 * total[spin])) else -1
    for spin in range(len(spins)):
        spins[spin] = signs[_root(parents, spin)]


@numba.njit(cache=True)
def _root(parents, spin):
    """Representative of a spin's cluster; the path to it is halved on the way."""
    while parents[spin] != spin:
        parents[spin] = parents[parents[spin]]
        spin = parents[spin]
    return spin
