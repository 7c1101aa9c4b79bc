"""Losses of many pairs of distributions at once."""

from functools import lru_cache

import numpy as np
from scipy import fft

from ..ensembles import FAMILIES
from ..kernels import HammingKernel, IntegerKernel
from ..walsh import popcounts, walsh_hadamard_transform

BLOCK_ENTRIES = 2**16
"""Entries of a block of pairs, so that its arrays stay in the cache."""


def sampled_losses(
    family: str,
    n_wires: int,
    n_pairs: int,
    rng: np.random.Generator,
    *,
    hamming: tuple[float, ...] = (),
    integer: tuple[float, ...] = (),
    **options,
) -> dict[str, np.ndarray]:
    """Losses between independent random distributions of a family.

    Args:
        family (str): a name of :data:`pennylane_qgen.ensembles.FAMILIES`.
        n_wires (int): number of wires.
        n_pairs (int): number of pairs.
        rng (numpy.random.Generator): source of the random numbers.
        hamming (tuple[float]): bandwidths of Hamming kernels.
        integer (tuple[float]): bandwidths of kernels of integer values.
        **options: options of the family.

    Returns:
        dict[str, numpy.ndarray]: as :func:`pair_losses`, for each pair.
    """
    draw = FAMILIES[family]
    block = max(4, BLOCK_ENTRIES // 2**n_wires)
    parts = []
    for start in range(0, n_pairs, block):
        size = min(block, n_pairs - start)
        p = draw(n_wires, size, seed=rng, **options)
        q = draw(n_wires, size, seed=rng, **options)
        parts.append(pair_losses(p, q, hamming=hamming, integer=integer))
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def pair_losses(p: np.ndarray, q: np.ndarray, *, hamming=(), integer=()) -> dict[str, np.ndarray]:
    r"""Squared distance, total variation and MMD of each row of ``p`` and the same row of ``q``.

    One Walsh-Hadamard transform of :math:`p - q` serves all Hamming kernels, and one Fourier
    transform all kernels of integer values: in its own basis each is a weighted sum of squares.

    Args:
        p (numpy.ndarray): distributions of shape ``(n_pairs, 2**n_wires)``.
        q (numpy.ndarray): the same shape.
        hamming (Sequence[float]): bandwidths of Hamming kernels.
        integer (Sequence[float]): bandwidths of kernels of integer values.

    Returns:
        dict[str, numpy.ndarray]: ``squared_distance``, ``total_variation`` (with the half),
        ``hamming_<bandwidth>`` and ``integer_<bandwidth>`` (MMD squared); each of shape
        ``(n_pairs,)``.

    **Example**

    >>> p, q = np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]])
    >>> pair_losses(p, q)
    {'squared_distance': array([0.5]), 'total_variation': array([0.5])}
    """
    difference = p - q
    losses = {
        "squared_distance": np.einsum("ij,ij->i", difference, difference),
        "total_variation": np.abs(difference).sum(axis=1) / 2,
    }
    size = difference.shape[1]
    if integer:
        power = _fourier_power(difference)
        forms = power @ _integer_weights(size, tuple(integer))
        losses |= {f"integer_{b:g}": forms[:, i] for i, b in enumerate(integer)}
    if hamming:
        power = walsh_hadamard_transform(difference, overwrite_x=True)
        power *= power
        forms = power @ _hamming_weights(size, tuple(hamming))
        losses |= {f"hamming_{b:g}": forms[:, i] for i, b in enumerate(hamming)}
    return losses


def _fourier_power(difference: np.ndarray) -> np.ndarray:
    """Squared moduli of the Fourier transform, padded so that the ends do not meet."""
    spectrum = fft.rfft(difference, n=2 * difference.shape[1], axis=1)
    return np.square(spectrum.real) + np.square(spectrum.imag)


@lru_cache(maxsize=16)
def _hamming_weights(size: int, bandwidths: tuple[float, ...]) -> np.ndarray:
    """Weight of every word, of shape ``(size, n_bandwidths)``."""
    n_wires = size.bit_length() - 1
    spectra = [HammingKernel(b).spectrum(n_wires)[popcounts(n_wires)] for b in bandwidths]
    return np.stack(spectra, axis=1)


@lru_cache(maxsize=16)
def _integer_weights(size: int, bandwidths: tuple[float, ...]) -> np.ndarray:
    """Weight of every frequency of a real transform of length ``2 * size``.

    The kernel is the corner of a circulant matrix of twice the size, which the Fourier transform
    diagonalises; frequencies other than the first and the last stand for two.
    """
    unit = np.zeros(size)
    unit[0] = 1
    multiplicity = np.full(size + 1, 2.0)
    multiplicity[[0, -1]] = 1
    columns = []
    for bandwidth in bandwidths:
        row = IntegerKernel(bandwidth).apply(unit)
        circulant = np.concatenate([row, [0], row[:0:-1]])
        columns.append(fft.rfft(circulant).real * multiplicity / (2 * size))
    return np.stack(columns, axis=1)
