"""The device qgen.tbi: one loop, several loops, hardware."""

import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp
from pennylane.exceptions import DeviceError
from pennylane_qgen.devices.photonic.boson import BosonSampler
from pennylane_qgen.devices.photonic.tbi import TimeBinInterferometer, sample_loop
from scipy.stats import chi2

import pennylane_qgen as qgen
from pennylane_qgen import photonics

INPUT = [1, 0, 1, 2, 0, 1]
N_PULSES = len(INPUT)


def circuit_of(delays, measurement, counts=INPUT):
    wires = range(len(counts))

    def circuit(angles):
        photonics.Photons(counts, wires=wires)
        photonics.Loops(angles, delays=delays, wires=wires)
        return measurement()

    return circuit


def draw_angles(delays, n_pulses=N_PULSES, seed=0):
    return photonics.Loops.init(n_pulses, delays=delays, seed=seed)


def p_value(frequencies, probabilities, shots):
    """Of a chi-squared test; outcomes expected less than five times are taken together."""
    counts, expected = shots * frequencies.ravel(), shots * probabilities.ravel()
    assert not counts[expected < 1e-9].any()
    rare = expected < 5
    counts = np.append(counts[~rare], counts[rare].sum())
    expected = np.append(expected[~rare], expected[rare].sum())
    kept = expected > 1e-9
    statistic = np.sum((counts - expected)[kept] ** 2 / expected[kept])
    return chi2.sf(statistic, kept.sum() - 1)


class TestSimulated:
    @pytest.mark.parametrize("delays", [(1,), (2,), (4,), (1, 1), (1, 3)])
    @pytest.mark.parametrize("overlap", [1.0, 0.6])
    def test_samples_have_the_exact_distribution(self, delays, overlap):
        shots, angles = 20_000, draw_angles(delays)
        circuit = circuit_of(delays, lambda: photonics.photon_probs(cutoff=6))
        options = {"wires": N_PULSES, "indistinguishability": overlap}
        exact = qml.QNode(circuit, BosonSampler(**options))(angles)
        device = TimeBinInterferometer(delays=delays, seed=5, **options)
        frequencies = qml.set_shots(qml.QNode(circuit, device), shots)(angles)
        assert 1e-4 < p_value(frequencies, exact, shots) < 1 - 1e-4

    def test_exact_results_are_those_of_qgen_boson(self):
        circuit, angles = circuit_of((1, 2), qml.probs), draw_angles((1, 2))
        device = TimeBinInterferometer(wires=N_PULSES, delays=(1, 2))
        expected = qml.QNode(circuit, BosonSampler(wires=N_PULSES))(angles)
        np.testing.assert_allclose(qml.QNode(circuit, device)(angles), expected, atol=1e-12)

    def test_loss_and_threshold_detectors(self):
        shots, angles = 20_000, draw_angles((1,))
        circuit = circuit_of((1,), qml.probs)
        options = {
            "wires": N_PULSES,
            "efficiency": 0.7,
            "dark_counts": 0.05,
            "detector": "threshold",
        }
        exact = qml.QNode(circuit, BosonSampler(**options))(angles)
        device = TimeBinInterferometer(seed=6, **options)
        frequencies = qml.set_shots(qml.QNode(circuit, device), shots)(angles)
        assert 1e-4 < p_value(frequencies, exact, shots) < 1 - 1e-4

    def test_many_photons_through_one_loop(self):
        counts = [1, 0] * 100
        device = TimeBinInterferometer(wires=200, seed=0)
        circuit = circuit_of((1,), photonics.photon_counts, counts)
        samples = qml.set_shots(qml.QNode(circuit, device), 50)(np.full(199, np.pi / 4))
        assert (samples.sum(axis=1) == 100).all()
        assert samples.max() > 1

    @pytest.mark.parametrize("options", [{"gram": np.ones((3, 3))}, {"method": "exact"}])
    def test_what_the_chain_cannot_do_is_left_to_qgen_boson(self, options):
        circuit = circuit_of((1,), photonics.photon_counts, [1, 0, 1, 0, 0, 1])
        angles = draw_angles((1,))
        draws = [
            qml.set_shots(qml.QNode(circuit, device), 20)(angles)
            for device in (
                TimeBinInterferometer(wires=N_PULSES, seed=3, **options),
                BosonSampler(wires=N_PULSES, seed=3, **options),
            )
        ]
        np.testing.assert_array_equal(*draws)

    @pytest.mark.parametrize("delays", [(1,), (1, 1)])
    def test_seeds(self, delays):
        circuit, angles = circuit_of(delays, photonics.photon_counts), draw_angles(delays)

        def draw(seed):
            device = TimeBinInterferometer(wires=N_PULSES, delays=delays, seed=seed)
            return qml.set_shots(qml.QNode(circuit, device), 30)(angles)

        np.testing.assert_array_equal(draw(0), draw(0))
        assert not np.array_equal(draw(0), draw(1))

    def test_measurements_are_of_the_same_shots(self):
        def measurements():
            return photonics.photon_counts(), qml.sample(), qgen.parities([[1, 1, 0, 0, 0, 0]])

        device = TimeBinInterferometer(wires=N_PULSES, seed=2)
        qnode = qml.set_shots(qml.QNode(circuit_of((1,), measurements), device), 40)
        photons, clicks, parity = qnode(draw_angles((1,)))
        np.testing.assert_array_equal(clicks, np.minimum(photons, 1))
        assert parity[0] == pytest.approx(np.mean((-1.0) ** clicks[:, :2].sum(axis=1)))


