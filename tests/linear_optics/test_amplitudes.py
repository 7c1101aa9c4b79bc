import numpy as np
import pytest
from scipy.linalg import expm

from pennylane_qgen.linear_optics import (
    amplitudes,
    amplitudes_pull_back,
    beam_splitter,
    haar_unitary,
    reference,
)

INPUTS = [(0, 0, 0, 0), (0, 0, 1, 0), (1, 1, 1, 0), (2, 1, 0, 0), (0, 3, 0, 1)]


@pytest.mark.parametrize("counts", INPUTS)
def test_against_permanents(counts):
    """Phases included, which probabilities alone would not show."""
    unitary = haar_unitary(4, seed=0)
    basis = reference.fock_basis(sum(counts), 4)
    expected = [reference.amplitude(unitary, counts, state) for state in basis]
    np.testing.assert_allclose(amplitudes(unitary, counts), expected, atol=1e-12)


def test_hong_ou_mandel():
    result = amplitudes(beam_splitter(np.pi / 4), [1, 1])
    np.testing.assert_allclose(result, [-np.sqrt(0.5), 0, np.sqrt(0.5)], atol=1e-15)


def test_isometry():
    """Columns without photons do not matter."""
    unitary = haar_unitary(5, seed=0)
    np.testing.assert_allclose(
        amplitudes(unitary[:, :3], [1, 0, 2]), amplitudes(unitary, [1, 0, 2, 0, 0])
    )


def test_many_photons_in_one_mode():
    """All photons of a coherent pile stay together by a binomial law."""
    result = amplitudes(beam_splitter(0.6), [40, 0])
    assert np.linalg.norm(result) == pytest.approx(1)
    assert result[0] == pytest.approx(np.cos(0.6) ** 40)


@pytest.mark.parametrize("counts", INPUTS[1:])
def test_pull_back_against_finite_differences(counts):
    rng = np.random.default_rng(0)
    unitary = haar_unitary(4, rng)
    generator = rng.normal(size=(4, 4)) + 1j * rng.normal(size=(4, 4))
    generator -= generator.conj().T
    size = len(amplitudes(unitary, counts))
    cotangent = rng.normal(size=size) + 1j * rng.normal(size=size)

    def loss(angle):
        return np.vdot(cotangent, amplitudes(unitary @ expm(angle * generator), counts)).real

    result = amplitudes_pull_back(unitary, counts, cotangent)
    directional = np.vdot(result, unitary @ generator).real
    assert directional == pytest.approx((loss(1e-5) - loss(-1e-5)) / 2e-5, rel=1e-6)


def test_errors():
    with pytest.raises(ValueError, match="must be unitary"):
        amplitudes(np.ones((2, 2)), [1, 1])
    with pytest.raises(ValueError, match="each of 2 modes"):
        amplitudes(np.eye(2), [1, 1, 1])
    with pytest.raises(ValueError, match=r"one entry a state, shape \(3,\); got \(2,\)"):
        amplitudes_pull_back(np.eye(2), [1, 1], [1, 1])
