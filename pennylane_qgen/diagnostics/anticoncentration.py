r"""How evenly a distribution is spread: collision probability and anticoncentration.

A distribution anticoncentrates if a constant share of all outcomes has probability of the order of
the uniform one. The usable test is an upper bound :math:`2^n \sum_x p(x)^2 \le \mathrm{const}`:
1 for the uniform distribution, 2 for Porter-Thomas, :math:`2^n` for a single string. (Equation 3 of
arXiv:2512.24801 asks for a lower bound, which a single string meets too.)
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from ..theory import porter_thomas_tail
from .source import count_wires, outcome_counts, read_source


@dataclass(frozen=True)
class CollisionProbability:
    r"""Probability :math:`\sum_x p(x)^2` that two samples are equal.

    Args:
        value (float): the probability, or its unbiased estimate.
        standard_error (float): 0 for exact probabilities.
        n_wires (int): number of wires.
        n_samples (int or None): samples it was estimated from; ``None`` if exact.

    **Example**

    >>> found = collision_probability([0.5, 0.25, 0.25, 0.0])
    >>> found.value, found.normalized
    (0.375, 1.5)
    """

    value: float
    standard_error: float
    n_wires: int
    n_samples: int | None = None

    @property
    def normalized(self) -> float:
        r""":math:`2^n \sum_x p(x)^2`: 1 if uniform, 2 for Porter-Thomas."""
        return self.value * 2.0**self.n_wires

    @property
    def normalized_error(self) -> float:
        """Standard error of :attr:`normalized`."""
        return self.standard_error * 2.0**self.n_wires

    def __str__(self):
        error = f" +- {self.normalized_error:.2g}" if self.n_samples else ""
        return f"2^n sum p^2 = {self.normalized:.4g}{error} (uniform 1, Porter-Thomas 2)"


def collision_probability(
    source, *, weights=None, shots: int | None = None, seed=None
) -> CollisionProbability:
    r"""Collision probability :math:`\sum_x p(x)^2`.

    From samples it is the share of equal pairs, :math:`\sum_x c_x (c_x - 1) / M(M - 1)`, which is
    unbiased; the error is that of the jackknife. It takes about :math:`2^{n/2}` samples to see a
    collision of a spread distribution at all.

    Args:
        source (qml.QNode or array-like): QNode, probability vector or samples.
        weights (array-like): weights of the QNode.
        shots (int or None): samples to draw from the QNode; exact probabilities if ``None``.
        seed (int, numpy.random.Generator or None): draws the samples.

    Returns:
        CollisionProbability: value and standard error.

    Raises:
        ValueError: for a wrong source, or fewer than three samples.

    **Example**

    >>> print(collision_probability([0.5, 0.25, 0.25, 0.0]))
    2^n sum p^2 = 1.5 (uniform 1, Porter-Thomas 2)

    **Source**: the collision probability and its use, arXiv:2512.24801; unbiased from pairs by
    counting.
    """
    return _collision(read_source(source, weights=weights, shots=shots, seed=seed))


def _collision(distribution: np.ndarray) -> CollisionProbability:
    n_wires = count_wires(distribution)
    if distribution.ndim == 1:
        return CollisionProbability(float((distribution**2).sum()), 0.0, n_wires)
    m = len(distribution)
    if m < 3:
        raise ValueError(f"The jackknife needs at least 3 samples; got {m}.")
    _, counts = outcome_counts(distribution)
    equal_pairs = (counts * (counts - 1)).sum()
    value = equal_pairs / (m * (m - 1))
    without = (equal_pairs - 2 * (counts - 1)) / ((m - 1) * (m - 2))
    variance = (m - 1) / m * (counts * (without - value) ** 2).sum()
    # Where no pair is equal the jackknife is 0; one equal pair would have been no surprise.
    error = sqrt(variance) if equal_pairs else 2 / (m * (m - 1))
    return CollisionProbability(float(value), error, n_wires, m)


@dataclass(frozen=True)
class Anticoncentration:
    r"""How many outcomes are about as likely as under the uniform distribution.

    Args:
        y (float): threshold in units of the uniform probability.
        share (float or None): :math:`\hat\beta(y) = |\{x : p(x) \ge y / 2^n\}| / 2^n`; ``None``
            from samples, which do not determine it.
        lower_bound (float): what the collision probability alone implies, by Paley and Zygmund:
            :math:`\beta(y) \ge (1 - y)^2 / (2^n \sum p^2)`.
        porter_thomas (float): the share in a Haar-random state.
        collision (CollisionProbability): with its standard error.

    **Example**

    >>> found = anticoncentration([0.5, 0.25, 0.25, 0.0])
    >>> found.y, found.share
    (0.5, 0.75)
    """

    y: float
    share: float | None
    lower_bound: float
    porter_thomas: float
    collision: CollisionProbability

    def __str__(self):
        share = f"at least {self.lower_bound:.3g}" if self.share is None else f"{self.share:.3g}"
        return (
            f"share of outcomes with p >= {self.y:g} / 2^n: {share} "
            f"(Porter-Thomas {self.porter_thomas:.3g}); {self.collision}"
        )


def anticoncentration(
    source, *, y: float = 0.5, weights=None, shots: int | None = None, seed=None
) -> Anticoncentration:
    r"""Share of outcomes that are likely, :math:`\hat\beta(y) = |\{x: p(x) \ge y/2^n\}| / 2^n`.

    Args:
        source (qml.QNode or array-like): QNode, probability vector or samples.
        y (float): threshold in (0, 1), in units of the uniform probability.
        weights (array-like): weights of the QNode.
        shots (int or None): samples to draw from the QNode; exact probabilities if ``None``.
        seed (int, numpy.random.Generator or None): draws the samples.

    Returns:
        Anticoncentration: share, bound and collision probability.

    Raises:
        ValueError: for a wrong source, a threshold out of range, or fewer than three samples.

    **Example**

    >>> anticoncentration([0.5, 0.25, 0.25, 0.0]).share
    0.75

    Source: equation 2 of arXiv:2512.24801.
    """
    if not 0 < y < 1:
        raise ValueError(f"The threshold y must lie strictly between 0 and 1; got {y!r}.")
    distribution = read_source(source, weights=weights, shots=shots, seed=seed)
    collision = _collision(distribution)
    share = None
    if distribution.ndim == 1:
        share = float((distribution >= y / distribution.size).mean())
    # Without a collision among the samples the estimate is 0; no distribution is below 1 / 2^n.
    bound = min(1.0, (1 - y) ** 2 / max(collision.normalized, 1.0))
    return Anticoncentration(y, share, bound, porter_thomas_tail(y, collision.n_wires), collision)
