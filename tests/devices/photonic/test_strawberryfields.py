"""The engines of Strawberry Fields, against qgen.fock, thewalrus and closed forms."""

from importlib.util import find_spec

import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp
from pennylane.exceptions import DeviceError, QuantumFunctionError

import pennylane_qgen as qgen
from pennylane_qgen.linear_optics import haar_unitary
from pennylane_qgen.photonics import (
    Attenuation,
    BeamSplitter,
    Displacement,
    Interferometer,
    Kerr,
    PhaseShifter,
    Photons,
    Squeezing,
    Superposition,
    photon_correlations,
    photon_counts,
    photon_number,
    photon_probs,
    quadrature_moments,
)

if find_spec("strawberryfields") is None:  # importing it plainly fails with today's SciPy
    pytest.skip("Strawberry Fields is not installed", allow_module_level=True)
quantum = pytest.importorskip("thewalrus.quantum")

GAUSSIAN = ("qgen.sf.gaussian", "qgen.sf.bosonic")


def run(name, gates, *measurements, wires=3, shots=None, **options):
    """Results of a circuit without parameters."""

    @qml.set_shots(shots)
    @qml.qnode(qml.device(name, wires=wires, **options))
    def circuit():
        gates()
        results = tuple(qml.apply(measurement) for measurement in measurements)
        return results[0] if len(results) == 1 else results

    return circuit()


def everything():
    """Measurements of every kind, on three modes."""
    return (
        qml.probs(wires=[2, 0]),
        qgen.parities([[1, 0, 1], [0, 1, 1]]),
        photon_probs(wires=[1, 2], cutoff=3, truncate=True),
        photon_number(wires=[2, 0]),
        photon_correlations(),
        quadrature_moments(angle=0.3),
        quadrature_moments(angle=0.3, order=2, wires=2),
        qml.expval(qml.NumberOperator(1)),
        qml.var(qml.NumberOperator(1)),
        qml.expval(qml.QuadP(2)),
        qml.var(qml.QuadOperator(0.3, 2)),
        qml.expval(qml.FockStateProjector([0, 1], wires=[0, 2])),
        qml.expval(qml.Z(0) @ qml.Z(2) + 0.5 * qml.Z(1)),
    )


def flat(results) -> np.ndarray:
    return np.concatenate([np.ravel(result) for result in results])


def gaussian_gates(w=(0.2, 0.3, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.05, 0.3)):
    Displacement(w[0], w[1], wires=0)
    Squeezing(w[2], w[3], wires=1)
    BeamSplitter(w[4], w[5], wires=[0, 1])
    PhaseShifter(w[6], wires=1)
    Attenuation(w[7], wires=1)
    qml.TwoModeSqueezing(w[8], w[9], wires=[0, 2])
    Interferometer(haar_unitary(3, seed=3), wires=[2, 0, 1])


