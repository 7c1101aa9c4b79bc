r"""Bit strings: arrays of shape ``(n_samples, n_wires)``, integers, words and their parities.

Wire 0 is the most significant bit of an integer, as in PennyLane. A *word* is a subset of the
wires, written as a row of bits or as an integer mask; its parity on a bit string ``x`` is
:math:`(-1)^{x \cdot S}`, an eigenvalue of :math:`Z_S = \prod_{i \in S} Z_i`.
"""

from itertools import combinations

import numba
import numpy as np

MAX_INTEGER_WIRES = 62
"""Above this number of wires a bit string does not fit a signed 64-bit integer."""


def check_bits(bits, name: str = "samples") -> np.ndarray:
    """Return ``bits`` as an ``int8`` array of shape ``(n_samples, n_wires)``.

    Args:
        bits (array-like): zeros and ones of shape ``(n_samples, n_wires)``; integers, booleans
            or floats that are whole.
        name (str): what the array is called in the error message.

    Returns:
        numpy.ndarray: the same zeros and ones as ``int8``.

    Raises:
        ValueError: if the array is not 2-D, is empty or has an entry other than 0 and 1.

    **Example**

    >>> check_bits([[True, False]])
    array([[1, 0]], dtype=int8)
    """
    array = np.asarray(bits)
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(
            f"{name} must be a non-empty array of bits of shape (n_samples, n_wires); "
            f"got shape {array.shape}."
        )
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold the numbers 0 and 1; got dtype {array.dtype}.")
    wrong = (array != 0) & (array != 1)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise ValueError(
            f"{name} must hold only 0 and 1; got {array[row, column]} in row {row}, "
            f"column {column}. Binarise the data first, for example (x > threshold).astype(int)."
        )
    return array.astype(np.int8)


def check_probabilities(probabilities, name: str = "probabilities") -> np.ndarray:
    """Return ``probabilities`` as a float64 vector of length ``2**n_wires`` that sums to 1.

    Args:
        probabilities (array-like): a vector of non-negative numbers.
        name (str): what the vector is called in the error message.

    Returns:
        numpy.ndarray: the vector.

    Raises:
        ValueError: if the length is no power of two, an entry is negative or not finite, or the
            sum differs from 1 by more than 1e-6.

    **Example**

    >>> check_probabilities([0.5, 0.5])
    array([0.5, 0.5])
    """
    vector = np.asarray(probabilities, dtype=float)
    size = vector.size
    if vector.ndim != 1 or size < 2 or size & (size - 1):
        raise ValueError(f"{name} must be a vector of length 2**n_wires; got shape {vector.shape}.")
    if not np.isfinite(vector).all() or vector.min() < 0:
        raise ValueError(
            f"{name} must be finite and non-negative; got a minimum of {vector.min()}."
        )
    if abs(vector.sum() - 1) > 1e-6:
        raise ValueError(f"{name} must sum to 1; got a sum of {vector.sum()}.")
    return vector


def bits_to_integers(bits) -> np.ndarray:
    """Integer value of each bit string, wire 0 the most significant bit.

    Args:
        bits (array-like): zeros and ones of shape ``(..., n_wires)``, at most 62 wires.

    Returns:
        numpy.ndarray: ``int64`` of shape ``(...)``.

    Raises:
        ValueError: if there are more than 62 wires.

    **Example**

    >>> bits_to_integers([[0, 1, 1], [1, 0, 0]])
    array([3, 4])
    """
    bits = np.asarray(bits)
    n_wires = bits.shape[-1]
    _check_integer_wires(n_wires)
    return bits.astype(np.int64) @ (1 << np.arange(n_wires - 1, -1, -1, dtype=np.int64))


def integers_to_bits(integers, n_wires: int) -> np.ndarray:
    """Bit strings of integers, wire 0 the most significant bit.

    Args:
        integers (array-like): integers in ``[0, 2**n_wires)`` of any shape.
        n_wires (int): length of the bit strings, at most 62.

    Returns:
        numpy.ndarray: ``int8`` of shape ``(*integers.shape, n_wires)``.

    Raises:
        ValueError: if an integer does not fit, or there are more than 62 wires.

    **Example**

    >>> integers_to_bits([3, 4], 3)
    array([[0, 1, 1],
           [1, 0, 0]], dtype=int8)
    """
    _check_integer_wires(n_wires)
    integers = np.asarray(integers, dtype=np.int64)
    if integers.size and (integers.min() < 0 or integers.max() >> n_wires):
        raise ValueError(
            f"Integers must lie in [0, 2**{n_wires}); got values from {integers.min()} "
            f"to {integers.max()}."
        )
    shifts = np.arange(n_wires - 1, -1, -1, dtype=np.int64)
    return (integers[..., None] >> shifts & 1).astype(np.int8)


def _check_integer_wires(n_wires: int) -> None:
    if not 1 <= n_wires <= MAX_INTEGER_WIRES:
        raise ValueError(
            f"Bit strings of 1 to {MAX_INTEGER_WIRES} wires have an integer value; "
            f"got {n_wires} wires. Use arrays of bits instead."
        )


def empirical_distribution(bits) -> np.ndarray:
    """Relative frequency of every bit string in a set of samples.

    Args:
        bits (array-like): samples of shape ``(n_samples, n_wires)``.

    Returns:
        numpy.ndarray: float64 vector of length ``2**n_wires``.

    **Example**

    >>> empirical_distribution([[0, 1], [0, 1], [1, 1], [0, 0]])
    array([0.25, 0.5 , 0.  , 0.25])
    """
    bits = check_bits(bits)
    counts = np.bincount(bits_to_integers(bits), minlength=2 ** bits.shape[1])
    return counts / len(bits)


