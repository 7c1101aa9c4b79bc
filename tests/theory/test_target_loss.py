import numpy as np
import pytest

from pennylane_qgen import theory
from pennylane_qgen.bits import empirical_distribution
from pennylane_qgen.kernels import HammingKernel
from pennylane_qgen.reference import bit_strings
from pennylane_qgen.walsh import walsh_hadamard_transform


def targets(n_wires):
    """Four targets as probability vectors."""
    zeros, ghz = np.zeros(2**n_wires), np.zeros(2**n_wires)
    zeros[0] = 1
    ghz[[0, -1]] = 0.5
    random = np.random.default_rng(0).dirichlet(np.full(2**n_wires, 0.3))
    return {"zeros": zeros, "ghz": ghz, "uniform": np.full(2**n_wires, 2.0**-n_wires)} | {
        "random": random
    }


class TestProductTargetLoss:
    @pytest.mark.parametrize("target", ["zeros", "ghz", "uniform", "random"])
    @pytest.mark.parametrize("bandwidth", [0.3, 1.0, np.sqrt(6) / 2, 6.0, [0.5, 2.0]])
    @pytest.mark.parametrize("family", ["haar", "angle"])
    def test_monte_carlo(self, target, bandwidth, family, draw_products, within_errors):
        p = targets(6)[target]
        q = draw_products(family, 6, 10_000, np.random.default_rng(1))
        values = ((q - p) * HammingKernel(bandwidth).apply(q - p)).sum(axis=1)
        moments = theory.product_target_loss(p, bandwidth, family=family)
        within_errors(values, moments.mean, moments.variance)

    @pytest.mark.parametrize("n_wires", [2, 10])
    def test_squared_distance(self, n_wires, draw_products, within_errors):
        p = targets(n_wires)["random"]
        q = draw_products("haar", n_wires, 4000, np.random.default_rng(2))
        moments = theory.product_target_loss(p)
        within_errors(((q - p) ** 2).sum(axis=1), moments.mean, moments.variance)

    @pytest.mark.parametrize("target", ["zeros", "ghz", "random"])
    def test_theorem_2_word_by_word(self, target):
        """B and C as printed, with the sum over all words; sigma there is the square of ours."""
        p, n, bandwidth = targets(5)[target], 5, 0.9
        sigma = bandwidth**2
        flip = (1 - np.exp(-1 / (2 * sigma))) / 2
        a, b = np.exp(-1 / (2 * sigma)), np.exp(-1 / sigma)
        model = ((7 + 6 * a + 2 * b) / 15) ** n - ((4 + 4 * a + b) / 9) ** n
        weight = bit_strings(n).sum(axis=1)
        z = walsh_hadamard_transform(p)
        words = (1 - flip) ** (2 * (n - weight)) * (flip**2 / 3) ** weight * z**2
        moments = theory.product_target_loss(p, bandwidth)
        np.testing.assert_allclose(moments.variance, model + 4 * words[1:].sum(), rtol=1e-12)

    @pytest.mark.parametrize("bandwidth", [0.5, 3.0, [0.5, 3.0]])
    @pytest.mark.parametrize("target", ["zeros", "ghz", "uniform"])
    def test_names_vectors_and_samples_agree(self, target, bandwidth):
        n = 6
        by_name = theory.product_target_loss(target, bandwidth, n_wires=n)
        vector = targets(n)[target]
        samples = bit_strings(n)[vector > 0]
        for other in (vector, samples, empirical_distribution(samples)):
            moments = theory.product_target_loss(other, bandwidth)
            np.testing.assert_allclose(moments.mean, by_name.mean, rtol=1e-12)
            np.testing.assert_allclose(moments.variance, by_name.variance, rtol=1e-9)

    @pytest.mark.parametrize("n_wires", [500, 1000])
    def test_trainable_bandwidth(self, n_wires):
        variance = theory.product_target_loss(
            "zeros", np.sqrt(n_wires) / 2, n_wires=n_wires
        ).variance
        assert abs(n_wires * variance - 0.204) < 0.002

    @pytest.mark.parametrize(("n_wires", "bound"), [(100, 1e-10), (1000, 1e-100)])
    def test_bandwidth_of_order_one(self, n_wires, bound):
        variance = theory.product_target_loss("zeros", 1.0, n_wires=n_wires).variance
        assert 0 < variance < bound

    @pytest.mark.parametrize("tau", [0.1, 0.25, 1.0])
    def test_asymptotics(self, tau):
        n = 100_000
        sigma = float(np.sqrt(tau * n))
        model = theory.product_target_loss("uniform", sigma, n_wires=n).variance
        both = theory.product_target_loss("zeros", sigma, n_wires=n).variance
        np.testing.assert_allclose(n * model, np.exp(-1 / (3 * tau)) / (180 * tau**2), rtol=1e-3)
        data = np.exp(-1 / (2 * tau)) / (12 * tau**2)
        np.testing.assert_allclose(n * (both - model), data, rtol=1e-3)

    @pytest.mark.parametrize(
        ("n_wires", "best"), [(4, 0.156), (8, 0.202), (16, 0.222), (64, 0.236), (1000, 0.240)]
    )
    def test_best_bandwidth(self, n_wires, best):
        taus = np.linspace(0.1, 0.3, 401)
        variances = [
            theory.product_target_loss("zeros", np.sqrt(tau * n_wires), n_wires=n_wires).variance
            for tau in taus
        ]
        assert abs(taus[np.argmax(variances)] - best) < 0.0011

    def test_wrong_targets(self):
        with pytest.raises(ValueError, match="target must be one of 'zeros', 'ghz', 'uniform'"):
            theory.product_target_loss("ones", 1.0, n_wires=3)
        with pytest.raises(ValueError, match="n_wires must be an integer of at least 1; got None"):
            theory.product_target_loss("zeros", 1.0)
        with pytest.raises(ValueError, match=r"has 2 wires; got n_wires=3"):
            theory.product_target_loss([[0, 1]], 1.0, n_wires=3)
        with pytest.raises(ValueError, match=r"got shape \(1, 1, 1\)"):
            theory.product_target_loss([[[0]]], 1.0)


