"""The device qgen.fock against closed forms and finite differences.

The contract of all photonic devices is tested in test_contract.py, and the agreement with
Strawberry Fields in test_strawberryfields.py.
"""

from math import exp, factorial

import jax
import numpy as np
import pennylane as qml
import pytest
import torch
from pennylane import numpy as pnp
from pennylane.exceptions import DeviceError, QuantumFunctionError
from pennylane_qgen.devices.photonic import fock_cutoff, fock_gates
from scipy.stats import binom, poisson

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

pytestmark = pytest.mark.usefixtures("double_precision")

GATES = {
    "phase_shifter": (0.3,),
    "kerr": (0.2,),
    "cross_kerr": (0.2,),
    "displacement": (0.4, 0.7),
    "squeezing": (0.3, 0.7),
    "beam_splitter": (0.3, 0.7),
    "two_mode_squeezing": (0.3, 0.7),
    "cubic_phase": (0.1,),
    "attenuation": (0.7,),
}


def measured(gates, measurement, *, wires=1, cutoff=25, shots=None, seed=0):
    """Result of a circuit without parameters."""

    @qml.set_shots(shots)
    @qml.qnode(qml.device("qgen.fock", wires=wires, cutoff=cutoff, seed=seed))
    def circuit():
        gates()
        return qml.apply(measurement)

    return circuit()


@pytest.mark.parametrize("name", GATES)
class TestGates:
    def test_derivatives(self, name):
        make, step = getattr(fock_gates, name), 1e-6
        slopes = make(*GATES[name], 5).derivatives()
        assert len(slopes) == len(GATES[name])
        for index, slope in enumerate(slopes):
            shift = step * np.eye(len(slopes))[index]
            up, down = (make(*(GATES[name] + sign * shift), 5).matrix for sign in (1, -1))
            np.testing.assert_allclose(slope, (up - down) / (2 * step), atol=1e-8)

    def test_zero_outside_the_blocks(self, name):
        gate = getattr(fock_gates, name)(*GATES[name], 5)
        if gate.is_diagonal:
            return
        rest = gate.matrix.copy()
        for block in gate.blocks:
            rest[block, block] = 0
        np.testing.assert_array_equal(rest, np.zeros_like(rest))


class TestClosedForms:
    def test_coherent_state_is_poissonian(self):
        result = measured(lambda: Displacement(0.8, 0.3, 0), photon_probs(cutoff=25))
        np.testing.assert_allclose(result, poisson.pmf(np.arange(25), 0.64), atol=1e-12)

    def test_squeezed_vacuum(self):
        r = 0.4
        mean = measured(lambda: Squeezing(r, 0.9, 0), photon_number())
        np.testing.assert_allclose(mean, [np.sinh(r) ** 2], atol=1e-9)
        along = measured(lambda: Squeezing(r, 0.9, 0), quadrature_moments(angle=0.45, order=2))
        np.testing.assert_allclose(along, [exp(-2 * r)], atol=1e-9)

    def test_kerr_rotates_a_coherent_state(self):
        alpha, kappa = 0.6, 0.3
        mean = alpha * np.exp(1j * kappa + alpha**2 * (np.exp(2j * kappa) - 1))

        def gates():
            Displacement(alpha, 0.0, 0)
            Kerr(kappa, 0)

        for angle, value in ((0.0, 2 * mean.real), (np.pi / 2, 2 * mean.imag)):
            result = measured(gates, quadrature_moments(angle=angle))
            np.testing.assert_allclose(result, [value], atol=1e-10)

    def test_cubic_phase_shifts_the_momentum(self):
        """The gate takes p to p + gamma x**2, and the vacuum has a mean of x**2 of 1."""
        result = measured(lambda: qml.CubicPhase(0.05, 0), qml.expval(qml.QuadP(0)))
        np.testing.assert_allclose(result, 0.05, atol=1e-8)

    def test_two_mode_squeezing_is_thermal_in_each_mode(self):
        def gates():
            qml.TwoModeSqueezing(0.5, 0.2, [0, 1])

        joint = measured(gates, photon_probs(cutoff=25), wires=2)
        thermal = np.tanh(0.5) ** (2 * np.arange(25)) / np.cosh(0.5) ** 2
        np.testing.assert_allclose(joint, np.diag(thermal), atol=1e-10)

    def test_cat_has_even_photon_numbers(self):
        result = measured(lambda: qml.CatState(0.9, 0.0, 0, wires=0), photon_probs(cutoff=25))
        n = np.arange(25)
        terms = np.array([0.81**k / factorial(k) for k in n]) * (n % 2 == 0)
        np.testing.assert_allclose(result, terms / np.cosh(0.81), atol=1e-12)

    def test_superposition_interferes(self):
        """A mode in (|0> + |1>) / sqrt 2 has a mean field of 1, turned by a phase shifter."""

        def gates():
            Superposition(np.sqrt([0.5, 0.5]), wires=0)
            PhaseShifter(0.3, 0)

        result = measured(gates, quadrature_moments(angle=0.3), cutoff=None)
        np.testing.assert_allclose(result, [1.0], atol=1e-12)

    def test_attenuation_is_binomial(self):
        def gates():
            Photons([4], wires=0)
            Attenuation(0.3, wires=0)

        result = measured(gates, photon_probs(cutoff=5), cutoff=None)
        np.testing.assert_allclose(result, binom.pmf(np.arange(5), 4, 0.3), atol=1e-12)

    def test_attenuation_commutes_with_displacement(self):
        def gates():
            Displacement(0.8, 0.3, 0)
            Displacement(0.4, 0.1, 1)
            Attenuation(0.5, wires=[0, 1])

        result = measured(gates, photon_number(), wires=2, cutoff=12)
        np.testing.assert_allclose(result, [0.32, 0.08], atol=1e-8)