class TestAgreement:
    """The same circuit on every device that can run it."""

    def test_gaussian_circuit(self):
        fock = flat(run("qgen.fock", gaussian_gates, *everything(), cutoff=10))
        engines = [flat(run(name, gaussian_gates, *everything())) for name in GAUSSIAN]
        np.testing.assert_allclose(engines[0], engines[1], atol=1e-10)
        np.testing.assert_allclose(engines[0], fock, atol=1e-6)

    @pytest.mark.filterwarnings("ignore:The cutoff 5 loses:UserWarning")
    def test_cut_off_circuit_to_the_last_digit(self):
        """Both simulators cut the same matrices off, so they agree where results are not exact."""

        def gates():
            Superposition(np.diag([0.6, 0.8]), wires=[0, 2])
            qml.CatState(0.5, 0.2, 1, wires=1)
            BeamSplitter(0.5, 0.2, wires=[0, 1])
            Kerr(0.3, wires=1)
            Attenuation(0.7, wires=0)
            BeamSplitter(0.4, 0.1, wires=[2, 1])

        results = [
            flat(run(name, gates, *everything(), cutoff=5))
            for name in ("qgen.fock", "qgen.sf.fock")
        ]
        np.testing.assert_allclose(*results, atol=1e-12)

    def test_photons_on_every_device(self):
        def gates():
            Photons([1, 1, 0], wires=range(3))
            Interferometer(haar_unitary(3, seed=4), wires=range(3))
            Attenuation(0.8, wires=[0, 1])

        def measurements():
            return qml.probs(), photon_probs(cutoff=3), photon_correlations()

        names = ("qgen.fock", "qgen.sf.fock", "qgen.boson")
        fock, engine, boson = (flat(run(name, gates, *measurements())) for name in names)
        np.testing.assert_allclose(engine, fock, atol=1e-12)
        np.testing.assert_allclose(boson, fock, atol=1e-12)
        # The bosonic engine approximates Fock states.
        bosonic = run("qgen.sf.bosonic", gates, qml.probs())
        np.testing.assert_allclose(bosonic, fock[:8], atol=0.01)

    def test_cat_states(self):
        def gates():
            qml.CatState(0.7, 0.4, 1, wires=0)
            BeamSplitter(0.5, 0.2, wires=[0, 1])

        results = [
            flat(run(name, gates, *everything(), **options))
            for name, options in (("qgen.sf.bosonic", {}), ("qgen.fock", {"cutoff": 14}))
        ]
        np.testing.assert_allclose(*results, atol=1e-8)

    @pytest.mark.parametrize("name", GAUSSIAN)
    def test_gaussian_inputs(self, name):
        """Thermal light has n, and n(n + 1) of variance."""

        def gates():
            qml.ThermalState(0.3, wires=0)
            qml.GaussianState(np.diag([1.6, 1.6]), np.array([0.0, 0.0]), wires=1)
            qml.DisplacedSqueezedState(0.2, 0.3, 0.4, 0.5, wires=2)

        correlations = run(name, gates, photon_correlations(wires=[0, 1]))
        thermal = 0.3 + 2 * 0.09
        np.testing.assert_allclose(correlations, [[thermal, 0.09], [0.09, thermal]], atol=1e-12)

    @pytest.mark.parametrize("name", GAUSSIAN)
    def test_quadratic_gates(self, name):
        """p goes to p + s x for QuadraticPhase, and x2 to x2 + s x1 for ControlledAddition."""

        def gates():
            Displacement(0.5, 0.0, wires=0)
            qml.QuadraticPhase(0.4, wires=0)
            qml.ControlledAddition(0.3, wires=[0, 1])

        momentum, position = run(
            name, gates, quadrature_moments(0, angle=np.pi / 2), quadrature_moments(1)
        )
        np.testing.assert_allclose([momentum, position], [[0.4], [0.3]], atol=1e-10)


N_MODES = 4


def boson_sampling():
    for wire in range(N_MODES):
        Squeezing(0.4, 0.0, wires=wire)
    Interferometer(haar_unitary(N_MODES, seed=5), wires=range(N_MODES))


