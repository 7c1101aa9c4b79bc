"""The oracle itself, by numbers worked out on paper."""

import numpy as np
import pytest

from pennylane_qgen.linear_optics import reference

BALANCED = np.array([[1, 1], [1, -1]]) / np.sqrt(2)


def test_permanent():
    assert reference.permanent([[1, 2], [3, 4]]) == 10
    assert reference.permanent(np.ones((4, 4))) == 24


def test_basis():
    assert reference.fock_basis(2, 2) == [(2, 0), (1, 1), (0, 2)]


def test_hong_ou_mandel():
    np.testing.assert_allclose(reference.distribution(BALANCED, (1, 1)), [0.5, 0, 0.5], atol=1e-15)
    assert reference.amplitude(BALANCED, (1, 1), (2, 0)) == pytest.approx(np.sqrt(0.5))


@pytest.mark.parametrize("overlap", [0, 0.5, 1])
def test_gram(overlap):
    gram = [[1, overlap], [overlap, 1]]
    coincidences = reference.gram_distribution(BALANCED, (1, 1), gram)[1]
    assert coincidences == pytest.approx((1 - overlap**2) / 2)
