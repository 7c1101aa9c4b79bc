r"""Permanents and their minors by Glynn's formula, with repeated rows, in vector code.

For a matrix whose distinct rows :math:`B_i` stand :math:`s_i` times,

.. math:: \operatorname{perm} = 2^{-n} \sum_{v_i = 0}^{s_i} \prod_i (-1)^{v_i} \binom{s_i}{v_i}
          \prod_c \sum_i (s_i - 2 v_i) B_{ic} .

One copy of a row can be held fixed, which halves the terms. The products over all columns but one
come from products from the left and from the right, so one pass over the terms gives the permanents
of all k submatrices with one column less. The terms are split in two: *lanes*, whose column sums
differ by the signs of the first rows and are held as vectors, and an outer loop in Gray-code order,
which changes one row's sign at a time.

Sources: Glynn, Eur. J. Combin. 31, 1887 (2010); Clifford and Clifford, arXiv:2005.04214.
"""

from collections import namedtuple

import numba
import numpy as np

from .simd import LANES, broadcast, load, store

_MOST_LANES = 64
"""Sign patterns held as lanes at most, before a last row is added: they fit the cache."""


def permanent(matrix, row_counts=None) -> complex:
    """Permanent of a matrix, of which rows may be repeated.

    Args:
        matrix (array-like): distinct rows, of shape ``(n_rows, n)``.
        row_counts (array-like or None): how often each row stands, summing to n; ``None`` for once.

    Returns:
        complex: the permanent.

    Raises:
        ValueError: if the repeated matrix is not square.

    **Example**

    >>> permanent([[1, 2], [3, 4]])
    (10+0j)

    Source: Glynn, Eur. J. Combin. 31, 1887 (2010).
    """
    matrix, counts = _check_rows(matrix, row_counts, missing=0)
    if not matrix.shape[1]:
        return 1 + 0j
    last = np.flatnonzero(counts)[-1]
    counts[last] -= 1
    return complex(matrix[last] @ minors(matrix, counts))


def minors(matrix, row_counts=None) -> np.ndarray:
    """Permanents of a matrix with one row less than columns, without each column in turn.

    Args:
        matrix (array-like): distinct rows, of shape ``(n_rows, k)``.
        row_counts (array-like or None): how often each row stands, summing to ``k - 1``; ``None``
            for once.

    Returns:
        numpy.ndarray: complex128 of shape ``(k,)``; entry l is the permanent without column l.

    Raises:
        ValueError: if there is not one row less than columns.

    **Example**

    >>> minors([[1, 2]])
    array([2.+0.j, 1.+0.j])

    Source: Clifford and Clifford, arXiv:2005.04214.
    """
    matrix, counts = _check_rows(matrix, row_counts, missing=1)
    real, imaginary = np.ascontiguousarray(matrix.real), np.ascontiguousarray(matrix.imag)
    return _minors(real, imaginary, counts)


def _check_rows(matrix, row_counts, missing: int):
    matrix = np.array(matrix, dtype=complex, ndmin=2)
    counts = np.ones(len(matrix)) if row_counts is None else np.asarray(row_counts)
    counts = counts.astype(np.int64)
    if matrix.ndim != 2 or counts.shape != (len(matrix),) or (counts < 0).any():
        raise ValueError(
            "There must be a matrix and one count, at least 0, for each of its rows; "
            f"got shape {matrix.shape} and counts {np.asarray(row_counts).tolist()}."
        )
    if counts.sum() != matrix.shape[1] - missing:
        raise ValueError(
            f"A matrix of {matrix.shape[1]} columns needs {matrix.shape[1] - missing} rows, "
            f"repetitions counted; got {counts.sum()}."
        )
    kept = counts > 0
    return matrix[kept], counts[kept]


