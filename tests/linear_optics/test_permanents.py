import numpy as np
import pytest
import thewalrus

from pennylane_qgen.linear_optics import minors, permanent, reference

REPETITIONS = [
    [1],
    [2],
    [1, 1],
    [3, 1],
    [9],
    [2, 2],
    [1] * 8,
    [3, 3, 3],
    [1, 2, 1, 3, 1],
    [5, 7],
    [1, 1, 1, 1, 1, 2, 3, 1, 4, 2],
    [2] * 8 + [1],
    [1] * 17,
]
"""Up to 17 rows: enough that the outer Gray code runs over rows of every multiplicity."""


def random_rows(row_counts):
    rng, shape = np.random.default_rng(0), (len(row_counts), sum(row_counts) + 1)
    return rng.normal(size=shape) + 1j * rng.normal(size=shape)


@pytest.mark.parametrize("row_counts", REPETITIONS, ids=str)
def test_minors_against_thewalrus(row_counts):
    matrix = random_rows(row_counts)
    repeated = np.repeat(matrix, row_counts, axis=0)
    columns = range(repeated.shape[1])
    expected = np.array([thewalrus.perm(np.delete(repeated, c, axis=1)) for c in columns])
    np.testing.assert_allclose(
        minors(matrix, row_counts), expected, atol=1e-11 * np.abs(expected).max()
    )


@pytest.mark.parametrize("row_counts", [[0, 1], [1, 2], [2, 0, 1], [1, 1, 1, 1]], ids=str)
def test_permanent_against_its_definition(row_counts):
    matrix = random_rows(row_counts)[:, :-1]
    expected = reference.permanent(np.repeat(matrix, row_counts, axis=0))
    np.testing.assert_allclose(permanent(matrix, row_counts), expected, rtol=1e-12)


def test_known_values():
    """n! for ones; the number of derangements for ones off the diagonal."""
    assert permanent(np.ones((8, 8))) == pytest.approx(40320)
    assert permanent(np.ones((9, 9)) - np.eye(9)) == pytest.approx(133496)
    assert permanent(np.ones((1, 18)), [18]) == pytest.approx(6402373705728000)
    assert permanent(np.zeros((0, 0))) == 1
    assert minors(np.zeros((0, 1)), []).tolist() == [1]


def test_errors():
    with pytest.raises(ValueError, match="of 3 columns needs 2 rows, repetitions counted; got 1"):
        minors([[1, 2, 3]])
    with pytest.raises(ValueError, match="of 2 columns needs 2 rows"):
        permanent([[1, 2]])
    with pytest.raises(ValueError, match="one count, at least 0, for each"):
        permanent([[1, 2]], [1, 1])
