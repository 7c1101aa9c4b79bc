r"""Kernels on bit strings, their Walsh spectra and their action on probability vectors.

The Hamming kernel is

.. math:: K(x, y) = e^{-d_H(x, y) / (2 \sigma^2)}
          = \sum_S w_S (-1)^{(x \oplus y) \cdot S}, \qquad
          w_S = c^{\,n - |S|} s^{|S|}, \quad c, s = \frac{1 \pm e^{-1 / (2 \sigma^2)}}{2},

so the Walsh-Hadamard transform :math:`H` diagonalises it, :math:`K = H w H`, and the kernel is
applied to a vector of :math:`2^n` probabilities in :math:`O(n 2^n)` without ever being a matrix.
The weights :math:`w_S` are non-negative and sum to 1: the squared maximum mean discrepancy is the
mean of :math:`(\langle Z_S \rangle_p - \langle Z_S \rangle_q)^2` over random words.

Source: arXiv:2305.02881, where :math:`\sigma_{there} = \sigma^2`, and arXiv:2503.02934.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from autoray import do
from scipy.spatial.distance import pdist

from .bits import bits_to_integers, check_bits
from .walsh import popcounts, walsh_hadamard_transform


def check_bandwidth(bandwidth) -> tuple[float, ...]:
    """Return one bandwidth or a sequence of them as a tuple of positive floats.

    Args:
        bandwidth (float or Sequence[float]): positive and finite.

    Returns:
        tuple[float, ...]: the bandwidths.

    Raises:
        ValueError: if there is none, or one is not positive and finite.

    **Example**

    >>> check_bandwidth(2)
    (2.0,)
    """
    values = np.atleast_1d(np.asarray(bandwidth, dtype=float))
    if values.ndim != 1 or values.size == 0:
        raise ValueError(
            f"bandwidth must be a positive number or a non-empty sequence; got {bandwidth!r}."
        )
    if not (np.isfinite(values) & (values > 0)).all():
        raise ValueError(f"Every bandwidth must be positive and finite; got {bandwidth!r}.")
    return tuple(values.tolist())


@dataclass(frozen=True)
class HammingKernel:
    r"""Gaussian kernel of the Hamming distance, averaged over bandwidths.

    Args:
        bandwidths (Sequence[float]): :math:`\sigma` in :math:`e^{-d_H / (2 \sigma^2)}`.

    **Example**

    >>> kernel = HammingKernel((1.0,))
    >>> kernel.gram([[0, 0]], [[0, 0], [0, 1]]).round(4)
    array([[1.    , 0.6065]])
    >>> kernel.spectrum(2).round(4)
    array([0.6452, 0.158 , 0.0387])

    **Source**: Gretton et al., JMLR 13, 723 (2012); its Walsh spectrum, arXiv:2305.02881.
    """

    bandwidths: tuple[float, ...]

    def __post_init__(self):
        object.__setattr__(self, "bandwidths", check_bandwidth(self.bandwidths))

    def gram(self, x, y) -> np.ndarray:
        """Kernel matrix of two sets of samples, of shape ``(len(x), len(y))``."""
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        distances = x.sum(1)[:, None] + y.sum(1)[None, :] - 2 * x @ y.T
        return self.of_distance(distances)

    def of_distance(self, distances) -> np.ndarray:
        """Kernel of Hamming distances, an array of any shape."""
        return np.mean([np.exp(-distances / (2 * b**2)) for b in self.bandwidths], axis=0)

    def flip_probabilities(self) -> np.ndarray:
        r"""For each bandwidth, the probability :math:`s` that a wire belongs to a random word."""
        return -np.expm1(-1 / (2 * np.square(self.bandwidths))) / 2

    def spectrum(self, n_wires: int) -> np.ndarray:
        """Walsh weight of a word by its number of wires.

        Args:
            n_wires (int): number of wires.

        Returns:
            numpy.ndarray: ``w[k]`` is the weight of each word of ``k`` wires; shape
            ``(n_wires + 1,)``, and ``sum(comb(n_wires, k) * w[k]) == 1``.
        """
        s, k = self.flip_probabilities()[:, None], np.arange(n_wires + 1)
        return np.mean((1 - s) ** (n_wires - k) * s**k, axis=0)

    def sample_words(self, n_wires: int, n_words: int, rng: np.random.Generator) -> np.ndarray:
        """Random words, each with the probability of its Walsh weight.

        Args:
            n_wires (int): number of wires.
            n_words (int): number of words to draw, with replacement.
            rng (numpy.random.Generator): source of randomness.

        Returns:
            numpy.ndarray: ``int8`` of shape ``(n_words, n_wires)``.
        """
        s = rng.choice(self.flip_probabilities(), size=n_words)
        return (rng.random((n_words, n_wires)) < s[:, None]).astype(np.int8)

    def apply(self, x):
        """Product of the kernel with vectors along the last axis, shape ``(..., 2**n_wires)``."""
        weighted = walsh_hadamard_transform(x) * _walsh_weights(self, x.shape[-1].bit_length() - 1)
        return walsh_hadamard_transform(weighted, overwrite_x=True)


@lru_cache(maxsize=2)
def _walsh_weights(kernel: HammingKernel, n_wires: int) -> np.ndarray:
    """Weight of every word; kept, since a training loop asks for the same ones at every step."""
    return kernel.spectrum(n_wires)[popcounts(n_wires)]


@dataclass(frozen=True)
class IntegerKernel:
    r"""Gaussian kernel of the integer values, :math:`e^{-(i - j)^2 / (2 \sigma^2)}`, averaged.

    Figures 7 and 8 of arXiv:2512.24801 are made with this kernel, not with the Hamming one.

    Args:
        bandwidths (Sequence[float]): :math:`\sigma`, in units of the integers.

    **Example**

    >>> IntegerKernel((1.0,)).gram([[0, 0]], [[0, 1], [1, 0]]).round(4)
    array([[0.6065, 0.1353]])
    """

    bandwidths: tuple[float, ...]

    def __post_init__(self):
        object.__setattr__(self, "bandwidths", check_bandwidth(self.bandwidths))

    def gram(self, x, y) -> np.ndarray:
        """Kernel matrix of two sets of samples, of shape ``(len(x), len(y))``."""
        i, j = (bits_to_integers(v).astype(float) for v in (x, y))
        return self._of_difference(i[:, None] - j[None, :])

    def apply(self, x):
        """Product of the kernel with vectors along the last axis, by circular convolution."""
        size = x.shape[-1]
        distance = np.minimum(np.arange(2 * size), np.arange(2 * size, 0, -1))
        multiplier = np.fft.rfft(self._of_difference(distance)).real
        spectrum = do("fft.rfft", x, n=2 * size) * multiplier
        return do("fft.irfft", spectrum, n=2 * size)[..., :size]

    def _of_difference(self, difference):
        return np.mean([np.exp(-(difference**2) / (2 * b**2)) for b in self.bandwidths], axis=0)


def median_heuristic(samples, max_samples: int = 1000) -> float:
    r"""Median of the non-zero Euclidean distances between samples, as a bandwidth.

    .. math:: \sigma = \operatorname{median}_{x \neq y} \lVert x - y \rVert_2
              = \operatorname{median} \sqrt{d_H(x, y)}

    Args:
        samples (array-like): bits of shape ``(n_samples, n_wires)``.
        max_samples (int): sets larger than this are thinned evenly first, since the number of
            pairs grows with the square.

    Returns:
        float: the bandwidth; 1.0 if all samples are equal, as in PennyLane's labs.

    Raises:
        ValueError: if there are fewer than two samples.

    **Example**

    >>> median_heuristic([[0, 0], [0, 1], [1, 1]])
    1.0

    Source: Gretton et al., JMLR 13, 723 (2012).
    """
    samples = check_bits(samples)
    if len(samples) < 2:
        raise ValueError(f"median_heuristic needs at least two samples; got {len(samples)}.")
    thinned = samples[:: -(-len(samples) // max_samples)]
    distances = np.sqrt(pdist(thinned, "cityblock"))
    distances = distances[distances > 0]
    return float(np.median(distances)) if distances.size else 1.0
