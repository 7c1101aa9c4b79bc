import numpy as np
import pytest

import pennylane_qgen as qgen
from pennylane_qgen import diagnostics, reference
from pennylane_qgen.bits import integers_to_bits
from pennylane_qgen.diagnostics.walsh_spectrum import normalized_krawtchouk
from pennylane_qgen.theory.pair_distances import _krawtchouk

RNG = np.random.default_rng(0)
P, Q = RNG.dirichlet(np.full(32, 0.5), 2)
PARITY = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]]


def draw(p, size, rng):
    return integers_to_bits(rng.choice(p.size, size, p=p), p.size.bit_length() - 1)


def plain_spectrum(p):
    coefficients = reference.walsh_hadamard_transform(p)
    weight = reference.bit_strings(p.size.bit_length() - 1).sum(axis=1)
    return [np.mean(coefficients[weight == k] ** 2) for k in range(weight.max() + 1)]


class TestWalshSpectrum:
    def test_exact(self):
        found = diagnostics.walsh_spectrum(P)
        np.testing.assert_allclose(found.mean_square, plain_spectrum(P), atol=1e-14)
        assert not found.standard_error.any()

    def test_samples_without_bias_and_with_an_honest_error(self):
        rng = np.random.default_rng(1)
        found = [diagnostics.walsh_spectrum(draw(P, 60, rng)) for _ in range(600)]
        values = np.array([f.mean_square for f in found])[:, 1:]
        error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
        assert (np.abs(values.mean(axis=0) - plain_spectrum(P)[1:]) < 4 * error).all()
        claimed = np.mean([f.standard_error[1:] ** 2 for f in found], axis=0)
        ratio = claimed / values.var(axis=0, ddof=1)
        # The jackknife is too large where the statistic is degenerate, by a factor of up to 2.
        assert (ratio > 0.85).all()
        assert (ratio < 2).all()

    def test_thousand_wires(self):
        """Independent bits with <Z> = 0.6 have <Z_S>^2 = 0.36^k."""
        samples = (np.random.default_rng(2).random((2000, 1000)) < 0.2).astype(int)
        found = diagnostics.walsh_spectrum(samples, max_weight=3)
        expected = 0.36 ** np.arange(4)
        deviation = np.abs(found.mean_square - expected)[1:]
        assert (deviation < 4 * found.standard_error[1:]).all()

    def test_text(self):
        lines = str(diagnostics.walsh_spectrum(np.array(PARITY).repeat(5, axis=0))).splitlines()
        assert lines[0] == "weight  mean of <Z_S>^2"
        assert len(lines) == 5

    def test_total(self):
        total = diagnostics.walsh_spectrum(P).total.sum()
        np.testing.assert_allclose(total, 32 * (P**2).sum())

    def test_default_is_cut(self):
        samples = np.random.default_rng(3).integers(0, 2, (5, 64))
        assert diagnostics.walsh_spectrum(samples).mean_square.shape == (21,)

    def test_wrong_weight(self):
        with pytest.raises(ValueError, match=r"max_weight must be an integer in \[1, 5\]; got 6"):
            diagnostics.walsh_spectrum(P, max_weight=6)

    def test_too_few_samples(self):
        with pytest.raises(ValueError, match="at least 3 samples; got 2"):
            diagnostics.walsh_spectrum([[0], [1]])

    @pytest.mark.parametrize("n_wires", [1, 2, 5, 20, 40])
    def test_recurrence(self, n_wires):
        exact = _krawtchouk(n_wires) / _krawtchouk(n_wires)[:, :1]
        np.testing.assert_allclose(normalized_krawtchouk(n_wires, n_wires), exact.T, atol=1e-9)


class TestBodyProfile:
    @pytest.mark.parametrize("bandwidth", [None, 0.6, [0.5, 2.0]])
    def test_contributions_add_up_to_the_loss(self, bandwidth):
        found = diagnostics.body_profile(5, bandwidth, model=Q, target=P)
        exact = ((P - Q) ** 2).sum()
        if bandwidth is not None:
            exact = (P - Q) @ qgen.kernels.HammingKernel(bandwidth).apply(P - Q)
        np.testing.assert_allclose(found.contributions.sum(), exact)

    def test_samples_give_the_unbiased_mmd(self):
        rng = np.random.default_rng(4)
        x, y = draw(Q, 50, rng), draw(P, 80, rng)
        found = diagnostics.body_profile(5, 0.8, model=x, target=y)
        np.testing.assert_allclose(
            found.contributions.sum(), qgen.metrics.mmd(x, y, bandwidth=0.8), atol=1e-12
        )

    def test_honest_errors(self):
        rng = np.random.default_rng(5)
        exact = diagnostics.body_profile(5, 0.8, model=Q, target=P).contributions
        found = [
            diagnostics.body_profile(5, 0.8, model=draw(Q, 60, rng), target=draw(P, 60, rng))
            for _ in range(400)
        ]
        values = np.array([f.contributions for f in found])[:, 1:]
        error = values.std(axis=0, ddof=1) / 20
        assert (np.abs(values.mean(axis=0) - exact[1:]) < 4 * error).all()
        claimed = np.mean([f.standard_error[1:] ** 2 for f in found], axis=0)
        ratio = claimed / values.var(axis=0, ddof=1)
        # The jackknife is too large where the statistic is degenerate, by a factor of up to 2.
        assert (ratio > 0.85).all()
        assert (ratio < 2).all()

    def test_parity_set_is_invisible_at_order_two(self):
        """Proposition 5 of arXiv:2305.02881, with the misprint of the set corrected."""
        p = np.zeros(8)
        p[[0b000, 0b011, 0b101, 0b110]] = 0.25
        found = diagnostics.body_profile(3, 1.0, model=np.full(8, 1 / 8), target=p)
        assert np.abs(found.contributions[:3]).max() < 1e-12
        assert found.contributions[3] == pytest.approx(found.weights[3])

    def test_mean_order(self):
        found = diagnostics.body_profile(100, 5.0)
        flip = (1 - np.exp(-1 / 50)) / 2
        assert found.mean_order == pytest.approx(100 * flip)
        assert found.deviation == pytest.approx(np.sqrt(100 * flip * (1 - flip)))

    def test_orders_hold_their_share(self):
        found = diagnostics.body_profile(50, 1.0)
        low, high = found.orders(0.5)
        assert found.weights[low : high + 1].sum() >= 0.5
        assert found.weights[low + 1 : high].sum() < 0.5

    @pytest.mark.parametrize(
        ("model", "target", "message"),
        [
            (P, None, "need both model= and target="),
            (P, [[0, 0, 0, 0, 0]], "must both be probabilities or both samples"),
            ([0.5, 0.5], P, "model has 1 wires; got n_wires=5"),
        ],
    )
    def test_wrong_pairs(self, model, target, message):
        with pytest.raises(ValueError, match=message):
            diagnostics.body_profile(5, 1.0, model=model, target=target)
