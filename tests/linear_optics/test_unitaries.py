import numpy as np
import pennylane as qml
import pytest

from pennylane_qgen.linear_optics import (
    beam_splitter,
    check_counts,
    check_isometry,
    dilate,
    haar_unitary,
)


def test_beam_splitter_is_pennylanes():
    """The Heisenberg matrix of qml.Beamsplitter on the quadratures, turned into modes."""
    theta, phi = 0.7, 1.9
    quadratures = qml.Beamsplitter._heisenberg_rep([theta, phi])[1:, 1:]
    to_modes = np.array([[1, 1j, 0, 0], [0, 0, 1, 1j]]) / 2
    from_modes = np.array([[1, 0], [-1j, 0], [0, 1], [0, -1j]])
    np.testing.assert_allclose(
        to_modes @ quadratures @ from_modes, beam_splitter(theta, phi), atol=1e-12
    )


def test_haar_moments():
    """E|U_jk|^2 = 1/m and E|U_jk|^4 = 2/(m(m+1)); the phases are uniform."""
    rng = np.random.default_rng(0)
    first = np.array([haar_unitary(3, rng)[0, 0] for _ in range(20_000)])
    for values, expected in (
        (np.abs(first) ** 2, 1 / 3),
        (np.abs(first) ** 4, 2 / 12),
        (first.real, 0),
        ((first**2).imag, 0),
    ):
        assert abs(values.mean() - expected) < 4 * values.std() / np.sqrt(values.size)


def test_seeds():
    np.testing.assert_array_equal(haar_unitary(3, 0), haar_unitary(3, 0))
    assert np.abs(haar_unitary(3, 0) - haar_unitary(3, 1)).max() > 0.1


@pytest.mark.parametrize("rank", [1, 2, 4])
def test_dilation_has_orthonormal_columns(rank):
    rng = np.random.default_rng(0)
    left, right = haar_unitary(4, rng), haar_unitary(4, rng)
    transmissions = np.r_[rng.uniform(0, 0.9, rank), np.ones(4 - rank)]
    contraction = left @ np.diag(transmissions) @ right
    isometry = dilate(contraction)
    assert isometry.shape == (4 + rank, 4)
    np.testing.assert_array_equal(isometry[:4], contraction)
    np.testing.assert_allclose(isometry.conj().T @ isometry, np.eye(4), atol=1e-12)


def test_dilation_of_a_unitary_adds_nothing():
    assert dilate(haar_unitary(5, 0)).shape == (5, 5)


def test_errors():
    with pytest.raises(ValueError, match=r"\|U†U - 1\| is 0.21, at most 1e-06"):
        check_isometry(np.diag([1, 1.1]))
    with pytest.raises(ValueError, match=r"as many rows .* got shape \(1, 2\)"):
        check_isometry([[1, 0]])
    with pytest.raises(ValueError, match="a matrix; got shape"):
        check_isometry([1, 0])
    with pytest.raises(ValueError, match="infinite or nan"):
        check_isometry([[np.nan]])
    with pytest.raises(ValueError, match=r"no singular value may exceed one; got 1\.1"):
        dilate([[1.1]])
    with pytest.raises(ValueError, match="at least 1 mode"):
        haar_unitary(0)
    with pytest.raises(ValueError, match="each of 3 modes; got shape"):
        check_counts([1, 1], 3)
    for wrong in ([1, -1], [0.5, 1], ["a", "b"]):
        with pytest.raises(ValueError, match="whole and not negative"):
            check_counts(wrong, 2)
