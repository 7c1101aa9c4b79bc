import numpy as np
import pytest

from pennylane_qgen import diagnostics, theory

SIZES = np.arange(4, 13)
LAWS = {
    "exponential": lambda n: 3 * 2.0 ** (-0.7 * n),
    "polynomial": lambda n: 3 * n**-1.5,
    "constant": lambda n: 0.3 * np.ones(len(n)),
}
RATES = {"exponential": 0.7, "polynomial": 1.5, "constant": 0.0}


@pytest.mark.parametrize("law", LAWS)
class TestKnownLaws:
    def test_exact(self, law):
        fit = diagnostics.concentration_fit(SIZES, LAWS[law](SIZES))
        assert fit.verdict == law
        np.testing.assert_allclose(fit.rate, RATES[law], atol=1e-10)
        np.testing.assert_allclose(fit.predict(SIZES), LAWS[law](SIZES), rtol=1e-9)

    def test_noisy(self, law):
        """With errors of 10 %, the verdict is right and the rate within its error."""
        rng = np.random.default_rng(0)
        right, deviations = 0, []
        for _ in range(200):
            exact = LAWS[law](SIZES)
            fit = diagnostics.concentration_fit(
                SIZES, exact * (1 + 0.1 * rng.normal(size=len(SIZES))), 0.1 * exact
            )
            if fit.verdict == law:
                right += 1
                deviations.append((fit.rate - RATES[law]) / (fit.rate_error or 1))
        assert right >= 170
        assert np.std(deviations) < 1.3

    def test_without_errors(self, law):
        rng = np.random.default_rng(1)
        values = LAWS[law](SIZES) * np.exp(0.03 * rng.normal(size=len(SIZES)))
        assert diagnostics.concentration_fit(SIZES, values).verdict == law


class TestClosedForms:
    def test_product_pairs(self):
        """The asymptotic slope is log2 of 0.6 for the variance of the Haar family."""
        sizes = np.arange(40, 60)
        values = [theory.product_pair(n).variance for n in sizes]
        fit = diagnostics.concentration_fit(sizes, values)
        assert fit.verdict == "exponential"
        slope = -np.log2((1 + 2 / 3 + 1 / 5) / 4)
        assert abs(fit.rate - slope) < 0.02

    def test_trainable_bandwidth(self):
        sizes = np.arange(20, 200, 20)
        values = [
            theory.product_target_loss("zeros", np.sqrt(n) / 2, n_wires=n).variance for n in sizes
        ]
        fit = diagnostics.concentration_fit(sizes, values)
        assert fit.verdict == "polynomial"
        assert abs(fit.rate - 1) < 0.05

    def test_growth_has_a_negative_rate(self):
        assert diagnostics.concentration_fit(SIZES, 2.0**SIZES).rate == pytest.approx(-1)


class TestInput:
    def test_text(self):
        text = str(diagnostics.concentration_fit(SIZES, LAWS["exponential"](SIZES)))
        assert text.startswith("exponential, 2^-bn with b = 0.7 +-")
        text = str(diagnostics.concentration_fit(SIZES, LAWS["constant"](SIZES)))
        assert text.startswith("constant, 0.3")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (([2, 3, 4], [1, 1, 1]), "at least 4 different numbers of wires"),
            (([2, 3, 4, 4], [1, 1, 1, 1]), "at least 4 different numbers of wires"),
            (([2, 3, 4, 5], [1, 1, 1]), r"got shapes \(4,\) and \(3,\)"),
            (([2, 3, 4, 5], [1, 1, 1, 0]), "must be positive and finite"),
            (([2, 3, 4, 5], [1, 1, 1, 1], [1, 1, 1, 0]), "errors must be positive"),
        ],
    )
    def test_wrong(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            diagnostics.concentration_fit(*arguments)