PARAMETERS = np.array(
    [0.3, 0.2, 0.25, 0.4, 0.5, 0.6, 0.7, 0.1, 0.8, 0.9, 1.0, 0.02, 0.05, 0.3, 0.2, 0.3, 0.1, 0.2]
)
MEASUREMENTS = {
    "probs": lambda: qml.probs(wires=[2, 0]),
    "parities": lambda: qgen.parities([[1, 0, 1, 0], [0, 1, 0, 1]]),
    "z": lambda: qml.expval(qml.Z(0) @ qml.Z(2) + 0.5 * qml.Z(1)),
    "photon_probs": lambda: photon_probs(wires=[1, 2], cutoff=3, truncate=True),
    "photon_number": lambda: photon_number(wires=[2, 1]),
    "photon_correlations": lambda: photon_correlations(),
    "quadrature": lambda: quadrature_moments(angle=0.4),
    "square": lambda: quadrature_moments(wires=[1, 0], angle=0.4, order=2),
    "number": lambda: qml.expval(qml.NumberOperator(1)),
    "number variance": lambda: qml.var(qml.NumberOperator(1)),
    "field": lambda: qml.expval(qml.QuadP(2)),
    "field variance": lambda: qml.var(qml.QuadX(0)),
    "projector": lambda: qml.expval(qml.FockStateProjector([1, 0], wires=[2, 0])),
}


def all_gates(w):
    """Every gate that has a derivative; constants stand between the parameters."""
    qml.DisplacedSqueezedState(w[0], w[1], 0.1, w[2], wires=0)
    Photons([1], wires=2)
    Squeezing(0.2, w[3], wires=1)
    BeamSplitter(w[4], w[5], wires=[0, 1])
    PhaseShifter(w[6], wires=1)
    Kerr(w[7], wires=0)
    Attenuation(w[8], wires=1)
    Interferometer(haar_unitary(3, seed=1), wires=[2, 0, 1])
    BeamSplitter(w[9], w[10], wires=[2, 1])
    qml.CubicPhase(w[11], wires=1)
    qml.TwoModeSqueezing(w[12], w[13], wires=[0, 2])
    qml.CrossKerr(w[14], wires=[2, 0])
    qml.CoherentState(w[15], 0.3, wires=3)
    qml.Rotation(w[16], wires=0)
    Displacement(0.1, w[17], wires=3)
    BeamSplitter(0.4, 0.2, wires=[3, 1])


@pytest.mark.filterwarnings("ignore:The cutoff 4 loses:UserWarning")
class TestReverseSweep:
    def qnode(self, measurement):
        measurement = MEASUREMENTS[measurement]

        @qml.qnode(qml.device("qgen.fock", wires=4, cutoff=4))
        def circuit(w):
            all_gates(w)
            return measurement()

        return circuit

    @pytest.fixture(autouse=True)
    def _small_cutoff(self, monkeypatch):
        monkeypatch.setattr(fock_cutoff, "MAX_LOST", 0.5)

    @pytest.mark.parametrize("measurement", MEASUREMENTS)
    def test_against_central_differences(self, measurement):
        circuit, step = self.qnode(measurement), 1e-5
        ours = qml.jacobian(circuit)(pnp.array(PARAMETERS, requires_grad=True))
        direction = np.random.default_rng(0).normal(size=PARAMETERS.size)
        up, down = (circuit(PARAMETERS + sign * step * direction) for sign in (1, -1))
        np.testing.assert_allclose(ours @ direction, (up - down) / (2 * step), atol=1e-7)

    def test_each_parameter(self):
        circuit, step = self.qnode("photon_number"), 1e-5
        ours = qml.jacobian(circuit)(pnp.array(PARAMETERS, requires_grad=True))
        for index, shift in enumerate(step * np.eye(PARAMETERS.size)):
            slope = (circuit(PARAMETERS + shift) - circuit(PARAMETERS - shift)) / (2 * step)
            np.testing.assert_allclose(ours[:, index], slope, atol=1e-7)


