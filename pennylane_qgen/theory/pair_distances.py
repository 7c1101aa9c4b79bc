r"""All that products of random wires see of a target: how far apart two of its samples are.

The closed forms of this package depend on a target only through the weights
:math:`Z_k = \sum_{|S| = k} \langle Z_S \rangle^2`, or, what is the same, through the distribution
of the Hamming distance :math:`d` of two independent samples,

.. math:: Z_k = \sum_d h_d K_k(d), \qquad h_d = 2^{-n} \sum_k Z_k K_d(k)

with Krawtchouk polynomials (the MacWilliams identity of coding theory). Sums over distances have
no alternating signs, so they stay exact at a thousand wires.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from ..bits import check_bits, check_probabilities
from ..checks import check_choice, check_integer
from ..hamming import hamming_blocks
from ..walsh import popcounts, walsh_hadamard_transform

SPECIAL_TARGETS = ("zeros", "ghz", "uniform")

MAX_TRANSFORM_WIRES = 60
"""Above this number of wires the alternating sums over Walsh weights lose all digits."""


@dataclass(frozen=True, eq=False)
class PairDistances:
    """Distribution of the Hamming distance of two independent samples of a target.

    Args:
        probabilities (numpy.ndarray): of the distances 0 to n, shape ``(n_wires + 1,)``.

    **Example**

    >>> PairDistances.of([[0, 0], [1, 1]]).probabilities
    array([0.5, 0. , 0.5])
    """

    probabilities: np.ndarray

    @property
    def n_wires(self) -> int:
        """Number of wires of the target."""
        return len(self.probabilities) - 1

    @property
    def mean(self) -> float:
        """Mean distance."""
        return float(np.arange(self.n_wires + 1) @ self.probabilities)

    @classmethod
    def of(cls, target, n_wires: int | None = None) -> "PairDistances":
        """Distances of a target given in any form.

        Args:
            target (str, array-like or PairDistances): ``"zeros"`` for the all-zeros string,
                ``"ghz"`` for all zeros or all ones with equal probability, ``"uniform"``; samples
                of shape ``(n_samples, n_wires)``; or a probability vector of length
                ``2**n_wires``.
            n_wires (int or None): number of wires, needed with a name and only there.

        Raises:
            ValueError: if the target is none of these or does not fit ``n_wires``.
        """
        distances = cls._read(target, n_wires)
        if n_wires is not None and distances.n_wires != n_wires:
            raise ValueError(f"The target has {distances.n_wires} wires; got n_wires={n_wires}.")
        return distances

    @classmethod
    def _read(cls, target, n_wires):
        if isinstance(target, cls):
            return target
        if isinstance(target, str):
            return cls(_of_name(target, n_wires))
        array = np.asarray(target)
        if array.ndim == 2:
            return cls(_of_samples(check_bits(array, name="The target's samples")))
        if array.ndim == 1:
            return cls(_of_vector(check_probabilities(array, name="The target's probabilities")))
        raise ValueError(
            f"A target is one of {SPECIAL_TARGETS}, samples of shape (n_samples, n_wires) or a "
            f"probability vector of length 2**n_wires; got shape {array.shape}."
        )

    @classmethod
    def from_walsh_weights(cls, weights) -> "PairDistances":
        r"""Distances from :math:`Z_k`, the squared Walsh coefficients summed by weight.

        Args:
            weights (array-like): of shape ``(n_wires + 1,)``, the first 1; at most 60 wires.

        Raises:
            ValueError: if no distribution has these weights, or there are too many wires.

        **Example**

        >>> PairDistances.from_walsh_weights([1, 0, 1]).probabilities
        array([0.5, 0. , 0.5])
        """
        weights = np.asarray(weights, dtype=float)
        if weights.ndim != 1 or weights.size < 2 or abs(weights[0] - 1) > 1e-9:
            raise ValueError(
                "Walsh weights are a vector of n_wires + 1 numbers that begins with 1; got "
                f"{weights!r}."
            )
        table = _krawtchouk(weights.size - 1)
        probabilities = table @ weights / 2.0 ** (weights.size - 1)
        if probabilities.min() < -1e-9:
            raise ValueError(f"No distribution has these Walsh weights: {weights!r}.")
        return cls(np.maximum(probabilities, 0.0))

    def walsh_weights(self) -> np.ndarray:
        r""":math:`Z_k = \sum_{|S| = k} \langle Z_S \rangle^2` for k = 0 to n; at most 60 wires.

        **Example**

        >>> PairDistances.of("ghz", 4).walsh_weights()
        array([1., 0., 6., 0., 1.])
        """
        return _krawtchouk(self.n_wires) @ self.probabilities


def _of_name(name: str, n_wires) -> np.ndarray:
    check_choice("target", name, SPECIAL_TARGETS)
    n = check_integer("n_wires", n_wires, 1)
    if name == "uniform":
        distance = np.arange(n + 1)
        log_count = gammaln(n + 1) - gammaln(distance + 1) - gammaln(n - distance + 1)
        return np.exp(log_count - n * np.log(2))
    probabilities = np.zeros(n + 1)
    probabilities[0] = 1.0
    if name == "ghz":
        probabilities[[0, n]] = 0.5
    return probabilities


def _of_samples(samples: np.ndarray) -> np.ndarray:
    counts = np.zeros(samples.shape[1] + 1, dtype=np.int64)
    for _, distances in hamming_blocks(samples, samples):
        counts += np.bincount(distances.ravel(), minlength=counts.size)
    return counts / counts.sum()


def _of_vector(p: np.ndarray) -> np.ndarray:
    autocorrelation = walsh_hadamard_transform(walsh_hadamard_transform(p) ** 2) / p.size
    n_wires = p.size.bit_length() - 1
    by_distance = np.bincount(popcounts(n_wires), weights=autocorrelation)
    return np.maximum(by_distance, 0.0)


def _krawtchouk(n_wires: int) -> np.ndarray:
    """The integers K_k(d) at ``[k, d]``: coefficients of z^k in (1 - z)^d (1 + z)^(n - d)."""
    check_integer("n_wires", n_wires, 1, MAX_TRANSFORM_WIRES)
    columns = []
    for distance in range(n_wires + 1):
        polynomial = [1]
        for sign in [-1] * distance + [1] * (n_wires - distance):
            shifted = [0, *polynomial]
            polynomial = [a + sign * b for a, b in zip([*polynomial, 0], shifted, strict=True)]
        columns.append(polynomial)
    return np.array(columns, dtype=float).T
