r"""Parallel tempering of Ising models: replicas at several temperatures that change places.

A cold replica of a frustrated model is stuck in one valley. Replicas at neighbouring temperatures
swap their states with probability :math:`\min(1, e^{(\beta_a - \beta_b)(E_a - E_b)})`, which keeps
every one of them in equilibrium, and so valleys are left by way of the hot end of the ladder.

There are two replicas at every temperature. Spins that differ between them form connected
clusters, and exchanging one such cluster keeps the sum of both energies, so it is always accepted
and carries the pair to other valleys at once. On planar lattices this makes the chain many times
faster.

Source: K. Hukushima and K. Nemoto, J. Phys. Soc. Jpn. 65 (1996) 1604; J. Houdayer, Eur. Phys. J. B
22 (2001) 479.
"""

import numba
import numpy as np

from .ising_graph import IsingGraph

N_REPLICAS = 8
"""Temperatures, in geometric progression."""

HOTTEST = 3.0
"""The highest temperature, in units of the wanted one."""

BURN_IN = 300
"""Sweeps of all replicas before the first sample."""

THINNING = 10
"""Sweeps of all replicas between two samples."""


def tempered_chains(
    graph: IsingGraph,
    temperature: float,
    shape: tuple[int, int],
    rng: np.random.Generator,
    *,
    burn_in: int = BURN_IN,
    thinning: int = THINNING,
) -> np.ndarray:
    """Markov chains of heat-bath sweeps, cluster exchanges and replica swaps from random starts.

    The samples of a chain come from its two coldest replicas in turn.

    Args:
        graph (IsingGraph): the model.
        temperature (float): temperature of the samples, the coldest of the ladder.
        shape (tuple[int, int]): number of chains, each with its own replicas, and of samples of
            each.
        rng (numpy.random.Generator): source of the random numbers.
        burn_in (int): sweeps before the first sample.
        thinning (int): sweeps between two samples.

    Returns:
        numpy.ndarray: spins -1 and 1 as ``int8``, shape ``(n_chains, n_samples, n_wires)``.
    """
    n_chains, n_samples = shape
    samples = np.empty((n_chains, n_samples, graph.n_wires), dtype=np.int8)
    betas = 1 / (temperature * np.geomspace(1, HOTTEST, N_REPLICAS))
    for chain in samples:
        pairs = 1 - 2 * rng.integers(2, size=(2, N_REPLICAS, graph.n_wires), dtype=np.int8)
        _run(chain, pairs, betas, *graph.neighbours(), graph.fields, burn_in, thinning, rng)
    return samples


@numba.njit(cache=True)
def _run(samples, pairs, betas, starts, ends, couplings, fields, burn_in, thinning, rng):
    energies = np.empty(len(betas))
    for k in range(len(samples)):
        for sweep in range(burn_in if k == 0 else thinning):
            for r in range(len(betas)):
                for ladder in range(2):
                    _sweep(pairs[ladder, r], betas[r], starts, ends, couplings, fields, rng)
                _exchange_cluster(pairs[0, r], pairs[1, r], starts, ends, rng)
            for ladder in range(2):
                for r in range(len(betas)):
                    energies[r] = _energy(pairs[ladder, r], starts, ends, couplings, fields)
                _swap(pairs[ladder], energies, betas, sweep % 2, rng)
        samples[k] = pairs[k % 2, 0]


@numba.njit(cache=True)
def _sweep(spins, beta, starts, ends, couplings, fields, rng):
    """Draw every spin anew given its neighbours."""
    for i in range(len(spins)):
        local = _local_field(spins, i, starts, ends, couplings, fields)
        spins[i] = 1 if rng.random() < 1 / (1 + np.exp(-2 * beta * local)) else -1


@numba.njit(cache=True)
def _energy(spins, starts, ends, couplings, fields):
    energy = 0.0
    for i in range(len(spins)):
        local = _local_field(spins, i, starts, ends, couplings, fields)
        energy -= spins[i] * (local + fields[i]) / 2  # a bond is seen from both its ends
    return energy


@numba.njit(cache=True, inline="always")
def _local_field(spins, i, starts, ends, couplings, fields):
    local = fields[i]
    for edge in range(starts[i], starts[i + 1]):
        local += couplings[edge] * spins[ends[edge]]
    return local


@numba.njit(cache=True)
def _exchange_cluster(first, second, starts, ends, rng):
    """Exchange the connected spins that differ around one that does, picked at random."""
    differing = np.flatnonzero(first != second)
    if len(differing) == 0:
        return
    waiting = np.empty(len(first), dtype=np.int64)
    waiting[0] = differing[int(rng.random() * len(differing))]
    n_waiting = 1
    first[waiting[0]], second[waiting[0]] = second[waiting[0]], first[waiting[0]]
    reached = np.zeros(len(first), dtype=np.bool_)
    reached[waiting[0]] = True
    while n_waiting:
        n_waiting -= 1
        spin = waiting[n_waiting]
        for other in ends[starts[spin] : starts[spin + 1]]:
            if first[other] != second[other] and not reached[other]:
                reached[other] = True
                first[other], second[other] = second[other], first[other]
                waiting[n_waiting] = other
                n_waiting += 1


@numba.njit(cache=True)
def _swap(replicas, energies, betas, first, rng):
    """Offer a swap to neighbours on the ladder, every second pair at a time."""
    for a in range(first, len(betas) - 1, 2):
        b = a + 1
        if rng.random() < np.exp((betas[a] - betas[b]) * (energies[a] - energies[b])):
            kept = replicas[a].copy()
            replicas[a] = replicas[b]
            replicas[b] = kept
            energies[a], energies[b] = energies[b], energies[a]