@pytest.mark.parametrize("transmission", [0.0, 1.0])
def test_transmission_at_its_bounds(transmission):
    """With n photons the mean is n T, so its slope is n everywhere."""

    @qml.qnode(qml.device("qgen.fock", wires=1))
    def circuit(transmission):
        Photons([3], wires=0)
        Attenuation(transmission, wires=0)
        return photon_number()

    slope = qml.jacobian(circuit)(pnp.array(transmission, requires_grad=True))
    np.testing.assert_allclose(slope, [3.0], atol=1e-6)


class TestInterfaces:
    @staticmethod
    def circuit(weights):
        Displacement(weights[0], 0.2, wires=0)
        Kerr(weights[1], wires=0)
        Squeezing(weights[2], 0.0, wires=1)
        BeamSplitter(weights[3], 0.0, wires=[0, 1])
        return qgen.mmd([[0, 1], [1, 1]], bandwidth=1.0)

    WEIGHTS = np.array([0.4, 0.2, 0.3, 0.5])

    def test_all_agree(self):
        qnode = qml.QNode(self.circuit, qml.device("qgen.fock", wires=2, cutoff=12))
        expected = qml.grad(qnode)(pnp.array(self.WEIGHTS, requires_grad=True))
        tensor = torch.tensor(self.WEIGHTS, requires_grad=True)
        qnode(tensor).backward()
        np.testing.assert_allclose(tensor.grad, expected, atol=1e-12)
        for gradient in (jax.grad(qnode), jax.jit(jax.grad(qnode))):
            np.testing.assert_allclose(
                gradient(jax.numpy.array(self.WEIGHTS)), expected, atol=1e-12
            )


class TestShots:
    SHOTS = 20_000

    def gates(self):
        qml.CatState(0.8, 0.3, 1, wires=0)
        Displacement(0.3, 0.0, wires=1)
        BeamSplitter(0.5, 0.2, wires=[0, 1])

    def test_homodyne(self):
        """Means and mean squares of samples, and their errors, against the exact moments."""
        for angle in (0.0, 0.7):
            options = {"wires": 2, "cutoff": 15}
            mean, square = (
                measured(self.gates, quadrature_moments(angle=angle, order=k), **options)
                for k in (1, 2)
            )
            sampled = measured(
                self.gates, quadrature_moments(angle=angle), shots=self.SHOTS, **options
            )
            z = (sampled - mean) / np.sqrt((square - mean**2) / self.SHOTS)
            assert (np.abs(z) < 4).all()
            spread = measured(
                self.gates, qml.var(qml.QuadOperator(angle, 0)), shots=self.SHOTS, **options
            )
            assert spread == pytest.approx(square[0] - mean[0] ** 2, rel=0.05)

    def test_shot_vector_and_types(self):
        @qml.set_shots((10, 20))
        @qml.qnode(qml.device("qgen.fock", wires=2, cutoff=15, seed=1))
        def circuit():
            self.gates()
            return (
                photon_counts(wires=1),
                qml.sample(qml.NumberOperator(0)),
                qml.expval(qml.FockStateProjector([1], wires=[0])),
                qml.expval(qml.QuadX(1)),
            )

        first, second = circuit()
        assert [np.shape(result) for result in first] == [(10, 1), (10,), (), ()]
        assert [np.shape(result) for result in second] == [(20, 1), (20,), (), ()]

    def test_best_gradient_with_shots_is_near(self):
        """Central differences with a step of 0.1; a mean of 0.16 photons has variance 0.16."""

        @qml.set_shots(self.SHOTS)
        @qml.qnode(qml.device("qgen.fock", wires=1, cutoff=12, seed=2))
        def circuit(a):
            Displacement(a, 0.0, wires=0)
            return photon_number()

        slope = qml.jacobian(circuit)(pnp.array(0.4, requires_grad=True))
        error = np.sqrt(2 * 0.2 / self.SHOTS) / 0.2
        assert abs(slope[0] - 0.8) < 4 * error