class TestPairDistances:
    def test_from_walsh_weights(self):
        p = targets(6)["random"]
        squares = walsh_hadamard_transform(p) ** 2
        weights = np.bincount(bit_strings(6).sum(axis=1), weights=squares)
        distances = theory.PairDistances.of(p)
        np.testing.assert_allclose(distances.walsh_weights(), weights, atol=1e-12)
        back = theory.PairDistances.from_walsh_weights(weights)
        np.testing.assert_allclose(back.probabilities, distances.probabilities, atol=1e-12)
        assert theory.PairDistances.of(back, 6) is back

    def test_against_all_pairs(self):
        samples = np.random.default_rng(0).integers(0, 2, (30, 9))
        distance = (samples[:, None] != samples[None]).sum(axis=2)
        distances = theory.PairDistances.of(samples)
        expected = np.bincount(distance.ravel(), minlength=10) / 900
        np.testing.assert_allclose(distances.probabilities, expected)
        np.testing.assert_allclose(distances.mean, distance.mean())
        np.testing.assert_allclose(
            theory.PairDistances.of(empirical_distribution(samples)).probabilities, expected,
            atol=1e-14,
        )  # fmt: skip

    @pytest.mark.parametrize("weights", [[1.0], [0.5, 1.0], [[1.0, 0.0]]])
    def test_no_walsh_weights(self, weights):
        with pytest.raises(ValueError, match="begins with 1"):
            theory.PairDistances.from_walsh_weights(weights)

    def test_impossible_walsh_weights(self):
        with pytest.raises(ValueError, match="No distribution has these Walsh weights"):
            theory.PairDistances.from_walsh_weights([1.0, 5.0, 0.0])

    def test_too_many_wires(self):
        with pytest.raises(ValueError, match="60"):
            theory.PairDistances.of("zeros", 61).walsh_weights()


class TestKLVariance:
    @pytest.mark.parametrize("n_wires", [2, 4])
    @pytest.mark.parametrize("target", ["zeros", "ghz", "uniform", "random"])
    def test_haar(self, n_wires, target, within_errors):
        p = targets(n_wires)[target]
        q = np.random.default_rng(3).dirichlet(np.ones(2**n_wires), 40_000)
        values = -(p * np.log(q)).sum(axis=1)
        within_errors(values, values.mean(), theory.kl_variance_haar(p))

    @pytest.mark.parametrize("target", ["zeros", "ghz", "uniform", "random"])
    def test_product(self, target, draw_products, within_errors):
        p = targets(4)[target]
        q = draw_products("haar", 4, 40_000, np.random.default_rng(4))
        values = -(p * np.log(q)).sum(axis=1)
        within_errors(values, values.mean(), theory.kl_variance_product(p))

    def test_asymptotic_form(self):
        p = targets(12)["ghz"]
        np.testing.assert_allclose(theory.kl_variance_haar(p), np.pi**2 / 12, rtol=1e-3)