Workspace = namedtuple(
    "Workspace",
    "lanes_real lanes_imag lane_weights left_real left_imag sum_real sum_imag"
    " total_real total_imag order radix digit direction minor_real minor_imag",
)
"""Arrays that :func:`glynn_minors` works in; the results stand in the last two."""


@numba.njit(cache=True)
def new_workspace(n):
    """Arrays for at most n columns and n - 1 distinct rows."""
    # The last row in the lanes multiplies less than _MOST_LANES patterns by at most n.
    n_lanes, n_entries = n * _MOST_LANES + LANES, n * LANES
    return Workspace(
        np.empty(n * n_lanes),
        np.empty(n * n_lanes),
        np.empty(n_lanes),
        np.empty(n_entries),
        np.empty(n_entries),
        np.empty(n_entries),
        np.empty(n_entries),
        np.empty(n),
        np.empty(n),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(n, np.int64),
        np.empty(n),
        np.empty(n),
    )


@numba.njit(cache=True)
def _minors(real, imaginary, counts):
    work = new_workspace(real.shape[1])
    glynn_minors(real, imaginary, counts, len(counts), real.shape[1], work)
    return work.minor_real + 1j * work.minor_imag


@numba.njit(cache=True)
def glynn_minors(real, imaginary, counts, n_rows, n_columns, work):
    """Minors of the first ``n_rows`` rows and ``n_columns`` columns, into the workspace."""
    _order_rows(counts, n_rows, work)
    _set_totals(real, imaginary, counts, n_rows, n_columns, work)
    n_lane_rows, n_groups = _set_lanes(real, imaginary, n_rows, n_columns, work)
    work.sum_real[: n_columns * LANES] = 0
    work.sum_imag[: n_columns * LANES] = 0
    weight = 1.0
    while weight != 0:
        for group in range(n_groups):
            _add_products(n_columns, group, weight, work)
        weight = _next_signs(real, imaginary, n_lane_rows, n_rows, n_columns, weight, work)
    scale = 2.0 ** -(np.sum(counts[:n_rows]) - 1) if n_rows else 1.0
    for column in range(n_columns):
        lanes = slice(column * LANES, (column + 1) * LANES)
        work.minor_real[column] = scale * np.sum(work.sum_real[lanes])
        work.minor_imag[column] = scale * np.sum(work.sum_imag[lanes])


@numba.njit(cache=True)
def _set_totals(real, imaginary, counts, n_rows, n_columns, work):
    """Column sums with all signs positive, where the Gray code starts."""
    work.digit[:n_rows] = 0
    work.direction[:n_rows] = 1
    work.total_real[:n_columns] = 0
    work.total_imag[:n_columns] = 0
    for i in range(n_rows):
        row_real, row_imag = real[i], imaginary[i]
        for column in range(n_columns):
            work.total_real[column] += counts[i] * row_real[column]
            work.total_imag[column] += counts[i] * row_imag[column]


@numba.njit(cache=True)
def _next_signs(real, imaginary, n_lane_rows, n_rows, n_columns, weight, work):
    """One step of the reflected Gray code of mixed radix; returns the next weight, 0 at the end."""
    turn = n_lane_rows
    while turn < n_rows:
        moved = work.digit[turn] + work.direction[turn]
        if 0 <= moved < work.radix[turn]:
            break
        work.direction[turn] = -work.direction[turn]
        turn += 1
    if turn == n_rows:
        return 0.0
    old, copies = work.digit[turn], work.radix[turn] - 1
    work.digit[turn] = moved
    change = 2.0 * (old - moved)
    row_real, row_imag = real[work.order[turn]], imaginary[work.order[turn]]
    for column in range(n_columns):
        work.total_real[column] += change * row_real[column]
        work.total_imag[column] += change * row_imag[column]
    # The weight is a whole number: dividing first leaves no rounding error.
    return -weight / _binomial(copies, old) * _binomial(copies, moved)


