"""Classical controls: what they share with the latent that they are matched to, and what not."""

import numpy as np
import pytest

from pennylane_qgen.latent import (
    Bernoulli,
    BosonSampling,
    DirichletMultinomial,
    Distinguishable,
    Gaussian,
    GaussianCopula,
    NegativeBinomial,
    SampleBank,
    ShuffledColumns,
    count_moments,
)
from pennylane_qgen.latent.gaussian_copula import _normal_correlation

N_SAMPLES = 200_000


@pytest.fixture(scope="module")
def boson():
    return BosonSampling(8, 16, seed=0)


def covariance_of(latent):
    return np.cov(latent.sample(N_SAMPLES, seed=1), rowvar=False)


def off_diagonal(matrix):
    return matrix[~np.eye(len(matrix), dtype=bool)]


def marginal_distance(draws, others):
    """Largest difference of the probability of a count in a mode."""
    frequencies = [
        [(sample == count).mean(axis=0) for count in range(5)] for sample in (draws, others)
    ]
    return abs(np.subtract(*frequencies)).max()


class TestMoments:
    def test_closed_form_and_draws_agree(self, boson):
        mean, covariance = count_moments(boson)
        bank = SampleBank(boson.sample(N_SAMPLES, seed=0))
        drawn_mean, drawn_covariance = count_moments(bank, n_samples=N_SAMPLES, seed=1)
        assert abs(mean - drawn_mean).max() < 0.01
        assert abs(covariance - drawn_covariance).max() < 0.02

    def test_one_dimension(self):
        mean, covariance = count_moments(Bernoulli(1, 0.5), n_samples=10_000, seed=0)
        assert mean.shape == (1,)
        assert covariance.shape == (1, 1)
        assert covariance[0, 0] == pytest.approx(0.25, abs=0.01)

    def test_one_draw(self):
        with pytest.raises(ValueError, match="n_samples of at least 2; got 1"):
            count_moments(Gaussian(2), n_samples=1)


