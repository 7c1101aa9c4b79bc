"""Tapes of linear optics as numbers, tables read by detectors, and the adjoints of both."""

import numpy as np
import pennylane as qml
import pytest
from pennylane.exceptions import DeviceError, QuantumFunctionError
from pennylane.tape import QuantumScript
from pennylane_qgen.devices.photonic.click_samples import needs_photon_numbers
from pennylane_qgen.devices.photonic.mode_gates import has_mode_matrix, mode_matrix
from pennylane_qgen.devices.photonic.photon_simulation import Light, Limits, half_of_memory
from pennylane_qgen.devices.photonic.photonic_circuit import (
    away_from_the_boundary,
    is_linear_optics,
    read_circuit,
)
from pennylane_qgen.devices.photonic.photonic_preprocessing import (
    expand_to_linear_optics,
    with_photonic_shift,
)
from pennylane_qgen.devices.photonic.table_readout import Detectors, TableReadout

import pennylane_qgen as qgen
from pennylane_qgen.linear_optics import beam_splitter, distribution, haar_unitary, n_fock_states
from pennylane_qgen.photonics import (
    Attenuation,
    BeamSplitter,
    Displacement,
    Interferometer,
    Loops,
    Mesh,
    PhaseShifter,
    Photons,
    photon_correlations,
    photon_counts,
    photon_number,
    photon_probs,
    photonic_shift,
)

UNITARY = haar_unitary(3, seed=0)
RNG = np.random.default_rng(0)


class TestReadCircuit:
    def test_photons_and_matrix(self):
        gates = [
            Photons([1], wires=2),
            BeamSplitter(0.3, 0.7, wires=[0, 1]),
            qml.Identity(1),
            Interferometer(UNITARY, wires=[2, 0, 1]),
        ]
        optics = read_circuit(QuantumScript(gates), 3)
        first = np.eye(3, dtype=complex)
        first[:2, :2] = beam_splitter(0.3, 0.7)
        last = np.eye(3, dtype=complex)
        last[np.ix_([2, 0, 1], [2, 0, 1])] = UNITARY
        np.testing.assert_allclose(optics.transfer, last @ first, atol=1e-14)
        assert optics.input_counts.tolist() == [0, 0, 1]
        assert (optics.n_modes, optics.n_photons, optics.is_lossless) == (3, 1, True)

    def test_loss_makes_an_isometry(self):
        gates = [
            Attenuation(0.3, wires=[0, 2]),
            Interferometer(UNITARY, wires=range(3)),
            Attenuation(0.8, wires=1),
        ]
        optics = read_circuit(QuantumScript(gates), 3)
        expected = np.diag([1, np.sqrt(0.8), 1]) @ UNITARY @ np.diag(np.sqrt([0.3, 1, 0.3]))
        np.testing.assert_allclose(optics.transfer, expected, atol=1e-14)
        assert optics.isometry.shape == (6, 3)
        assert not optics.is_lossless
        gram = optics.isometry.conj().T @ optics.isometry
        np.testing.assert_allclose(gram, np.eye(3), atol=1e-14)

    def test_environment_is_made_small(self):
        """All that one photon can be lost to is one mode, however many attenuators there are."""
        gates = [Photons([1], wires=0)]
        for angle in (0.3, 0.5, 0.7):
            gates += [BeamSplitter(angle, 0.1, wires=[0, 1]), Attenuation(0.8, wires=[0, 1])]
        optics = read_circuit(QuantumScript(gates), 2)
        light = Light.of(optics)
        assert optics.isometry.shape == (8, 2)
        assert light.isometry.shape == (3, 1)
        small = distribution(light.isometry, light.counts)
        large = distribution(optics.isometry, optics.input_counts)
        np.testing.assert_allclose(small[:2], large[:2], atol=1e-14)

    @pytest.mark.parametrize("late", [Photons([1], wires=0), Photons([0, 1], wires=[1, 0])])
    def test_photons_enter_once(self, late):
        with pytest.raises(DeviceError, match=r"modes \[0\] after something happened"):
            read_circuit(QuantumScript([Photons([1], wires=0), late]), 2)

    def test_other_gates(self):
        with pytest.raises(DeviceError, match="Displacement is no gate of passive linear optics"):
            read_circuit(QuantumScript([Displacement(0.1, 0.0, wires=0)]), 1)

    def test_boundary(self):
        circuit = QuantumScript([Attenuation(1.0, wires=0), PhaseShifter(0.1, wires=0)])
        assert 0 < 1 - away_from_the_boundary(circuit).operations[0].data[0] < 1e-8
        circuit.trainable_params = [1]
        assert away_from_the_boundary(circuit) is circuit


def test_pull_back_is_the_derivative():
    """Of a random linear function of the isometry, gate by gate."""
    mesh, loops = Mesh.init(3, seed=1), Loops.init(3, delays=(1, 2), seed=2)

    def circuit(values):
        return QuantumScript(
            [
                PhaseShifter(values[0], wires=1),
                BeamSplitter(values[1], values[2], wires=[2, 0]),
                Mesh(np.array(mesh) + values[3], wires=[1, 0, 2]),
                Attenuation(values[4], wires=[0, 2]),
                qml.adjoint(Loops(np.array(loops) * values[5], (1, 2), wires=range(3))),
            ]
        )

    values = np.array([0.2, 0.4, 0.9, 0.1, 0.6, 1.3])
    shape = read_circuit(circuit(values), 3).isometry.shape
    cotangent = RNG.normal(size=shape) + 1j * RNG.normal(size=shape)

    def function(values):
        return np.vdot(cotangent, read_circuit(circuit(values), 3).isometry).real

    steps = 1e-6 * np.eye(6)
    expected = [(function(values + step) - function(values - step)) / 2e-6 for step in steps]
    by_gate = read_circuit(circuit(values), 3).pull_back(cotangent, list(range(6)))
    phase, theta, phi, of_mesh, transmission, of_loops = by_gate
    found = [phase, theta, phi, of_mesh.sum(), transmission, (of_loops * np.array(loops)).sum()]
    np.testing.assert_allclose(found, expected, atol=1e-8)