class TestGaussianBosonSampling:
    SHOTS = 4000

    def test_moments_in_closed_form(self):
        """With N = sinh(r)^2 and M = U U^T sinh(r) cosh(r): <n_i n_j> - <n_i><n_j> = |M_ij|^2."""
        number, products = run(
            "qgen.sf.gaussian", boson_sampling, photon_number(), photon_correlations(), wires=4
        )
        unitary, mean = haar_unitary(N_MODES, seed=5), np.sinh(0.4) ** 2
        anomalous = unitary @ unitary.T * np.sinh(0.4) * np.cosh(0.4)
        covariance = np.abs(anomalous) ** 2 + np.eye(N_MODES) * mean * (mean + 1)
        np.testing.assert_allclose(number, np.full(N_MODES, mean), atol=1e-12)
        np.testing.assert_allclose(products, covariance + mean**2, atol=1e-12)

    @pytest.mark.parametrize("by_hafnians", [False, True])
    def test_samples(self, by_hafnians, monkeypatch):
        """Means, correlations and single patterns of samples within four standard errors."""
        if by_hafnians:
            monkeypatch.setattr(
                "pennylane_qgen.devices.photonic.gaussian_readout._MAX_SAMPLED_TABLE", 0
            )
        shots = 300 if by_hafnians else self.SHOTS
        samples = run(
            "qgen.sf.gaussian", boson_sampling, photon_counts(), wires=4, shots=shots, seed=1
        )
        number, products, probabilities = run(
            "qgen.sf.gaussian",
            boson_sampling,
            photon_number(),
            photon_correlations(),
            photon_probs(cutoff=3, truncate=True),
            wires=4,
        )
        variance = np.diag(products) - number**2
        assert (np.abs(samples.mean(axis=0) - number) < 4 * np.sqrt(variance / shots)).all()
        for pattern in ((0, 0, 0, 0), (1, 1, 0, 0), (2, 0, 0, 0)):
            p = probabilities[pattern]
            frequency = (samples == pattern).all(axis=1).mean()
            assert abs(frequency - p) < 4 * np.sqrt(p * (1 - p) / shots)
        assert (samples.sum(axis=1) % 2 == 0).all()  # squeezing makes pairs

    def test_click_probabilities_against_torontonians(self):
        walrus = pytest.importorskip("thewalrus")
        clicks = run("qgen.sf.gaussian", boson_sampling, qml.probs(), wires=4)
        unitary = haar_unitary(N_MODES, seed=5)
        mean = np.sinh(0.4) ** 2 * np.eye(N_MODES)
        anomalous = -np.sinh(0.4) * np.cosh(0.4) * unitary @ unitary.T
        husimi = np.block([[mean + np.eye(4), anomalous], [anomalous.conj(), mean + np.eye(4)]])
        covariance = quantum.Covmat(husimi)
        for pattern in ((0, 0, 0, 0), (1, 0, 1, 0), (1, 1, 1, 1)):
            expected = walrus.threshold_detection_prob(np.zeros(8), covariance, pattern)
            index = int("".join(map(str, pattern)), 2)
            np.testing.assert_allclose(clicks[index], expected.real, atol=1e-10)

    def test_seed_and_global_generator(self, monkeypatch):
        monkeypatch.setattr(
            "pennylane_qgen.devices.photonic.gaussian_readout._MAX_SAMPLED_TABLE", 0
        )
        before = np.random.get_state()[1].copy()
        first, again, other = (
            run("qgen.sf.gaussian", boson_sampling, photon_counts(), wires=4, shots=20, seed=seed)
            for seed in (0, 0, 1)
        )
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, other)
        np.testing.assert_array_equal(np.random.get_state()[1], before)

    def test_many_modes_click_by_photons(self, monkeypatch):
        monkeypatch.setattr("pennylane_qgen.devices.photonic.gaussian_readout._MAX_CLICK_MODES", 3)
        clicks = run("qgen.sf.gaussian", boson_sampling, qml.sample(), wires=4, shots=50, seed=0)
        assert clicks.shape == (50, 4)
        assert set(np.unique(clicks)) <= {0, 1}

    def test_too_bright_to_count(self):
        def gates():
            Squeezing(2.5, 0.0, wires=0)

        with pytest.raises(DeviceError, match=r"64 photons or more.*Use less squeezing"):
            run("qgen.sf.gaussian", gates, photon_counts(), wires=1, shots=5)
        assert run("qgen.sf.gaussian", gates, qml.sample(), wires=1, shots=5).shape == (5, 1)


