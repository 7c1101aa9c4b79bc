"""Bars and stripes."""

import numpy as np

from .base import Dataset, all_bits, check_exact, from_patterns


def bars_and_stripes(
    rows: int = 4, columns: int = 4, *, n_samples: int | None = None, seed=None
) -> Dataset:
    """Images in which every row is constant, or every column is.

    There are ``2**rows + 2**columns - 2`` of them, all with the same probability.

    Args:
        rows (int): height of the image, at most 20.
        columns (int): width of the image, at most 20. The wires are the pixels, row after row.
        n_samples (int | None): number of images to draw; None gives every image once.
        seed (int | numpy.random.Generator | None): source of the draws.

    Returns:
        Dataset: samples of ``rows * columns`` wires, with exact probabilities up to 20 wires.

    Raises:
        ValueError: if a side is not between 1 and 20.

    **Example**

    >>> len(bars_and_stripes(3, 3))
    14

    Source: D. J. C. MacKay, Information Theory, Inference, and Learning Algorithms (2003), as a
    target of Born machines in arXiv:1801.07686.
    """
    check_exact(rows, "bars_and_stripes")
    check_exact(columns, "bars_and_stripes")
    constant_rows = np.repeat(all_bits(rows), columns, axis=1)
    constant_columns = np.tile(all_bits(columns), (1, rows))
    return from_patterns(
        np.unique(np.concatenate([constant_rows, constant_columns]), axis=0),
        n_samples=n_samples,
        seed=seed,
        name=f"bars and stripes {rows}x{columns}",
        source="generated: every row or every column constant (arXiv:1801.07686)",
    )
