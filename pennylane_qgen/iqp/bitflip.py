r"""The coherence-free model of an IQP circuit: every generator flips its wires or does not.

The rotation :math:`e^{-i \theta_g X_{S_g}}` applies :math:`X_{S_g}` with amplitude
:math:`-i \sin\theta_g`. If instead it does so with probability :math:`\sin^2\theta_g`,
independently of all others, there is no interference, and

.. math:: \langle Z_a \rangle = \prod_{g:\, |a \cap S_g| \text{ odd}} \cos 2\theta_g

holds exactly. This distribution is easy to sample, so it is the control that tells what the
coherence of the circuit is good for. It starts from :math:`0\dots0`, or with a cat mask :math:`T`
from :math:`0\dots0` or :math:`1_T` with probability one half each, and then every word with an odd
overlap with :math:`T` has expectation 0.

The cosine of twice a float64 angle is never exactly 0 (at :math:`\pi/4` it is 6e-17), so a product
may be divided by one of its factors. What must not happen is a difference of large sums divided by
a small cosine, and nothing here does that.

Source: arXiv:2503.02934, where the model is called bitflip.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numba
import numpy as np

from ..bits import as_words
from ..templates.patterns import Pattern
from ..walsh import walsh_hadamard_transform

MAX_EXACT_WIRES = 26
"""A probability vector of more wires takes more than half a gigabyte."""

_SMALL_COSINE = 1e-4
"""Below it, the gradient of probabilities is summed word by word."""

# Typed, as numba draws 32 random bits only where the bounds of 64 are signed.
_ALL_ONES = np.uint64(2**64 - 1)

_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_LOWEST_BIT = np.empty(64, dtype=np.int64)
for _position in range(64):
    _LOWEST_BIT[(int(_DE_BRUIJN) << _position & 2**64 - 1) >> 58] = _position


@dataclass(frozen=True, eq=False)
class BitflipEvaluation:
    """Values at some angles, and the way back to them.

    Args:
        values (numpy.ndarray): expectation values or probabilities.
        pull_back (Callable): from the derivatives of a number by the values to its derivatives by
            the angles, shape ``(n_generators,)``.
    """

    values: np.ndarray
    pull_back: Callable[[np.ndarray], np.ndarray]


class BitflipWords:
    r"""Expectation values of words of Z in the coherence-free model, for any number of wires.

    Each generator multiplies its :math:`\cos 2\theta_g` into the words it overlaps oddly. These
    are found for 64 words at a time, by XOR of packed columns, so the cost is that of
    ``n_generators * n_words / 64`` integers and one multiplication for each odd overlap.
    Generators and words of any weight are alike.

    Args:
        pattern (Pattern): the generators.
        words (array-like): rows of bits of shape ``(n_words, n_wires)``, or integer masks.
        cat (array-like or None): the cat mask, zeros and ones of shape ``(n_wires,)``.

    **Example**

    >>> pattern = Pattern.from_lists([[[0]], [[0, 1]]], n_wires=2)
    >>> evaluation = BitflipWords(pattern, [[1, 0], [1, 1]]).evaluate(np.array([0.1, 0.2]))
    >>> evaluation.values.round(4)
    array([0.9027, 0.9801])
    >>> evaluation.pull_back(np.array([0.0, 1.0])).round(4)
    array([-0.3973, -0.    ])
    """

    def __init__(self, pattern: Pattern, words, cat=None):
        words = as_words(words, pattern.n_wires)
        self._pattern = pattern
        self._columns = _pack_columns(words)
        self._even = np.ones(len(words))
        if cat is not None:
            self._even[words @ np.asarray(cat, dtype=np.int64) % 2 == 1] = 0.0

    def evaluate(self, angles: np.ndarray) -> BitflipEvaluation:
        """Expectation values of all words.

        Args:
            angles (numpy.ndarray): angle of each generator, float64 of shape ``(n_generators,)``.

        Returns:
            BitflipEvaluation: values of shape ``(n_words,)`` and their reverse pass.
        """
        wires, offsets = self._pattern.wires, self._pattern.offsets
        cosines = np.cos(2 * angles)
        values = self._even.copy()
        _multiply_odd(values, self._columns, wires, offsets, cosines)

        def pull_back(cotangent: np.ndarray) -> np.ndarray:
            sums = _sum_odd(cotangent * values, self._columns, wires, offsets)
            return -2 * np.sin(2 * angles) / cosines * sums

        return BitflipEvaluation(values, pull_back)


class BitflipDistribution:
    r"""All probabilities of the coherence-free model, on at most 26 wires.

    The spectrum is
    :math:`\langle Z_S \rangle = (-1)^{S \cdot m} \exp\tfrac12 (\hat L_0 - \hat L_S)`, where
    :math:`\hat L` is the Walsh-Hadamard transform of the sums of :math:`\ln|\cos 2\theta_g|` by
    generator and :math:`m` the XOR of the generators with a negative cosine: the signs need no
    transform. Another transform gives the probabilities. The cost hardly depends on the number of
    generators.

    Args:
        pattern (Pattern): the generators.
        cat (array-like or None): the cat mask, zeros and ones of shape ``(n_wires,)``.

    Raises:
        ValueError: if there are more than 26 wires.

    **Example**

    >>> pattern = Pattern.from_lists([[[0]], [[0, 1]]], n_wires=2)
    >>> BitflipDistribution(pattern).evaluate(np.array([np.pi / 6, 0.0])).values.round(4)
    array([0.75, 0.  , 0.25, 0.  ])
    """

    def __init__(self, pattern: Pattern, cat=None):
        if pattern.n_wires > MAX_EXACT_WIRES:
            raise ValueError(
                f"Probabilities of the coherence-free model fit up to {MAX_EXACT_WIRES} wires; got "
                f"{pattern.n_wires}. Draw samples or ask for expectation values of words instead."
            )
        self._n_wires = pattern.n_wires
        self._masks = pattern.masks
        self._cat = 0
        if cat is not None:
            self._cat = int("".join(str(int(bit)) for bit in cat), 2)

    def evaluate(self, angles: np.ndarray) -> BitflipEvaluation:
        """Probabilities of all bit strings.

        Args:
            angles (numpy.ndarray): angle of each generator, float64 of shape ``(n_generators,)``.

        Returns:
            BitflipEvaluation: values of shape ``(2**n_wires,)`` and their reverse pass.
        """
        cosines = np.cos(2 * angles)
        spectrum = self._spectrum(cosines)
        probabilities = walsh_hadamard_transform(spectrum) / spectrum.size

        def pull_back(cotangent: np.ndarray) -> np.ndarray:
            terms = walsh_hadamard_transform(cotangent) * spectrum / spectrum.size
            return -2 * np.sin(2 * angles) / cosines * self._odd_sums(terms, cosines)

        # A probability of 0 comes out as 0 to rounding, on either side.
        return BitflipEvaluation(np.maximum(probabilities, 0.0), pull_back)

    def _spectrum(self, cosines: np.ndarray) -> np.ndarray:
        """Expectation values of all words, the empty one first."""
        logarithms = np.bincount(self._masks, np.log(np.abs(cosines)), minlength=2**self._n_wires)
        transform = walsh_hadamard_transform(logarithms, overwrite_x=True)
        spectrum = np.exp((transform[0] - transform) / 2)
        spectrum *= _parities(np.bitwise_xor.reduce(self._masks[cosines < 0]), self._n_wires)
        if self._cat:
            spectrum *= (1 + _parities(self._cat, self._n_wires)) / 2
        return spectrum

    def _odd_sums(self, terms: np.ndarray, cosines: np.ndarray) -> np.ndarray:
        """For each generator the sum over the words that overlap it oddly."""
        transform = walsh_hadamard_transform(terms)
        sums = (transform[0] - transform[self._masks]) / 2
        # These sums are small and will be divided by a small number: the difference of two large
        # ones would leave rounding errors only.
        for g in np.flatnonzero(np.abs(cosines) < _SMALL_COSINE):
            sums[g] = terms @ (1 - _parities(self._masks[g], self._n_wires)) / 2
        return sums


def sample_bitflip(
    pattern: Pattern, angles: np.ndarray, n_samples: int, *, seed=None, cat=None
) -> np.ndarray:
    """Draw samples of the coherence-free model, for any number of wires.

    Whether a generator fires is decided for 64 samples at a time: random bits are compared with
    the binary digits of its probability until they differ, after some ten digits.

    Args:
        pattern (Pattern): the generators.
        angles (numpy.ndarray): angle of each generator, float64 of shape ``(n_generators,)``.
        n_samples (int): number of samples, at least 1.
        seed (int or numpy.random.Generator or None): source of the random numbers.
        cat (array-like or None): the cat mask, zeros and ones of shape ``(n_wires,)``.

    Returns:
        numpy.ndarray: ``int8`` bits of shape ``(n_samples, n_wires)``.

    **Example**

    >>> pattern = Pattern.from_lists([[[0, 2]], [[1]]], n_wires=3)
    >>> sample_bitflip(pattern, np.array([np.pi / 2, 0.0]), 2)
    array([[1, 0, 1],
           [1, 0, 1]], dtype=int8)
    """
    rng = np.random.default_rng(seed)
    columns = np.zeros((pattern.n_wires, -(-n_samples // 64)), dtype=np.uint64)
    if cat is not None:
        columns[np.asarray(cat) == 1] = rng.integers(2**64, size=columns.shape[1], dtype=np.uint64)
    # A generator that nearly always fires is one that always does and then nearly never.
    always = np.abs(np.sin(angles)) > np.sqrt(0.5)
    rare = np.minimum(np.sin(angles) ** 2, np.cos(angles) ** 2)
    thresholds = (rare * 2.0**64).astype(np.uint64)
    _fire(columns, pattern.wires, pattern.offsets, thresholds, always, rng)
    rows = np.unpackbits(columns.view(np.uint8), axis=1, count=n_samples, bitorder="little")
    return np.ascontiguousarray(rows.T).view(np.int8)


def _pack_columns(words: np.ndarray) -> np.ndarray:
    """The column of each wire, word k in bit k % 64 of integer k // 64."""
    packed = np.packbits(words.T, axis=1, bitorder="little")
    padding = -packed.shape[1] % 8
    return np.ascontiguousarray(np.pad(packed, ((0, 0), (0, padding)))).view(np.uint64)