def as_words(words, n_wires: int) -> np.ndarray:
    """Return words as rows of bits.

    Args:
        words (array-like): integer masks of shape ``(n_words,)``, wire 0 the most significant
            bit, or rows of bits of shape ``(n_words, n_wires)``.
        n_wires (int): number of wires the words live on.

    Returns:
        numpy.ndarray: ``int8`` of shape ``(n_words, n_wires)``.

    Raises:
        ValueError: if there is no word, or a word does not fit the wires.

    **Example**

    >>> as_words([1, 6], n_wires=3)
    array([[0, 0, 1],
           [1, 1, 0]], dtype=int8)
    """
    array = np.asarray(words)
    if array.ndim == 1 and array.size:
        if array.dtype.kind not in "iu":
            raise ValueError(f"Integer masks must be integers; got dtype {array.dtype}.")
        return integers_to_bits(array, n_wires)
    rows = check_bits(array, name="words")
    if rows.shape[1] != n_wires:
        raise ValueError(f"Words must have one bit a wire, {n_wires}; got {rows.shape[1]}.")
    return rows


def distinct_rows(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of bits without repetition, in lexicographic order, and the place of each row in them.

    Args:
        rows (numpy.ndarray): ``int8`` zeros and ones of shape ``(n_rows, n_wires)``.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray]: ``int8`` of shape ``(n_distinct, n_wires)``, and
        ``int64`` of shape ``(n_rows,)``.

    **Example**

    >>> distinct_rows(np.array([[1, 0], [0, 0], [1, 0]], dtype=np.int8))
    (array([[0, 0],
           [1, 0]], dtype=int8), array([1, 0, 1]))
    """
    packed = np.packbits(rows.view(np.uint8), axis=1)
    keys = packed.view(np.dtype((np.void, packed.shape[1])))[:, 0]
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return rows[first], inverse


def words_up_to_weight(n_wires: int, max_weight: int) -> np.ndarray:
    """All non-empty words of at most ``max_weight`` wires, lighter words first.

    Args:
        n_wires (int): number of wires.
        max_weight (int): largest number of wires in a word, from 1 to ``n_wires``.

    Returns:
        numpy.ndarray: ``int8`` of shape ``(n_words, n_wires)``.

    Raises:
        ValueError: if ``max_weight`` is out of range.

    **Example**

    >>> words_up_to_weight(2, 2)
    array([[1, 0],
           [0, 1],
           [1, 1]], dtype=int8)
    """
    if not 1 <= max_weight <= n_wires:
        raise ValueError(f"max_weight must lie in [1, {n_wires}]; got {max_weight}.")
    subsets = [s for k in range(1, max_weight + 1) for s in combinations(range(n_wires), k)]
    rows = np.zeros((len(subsets), n_wires), dtype=np.int8)
    for row, subset in zip(rows, subsets, strict=True):
        row[list(subset)] = 1
    return rows


def parity_means(bits, words) -> np.ndarray:
    r"""Mean parity of samples on words, :math:`\frac{1}{N}\sum_x (-1)^{x \cdot S}`.

    Args:
        bits (array-like): samples of shape ``(n_samples, n_wires)``.
        words (array-like): words of shape ``(n_words, n_wires)``.

    Returns:
        numpy.ndarray: float64 in [-1, 1] of shape ``(n_words,)``.

    **Example**

    >>> parity_means([[0, 0], [1, 1], [1, 0], [0, 0]], [[1, 0], [1, 1]])
    array([0. , 0.5])
    """
    return PackedColumns(bits).parity_means(words)


class PackedColumns:
    """Samples with 64 of them in an integer, wire by wire.

    The parities of 64 samples on a word are the XOR of the columns of its wires, so a thousand
    words of a few wires take a fraction of a millisecond, and no ``(n_samples, n_words)`` array is
    ever built. Worth keeping where the same samples meet many sets of words.

    Args:
        bits (array-like): samples of shape ``(n_samples, n_wires)``.

    **Example**

    >>> packed = PackedColumns([[0, 0], [1, 1], [0, 1]])
    >>> packed.parity_means(np.array([[1, 0], [1, 1]])).round(3)
    array([0.333, 0.333])
    """

    def __init__(self, bits):
        bits = np.asarray(bits, dtype=np.uint8)
        self._n_samples = len(bits)
        packed = np.packbits(np.ascontiguousarray(bits.T), axis=1)
        padding = -packed.shape[1] % 8
        self._columns = np.pad(packed, ((0, 0), (0, padding))).view(np.uint64)

    def parity_means(self, words) -> np.ndarray:
        """The same as :func:`parity_means` of these samples."""
        rows, wires = np.nonzero(words)
        starts = np.searchsorted(rows, np.arange(len(words) + 1))
        return 1 - 2 * _count_odd(self._columns, wires, starts) / self._n_samples


@numba.njit(cache=True)
def _count_odd(columns, wires, starts):
    """Number of samples with an odd overlap with each word; its wires are a slice of ``wires``."""
    counts = np.zeros(len(starts) - 1, dtype=np.int64)
    folded = np.empty(columns.shape[1], dtype=np.uint64)
    for w in range(len(counts)):
        folded[:] = 0
        for wire in wires[starts[w] : starts[w + 1]]:
            column = columns[wire]
            for block in range(len(folded)):
                folded[block] ^= column[block]
        for block in range(len(folded)):
            counts[w] += _popcount(folded[block])
    return counts


@numba.njit(cache=True)
def _popcount(x):
    """Number of ones, added up in parallel in pairs, fours and bytes."""
    x -= (x >> np.uint64(1)) & np.uint64(0x5555555555555555)
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))
