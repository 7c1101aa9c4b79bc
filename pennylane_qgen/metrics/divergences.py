"""Divergences between two distributions over bit strings."""

import numpy as np
from scipy.special import rel_entr

from ..bits import check_bits, check_probabilities, empirical_distribution

MAX_WIRES = 26
"""Above this number of wires a probability vector takes more than 512 MB."""


def total_variation(p, q) -> float:
    r"""Total variation distance, :math:`\frac12 \sum_x |p(x) - q(x)|`.

    With the half, as in figure 9 of arXiv:2512.24801; without it, in arXiv:2305.02881.

    Args:
        p (array-like): samples of shape ``(n_samples, n_wires)`` or a probability vector of
            length ``2**n_wires``.
        q (array-like): likewise, over the same wires.

    Returns:
        float: the distance, from 0 to 1.

    Raises:
        ValueError: if an argument is neither, or the numbers of wires differ.

    **Example**

    >>> total_variation([0.5, 0.5], [1.0, 0.0])
    0.5
    """
    p, q = _distributions(p, q)
    return float(np.abs(p - q).sum() / 2)


def kl_divergence(p, q, *, epsilon: float = 0.0) -> float:
    r"""Kullback-Leibler divergence, :math:`\sum_x p(x) \ln \frac{p(x)}{q(x)}`, in nats.

    In generative modelling p is the data and q is the model. Without clipping it is infinite
    where p has a string that q lacks.

    Args:
        p (array-like): samples of shape ``(n_samples, n_wires)`` or a probability vector of
            length ``2**n_wires``.
        q (array-like): likewise, over the same wires.
        epsilon (float): smallest probability of q; smaller ones are raised to it, and q is not
            normalised again, so the result can be a little below 0.

    Returns:
        float: the divergence, from 0 to infinity.

    Raises:
        ValueError: if an argument is neither samples nor probabilities, the numbers of wires
            differ, or ``epsilon`` is negative.

    **Example**

    >>> round(kl_divergence([1.0, 0.0], [0.5, 0.5]), 6)
    0.693147

    Source: Kullback and Leibler, Ann. Math. Statist. 22, 79 (1951).
    """
    p, q = _distributions(p, q)
    return _relative_entropy(p, q, epsilon)


def reverse_kl_divergence(p, q, *, epsilon: float = 0.0) -> float:
    r"""Kullback-Leibler divergence the other way, :math:`\sum_x q(x) \ln \frac{q(x)}{p(x)}`.

    Args:
        p (array-like): samples of shape ``(n_samples, n_wires)`` or a probability vector of
            length ``2**n_wires``; the data.
        q (array-like): likewise, over the same wires; the model.
        epsilon (float): smallest probability of p; smaller ones are raised to it.

    Returns:
        float: the divergence, from 0 to infinity.

    Raises:
        ValueError: as `kl_divergence`.

    **Example**

    >>> reverse_kl_divergence([1.0, 0.0], [0.5, 0.5])
    inf

    Source: Kullback and Leibler, Ann. Math. Statist. 22, 79 (1951).
    """
    p, q = _distributions(p, q)
    return _relative_entropy(q, p, epsilon)


def jensen_shannon(p, q) -> float:
    r"""Jensen-Shannon divergence, :math:`\frac12 KL(p \| r) + \frac12 KL(q \| r)`.

    Here :math:`r = \frac{p + q}{2}`. It is the square of SciPy's distance
    ``scipy.spatial.distance.jensenshannon``, and half of the sum of arXiv:2305.02881 plus
    :math:`2 \ln 2`.

    Args:
        p (array-like): samples of shape ``(n_samples, n_wires)`` or a probability vector of
            length ``2**n_wires``.
        q (array-like): likewise, over the same wires.

    Returns:
        float: the divergence, from 0 to ln 2.

    Raises:
        ValueError: if an argument is neither, or the numbers of wires differ.

    **Example**

    >>> round(jensen_shannon([1.0, 0.0], [0.0, 1.0]), 6)
    0.693147
    """
    p, q = _distributions(p, q)
    middle = (p + q) / 2
    return float((rel_entr(p, middle).sum() + rel_entr(q, middle).sum()) / 2)


def classical_fidelity(p, q) -> float:
    r"""Classical fidelity, :math:`\sum_x \sqrt{p(x)\, q(x)}`, not squared.

    Also called the Bhattacharyya coefficient; one minus it is the loss of arXiv:2305.02881.

    Args:
        p (array-like): samples of shape ``(n_samples, n_wires)`` or a probability vector of
            length ``2**n_wires``.
        q (array-like): likewise, over the same wires.

    Returns:
        float: the fidelity, from 0 (disjoint) to 1 (equal).

    Raises:
        ValueError: if an argument is neither, or the numbers of wires differ.

    **Example**

    >>> round(classical_fidelity([0.5, 0.5], [1.0, 0.0]), 6)
    0.707107
    """
    p, q = _distributions(p, q)
    return float(np.sqrt(p * q).sum())


def _relative_entropy(p: np.ndarray, q: np.ndarray, epsilon: float) -> float:
    if not epsilon >= 0:
        raise ValueError(f"epsilon must be 0 or a small positive number; got {epsilon}.")
    return float(rel_entr(p, np.maximum(q, epsilon)).sum())


def _distributions(p, q) -> tuple[np.ndarray, np.ndarray]:
    """Probability vectors of the same length from samples or probability vectors."""
    p, q = _distribution(p, "p"), _distribution(q, "q")
    if p.size != q.size:
        raise ValueError(
            f"p and q must be over the same wires; got {p.size.bit_length() - 1} and "
            f"{q.size.bit_length() - 1} wires."
        )
    return p, q


def _distribution(values, name: str) -> np.ndarray:
    array = np.asarray(values)
    if array.ndim == 1:
        return check_probabilities(array, name=name)
    if array.ndim != 2:
        raise ValueError(
            f"{name} must be samples of shape (n_samples, n_wires) or a probability vector; "
            f"got shape {array.shape}."
        )
    bits = check_bits(array, name=name)
    if bits.shape[1] > MAX_WIRES:
        raise ValueError(
            f"Probability vectors fit up to {MAX_WIRES} wires; {name} has {bits.shape[1]}. "
            "Use mmd, which compares samples of any number of wires."
        )
    return empirical_distribution(bits)