def _parities(mask: int, n_wires: int) -> np.ndarray:
    """The sign (-1)^(S.mask) of all words S."""
    signs = np.ones(1)
    for bit in range(n_wires):
        signs = np.concatenate([signs, -signs if mask >> bit & 1 else signs])
    return signs


@numba.njit(cache=True)
def _odd_words(odd, columns, wires):
    """The words that overlap the wires oddly, as bits."""
    odd[:] = columns[wires[0]]
    for wire in wires[1:]:
        column = columns[wire]
        for block in range(len(odd)):
            odd[block] ^= column[block]


@numba.njit(cache=True, inline="always")
def _lowest(bits):
    """Position of the lowest one, by a product that puts a different six bits on top for each."""
    return _LOWEST_BIT[((bits & (~bits + np.uint64(1))) * _DE_BRUIJN) >> np.uint64(58)]


@numba.njit(cache=True)
def _multiply_odd(values, columns, wires, offsets, factors):
    """Multiply the factor of each generator into the words that overlap it oddly."""
    odd = np.empty(columns.shape[1], dtype=np.uint64)
    for g in range(len(factors)):
        _odd_words(odd, columns, wires[offsets[g] : offsets[g + 1]])
        for block in range(len(odd)):
            rest = odd[block]
            while rest != 0:
                values[64 * block + _lowest(rest)] *= factors[g]
                rest &= rest - np.uint64(1)


