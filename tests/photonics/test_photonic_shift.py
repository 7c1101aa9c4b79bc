"""Photonic parameter-shift rules: as many terms as needed, and what fewer would give."""

import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp

from pennylane_qgen.linear_optics import shift_rule
from pennylane_qgen.photonics import (
    Attenuation,
    BeamSplitter,
    Displacement,
    Mesh,
    PhaseShifter,
    Photons,
    photon_probs,
    photonic_shift,
)
from pennylane_qgen.photonics.photonic_shift import photons_through

PHOTONS = Photons([1, 1, 1, 0], wires=range(4))


def circuit(diff_method="parameter-shift", **options):
    @qml.qnode(qml.device("qgen.boson", wires=4, **options), diff_method=diff_method)
    def probabilities(theta, phi, chi):
        Photons([1, 1, 1, 0], wires=range(4))
        Mesh(np.array(Mesh.init(4, seed=3)), wires=range(4))
        BeamSplitter(theta, phi, wires=[1, 2])
        PhaseShifter(chi, wires=0)
        Attenuation(0.9, wires=1)
        Mesh(np.array(Mesh.init(4, seed=4)), wires=range(4))
        return photon_probs(wires=[0, 1], cutoff=4)

    return probabilities


ANGLES = tuple(pnp.array(angle, requires_grad=True) for angle in (0.4, 1.1, -0.6))


@pytest.mark.parametrize("options", [{}, {"indistinguishability": 0.6, "efficiency": 0.8}])
def test_is_exact(options):
    shifted = qml.jacobian(circuit(**options))(*ANGLES)
    swept = qml.jacobian(circuit("adjoint", **options))(*ANGLES)
    for ours, expected in zip(shifted, swept, strict=True):
        np.testing.assert_allclose(ours, expected, atol=1e-12)


def test_number_of_circuits():
    """2n for the phase, 4n for each angle of the beam splitter, with n = 3."""
    device = qml.device("qgen.boson", wires=4)
    qnode = qml.QNode(circuit().func, device, diff_method="parameter-shift")
    with qml.Tracker(device) as tracker:
        qml.jacobian(lambda angles: qnode(*angles))(pnp.array(ANGLES, requires_grad=True))
    assert tracker.totals["simulations"] == 1 + 2 * 3 + 2 * 4 * 3


@pytest.mark.parametrize(("gate", "degree"), [("beam splitter", 6), ("phase", 3)])
def test_fewer_terms_are_wrong(gate, degree):
    probabilities = circuit()
    index = 0 if gate == "beam splitter" else 2

    def by_rule(n_frequencies):
        total = 0
        for shift, coefficient in zip(*shift_rule(n_frequencies), strict=True):
            angles = list(ANGLES)
            angles[index] = angles[index] + shift
            total = total + coefficient * probabilities(*angles)
        return total

    expected = qml.jacobian(circuit("adjoint"))(*ANGLES)[index]
    np.testing.assert_allclose(by_rule(degree), expected, atol=1e-12)
    assert np.abs(by_rule(degree - 1) - expected).max() > 1e-4


def test_as_a_transform_of_a_qnode():
    shifted = photonic_shift(circuit())(*ANGLES)
    expected = qml.jacobian(circuit("adjoint"))(*ANGLES)
    for ours, theirs in zip(shifted, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_pennylane_rule_for_qubits_is_an_error():
    """Its two terms would be wrong, so gates have no rule of their own."""
    with pytest.raises(qml.exceptions.OperatorPropertyUndefined, match="No parameter shift rule"):
        qml.gradients.param_shift(circuit())(*ANGLES)


def test_broadcast_shifts():
    qnode = circuit()
    qnode = qml.QNode(
        qnode.func, qnode.device, diff_method="parameter-shift", gradient_kwargs={"broadcast": True}
    )
    shifted = qml.jacobian(qnode)(*ANGLES)
    expected = qml.jacobian(circuit("adjoint"))(*ANGLES)
    for ours, theirs in zip(shifted, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_second_derivatives():
    @qml.qnode(qml.device("qgen.boson", wires=2), diff_method="parameter-shift", max_diff=2)
    def both_click(theta):
        Photons([1, 1], wires=[0, 1])
        BeamSplitter(theta, 0.0, wires=[0, 1])
        return qml.expval(qml.Z(0) @ qml.Z(1))

    theta = pnp.array(0.3, requires_grad=True)
    # one click or two: 2 cos(2 theta)**2 - 1 = cos(4 theta)
    np.testing.assert_allclose(both_click(theta), np.cos(4 * theta), atol=1e-12)
    np.testing.assert_allclose(
        qml.grad(qml.grad(both_click))(theta), -16 * np.cos(4 * theta), atol=1e-10
    )


def test_gradient_from_shots_is_unbiased():
    qnode = qml.set_shots(circuit(seed=0), 4000)
    exact = np.array(qml.jacobian(circuit("adjoint"))(*ANGLES)[0])
    rows = np.array([qml.jacobian(qnode, argnums=0)(*ANGLES) for _ in range(12)])
    errors = (rows.mean(axis=0) - exact) / (rows.std(axis=0, ddof=1) / np.sqrt(len(rows)) + 1e-9)
    assert np.abs(errors[exact != 0]).max() < 5


class TestPhotonsThrough:
    def test_light_cone(self):
        operations = [
            PHOTONS,
            PhaseShifter(0.1, wires=3),
            BeamSplitter(0.1, 0.2, wires=[0, 1]),
            BeamSplitter(0.1, 0.2, wires=[2, 3]),
            PhaseShifter(0.1, wires=3),
            BeamSplitter(0.1, 0.2, wires=[1, 2]),
            PhaseShifter(0.1, wires=0),
        ]
        assert photons_through(operations) == [3, 0, 2, 1, 1, 3, 2]

    def test_gates_that_no_photon_reaches(self):
        @qml.qnode(qml.device("qgen.boson", wires=3), diff_method="parameter-shift")
        def dark(theta):
            Photons([1], wires=[0])
            BeamSplitter(theta, 0.0, wires=[1, 2])
            return qml.probs(wires=1)

        np.testing.assert_allclose(qml.jacobian(dark)(pnp.array(0.3)), 0, atol=1e-14)


def test_unbounded_photon_numbers_are_refused():
    operations = [Displacement(0.1, 0.0, wires=0), PhaseShifter(0.2, wires=0)]
    circuit = qml.tape.QuantumScript(operations, [photon_probs(0, cutoff=3)])
    with pytest.raises(qml.exceptions.QuantumFunctionError, match=r"\['Displacement'\].*no bound"):
        photonic_shift(circuit)
