"""The Edwards-Anderson spin glass."""

import numpy as np

from .base import Dataset
from .ising_graph import IsingGraph, boltzmann_samples
from .parallel_tempering import tempered_chains


def spin_glass(
    rows: int = 16,
    columns: int = 16,
    *,
    temperature: float = 1.0,
    n_samples: int = 1000,
    seed=None,
) -> Dataset:
    r"""Spins on a periodic square lattice with normally distributed couplings of both signs.

    .. math:: p(s) \propto e^{-E(s)/T}, \qquad E(s) = -\sum_{\langle ij \rangle} J_{ij} s_i s_j,
        \qquad J_{ij} \sim \mathcal{N}(0, 1), \qquad s_i = 1 - 2 x_i

    No state satisfies all couplings, so the distribution has many valleys. Mean bits are one half
    and pairs carry what there is to learn. Up to 20 spins the distribution is exact. Beyond, the
    samples come from Markov chains of parallel tempering, after which all spins of a sample are
    flipped together with probability one half, as the symmetry of the energy allows.

    The lattice was preferred to couplings between all pairs (Sherrington and Kirkpatrick), as only
    local correlations are strong there and 512 pairs of 32,640 matter: a model must find them.

    On the default lattice at T = 1 the energy is forgotten within 7 sweeps and the overlap with a
    given state within 20 to 50 (integrated autocorrelation times); 20 sweeps lie between the
    samples of one replica. At T = 0.7 the overlap takes up to some hundred sweeps.

    Couplings and samples all follow from the seed. For a training and a test set of one model,
    divide the samples of one call with `Dataset.train_test_split`.

    Args:
        rows (int): height of the lattice, at least 2.
        columns (int): width of the lattice, at least 2. The wires are the spins, row after row.
        temperature (float): positive temperature, in units of the couplings' standard deviation.
            Well below 1 the chains are too short to visit all valleys evenly.
        n_samples (int): number of samples.
        seed (int | numpy.random.Generator | None): source of the couplings and of the samples.

    Returns:
        Dataset: the samples, with exact probabilities up to 20 spins.

    Raises:
        ValueError: if a side is below 2 or the temperature is not positive.

    **Example**

    >>> data = spin_glass(3, 3, n_samples=10, seed=0)
    >>> data
    Dataset('spin glass 3x3', n_samples=10, n_wires=9)

    Source: generated; S. Edwards and P. Anderson, J. Phys. F 5 (1975) 965. It stands in for the
    256-wire spin glass of arXiv:2503.02934, whose couplings and temperature we have not got: it is
    not that data set.
    """
    rng = np.random.default_rng(seed)
    edges = periodic_lattice(rows, columns)
    graph = IsingGraph(edges, rng.normal(size=len(edges)), np.zeros(rows * columns))
    return boltzmann_samples(
        graph,
        temperature,
        _symmetric_chains,
        n_samples=n_samples,
        rng=rng,
        name=f"spin glass {rows}x{columns}",
        source=f"generated: Edwards-Anderson model, periodic lattice, normal couplings, "
        f"T = {temperature} (in place of the spin glass of arXiv:2503.02934)",
    )


def periodic_lattice(rows: int, columns: int) -> np.ndarray:
    """Bonds of every site to its right and its lower neighbour, shape ``(2 * rows * columns, 2)``.

    Args:
        rows (int): height of the lattice, at least 2.
        columns (int): width of the lattice, at least 2.

    Returns:
        numpy.ndarray: pairs of sites, first all to the right, then all down.

    Raises:
        ValueError: if a side is below 2.
    """
    if min(rows, columns) < 2:
        raise ValueError(f"The lattice must be at least 2x2; got {rows}x{columns}.")
    sites = np.arange(rows * columns).reshape(rows, columns)
    right, down = np.roll(sites, -1, axis=1), np.roll(sites, -1, axis=0)
    firsts = np.tile(sites.ravel(), 2)
    return np.stack([firsts, np.concatenate([right.ravel(), down.ravel()])], axis=1)


def _symmetric_chains(graph, temperature, shape, rng) -> np.ndarray:
    """Tempered chains with a random sign for each sample."""
    signs = 1 - 2 * rng.integers(2, size=(*shape, 1), dtype=np.int8)
    return tempered_chains(graph, temperature, shape, rng) * signs
