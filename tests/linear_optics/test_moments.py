import numpy as np
import pytest

from pennylane_qgen.linear_optics import (
    beam_splitter,
    distribution,
    factorial_moments,
    fock_basis,
    haar_unitary,
    mean_counts,
)


@pytest.mark.parametrize("overlap", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("counts", [(1, 1, 1, 0, 0), (2, 0, 1, 0, 1), (3, 0, 0, 0, 0)])
def test_against_the_distribution(counts, overlap):
    unitary = haar_unitary(5, seed=0)
    probabilities = distribution(unitary, counts, indistinguishability=overlap)
    basis = fock_basis(sum(counts), 5).astype(float)
    means = probabilities @ basis
    np.testing.assert_allclose(mean_counts(unitary, counts), means, atol=1e-12)
    expected = np.einsum("t,ti,tj->ij", probabilities, basis, basis) - np.diag(means)
    result = factorial_moments(unitary, counts, indistinguishability=overlap)
    np.testing.assert_allclose(result, expected, atol=1e-12)


def test_bosons_bunch_exactly_twice_as_much():
    unitary, counts = haar_unitary(16, seed=0), [1] * 8 + [0] * 8
    boson = np.diagonal(factorial_moments(unitary, counts))
    classical = np.diagonal(factorial_moments(unitary, counts, indistinguishability=0))
    np.testing.assert_allclose(boson, 2 * classical)


@pytest.mark.parametrize(("n_modes", "boson", "classical"), [(16, 1.294, 0.882), (32, 1.39, 0.94)])
def test_haar_average_of_the_fano_factor(n_modes, boson, classical):
    """Mean variance over mean count, arXiv:2508.19857's interferometers of half as many photons."""
    counts, variances = np.repeat([1, 0], n_modes // 2), {0.0: [], 1.0: []}
    for seed in range(200):
        unitary = haar_unitary(n_modes, seed)
        means = mean_counts(unitary, counts)
        for overlap, found in variances.items():
            moments = factorial_moments(unitary, counts, indistinguishability=overlap)
            found.append(np.mean(np.diagonal(moments) + means - means**2))
    assert np.mean(variances[1.0]) / 0.5 == pytest.approx(boson, abs=0.01)
    assert np.mean(variances[0.0]) / 0.5 == pytest.approx(classical, abs=0.01)


def test_hong_ou_mandel():
    for overlap in (0, 0.5, 1):
        moments = factorial_moments(beam_splitter(np.pi / 4), [1, 1], indistinguishability=overlap)
        assert moments[0, 1] == pytest.approx((1 - overlap**2) / 2)


def test_errors():
    with pytest.raises(ValueError, match="must be unitary"):
        mean_counts(np.ones((2, 2)), [1, 1])
    with pytest.raises(ValueError, match=r"in \[0, 1\]; got -1"):
        factorial_moments(np.eye(2), [1, 1], indistinguishability=-1)
