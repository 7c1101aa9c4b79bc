"""What a diagnostic looks at: a QNode at some weights, a probability vector, or samples."""

import numpy as np
import pennylane as qml

from .. import sampling
from ..bits import check_bits, check_probabilities


def read_source(source, *, weights=None, shots: int | None = None, seed=None) -> np.ndarray:
    """Return the distribution as a vector of probabilities or as samples.

    Args:
        source (qml.QNode or array-like): a QNode of one argument, the weights; a probability
            vector of length ``2**n_wires``; or samples of shape ``(n_samples, n_wires)``.
        weights (array-like): weights of the QNode, and of nothing else.
        shots (int or None): draw so many samples from the QNode; ``None`` asks for the exact
            probabilities.
        seed (int, numpy.random.Generator or None): draws the samples.

    Returns:
        numpy.ndarray: float64 probabilities of one axis, or ``int8`` samples of two.

    Raises:
        ValueError: if the source is none of the three, or the arguments do not fit it.

    **Example**

    >>> read_source([0.5, 0.5])
    array([0.5, 0.5])
    """
    if isinstance(source, qml.QNode):
        if weights is None:
            raise ValueError("A QNode is looked at for given weights; pass weights=.")
        if shots is None:
            return sampling.probabilities(source, weights)
        return sampling.sample(source, weights, shots=shots, seed=seed)
    if weights is not None or shots is not None:
        raise ValueError("weights= and shots= are for QNodes; probabilities and samples are given.")
    array = np.asarray(source)
    if array.ndim == 2:
        return check_bits(array)
    if array.ndim == 1:
        return check_probabilities(array)
    raise ValueError(
        "Expected a QNode, a probability vector of length 2**n_wires or samples of shape "
        f"(n_samples, n_wires); got {type(source).__name__} of shape {array.shape}."
    )


def count_wires(distribution: np.ndarray) -> int:
    """Number of wires of what :func:`read_source` returns.

    **Example**

    >>> count_wires(np.full(8, 1 / 8))
    3
    """
    if distribution.ndim == 2:
        return distribution.shape[1]
    return distribution.size.bit_length() - 1


def outcome_counts(samples: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct strings of a set of samples, and how often each came.

    **Example**

    >>> outcome_counts(np.array([[1], [0], [1]]))[1]
    array([1, 2])
    """
    packed = np.packbits(samples, axis=1)
    _, first, counts = np.unique(packed, axis=0, return_index=True, return_counts=True)
    return samples[first], counts