@numba.njit(cache=True)
def _sum_odd(terms, columns, wires, offsets):
    """For each generator the sum of the terms of the words that overlap it oddly."""
    odd = np.empty(columns.shape[1], dtype=np.uint64)
    sums = np.zeros(len(offsets) - 1)
    for g in range(len(sums)):
        _odd_words(odd, columns, wires[offsets[g] : offsets[g + 1]])
        for block in range(len(odd)):
            rest = odd[block]
            while rest != 0:
                sums[g] += terms[64 * block + _lowest(rest)]
                rest &= rest - np.uint64(1)
    return sums


@numba.njit(cache=True)
def _fire(columns, wires, offsets, thresholds, always, rng):
    """Flip the wires of each generator in the samples in which it fires."""
    for g in range(len(thresholds)):
        fired = _bernoulli(thresholds[g], columns.shape[1], rng)
        if always[g]:
            fired = ~fired
        for wire in wires[offsets[g] : offsets[g + 1]]:
            column = columns[wire]
            for block in range(len(fired)):
                column[block] ^= fired[block]


@numba.njit(cache=True)
def _bernoulli(threshold, n_blocks, rng):
    """Bits that are one with probability ``threshold / 2**64``."""
    fired = np.zeros(n_blocks, dtype=np.uint64)
    undecided = np.full(n_blocks, _ALL_ONES)
    for digit in range(63, -1, -1):
        remaining = np.uint64(0)
        one = threshold >> np.uint64(digit) & np.uint64(1)
        drawn = rng.integers(np.uint64(0), _ALL_ONES, n_blocks, np.uint64, True)
        for block in range(n_blocks):
            random = drawn[block]
            if one:
                fired[block] |= undecided[block] & ~random
                undecided[block] &= random
            else:
                undecided[block] &= ~random
            remaining |= undecided[block]
        if remaining == 0:
            break
    return fired
