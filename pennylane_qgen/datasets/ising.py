"""The two-dimensional Ising model."""

import numba
import numpy as np

from .base import MAX_EXACT_WIRES, Dataset, all_bits, from_probabilities

BURN_IN = 1000
"""Sweeps of the Markov chain before the first sample."""

THINNING = 20
"""Sweeps of the Markov chain between two samples."""


def ising(
    rows: int = 4,
    columns: int = 4,
    *,
    temperature: float = 3.0,
    couplings=1.0,
    n_samples: int = 1000,
    seed=None,
) -> Dataset:
    r"""Spins on a square lattice with periodic boundaries.

    .. math:: p(s) \propto e^{-E(s)/T}, \qquad E(s) = -\sum_{\langle ij \rangle} J_{ij} s_i s_j,
        \qquad s_i = 1 - 2 x_i

    Every spin has a bond to its right and to its lower neighbour, so on a side of length 2 two
    spins share two bonds. Up to 20 spins the distribution is exact. Beyond, one Markov chain of
    heat-bath sweeps is run, with 1,000 sweeps before the first sample and 20 between samples;
    all spins of a sample are then flipped together with probability one half, which the symmetry of
    the energy allows. Samples of the chain are correlated near and below the critical
    temperature, 2.27 for couplings of 1.

    Args:
        rows (int): height of the lattice, at least 2.
        columns (int): width of the lattice, at least 2. The wires are the spins, row after row.
        temperature (float): positive temperature, in units of the coupling.
        couplings (float | str | array-like): one number for all bonds; ``"random"`` for twice a
            uniform number in [0, 1) a bond; or an array of shape ``(2, rows, columns)``, first
            the bonds to the right, then the bonds down.
        n_samples (int): number of samples.
        seed (int | numpy.random.Generator | None): source of random couplings and samples.

    Returns:
        Dataset: the samples, with exact probabilities up to 20 spins.

    Raises:
        ValueError: if a side is below 2, the temperature not positive, or the couplings have
            another shape.

    **Example**

    >>> data = ising(4, 4, temperature=3.0, seed=0)
    >>> energies = ising_energy(all_bits(16), 4, 4)
    >>> print(round(float(data.probabilities @ energies), 2))
    -16.27

    Source: the 4 x 4 lattice of arXiv:2503.02934, with ``couplings="random"``.
    """
    if temperature <= 0:
        raise ValueError(f"temperature must be positive; got {temperature}.")
    rng = np.random.default_rng(seed)
    bonds = _bonds(couplings, rows, columns, rng)
    kind = couplings if np.ndim(couplings) == 0 else "given"
    name = f"Ising {rows}x{columns}"
    source = f"generated: periodic lattice, T = {temperature}, couplings {kind}"
    if rows * columns <= MAX_EXACT_WIRES:
        energies = ising_energy(all_bits(rows * columns), rows, columns, couplings=bonds)
        weights = np.exp(-(energies - energies.min()) / temperature)
        return from_probabilities(
            weights / weights.sum(),
            n_samples=n_samples,
            seed=rng,
            name=name,
            source=f"{source}, exact (arXiv:2503.02934)",
        )
    spins = _heat_bath(bonds, temperature, n_samples, rng)
    return Dataset(
        (1 - spins.reshape(n_samples, -1)) // 2, name, f"{source}, heat bath (arXiv:2503.02934)"
    )


def ising_energy(samples, rows: int, columns: int, *, couplings=1.0) -> np.ndarray:
    """Energy of bit strings on the periodic lattice of `ising`.

    Args:
        samples (array-like): bits of shape ``(n_samples, rows * columns)``.
        rows (int): height of the lattice.
        columns (int): width of the lattice.
        couplings (float | array-like): one number, or an array of shape ``(2, rows, columns)``.

    Returns:
        numpy.ndarray: the energies, shape ``(n_samples,)``.

    Raises:
        ValueError: if the samples or the couplings do not fit the lattice.

    **Example**

    >>> ising_energy([[0] * 16], 4, 4)
    array([-32.])
    """
    bits = np.asarray(samples)
    if bits.ndim != 2 or bits.shape[1] != rows * columns:
        raise ValueError(
            f"samples of a {rows}x{columns} lattice must have shape (n_samples, "
            f"{rows * columns}); got {bits.shape}."
        )
    right, down = _bonds(couplings, rows, columns, None)
    spins = (1 - 2 * bits.astype(np.int8)).reshape(-1, rows, columns)
    along_rows = np.einsum("nij,nij,ij->n", spins, np.roll(spins, -1, axis=2), right)
    along_columns = np.einsum("nij,nij,ij->n", spins, np.roll(spins, -1, axis=1), down)
    return -(along_rows + along_columns)


def _bonds(couplings, rows: int, columns: int, rng) -> np.ndarray:
    """Couplings to the right and down, shape ``(2, rows, columns)``."""
    if min(rows, columns) < 2:
        raise ValueError(f"The lattice must be at least 2x2; got {rows}x{columns}.")
    shape = (2, rows, columns)
    if isinstance(couplings, str):
        if couplings != "random" or rng is None:
            raise ValueError(f'couplings must be numbers or "random"; got {couplings!r}.')
        return 2 * rng.random(shape)
    array = np.asarray(couplings, dtype=float)
    if array.shape not in ((), shape):
        raise ValueError(
            f"couplings must be one number or an array of shape {shape}; got {array.shape}."
        )
    return np.broadcast_to(array, shape).copy()


def _heat_bath(bonds, temperature, n_samples, rng, burn_in=BURN_IN, thinning=THINNING):
    """Spins of shape ``(n_samples, rows, columns)`` from one chain, each flipped at random."""
    spins = 1 - 2 * rng.integers(2, size=bonds.shape[1:], dtype=np.int8)
    chain = _run_chain(spins, bonds, temperature, n_samples, burn_in, thinning, rng)
    signs = 1 - 2 * rng.integers(2, size=(n_samples, 1, 1), dtype=np.int8)
    return chain * signs


@numba.njit(cache=True)
def _run_chain(spins, bonds, temperature, n_samples, burn_in, thinning, rng):
    rows, columns = spins.shape
    samples = np.empty((n_samples, rows, columns), dtype=np.int8)
    for n in range(n_samples):
        for _ in range(burn_in if n == 0 else thinning):
            for i in range(rows):
                for j in range(columns):
                    field = (
                        bonds[0, i, j] * spins[i, (j + 1) % columns]
                        + bonds[0, i, j - 1] * spins[i, j - 1]
                        + bonds[1, i, j] * spins[(i + 1) % rows, j]
                        + bonds[1, i - 1, j] * spins[i - 1, j]
                    )
                    up = 1 / (1 + np.exp(-2 * field / temperature))
                    spins[i, j] = 1 if rng.random() < up else -1
        samples[n] = spins
    return samples