class TestErrors:
    def run(self, gates, *, wires=2, cutoff=None):
        return measured(gates, photon_number(), wires=wires, cutoff=cutoff)

    def test_lost_norm_is_reported(self):
        with pytest.warns(UserWarning, match=r"cutoff 4 loses 0.0\d+ of the norm"):
            self.run(lambda: Displacement(1.0, 0.0, 0), cutoff=4)
        with pytest.raises(DeviceError, match=r"loses 0\.\d+ of the norm.*larger cutoff"):
            self.run(lambda: Displacement(2.0, 0.0, 0), cutoff=4)

    def test_cutoff_below_the_photons(self):
        with pytest.raises(DeviceError, match=r"Wire 1 has 3 photons.*at least 4"):
            self.run(lambda: Photons([0, 3], wires=[0, 1]), cutoff=3)
        with pytest.raises(DeviceError, match="amplitudes of 3 photons"):
            self.run(lambda: Superposition([0, 0, 0, 1], wires=0), cutoff=3)

    def test_missing_cutoff(self):
        with pytest.raises(DeviceError, match="Squeezing does not keep the number of photons"):
            self.run(lambda: Squeezing(0.1, 0.0, 0))

    @pytest.mark.parametrize("cutoff", [1, 2.5, "five"])
    def test_cutoff_is_an_integer(self, cutoff):
        with pytest.raises(ValueError, match="cutoff must be an integer of at least 2"):
            qml.device("qgen.fock", wires=1, cutoff=cutoff)

    def test_memory(self):
        with pytest.raises(DeviceError, match=r"10\*\*12 amplitudes.*GiB.*qgen\.boson"):
            self.run(lambda: Photons([1], wires=0), wires=12, cutoff=10)

    def test_unknown_gate_is_named(self):
        with pytest.raises(DeviceError, match="ThermalState"):
            self.run(lambda: qml.ThermalState(0.3, wires=0), cutoff=5)

    def test_late_preparation(self):
        def gates():
            BeamSplitter(0.1, 0.2, wires=[0, 1])
            Photons([1], wires=1)

        with pytest.raises(DeviceError, match=r"Photons on wires .1. must come before"):
            self.run(gates)

    def test_superposition_is_checked(self):
        with pytest.raises(ValueError, match="norm 1; got 2"):
            Superposition([2.0, 0.0], wires=0)
        with pytest.raises(ValueError, match="one axis a mode"):
            Superposition([1.0, 0.0], wires=[0, 1])

    def test_quadrature_order(self):
        with pytest.raises(ValueError, match="order must be 1 or 2; got 3"):
            quadrature_moments(order=3)

    @pytest.mark.parametrize("shots", [None, 10])
    def test_other_observables(self, shots):
        for observable in (qml.X(0), qml.NumberOperator(0) + qml.Z(0)):
            with pytest.raises(DeviceError, match=r"not supported|Measure the terms of"):
                measured(lambda: None, qml.expval(observable), cutoff=2, shots=shots)

    def test_no_shift_rule(self):
        @qml.qnode(qml.device("qgen.fock", wires=1, cutoff=5), diff_method="parameter-shift")
        def circuit(r):
            Squeezing(r, 0.0, wires=0)
            return photon_number()

        with pytest.raises(QuantumFunctionError, match=r"no parameter-shift rule.*Squeezing"):
            circuit(0.1)

    def test_trainable_state(self):
        @qml.qnode(qml.device("qgen.fock", wires=1))
        def circuit(amplitudes):
            Superposition(amplitudes, wires=0)
            return photon_number()

        with pytest.raises(DeviceError, match="FockSuperposition is not the parameter of a gate"):
            qml.jacobian(circuit)(pnp.array([0.6, 0.8], requires_grad=True))


class TestPennyLaneContracts:
    def test_superposition(self):
        qml.ops.functions.assert_valid(
            Superposition(np.diag([0.6, 0.8]), wires=[0, 1]),
            skip_differentiation=True,
            skip_capture=True,
        )

    def test_measurements_do_not_share_a_hash(self):
        kinds = [
            quadrature_moments(wires, angle=angle, order=order)
            for wires in (None, [0], [1])
            for angle in (0.0, 0.5)
            for order in (1, 2)
        ]
        assert len({kind.hash for kind in kinds}) == len(kinds)
        for kind in kinds:
            assert type(kind)._unflatten(*kind._flatten()) == kind