class TestDirichletMultinomial:
    def test_what_it_shares(self, boson):
        control = DirichletMultinomial.matched_to(boson)
        draws = control.sample(N_SAMPLES, seed=1)
        assert (draws.sum(axis=1) == 8).all()
        np.testing.assert_allclose(control.mean, boson.mean)
        assert np.trace(control.covariance) == pytest.approx(np.trace(boson.covariance))
        assert np.trace(covariance_of(control)) == pytest.approx(
            np.trace(boson.covariance), rel=0.01
        )

    def test_what_it_does_not_share(self, boson):
        control = DirichletMultinomial.matched_to(boson)
        pairs = [off_diagonal(latent.covariance) for latent in (boson, control)]
        assert pairs[0].mean() == pytest.approx(pairs[1].mean())  # the total is fixed
        assert pairs[0].std() > 1.5 * pairs[1].std()

    def test_covariance(self):
        control = DirichletMultinomial(4, [1.0, 1.0, 2.0], 3.0)
        # n p (1 - p) (n + A) / (1 + A), by hand
        np.testing.assert_allclose(np.diag(control.covariance), [1.3125, 1.3125, 1.75])
        np.testing.assert_allclose(covariance_of(control), control.covariance, atol=0.02)

    def test_fano_factor(self):
        control = DirichletMultinomial.with_fano_factor(6, [1.0, 2.0, 3.0], 1.2)
        assert np.trace(control.covariance) / 6 == pytest.approx(1.2)

    @pytest.mark.parametrize("latent", [Distinguishable(3, 6, seed=0), BosonSampling(1, 4, seed=0)])
    def test_photons_that_do_not_bunch_become_multinomial(self, latent):
        assert DirichletMultinomial.matched_to(latent).concentration is None

    def test_modes_without_light_stay_dark(self):
        boson = BosonSampling(2, 4, interferometer=np.eye(4))
        draws = DirichletMultinomial.matched_to(boson).sample(1000, seed=0)
        assert draws[:, 2:].sum() == 0

    def test_from_samples(self, boson):
        bank = SampleBank(boson.sample(N_SAMPLES, seed=0))
        control = DirichletMultinomial.matched_to(bank, seed=1)
        exact = DirichletMultinomial.matched_to(boson)
        assert control.concentration == pytest.approx(exact.concentration, rel=0.05)

    def test_losses_are_refused(self):
        with pytest.raises(ValueError, match=r"fixed number of photons.* NegativeBinomial"):
            DirichletMultinomial.matched_to(BosonSampling(2, 4, seed=0, transmission=0.5))

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((0, [0.0]), "n_photons must be an integer of at least 1"),
            ((2, [1.0, 2.0]), "mean must sum to n_photons=2; it sums to 3"),
            ((2, [3.0, -1.0]), "not negative"),
            ((2, [[2.0]]), "mean must be a vector"),
            ((2, [1.0, 1.0], 0.0), "concentration must be positive and finite, or None"),
            ((2, [1.0, 1.0], np.inf), "concentration must be positive and finite, or None"),
        ],
    )
    def test_wrong_arguments(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            DirichletMultinomial(*arguments)

    @pytest.mark.parametrize("fano_factor", [0.0, -1.0, 2.0, np.nan])
    def test_wrong_fano_factor(self, fano_factor):
        with pytest.raises(ValueError, match=r"must lie between 0 and 1\.5, where all photons"):
            DirichletMultinomial.with_fano_factor(2, [0.5] * 4, fano_factor)


class TestNegativeBinomial:
    def test_means_and_variances(self, boson):
        control = NegativeBinomial.matched_to(boson)
        bunched = np.diag(boson.covariance) > boson.mean
        assert bunched.sum() > 8
        covariance = covariance_of(control)
        exact = np.where(bunched, np.diag(boson.covariance), boson.mean)
        assert abs(np.diag(covariance) - exact).max() < 0.05
        assert abs(off_diagonal(covariance)).max() < 0.02
        assert control.sample(1000, seed=0).sum(axis=1).std() > 1

    def test_distribution(self):
        """Two successes at odds of a half: mean 2, variance 4, P(n) = (n + 1) / 2**(n + 2)."""
        draws = NegativeBinomial([2.0, 0.0], [4.0, 0.0]).sample(N_SAMPLES, seed=0)
        counts = np.arange(6)
        observed = (draws[:, :1] == counts).mean(axis=0)
        np.testing.assert_allclose(observed, (counts + 1) / 2.0 ** (counts + 2), atol=0.005)
        assert draws[:, 1].max() == 0

    @pytest.mark.parametrize(
        ("moments", "message"),
        [
            (([1.0], [1.0, 2.0]), r"one length; got shapes \(1,\) and \(2,\)"),
            (([-1.0], [1.0]), "must not be negative"),
            (([np.nan], [1.0]), "must not be negative or nan"),
        ],
    )
    def test_wrong_arguments(self, moments, message):
        with pytest.raises(ValueError, match=message):
            NegativeBinomial(*moments)


class TestGaussianCopula:
    def test_marginals_and_covariances(self):
        lossy = BosonSampling(8, 16, seed=0, transmission=0.3)
        control = GaussianCopula.matched_to(lossy, seed=0)
        draws = control.sample(N_SAMPLES, seed=1)
        assert marginal_distance(draws, lossy.sample(N_SAMPLES, seed=1)) < 0.01
        error = off_diagonal(lossy.covariance - np.cov(draws, rowvar=False))
        assert abs(error).max() < 0.01
        assert abs(error.mean()) < 5e-4

    def test_a_fixed_photon_number_is_not_kept(self, boson):
        """The sum of all covariances would have to vanish; R loses a negative eigenvalue to it."""
        control = GaussianCopula.matched_to(boson, seed=0)
        covariance = covariance_of(control)
        assert covariance.sum() > 1
        exact, drawn = off_diagonal(boson.covariance), off_diagonal(covariance)
        assert np.corrcoef(exact, drawn)[0, 1] > 0.95
        assert 0.5 < drawn.mean() / exact.mean() < 0.8

    @pytest.mark.parametrize("correlation", [-0.9, -0.5, 0.3, 0.9])
    def test_bits_of_correlated_normal_numbers(self, correlation):
        """Sheppard: P(both positive) = 1/4 + arcsin(r) / 2π."""
        covariance = np.arcsin([[1, correlation], [correlation, 1]]) / (2 * np.pi)
        found = _normal_correlation(np.full((2, 2), 0.5), covariance)
        assert found[0, 1] == pytest.approx(correlation, abs=1e-3)

    def test_real_numbers_are_refused(self):
        with pytest.raises(ValueError, match=r"matched to counts.*Gaussian\(dim=2\) draws float64"):
            GaussianCopula.matched_to(Gaussian(2), n_samples=10, seed=0)

    @pytest.mark.parametrize(
        ("marginals", "correlation", "message"),
        [
            ([0.5, 0.5], np.eye(2), r"marginals must be probabilities of shape \(dim, n_values\)"),
            ([[0.5, 0.6]], np.eye(1), "must sum to 1"),
            ([[1.5, -0.5]], np.eye(1), "marginals must be probabilities"),
            ([[0.5, 0.5]], np.eye(2), r"correlation must have shape \(1, 1\); got \(2, 2\)"),
            ([[0.5, 0.5]], [[2.0]], "ones on the diagonal"),
            ([[1.0]] * 2, [[1.0, 0.2], [0.3, 1.0]], "must be symmetric"),
        ],
    )
    def test_wrong_arguments(self, marginals, correlation, message):
        with pytest.raises(ValueError, match=message):
            GaussianCopula(marginals, correlation)


class TestShuffledColumns:
    def test_marginals_stay_and_correlations_go(self, boson):
        draws = ShuffledColumns(boson).sample(N_SAMPLES // 4, seed=0)
        original = boson.sample(N_SAMPLES // 4, seed=1)
        for count in range(5):
            assert (
                abs((draws == count).mean(axis=0) - (original == count).mean(axis=0)).max() < 0.02
            )
        assert abs(off_diagonal(np.cov(draws, rowvar=False))).max() < 0.025

    def test_small_batches_are_independent_too(self):
        """Columns permuted within a batch of one would be the latent itself."""
        bank = SampleBank([[0, 0], [1, 1]])
        rng = np.random.default_rng(0)
        pairs = np.concatenate([ShuffledColumns(bank).sample(1, seed=rng) for _ in range(2000)])
        assert (pairs[:, 0] == pairs[:, 1]).mean() == pytest.approx(0.5, abs=0.05)

    def test_an_array_is_refused(self):
        with pytest.raises(TypeError, match=r"must be a Latent; got ndarray.*SampleBank"):
            ShuffledColumns(np.zeros((3, 2)))


def test_simple_latents():
    draws = Gaussian(2).sample(N_SAMPLES, seed=0)
    np.testing.assert_allclose(np.cov(draws, rowvar=False), np.eye(2), atol=0.02)
    assert set(np.unique(Bernoulli(3).sample(100, seed=0))) == {0, 1}
    assert Bernoulli(2, 1.0).sample(3).all()
    with pytest.raises(ValueError, match="dim must be an integer of at least 1"):
        Gaussian(0)
    with pytest.raises(ValueError, match=r"p must be a number in \[0, 1\]; got 1.5"):
        Bernoulli(2, 1.5)
