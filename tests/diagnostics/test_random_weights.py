import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen import diagnostics, theory


def make_model(n_wires=3, device="qgen.lightning", shots=None):
    @qml.set_shots(shots)
    @qml.qnode(qml.device(device, wires=n_wires, seed=5))
    def model(weights):
        qgen.Product(weights, wires=range(n_wires))
        return qgen.mmd(np.zeros((1, n_wires), dtype=int), bandwidth=1.0)

    return model


def init(rng):
    return qgen.Product.init(3, seed=rng)


class TestLossVariance:
    @pytest.mark.parametrize("device", ["qgen.lightning", "lightning.qubit", "default.qubit"])
    def test_closed_form(self, device):
        found = diagnostics.loss_variance(make_model(device=device), init, n_circuits=300, seed=0)
        exact = theory.product_target_loss("zeros", 1.0, n_wires=3, family="angle")
        assert abs(found.variance - exact.variance) < 4 * found.standard_error
        error = np.sqrt(exact.variance / 300)
        assert abs(found.mean - exact.mean) < 4 * error

    def test_interval_covers(self):
        """The 90 % interval of the variance of uniform numbers covers 1/12 in nine of ten cases."""

        @qml.qnode(qml.device("default.qubit", wires=1))
        def uniform(angle):
            qml.RY(angle, wires=0)
            return qml.expval(qml.Z(0))

        covered = 0
        for seed in range(40):
            found = diagnostics.loss_variance(
                uniform,
                lambda rng: np.arccos(rng.uniform(-1, 1)),
                n_circuits=60,
                level=0.9,
                n_bootstrap=500,
                seed=seed,
            )
            covered += found.interval[0] < 1 / 3 < found.interval[1]
        assert abs(covered / 40 - 0.9) < 4 * np.sqrt(0.09 / 40)

    def test_seeded(self):
        first, second = (
            diagnostics.loss_variance(make_model(), init, n_circuits=5, seed=0) for _ in range(2)
        )
        np.testing.assert_array_equal(first.values, second.values)
        assert first.interval == second.interval
        assert "over 5 random weights" in str(first)

    def test_shot_noise_is_part_of_it(self):
        constant = make_model(shots=50)
        found = diagnostics.loss_variance(constant, lambda rng: np.ones(3), n_circuits=30, seed=0)
        assert found.variance > 0

    def test_init_must_be_a_function(self):
        with pytest.raises(TypeError, match=r"init must be a function .* got ndarray"):
            diagnostics.loss_variance(make_model(), np.zeros(3))

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"n_circuits": 2}, "n_circuits must be an integer of at least 3"),
            ({"level": 1.0}, "level must lie strictly between 0 and 1"),
            ({"n_bootstrap": 0}, "n_bootstrap must be an integer of at least 2"),
        ],
    )
    def test_wrong_options(self, options, message):
        with pytest.raises(ValueError, match=message):
            diagnostics.loss_variance(make_model(), init, **{"n_circuits": 3} | options)

    def test_several_numbers(self):
        @qml.qnode(qml.device("default.qubit", wires=1))
        def model(angle):
            qml.RY(angle, wires=0)
            return qml.probs()

        with pytest.raises(ValueError, match=r"must return one number; got shape \(2,\)"):
            diagnostics.loss_variance(model, lambda rng: rng.random(), n_circuits=3)

    def test_not_a_number(self):
        weights = iter([np.zeros(3), np.full(3, np.nan), np.zeros(3)])
        with pytest.raises(ValueError, match=r"sum of nan|not finite at 1 of 3 weights"):
            diagnostics.loss_variance(
                make_model(device="default.qubit"), lambda rng: next(weights), n_circuits=3
            )


class TestGradientVariance:
    @pytest.mark.parametrize("device", ["qgen.lightning", "lightning.qubit"])
    def test_one_wire_in_closed_form(self, device):
        """L = 2 p^2 with p = (1 - cos t)/2, so dL/dt = (1 - cos t) sin t.

        Its mean is 0 and its mean square E[sin^2] + E[cos^2 sin^2] = 1/2 + 1/8.
        """

        @qml.qnode(qml.device(device, wires=1))
        def model(angle):
            qml.RY(angle, wires=0)
            return qgen.squared_distance([[0]])

        found = diagnostics.gradient_variance(
            model, lambda rng: rng.uniform(0, 2 * np.pi), n_circuits=200, seed=0
        )
        assert abs(found.variance - 5 / 8) < 4 * found.standard_error
        assert found.by_parameter.shape == ()

    def test_by_parameter(self):
        found = diagnostics.gradient_variance(make_model(), init, n_circuits=30, seed=0)
        assert found.by_parameter.shape == (3,)
        assert found.variance == pytest.approx(found.by_parameter.mean())
        assert found.interval[0] < found.variance < found.interval[1]
        assert "over 30 random weights" in str(found)

    def test_shots(self):
        model = make_model(device="lightning.qubit", shots=100)
        found = diagnostics.gradient_variance(model, init, n_circuits=4, seed=0)
        assert found.variance > 0


class TestShotsNeeded:
    def test_variance_of_one_shot(self):
        """The gradient of the MMD with respect to the probabilities gives the same deviation."""
        model = make_model(device="lightning.qubit")
        weights = np.array([0.5, 1.0, 1.5])
        found = diagnostics.shots_needed(
            model, weights, difference=0.1, pilot_shots=4000, n_pilots=200
        )
        q = qgen.probabilities(model, weights)
        p = np.eye(8)[0]
        influence = 2 * qgen.kernels.HammingKernel(1.0).apply(q - p)
        exact = q @ influence**2 - (q @ influence) ** 2
        assert abs(found.shot_deviation**2 / exact - 1) < 4 * np.sqrt(2 / 199)
        expected = (1.959964 + 0.841621) ** 2 * 2 * exact / 0.1**2
        assert abs(found.shots - expected) < 4 * found.standard_error

    def test_power(self):
        """With that many shots the difference is seen in four of five cases."""
        model = make_model(device="lightning.qubit")
        first, second = np.full(3, 1.0), np.full(3, 1.1)
        found = diagnostics.shots_needed(model, first, second, pilot_shots=1000, n_pilots=100)
        noisy = qml.set_shots(model, shots=found.shots)
        differences = np.array([noisy(second) - noisy(first) for _ in range(150)])
        deviation = found.shot_deviation * np.sqrt(2 / found.shots)
        # The plug-in loss is too large by the same amount at both, up to a small part.
        seen = (np.abs(differences) > 1.959964 * deviation).mean()
        assert abs(seen - 0.8) < 0.13

    def test_needs_a_difference(self):
        with pytest.raises(ValueError, match="Pass other_weights or a difference="):
            diagnostics.shots_needed(make_model(), np.zeros(3))

    def test_equal_losses(self):
        with pytest.raises(ValueError, match="losses are equal"):
            diagnostics.shots_needed(make_model(), np.zeros(3), np.zeros(3))

    @pytest.mark.parametrize("name", ["level", "power"])
    def test_wrong_probabilities(self, name):
        with pytest.raises(ValueError, match=f"{name} must lie strictly between 0 and 1; got 0"):
            diagnostics.shots_needed(make_model(), np.zeros(3), np.ones(3), **{name: 0})