class TestGradients:
    @pytest.mark.parametrize("diff_method", ["best", "parameter-shift"])
    def test_as_qgen_boson(self, diff_method):
        target = np.eye(4, dtype=int)
        angles = draw_angles((1,), 4)
        circuit = circuit_of((1,), lambda: qgen.mmd(target), [1, 0, 1, 0])
        gradients = [
            qml.grad(qml.QNode(circuit, device, diff_method=diff_method))(angles)
            for device in (TimeBinInterferometer(wires=4), BosonSampler(wires=4))
        ]
        np.testing.assert_allclose(*gradients, atol=1e-9)

    def test_from_shots(self):
        angles = pnp.array([0.4, 0.9], requires_grad=True)
        circuit = circuit_of((1,), lambda: qml.expval(qml.Z(2)), [1, 1, 0])
        exact = qml.grad(qml.QNode(circuit, TimeBinInterferometer(wires=3)))(angles)
        qnode = qml.set_shots(qml.QNode(circuit, TimeBinInterferometer(wires=3, seed=1)), 20_000)
        np.testing.assert_allclose(qml.grad(qnode)(angles), exact, atol=0.1)


class Hardware:
    """Records what it is asked and answers with all photons as they came in."""

    def __init__(self, answer=None):
        self.asked = []
        self.answer = answer

    def sample(self, input_state, thetas, n_samples):
        self.asked.append((input_state, thetas, n_samples))
        return [input_state] * n_samples if self.answer is None else self.answer