@numba.njit(cache=True)
def _set_lanes(real, imaginary, n_rows, n_columns, work):
    """Tabulate the lanes; returns how many rows are in them and how many vectors they fill."""
    n_lane_rows, n_lanes, n_terms = 0, 1, 1.0
    for i in range(n_rows):
        n_terms *= work.radix[i]
    # A lane costs about as much as a step of the Gray code: their sum is least at equal numbers.
    enough = min(max(LANES, np.sqrt(n_terms)), _MOST_LANES)
    while n_lane_rows < n_rows and n_lanes < enough:
        n_lanes *= work.radix[n_lane_rows]
        n_lane_rows += 1
    n_groups = -(-n_lanes // LANES)
    used = n_groups * n_columns * LANES
    work.lanes_real[:used] = 0
    work.lanes_imag[:used] = 0
    work.lane_weights[: n_groups * LANES] = 0
    for lane in range(n_lanes):
        first = lane // LANES * n_columns * LANES + lane % LANES
        weight, rest = 1.0, lane
        for i in range(n_lane_rows):
            radix, row = work.radix[i], work.order[i]
            v = rest % radix
            rest //= radix
            if v == 0:
                continue
            weight *= _binomial(radix - 1, v) * (1 - 2 * (v % 2))
            for column in range(n_columns):
                work.lanes_real[first + column * LANES] -= 2.0 * v * real[row, column]
                work.lanes_imag[first + column * LANES] -= 2.0 * v * imaginary[row, column]
        work.lane_weights[lane] = weight
    return n_lane_rows, n_groups


@numba.njit(cache=True)
def _order_rows(counts, n_rows, work):
    """Rows that stand once first: they fill the lanes evenly, and holding one fixed saves most."""
    place = 0
    for single in (True, False):
        for i in range(n_rows):
            if (counts[i] == 1) == single:
                work.order[place] = i
                work.radix[place] = counts[i] + 1
                place += 1
    if n_rows:
        work.radix[0] -= 1  # one copy of this row keeps its sign


@numba.njit(cache=True)
def _binomial(n, k):
    result = 1.0
    for i in range(k):
        result = result * (n - i) / (i + 1)
    return result


@numba.njit(cache=True)
def _add_products(n_columns, group, weight, work):
    """Add the products of the column sums over all columns but one, for a vector of terms."""
    lanes = group * n_columns * LANES
    left_real = load(work.lanes_real, lanes) + broadcast(work.total_real[0])
    left_imag = load(work.lanes_imag, lanes) + broadcast(work.total_imag[0])
    for column in range(1, n_columns):
        place = column * LANES
        real = load(work.lanes_real, lanes + place) + broadcast(work.total_real[column])
        imag = load(work.lanes_imag, lanes + place) + broadcast(work.total_imag[column])
        store(work.left_real, place, left_real)
        store(work.left_imag, place, left_imag)
        left_real, left_imag = (
            left_real * real - left_imag * imag,
            left_real * imag + left_imag * real,
        )
    right_real = broadcast(weight) * load(work.lane_weights, group * LANES)
    right_imag = broadcast(0.0)
    for column in range(n_columns - 1, 0, -1):
        place = column * LANES
        left_real, left_imag = load(work.left_real, place), load(work.left_imag, place)
        sum_real, sum_imag = load(work.sum_real, place), load(work.sum_imag, place)
        store(work.sum_real, place, sum_real + left_real * right_real - left_imag * right_imag)
        store(work.sum_imag, place, sum_imag + left_real * right_imag + left_imag * right_real)
        real = load(work.lanes_real, lanes + place) + broadcast(work.total_real[column])
        imag = load(work.lanes_imag, lanes + place) + broadcast(work.total_imag[column])
        right_real, right_imag = (
            right_real * real - right_imag * imag,
            right_real * imag + right_imag * real,
        )
    store(work.sum_real, 0, load(work.sum_real, 0) + right_real)
    store(work.sum_imag, 0, load(work.sum_imag, 0) + right_imag)
