import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp

import pennylane_qgen as qgen
from pennylane_qgen.hardware import ReadoutErrors, mitigate_readout, readout_errors, zero_noise

DATA = np.array([[0, 0, 1], [1, 1, 0], [0, 1, 1]])
WEIGHTS = pnp.array(np.random.default_rng(0).uniform(0, np.pi, 6), requires_grad=True)
ZEROS, ONES = np.array([0.02, 0.05, 0.1]), np.array([0.08, 0.0, 0.04])
ERRORS = ReadoutErrors((0, 1, 2), ZEROS, ONES)

LOSSES = {
    "mmd": lambda: qgen.mmd(DATA, bandwidth=1.0, wires=range(3)),
    "mmd of two wires": lambda: qgen.mmd(DATA[:, :2], bandwidth=1.0, wires=[2, 0]),
    "mmd of parities": lambda: qgen.mmd(DATA, bandwidth=1.0, max_weight=3, wires=range(3)),
    "squared_distance": lambda: qgen.squared_distance(DATA, wires=range(3)),
    "total_variation": lambda: qgen.total_variation(DATA, wires=range(3)),
    "expval": lambda: qml.expval(qml.Z(2) @ qml.Z(0)),
    "two": lambda: qgen.Loss(qml.expval(qml.Z(1)), lambda z: (z - 1) ** 2, "square"),
}


def ansatz(weights):
    for layer in range(2):
        for wire in range(3):
            qml.RY(weights[3 * layer + wire], wires=wire)
        qml.CNOT([0, 1])
        qml.CNOT([1, 2])


def make_circuit(measure, *, readout=True, device=None, shots=None):
    @qml.set_shots(shots)
    @qml.qnode(
        device or qml.device("default.mixed", wires=3, seed=0), diff_method="parameter-shift"
    )
    def circuit(weights):
        ansatz(weights)
        for wire in range(3) if readout else ():
            _confuse(wire)
        return measure()

    return circuit


def _confuse(wire):
    """Readout errors as a channel: 0 to 1 with e0, and 1 to 0 with e1."""
    e0, e1 = ZEROS[wire], ONES[wire]
    kraus = [
        [[np.sqrt(1 - e0), 0], [0, 0]],
        [[0, 0], [0, np.sqrt(1 - e1)]],
        [[0, np.sqrt(e1)], [0, 0]],
        [[0, 0], [np.sqrt(e0), 0]],
    ]
    qml.QubitChannel([np.array(matrix) for matrix in kraus], wires=wire)


class TestReadout:
    @pytest.mark.parametrize("name", LOSSES)
    def test_value_and_gradient_are_those_without_errors(self, name):
        ideal = make_circuit(LOSSES[name], readout=False)
        mitigated = mitigate_readout(make_circuit(LOSSES[name]), ERRORS)
        np.testing.assert_allclose(mitigated(WEIGHTS), ideal(WEIGHTS), atol=1e-10)
        np.testing.assert_allclose(
            qml.grad(mitigated)(WEIGHTS), qml.grad(ideal)(WEIGHTS), atol=1e-10
        )

    def test_errors_matter(self):
        ideal = make_circuit(LOSSES["mmd"], readout=False)(WEIGHTS)
        assert abs(make_circuit(LOSSES["mmd"])(WEIGHTS) - ideal) > 0.01

    def test_beside_others(self):
        def measure():
            return LOSSES["mmd"](), qml.expval(qml.Z(0)), qml.probs(wires=[1])

        ideal = make_circuit(measure, readout=False)(WEIGHTS)
        mitigated = mitigate_readout(make_circuit(measure), ERRORS)(WEIGHTS)
        for left, right in zip(mitigated, ideal, strict=True):
            np.testing.assert_allclose(left, right, atol=1e-10)

    def test_unbiased_mmd_with_shots(self):
        """The value from batches of shots is unbiased with the errors undone."""
        loss = LOSSES["mmd of parities"]
        expected = make_circuit(loss, readout=False)(WEIGHTS)
        circuit = mitigate_readout(make_circuit(loss, shots=200), ERRORS)
        values = [float(circuit(WEIGHTS)) for _ in range(150)]
        error = np.std(values, ddof=1) / np.sqrt(len(values))
        assert abs(np.mean(values) - expected) < 4 * error

    def test_calibration(self):
        device = qml.device("lightning.qubit", wires=2, seed=0)
        errors = readout_errors(device, shots=50)
        assert errors.wires == (0, 1)
        np.testing.assert_array_equal(errors.zeros, 0)
        np.testing.assert_array_equal(errors.ones, 0)

    def test_calibration_of_a_noisy_device(self):
        flip = qml.noise.partial_wires(qml.BitFlip, 0.1)
        noise = qml.NoiseModel({qml.noise.op_eq(qml.RX): flip})
        device = qml.noise.add_noise(qml.device("default.mixed", wires=2, seed=0), noise)
        errors = readout_errors(device, wires=[0, 1], shots=4000)
        sigma = np.sqrt(0.09 / 4000)
        assert (np.abs(np.concatenate([errors.zeros, errors.ones]) - 0.1) < 4 * sigma).all()

    def test_nearest_distribution(self):
        """By brute force over the simplex of two outcomes, and a vector that is one already."""
        errors = ReadoutErrors((0,), np.array([0.1]), np.array([0.1]))
        np.testing.assert_allclose(errors.nearest_distribution([1.0, 0.0]), [1, 0], atol=1e-12)
        np.testing.assert_allclose(errors.nearest_distribution([0.5, 0.5]), [0.5, 0.5])
        quasi = np.random.default_rng(0).dirichlet(np.ones(8)) * 1.5 - 0.5 / 8
        identity = ReadoutErrors((0, 1, 2), np.zeros(3), np.zeros(3))
        nearest = identity.nearest_distribution(quasi)
        assert nearest.sum() == pytest.approx(1)
        assert (nearest >= 0).all()
        others = np.random.default_rng(1).dirichlet(np.ones(8), size=2000)
        assert np.sum((nearest - quasi) ** 2) <= np.min(np.sum((others - quasi) ** 2, axis=1))

    def test_read_at_random(self):
        with pytest.raises(ValueError, match="Wire b is read nearly at random"):
            ReadoutErrors(("a", "b"), np.array([0.0, 0.5]), np.array([0.0, 0.5]))

    def test_numbers_that_do_not_fit(self):
        with pytest.raises(ValueError, match="2 errors of zeros and of ones"):
            ReadoutErrors((0, 1), np.zeros(3), np.zeros(2))

    def test_wires_that_are_not_known(self):
        errors = ReadoutErrors((0, 1), ZEROS[:2], ONES[:2])
        with pytest.raises(ValueError, match=r"readout errors of the wires \[2\] are not known"):
            mitigate_readout(make_circuit(LOSSES["mmd"]), errors)(WEIGHTS)

    @pytest.mark.parametrize("measure", [lambda: qml.expval(qml.X(0)), lambda: qml.var(qml.Z(0))])
    def test_other_measurements(self, measure):
        with pytest.raises(ValueError, match="products of Z; got"):
            mitigate_readout(make_circuit(measure), ERRORS)(WEIGHTS)

    def test_long_words(self):
        errors = ReadoutErrors(tuple(range(20)), np.full(20, 0.1), np.full(20, 0.1))
        tape = qml.tape.QuantumScript([], [qgen.parities(np.ones((1, 20)), wires=range(20))])
        with pytest.raises(ValueError, match=r"A word of 20 wires has 2\*\*20 parts"):
            mitigate_readout(tape, errors)


