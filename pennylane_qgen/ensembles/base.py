"""What the ensembles share: checks of their arguments and normalisation."""

import numpy as np

from ..checks import check_integer

MAX_WIRES = 20
"""A batch of probability vectors of more wires does not fit."""


def begin(n_wires: int, n_vectors: int, seed) -> np.random.Generator:
    """Check the sizes of a batch and return its generator.

    Args:
        n_wires (int): number of wires, from 1 to 20.
        n_vectors (int): number of probability vectors, from 1.
        seed (int, numpy.random.SeedSequence, numpy.random.Generator or None): source of the random
            numbers.

    Returns:
        numpy.random.Generator: the generator.

    Raises:
        ValueError: if a size is out of range.
    """
    check_integer("n_wires", n_wires, 1, MAX_WIRES)
    check_integer("n_vectors", n_vectors, 1)
    return np.random.default_rng(seed)


def normalise(weights: np.ndarray) -> np.ndarray:
    """Divide each row by its sum, in place."""
    weights /= weights.sum(axis=1, keepdims=True)
    return weights


def born_probabilities(amplitudes: np.ndarray) -> np.ndarray:
    """Squared moduli of the rows, each divided by its sum."""
    return normalise(np.square(amplitudes.real) + np.square(amplitudes.imag))


def independent_bits(ones: np.ndarray) -> np.ndarray:
    """Distributions of independent bits.

    Args:
        ones (numpy.ndarray): probability of a one for each wire, of shape ``(n_vectors, n_wires)``.

    Returns:
        numpy.ndarray: of shape ``(n_vectors, 2**n_wires)``.
    """
    n_wires = ones.shape[1]
    if n_wires == 1:
        return np.concatenate([1 - ones, ones], axis=1)
    # By halves, so that nearly all the work is one product over the whole result.
    first, second = (
        independent_bits(ones[:, : n_wires // 2]),
        independent_bits(ones[:, n_wires // 2 :]),
    )
    return (first[:, :, None] * second[:, None, :]).reshape(len(ones), -1)
