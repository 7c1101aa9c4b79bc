"""The oracle itself, by numbers worked out on paper."""

import numpy as np
import pytest

from pennylane_qgen import reference

HALF_UP = [0.5, 0.5]
ZERO = [1.0, 0.0]


def test_bit_strings_count_upwards():
    assert reference.bit_strings(2).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_empirical_distribution():
    assert reference.empirical_distribution([[0, 1], [0, 1], [1, 0], [1, 1]]).tolist() == [
        0,
        0.5,
        0.25,
        0.25,
    ]


@pytest.mark.parametrize(
    ("word", "bits", "sign"), [([1, 1], [1, 1], 1), ([1, 0], [1, 1], -1), ([0, 0], [1, 1], 1)]
)
def test_parity(word, bits, sign):
    assert reference.parity(word, bits) == sign


def test_walsh_hadamard_transform():
    assert reference.walsh_hadamard_transform([1, 2, 3, 4]).tolist() == [10, -2, -4, 0]


def test_hamming_kernel():
    assert reference.hamming_kernel([0, 1, 1], [1, 1, 0], [1.0]) == pytest.approx(np.exp(-1))


def test_integer_kernel():
    """|011 - 110| = 3."""
    assert reference.integer_kernel([0, 1, 1], [1, 1, 0], [1.0]) == pytest.approx(np.exp(-4.5))


def test_kernel_matrix():
    k = np.exp(-1 / 2)
    np.testing.assert_allclose(reference.kernel_matrix(1, [1.0]), [[1, k], [k, 1]])


def test_losses():
    """q uniform, p certain, on one wire; q - p = (-1/2, 1/2)."""
    assert reference.mmd(HALF_UP, ZERO, [1.0]) == pytest.approx((1 - np.exp(-1 / 2)) / 2)
    assert reference.squared_distance(HALF_UP, ZERO) == 0.5
    assert reference.total_variation(HALF_UP, ZERO) == 0.5
    assert reference.kl_divergence(HALF_UP, ZERO, 1e-6) == pytest.approx(np.log(2))
    assert reference.reverse_kl_divergence(HALF_UP, ZERO, 1e-6) == pytest.approx(
        0.5 * np.log(0.5) + 0.5 * np.log(0.5e6)
    )


def test_jensen_shannon_divergence():
    """m = (3/4, 1/4): p ln(4/3) for p, and (ln(2/3) + ln 2) / 2 for q, then the mean."""
    expected = (np.log(4 / 3) + (np.log(2 / 3) + np.log(2)) / 2) / 2
    assert reference.jensen_shannon_divergence(HALF_UP, ZERO) == pytest.approx(expected)


def test_fidelities_of_a_flip():
    """X takes 0 to 1: orthogonal to p = (1, 0), equal to p = (0, 1), half for the uniform one."""
    flip = np.array([[0, 1], [1, 0]])
    for p, expected in ((ZERO, 1), ([0, 1], 0), (HALF_UP, 0.5)):
        assert reference.fidelity(flip, p) == pytest.approx(expected)
        assert reference.local_fidelity(flip, p) == pytest.approx(expected)


def test_local_fidelity_counts_wires():
    """X on wire 0 of two, data 00: one wire of two is wrong."""
    flip_0 = np.kron([[0, 1], [1, 0]], np.eye(2))
    assert reference.local_fidelity(flip_0, [1, 0, 0, 0]) == pytest.approx(0.5)
    assert reference.fidelity(flip_0, [1, 0, 0, 0]) == pytest.approx(1)
