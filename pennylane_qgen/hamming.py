"""Hamming distances in blocks of bounded memory."""

from collections.abc import Iterator

import numpy as np

from .bits import check_bits

BLOCK_ENTRIES = 2**21
"""Entries of one block of distances; a block and its temporaries stay below 40 MB."""


def hamming_blocks(x: np.ndarray, y: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Rows of the distance matrix: a slice of ``x`` and its ``int32`` distances to all of ``y``.

    Uses d(x, y) = n(x) + n(y) - 2 x.y with numbers of ones n; float32 products of bits are exact.

    Args:
        x (numpy.ndarray): bits of shape ``(n_samples, n_wires)``; its rows are divided into blocks.
        y (numpy.ndarray): bits of shape ``(n_others, n_wires)``.

    Yields:
        tuple[slice, numpy.ndarray]: rows of ``x``, and distances of shape ``(n_rows, n_others)``.

    **Example**

    >>> x = np.array([[0, 0], [1, 1]])
    >>> for rows, distances in hamming_blocks(x, x):
    ...     print(rows.start, distances.tolist())
    0 [[0, 2], [2, 0]]
    """
    step = max(1, BLOCK_ENTRIES // max(len(y), y.shape[1]))
    y_float = y.astype(np.float32)
    y_weight = y_float.sum(axis=1)
    for start in range(0, len(x), step):
        rows = slice(start, start + step)
        block = x[rows].astype(np.float32)
        distances = block @ y_float.T
        distances *= -2
        distances += y_weight
        distances += block.sum(axis=1, keepdims=True)
        yield rows, distances.astype(np.int32)


def check_pair(x, y, names=("samples", "reference")) -> tuple[np.ndarray, np.ndarray]:
    """Two sets of samples over the same wires.

    Args:
        x (array-like): bits of shape ``(n_samples, n_wires)``.
        y (array-like): bits of shape ``(n_others, n_wires)``.
        names (Sequence[str]): what both are called in error messages.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray]: both as ``int8``.

    Raises:
        ValueError: if one is not made of bits, or they have different numbers of wires.

    **Example**

    >>> x, y = check_pair([[0, 1]], [[1, 1], [0, 0]])
    >>> x.shape, y.shape
    ((1, 2), (2, 2))
    """
    x, y = check_bits(x, name=names[0]), check_bits(y, name=names[1])
    if x.shape[1] != y.shape[1]:
        raise ValueError(
            f"{names[0]} and {names[1]} must have the same number of wires; "
            f"got {x.shape[1]} and {y.shape[1]}."
        )
    return x, y