class TestHardware:
    def run(self, hardware, shots=4, delays=(1,), **options):
        device = TimeBinInterferometer(wires=3, delays=delays, hardware=hardware, **options)
        circuit = circuit_of(delays, photonics.photon_counts, [1, 0, 2])
        return qml.set_shots(qml.QNode(circuit, device), shots)(draw_angles(delays, 3))

    @pytest.mark.parametrize("delays", [(1,), (1, 2)])
    def test_is_asked_for_photons_angles_and_number(self, delays):
        hardware = Hardware()
        samples = self.run(hardware, delays=delays)
        np.testing.assert_array_equal(samples, [[1, 0, 2]] * 4)
        [(input_state, thetas, n_samples)] = hardware.asked
        assert (input_state, n_samples) == ((1, 0, 2), 4)
        np.testing.assert_array_equal(thetas, draw_angles(delays, 3))

    def test_counts_of_outcomes(self):
        samples = self.run(Hardware({(3, 0, 0): 40, (0, 0, 3): 60}), shots=100, seed=0)
        assert (samples[:, 0] == 3).sum() == 40
        assert 0 < (samples[:50, 0] == 3).sum() < 40

    def test_simulator_as_hardware(self):
        """The gradient by shots of a device behind the interface is that of the simulator."""

        class Emulator:
            rng = np.random.default_rng(7)

            def sample(self, input_state, thetas, n_samples):
                return sample_loop(np.array(input_state), thetas, 1, n_samples, rng=self.rng)

        angles = pnp.array([0.4, 0.9], requires_grad=True)
        circuit = circuit_of((1,), lambda: qml.expval(qml.Z(2)), [1, 1, 0])
        exact = qml.grad(qml.QNode(circuit, TimeBinInterferometer(wires=3)))(angles)
        device = TimeBinInterferometer(wires=3, hardware=Emulator())
        found = qml.grad(qml.set_shots(qml.QNode(circuit, device), 20_000))(angles)
        np.testing.assert_allclose(found, exact, atol=0.1)

    @pytest.mark.parametrize(
        ("answer", "message"),
        [
            ([[1, 0, 2]] * 3, r"shape \(4, 3\).*got shape \(3, 3\)"),
            ([[1.5, 0, 2]] * 4, "integers of at least 0"),
            ([[-1, 0, 2]] * 4, "integers of at least 0"),
        ],
    )
    def test_bad_answers(self, answer, message):
        with pytest.raises(DeviceError, match=message):
            self.run(Hardware(answer))

    def test_no_exact_results(self):
        device = TimeBinInterferometer(wires=3, hardware=Hardware())
        with pytest.raises(DeviceError, match="Hardware gives samples: set shots"):
            qml.QNode(circuit_of((1,), qml.probs, [1, 0, 2]), device)(draw_angles((1,), 3))

    def test_must_have_a_method_sample(self):
        with pytest.raises(TypeError, match=r"method sample.*got str"):
            TimeBinInterferometer(wires=3, hardware="tbi")

    def test_nothing_is_simulated(self):
        with pytest.raises(ValueError, match=r"leave out \['efficiency'\]"):
            TimeBinInterferometer(wires=3, hardware=Hardware(), efficiency=0.5)


class TestErrors:
    def test_other_delays(self):
        device = TimeBinInterferometer(wires=N_PULSES, delays=(1, 3))
        with pytest.raises(DeviceError, match=r"loops of delays \(1, 3\)"):
            qml.QNode(circuit_of((1,), qml.probs), device)(draw_angles((1,)))

    def test_other_gates(self):
        device = TimeBinInterferometer(wires=2)

        @qml.qnode(device)
        def circuit():
            photonics.Photons([1, 0], wires=[0, 1])
            photonics.PhaseShifter(0.3, wires=0)
            return qml.probs()

        with pytest.raises(DeviceError, match="photons and loops only; got PhaseShifter"):
            circuit()

    def test_beam_splitter_with_a_phase(self):
        @qml.qnode(TimeBinInterferometer(wires=2))
        def circuit():
            photonics.Photons([1, 0], wires=[0, 1])
            photonics.BeamSplitter(0.3, 0.2, wires=[0, 1])
            return qml.probs()

        with pytest.raises(DeviceError, match=r"got phi=0\.2"):
            circuit()

    @pytest.mark.parametrize("delays", [(0,), (1.5,), (3,), ()])
    def test_bad_delays(self, delays):
        with pytest.raises(ValueError, match=r"[Dd]elay"):
            TimeBinInterferometer(wires=3, delays=delays)