def noisy_device(strength):
    channel = qml.noise.partial_wires(qml.DepolarizingChannel, strength)
    noise = qml.NoiseModel({qml.noise.wires_in(range(3)): channel})
    return qml.noise.add_noise(qml.device("default.mixed", wires=3, seed=0), noise)


class TestZeroNoise:
    @pytest.mark.parametrize("name", ["mmd", "mmd of parities", "squared_distance", "expval"])
    def test_closer_to_the_noiseless_loss(self, name):
        ideal = make_circuit(LOSSES[name], readout=False)(WEIGHTS)
        noisy = make_circuit(LOSSES[name], readout=False, device=noisy_device(0.003))
        mitigated = zero_noise(noisy, scale_factors=[1, 3, 5])
        assert abs(mitigated(WEIGHTS) - ideal) < 0.15 * abs(noisy(WEIGHTS) - ideal)

    def test_gradient(self):
        ideal = qml.grad(make_circuit(LOSSES["mmd"], readout=False))(WEIGHTS)
        circuit = make_circuit(LOSSES["mmd"], readout=False, device=noisy_device(0.003))
        noisy, mitigated = (qml.grad(c)(WEIGHTS) for c in (circuit, zero_noise(circuit, [1, 3, 5])))
        assert np.linalg.norm(mitigated - ideal) < 0.2 * np.linalg.norm(noisy - ideal)

    def test_no_noise_changes_nothing(self):
        circuit = make_circuit(lambda: (LOSSES["mmd"](), qml.expval(qml.Z(0))), readout=False)
        np.testing.assert_allclose(zero_noise(circuit)(WEIGHTS), circuit(WEIGHTS), atol=1e-10)

    def test_agrees_with_pennylane_for_expectation_values(self):
        circuit = make_circuit(LOSSES["expval"], readout=False, device=noisy_device(0.02))
        theirs = qml.noise.mitigate_with_zne(
            circuit, [1, 2, 3], qml.noise.fold_global, qml.noise.richardson_extrapolate
        )
        assert zero_noise(circuit)(WEIGHTS) == pytest.approx(theirs(WEIGHTS), abs=1e-10)

    def test_together_with_the_readout(self):
        device = noisy_device(0.003)
        circuit = make_circuit(LOSSES["mmd"], readout=False, device=device)
        errors = ReadoutErrors((0, 1, 2), np.zeros(3), np.zeros(3))
        both = mitigate_readout(zero_noise(circuit, [1, 3]), errors)
        assert both(WEIGHTS) == pytest.approx(zero_noise(circuit, [1, 3])(WEIGHTS), abs=1e-10)

    @pytest.mark.parametrize("factors", [[1], [0.5, 1]])
    def test_bad_factors(self, factors):
        with pytest.raises(ValueError, match="at least two numbers from 1 on"):
            zero_noise(make_circuit(LOSSES["mmd"]), factors)(WEIGHTS)