def test_fixed_parameters_have_no_derivative():
    optics = read_circuit(QuantumScript([Interferometer(UNITARY, wires=range(3))]), 3)
    with pytest.raises(DeviceError, match="UnitaryInterferometer is fixed"):
        optics.pull_back(np.ones((3, 3), dtype=complex), [0])
    with pytest.raises(DeviceError, match=r"parameters \[7\].*no trainable gate"):
        optics.pull_back(np.ones((3, 3), dtype=complex), [7])


class TestGates:
    def test_what_is_linear_optics(self):
        assert has_mode_matrix(qml.adjoint(qml.adjoint(PhaseShifter(0.1, wires=0), lazy=True)))
        assert is_linear_optics(Attenuation(0.1, wires=0))
        assert not has_mode_matrix(Attenuation(0.1, wires=0))
        assert not is_linear_optics(qml.X(0))

    def test_lazy_adjoint(self):
        op = qml.adjoint(Mesh(Mesh.init(3, seed=0), wires=range(3)))
        product = mode_matrix(op) @ mode_matrix(op.base)
        np.testing.assert_allclose(product, np.eye(3), atol=1e-14)


class TestPreprocessing:
    def test_templates_are_taken_apart(self):
        template = qml.Interferometer([0.1], [0.2], [0.3, 0.4], wires=[0, 1])
        [expanded], _ = expand_to_linear_optics(QuantumScript([template]))
        assert {op.name for op in expanded.operations} == {"BeamSplitter", "PhaseShifter"}

    def test_what_is_linear_optics_stays(self):
        circuit = QuantumScript([Mesh(Mesh.init(3, seed=0), wires=range(3))])
        [expanded], _ = expand_to_linear_optics(circuit)
        assert expanded is circuit

    def test_the_gate_that_was_written_is_named(self):
        with pytest.raises(DeviceError, match=r"lab runs passive linear optics.*got QFT"):
            expand_to_linear_optics(QuantumScript([qml.QFT(wires=[0, 1])]), name="lab")

    def test_trainable_observables(self):
        coefficient = qml.numpy.array(0.3, requires_grad=True)
        circuit = QuantumScript([], [qml.expval(qml.s_prod(coefficient, qml.Z(0)))])
        with pytest.raises(QuantumFunctionError, match="cannot be trained"):
            expand_to_linear_optics(circuit)

    @pytest.mark.parametrize("method", ["best", "parameter-shift", qml.gradients.param_shift])
    def test_shift_rules(self, method):
        config = qml.devices.ExecutionConfig(gradient_method=method)
        assert with_photonic_shift(config).gradient_method is photonic_shift
        other = qml.devices.ExecutionConfig(gradient_method="finite-diff")
        assert with_photonic_shift(other) is other


class TestReadout:
    DETECTORS = Detectors(np.array([0.9, 0.5, 1.0]), np.array([0.0, 0.1, 0.2]))

    @pytest.mark.parametrize(
        "measurement",
        [
            qml.probs(wires=[2, 0]),
            qml.expval(qml.Z(0) - 2 * qml.Z(1) @ qml.Z(2)),
            qml.expval(qml.TensorN([2, 1])),
            qgen.parities([[1, 0, 1], [1, 1, 0]]),
            photon_probs(wires=[1, 0], cutoff=2, truncate=True),
            photon_probs(wires=[1, 0], cutoff=7),
            photon_number(wires=[1]),
            photon_correlations(),
        ],
        ids=str,
    )
    def test_pull_back_is_the_transpose(self, measurement):
        readout = TableReadout(2, 4, self.DETECTORS)
        table = RNG.dirichlet(np.ones(n_fock_states(2, 4)))
        result = readout.read(measurement, table)
        cotangent = RNG.normal(size=np.shape(result))
        product = np.sum(cotangent * result)
        np.testing.assert_allclose(readout.pull_back(measurement, cotangent) @ table, product)

    def test_other_measurements(self):
        with pytest.raises(TypeError, match="no linear function"):
            TableReadout(2, 4, self.DETECTORS).read(photon_counts(), np.ones(10))

    def test_ideal_detectors_change_nothing(self):
        ideal = Detectors(np.ones(3), np.zeros(3))
        photons = RNG.integers(0, 3, (5, 3)).astype(np.int16)
        assert ideal.are_ideal
        assert not self.DETECTORS.are_ideal
        np.testing.assert_array_equal(ideal.detect(photons, RNG), photons)
        assert ideal.detect(photons, RNG).dtype == np.int64

    def test_what_needs_numbers(self):
        assert needs_photon_numbers(photon_counts())
        assert needs_photon_numbers(qml.expval(qml.NumberOperator(0)))
        assert not needs_photon_numbers(qml.expval(qml.Z(0)))
        assert not needs_photon_numbers(qml.probs(wires=0))


class TestLimits:
    def test_memory_of_the_machine(self, monkeypatch):
        def unknown(name):
            raise ValueError("unrecognized configuration name")

        assert half_of_memory() > 2**20
        monkeypatch.setattr("os.sysconf", unknown)
        assert half_of_memory() == 8 * 2**30

    def test_arrays(self):
        limits = Limits(memory=160, time=1)
        limits.check_array(10, "this")
        with pytest.raises(DeviceError, match="that has 11 outcomes"):
            limits.check_array(11, "that")
