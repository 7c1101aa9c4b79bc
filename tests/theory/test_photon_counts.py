"""Closed forms of photon numbers against permanents and Haar-random interferometers."""

import numpy as np
import pytest

from pennylane_qgen.linear_optics import (
    click_probabilities,
    distribution,
    factorial_moments,
    haar_unitary,
    mean_counts,
    reference,
)
from pennylane_qgen.theory import (
    click_means,
    haar_fano_factor,
    haar_purity,
    haar_squared_mean,
)


@pytest.fixture(scope="module")
def columns():
    """The inputs of 3 photons in 2000 random interferometers of 5 modes."""
    rng = np.random.default_rng(0)
    return np.array([haar_unitary(5, rng)[:, :3] for _ in range(2000)])


def assert_mean(values, exact):
    """One number an interferometer: the modes of one are not independent."""
    assert abs(values.mean() - exact) < 4 * values.std(ddof=1) / np.sqrt(len(values))


def test_haar_averages(columns):
    paths = abs(columns) ** 2
    assert_mean((paths.sum(axis=2) ** 2).mean(axis=1), haar_squared_mean(3, 5))
    assert_mean((paths**2).sum(axis=2).mean(axis=1), haar_purity(3, 5))


@pytest.mark.parametrize("overlap", [0.0, 0.6, 1.0])
def test_fano_factor(columns, overlap):
    variances = []
    for unitary in columns:
        means = mean_counts(unitary, [1, 1, 1])
        moments = factorial_moments(unitary, [1, 1, 1], indistinguishability=overlap)
        variances.append((np.diag(moments) + means - means**2).mean())
    exact = haar_fano_factor(3, 5, indistinguishability=overlap) * 3 / 5
    assert_mean(np.array(variances), exact)


def test_fano_factor_of_exact_permanents(columns):
    """The same from whole distributions, each outcome a sum over permutations."""
    basis = np.array(reference.fock_basis(3, 5))
    variances = []
    for unitary in columns[:60]:
        table = np.array(reference.distribution(unitary, [1, 1, 1]))
        variances.append((table @ basis**2 - (table @ basis) ** 2).mean())
    assert_mean(np.array(variances), haar_fano_factor(3, 5) * 3 / 5)


@pytest.mark.parametrize(
    ("n_photons", "n_modes", "boson", "distinguishable"),
    [(8, 16, 1.294, 0.882), (16, 32, 1.394, 0.939), (24, 48, 1.429, 0.959)],
)
def test_published_sizes(n_photons, n_modes, boson, distinguishable):
    fano = [haar_fano_factor(n_photons, n_modes, indistinguishability=x) for x in (1.0, 0.0)]
    assert fano == pytest.approx([boson, distinguishable], abs=6e-4)


@pytest.mark.parametrize("overlap", [0.0, 0.6, 1.0])
@pytest.mark.parametrize("transmission", [0.0, 0.4, 1.0])
def test_clicks(overlap, transmission):
    unitary = haar_unitary(5, seed=3)[:, :4]
    table = distribution(unitary, [1] * 4, indistinguishability=overlap)
    exact = [
        click_probabilities(table, 4, 5, [mode], efficiency=transmission)[1] for mode in range(5)
    ]
    found = click_means(unitary, indistinguishability=overlap, transmission=transmission)
    np.testing.assert_allclose(found, exact, atol=1e-14)


def test_clicks_of_many_photons():
    """A sum of alternating signs that must stay between darkness and the mean number."""
    unitary = haar_unitary(96, seed=0)[:, :48]
    clicks = click_means(unitary)
    assert ((clicks > 0) & (clicks < mean_counts(unitary, [1] * 48))).all()


def test_wrong_arguments():
    with pytest.raises(ValueError, match="n_modes must be an integer of at least 3; got 2"):
        haar_purity(3, 2)
    with pytest.raises(ValueError, match="n_photons must be an integer of at least 1; got 0"):
        haar_squared_mean(0, 2)
    with pytest.raises(ValueError, match=r"indistinguishability must be a number in \[0, 1\]"):
        haar_fano_factor(2, 4, indistinguishability=2.0)
    with pytest.raises(ValueError, match="columns must be unitary"):
        click_means(np.ones((3, 2)))