@pytest.mark.parametrize("name", GAUSSIAN)
class TestShots:
    def test_every_measurement(self, name):
        exact = flat(run(name, gaussian_gates, *everything()))
        copies = run(name, gaussian_gates, *everything(), shots=(4000, 10), seed=3)
        assert [np.shape(a) for a in copies[0]] == [np.shape(b) for b in copies[1]]
        np.testing.assert_allclose(flat(copies[0]), exact, atol=0.12)

    def test_homodyne(self, name):
        def gates():
            Displacement(0.3, 0.0, wires=0)

        mean = run(name, gates, quadrature_moments(), wires=1, shots=10_000, seed=0)
        assert abs(mean[0] - 0.6) < 4 / np.sqrt(10_000)


class TestGradients:
    WEIGHTS = pnp.array([0.2, 0.3, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.05, 0.3], requires_grad=True)

    def jacobian(self, name, **options):
        @qml.qnode(qml.device(name, wires=3, **options))
        def circuit(weights):
            gaussian_gates(weights)
            return qgen.mmd([[0, 1, 1], [1, 1, 0]], bandwidth=1.0)

        return qml.grad(circuit)(self.WEIGHTS)

    def test_best_is_close_to_the_reverse_sweep(self):
        exact = self.jacobian("qgen.fock", cutoff=10)
        for name in GAUSSIAN:
            np.testing.assert_allclose(self.jacobian(name), exact, atol=1e-5)

    @pytest.mark.parametrize("name", ["qgen.sf.gaussian", "qgen.sf.bosonic"])
    def test_no_shift_rule(self, name):
        @qml.qnode(qml.device(name, wires=1), diff_method="parameter-shift")
        def circuit(r):
            Squeezing(r, 0.0, wires=0)
            return photon_number()

        with pytest.raises(QuantumFunctionError, match=r"no parameter-shift rule.*Squeezing"):
            circuit(0.1)


class TestErrors:
    @pytest.mark.parametrize("name", GAUSSIAN)
    def test_gates_that_are_not_gaussian_are_named(self, name):
        with pytest.raises(DeviceError, match=f"Kerr.*{name}"):
            run(name, lambda: Kerr(0.1, wires=0), photon_number())

    def test_photons_are_not_gaussian(self):
        with pytest.raises(DeviceError, match=r"Photons.*qgen\.sf\.gaussian"):
            run("qgen.sf.gaussian", lambda: Photons([1], wires=0), photon_number())

    def test_cutoff(self):
        with pytest.raises(DeviceError, match=r"Squeezing does not keep.*qgen.sf.fock"):
            run("qgen.sf.fock", lambda: Squeezing(0.1, 0.0, wires=0), photon_number())
        with pytest.raises(DeviceError, match="Wire 0 has 4 photons"):
            run("qgen.sf.fock", lambda: Photons([4], wires=0), photon_number(), cutoff=3)
        with pytest.raises(ValueError, match="cutoff must be an integer"):
            qml.device("qgen.sf.fock", wires=1, cutoff=0)
        with pytest.raises(DeviceError, match=r"8\*\*12 amplitudes"):
            run("qgen.sf.fock", lambda: Attenuation(0.5, 0), photon_number(), wires=6, cutoff=8)

    def test_lost_norm(self):
        def gates():
            Photons([2, 2], wires=[0, 1])
            BeamSplitter(0.2, 0.0, wires=[0, 1])

        with pytest.warns(UserWarning, match=r"cutoff 4 loses .* of the norm"):
            run("qgen.sf.fock", gates, photon_number(), wires=2, cutoff=4)

    @pytest.mark.parametrize("name", GAUSSIAN)
    def test_late_preparation(self, name):
        def gates():
            PhaseShifter(0.1, wires=0)
            qml.CoherentState(0.1, 0.2, wires=0)

        with pytest.raises(DeviceError, match=r"CoherentState on wires .0. must come before"):
            run(name, gates, photon_number())

    def test_too_many_outcomes(self):
        with pytest.raises(DeviceError, match=r"takes 20\*\*6 numbers"):
            run("qgen.sf.bosonic", lambda: None, photon_probs(cutoff=10), wires=6)
