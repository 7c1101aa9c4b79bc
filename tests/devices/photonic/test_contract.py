"""Every photonic device keeps to one contract: gates, measurements, gradients, wires, seeds, shots.

The reference is the definition of amplitudes by permanents, with plain loops. A device joins by a
line in ``DEVICES``.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec

import jax
import numpy as np
import pennylane as qml
import pytest
import torch
from pennylane import numpy as pnp

import pennylane_qgen as qgen
from pennylane_qgen import linear_optics
from pennylane_qgen import reference as bit_reference
from pennylane_qgen.linear_optics import reference
from pennylane_qgen.photonics import (
    Attenuation,
    BeamSplitter,
    Interferometer,
    Loops,
    Mesh,
    PhaseShifter,
    Photons,
    photon_correlations,
    photon_counts,
    photon_number,
    photon_probs,
)

pytestmark = pytest.mark.usefixtures("double_precision")

N_MODES = 3
WIRES = range(N_MODES)
COUNTS = (1, 1, 0)
WEIGHTS = np.array(Mesh.init(N_MODES, seed=5, output_phases=False))
UNITARY = linear_optics.haar_unitary(N_MODES, seed=6)


@dataclass(frozen=True)
class Contract:
    """Options of a device and what it cannot do.

    Attributes:
        options (dict): of the device, besides wires and seed.
        module (str): a package that has to be installed.
        methods (tuple): gradient methods that work without shots.
        shift_with_shots (bool): whether parameter-shift works with shots.
        seeded (bool): whether the device takes ``seed=``.
        lossy (bool): whether it runs ``Attenuation``.
        unknown (tuple): names of :data:`MEASUREMENTS` that it does not know.
    """

    options: dict = field(default_factory=dict)
    module: str | None = None
    methods: tuple[str, ...] = ("best", "parameter-shift")
    shift_with_shots: bool = True
    seeded: bool = True
    lossy: bool = True
    unknown: tuple[str, ...] = ()


DEVICES = {
    "qgen.boson": Contract(methods=("best", "adjoint", "parameter-shift", "finite-diff")),
    "qgen.fock": Contract(options={"cutoff": 3}),
    "qgen.perceval": Contract(module="perceval"),
    "qgen.sf.fock": Contract(options={"cutoff": 3}, module="strawberryfields"),
}
every_device = pytest.mark.parametrize("name", DEVICES)

MEASUREMENTS = {
    "probs": lambda: qml.probs(wires=[2, 0]),
    "all probs": lambda: qml.probs(),
    "z word": lambda: qml.expval(qml.Z(0) @ qml.Z(2)),
    "z words": lambda: qml.expval(0.5 * qml.Z(1) - 2.0 * qml.Z(0) @ qml.Z(1) + 0.25 * qml.I(0)),
    "parities": lambda: qgen.parities([[1, 0, 1], [0, 1, 0], [0, 0, 0]]),
    "parities of wires": lambda: qgen.parities([[1, 1], [1, 0]], wires=[2, 1]),
    "photon_probs": lambda: photon_probs(wires=[1, 0], cutoff=3),
    "photon_number": lambda: photon_number(wires=[2, 1]),
    "photon_correlations": lambda: photon_correlations(),
}
every_measurement = pytest.mark.parametrize("measurement", MEASUREMENTS)


def make_device(name, wires=N_MODES, seed=0):
    contract = DEVICES[name]
    # only looked for: Strawberry Fields does not import without the device's help
    if contract.module is not None and find_spec(contract.module) is None:
        pytest.skip(f"{contract.module} is not installed")
    seed = {"seed": seed} if contract.seeded else {}
    return qml.device(name, wires=wires, **contract.options, **seed)


def prepare(weights):
    """The circuit of most tests."""
    Photons(COUNTS, wires=WIRES)
    Mesh(weights, wires=WIRES, output_phases=False)


def make_qnode(name, *measurements, shots=None, diff_method="best"):
    """A QNode that returns measurements of :data:`MEASUREMENTS`."""
    for measurement in measurements:
        if measurement in DEVICES[name].unknown:
            pytest.skip(f"{name} does not know {measurement}")

    @qml.set_shots(shots)
    @qml.qnode(make_device(name), diff_method=diff_method)
    def circuit(weights):
        prepare(weights)
        results = tuple(MEASUREMENTS[measurement]() for measurement in measurements)
        return results[0] if len(results) == 1 else results

    return circuit


def fock_distribution(unitary, counts=COUNTS):
    """States and their probabilities from the definition."""
    states = np.array(reference.fock_basis(sum(counts), len(unitary)))
    return states, reference.distribution(unitary, (*counts, *[0] * (unitary.shape[1] - 3)))


@lru_cache
def distribution(weights: tuple):
    """States and their probabilities behind the mesh."""
    return fock_distribution(Mesh(np.array(weights), WIRES, output_phases=False).mode_matrix())


def expected(measurement, states, weights):
    """What a measurement gives of a distribution, word by word and state by state."""
    clicks = np.minimum(states, 1)
    z = 1 - 2 * clicks
    match measurement:
        case "probs":
            return np.bincount(clicks[:, [2, 0]] @ [2, 1], weights, 4)
        case "all probs":
            return np.bincount(clicks @ [4, 2, 1], weights, 8)
        case "z word":
            return weights @ (z[:, 0] * z[:, 2])
        case "z words":
            return weights @ (0.5 * z[:, 1] - 2 * z[:, 0] * z[:, 1] + 0.25)
        case "parities":
            return np.array([weights @ (z[:, 0] * z[:, 2]), weights @ z[:, 1], weights.sum()])
        case "parities of wires":
            return np.array([weights @ (z[:, 2] * z[:, 1]), weights @ z[:, 2]])
        case "photon_probs":
            return np.bincount(states[:, [1, 0]] @ [3, 1], weights, 9).reshape(3, 3)
        case "photon_number":
            return weights @ states[:, [2, 1]]
        case "photon_correlations":
            return (weights[:, None] * states).T @ states
    raise AssertionError(measurement)


@lru_cache
def expected_jacobian(measurement):
    """Central differences of the reference, with the weights as the last axis."""
    step = 1e-5
    columns = []
    for direction in step * np.eye(WEIGHTS.size):
        up = expected(measurement, *distribution(tuple(WEIGHTS + direction)))
        down = expected(measurement, *distribution(tuple(WEIGHTS - direction)))
        columns.append((up - down) / (2 * step))
    return np.stack(columns, axis=-1)


@every_device
@every_measurement
class TestMeasurements:
    def test_exact(self, name, measurement):
        result = make_qnode(name, measurement)(WEIGHTS)
        exact = expected(measurement, *distribution(tuple(WEIGHTS)))
        assert np.shape(result) == np.shape(exact)
        np.testing.assert_allclose(result, exact, atol=1e-10)

    def test_shots(self, name, measurement):
        shots = 20_000
        result = make_qnode(name, measurement, shots=shots)(WEIGHTS)
        states, weights = distribution(tuple(WEIGHTS))
        exact = expected(measurement, states, weights)
        rows = [expected(measurement, state[None], np.ones(1)) for state in states]
        variance = np.einsum("s,s...->...", weights, (np.array(rows) - exact) ** 2)
        assert np.shape(result) == np.shape(exact)
        assert (np.abs(result - exact) < 5 * np.sqrt(variance / shots) + 1e-12).all()

    def test_shot_vector(self, name, measurement):
        results = make_qnode(name, measurement, shots=(100, 300, 300))(WEIGHTS)
        shape = np.shape(expected(measurement, *distribution(tuple(WEIGHTS))))
        assert [np.shape(result) for result in results] == [shape] * 3
        assert not np.array_equal(results[1], results[2])

    def test_broadcasting(self, name, measurement):
        batch = np.stack([WEIGHTS, WEIGHTS + 0.3])
        circuit = make_qnode(name, measurement)
        np.testing.assert_allclose(circuit(batch), [circuit(row) for row in batch], atol=1e-10)


@every_device
@every_measurement
@pytest.mark.parametrize("method", ["best", "adjoint", "parameter-shift", "finite-diff"])
def test_gradient(name, measurement, method):
    if method not in DEVICES[name].methods:
        pytest.skip(f"{name} does not have {method}")
    circuit = make_qnode(name, measurement, diff_method=method)
    jacobian = qml.jacobian(circuit)(pnp.array(WEIGHTS, requires_grad=True))
    tolerance = 1e-5 if method == "finite-diff" else 1e-8
    np.testing.assert_allclose(jacobian, expected_jacobian(measurement), atol=tolerance)


@every_device
@pytest.mark.parametrize("method", ["best", "parameter-shift"])
class TestInterfaces:
    """Two measurements of different shapes at once, in every interface."""

    MEASUREMENTS = ("all probs", "photon_number")

    def check(self, jacobians):
        for jacobian, measurement in zip(jacobians, self.MEASUREMENTS, strict=True):
            np.testing.assert_allclose(jacobian, expected_jacobian(measurement), atol=1e-8)

    def test_autograd(self, name, method):
        circuit = make_qnode(name, *self.MEASUREMENTS, diff_method=method)
        weights = pnp.array(WEIGHTS, requires_grad=True)
        self.check([qml.jacobian(lambda w, i=i: circuit(w)[i])(weights) for i in range(2)])

    def test_torch(self, name, method):
        circuit = make_qnode(name, *self.MEASUREMENTS, diff_method=method)
        weights = torch.tensor(WEIGHTS, requires_grad=True)
        self.check(torch.autograd.functional.jacobian(circuit, weights))

    @pytest.mark.parametrize("compiled", [False, True])
    def test_jax(self, name, method, compiled):
        jacobian = jax.jacobian(make_qnode(name, *self.MEASUREMENTS, diff_method=method))
        self.check((jax.jit(jacobian) if compiled else jacobian)(jax.numpy.array(WEIGHTS)))

    def test_vmap(self, name, method):
        circuit = make_qnode(name, "all probs", diff_method=method)
        gradient = jax.jit(jax.grad(lambda weights: (circuit(weights) ** 2).sum()))
        batch = jax.numpy.stack([WEIGHTS, 0.5 * WEIGHTS])
        rows = [gradient(weights) for weights in batch]
        np.testing.assert_allclose(jax.vmap(gradient)(batch), rows, atol=1e-10)


@every_device
class TestLosses:
    DATA = np.array([[1, 1, 0], [1, 0, 1], [1, 0, 0]])

    def circuit(self, name, shots=None, **kwargs):
        @qml.set_shots(shots)
        @qml.qnode(make_device(name), **kwargs)
        def circuit(weights):
            prepare(weights)
            return qgen.mmd(self.DATA, bandwidth=1.0)

        return circuit

    def test_value_and_gradient(self, name):
        target = bit_reference.empirical_distribution(self.DATA)

        def loss(weights):
            clicks = expected("all probs", *distribution(tuple(weights)))
            return bit_reference.mmd(clicks, target, [1.0])

        circuit = self.circuit(name)
        np.testing.assert_allclose(circuit(WEIGHTS), loss(WEIGHTS), atol=1e-10)
        steps = 1e-5 * np.eye(WEIGHTS.size)
        gradient = [(loss(WEIGHTS + step) - loss(WEIGHTS - step)) / 2e-5 for step in steps]
        ours = qml.grad(circuit)(pnp.array(WEIGHTS, requires_grad=True))
        np.testing.assert_allclose(ours, gradient, atol=1e-8)

    def test_gradient_from_shots(self, name):
        if not DEVICES[name].shift_with_shots:
            pytest.skip(f"{name} has no shift rule with shots")
        weights = pnp.array(WEIGHTS, requires_grad=True)
        exact = qml.grad(self.circuit(name))(weights)
        for method in ("best", "parameter-shift"):
            sampled = qml.grad(self.circuit(name, shots=20_000, diff_method=method))(weights)
            np.testing.assert_allclose(sampled, exact, atol=0.05)


def embed(matrix, modes):
    """A gate's matrix as one of all modes."""
    result = np.eye(N_MODES, dtype=complex)
    result[np.ix_(modes, modes)] = matrix
    return result


@every_device
class TestGates:
    def check(self, name, gates, unitary):
        @qml.qnode(make_device(name))
        def circuit():
            gates()
            return qml.probs()

        clicks = expected("all probs", *fock_distribution(unitary))
        np.testing.assert_allclose(circuit(), clicks, atol=1e-10)

    def test_beam_splitters_and_phase_shifters(self, name):
        def gates():
            Photons([1, 1], wires=[0, 1])
            BeamSplitter(0.3, 0.7, wires=[0, 1])
            PhaseShifter(0.4, wires=1)
            BeamSplitter(0.9, -0.2, wires=[2, 1])

        first = embed(linear_optics.beam_splitter(0.3, 0.7), [0, 1])
        last = embed(linear_optics.beam_splitter(0.9, -0.2), [2, 1])
        self.check(name, gates, last @ np.diag([1, np.exp(0.4j), 1]) @ first)

    def test_interferometer(self, name):
        def gates():
            Photons(COUNTS, wires=WIRES)
            Interferometer(UNITARY, wires=WIRES)

        self.check(name, gates, UNITARY)

    @pytest.mark.parametrize("layout", ["rectangular", "triangular"])
    def test_mesh(self, name, layout):
        def gates():
            Photons(COUNTS, wires=WIRES)
            Mesh(Mesh.from_unitary(UNITARY, layout=layout), wires=WIRES, layout=layout)

        self.check(name, gates, UNITARY)

    def test_loops(self, name):
        angles = np.array([0.3, 0.5, 0.9])

        def gates():
            Photons(COUNTS, wires=WIRES)
            Loops(angles, (1, 2), wires=WIRES)

        self.check(name, gates, linear_optics.loop_matrix(3, (1, 2), angles))

    def test_adjoints(self, name):
        def gates():
            Photons(COUNTS, wires=WIRES)
            Interferometer(UNITARY, wires=WIRES)
            qml.adjoint(Mesh)(WEIGHTS, wires=WIRES, output_phases=False)
            qml.adjoint(BeamSplitter)(0.3, 0.7, wires=[0, 1])

        mesh = Mesh(WEIGHTS, wires=WIRES, output_phases=False).mode_matrix()
        last = embed(linear_optics.beam_splitter(0.3, 0.7).conj().T, [0, 1])
        self.check(name, gates, last @ mesh.conj().T @ UNITARY)

    def test_pennylanes_own(self, name):
        def gates():
            qml.FockState(1, wires=0)
            qml.FockState(1, wires=1)
            qml.InterferometerUnitary(UNITARY, wires=WIRES)
            qml.Rotation(0.4, wires=1)
            qml.Beamsplitter(0.9, -0.2, wires=[2, 1])

        last = embed(linear_optics.beam_splitter(0.9, -0.2), [2, 1])
        self.check(name, gates, last @ np.diag([1, np.exp(0.4j), 1]) @ UNITARY)

    def test_attenuation(self, name):
        if not DEVICES[name].lossy:
            pytest.skip(f"{name} has no loss")

        @qml.qnode(make_device(name))
        def circuit():
            Photons(COUNTS, wires=WIRES)
            Attenuation(0.6, wires=[0, 1])
            Interferometer(UNITARY, wires=WIRES)
            Attenuation(0.8, wires=2)
            return qml.probs()

        transfer = np.diag([1, 1, np.sqrt(0.8)]) @ UNITARY @ np.diag(np.sqrt([0.6, 0.6, 1]))
        states, weights = fock_distribution(linear_optics.dilate(transfer))
        np.testing.assert_allclose(
            circuit(), expected("all probs", states[:, :N_MODES], weights), atol=1e-10
        )

    def test_unknown_gates_are_named(self, name):
        @qml.qnode(make_device(name))
        def circuit():
            Photons(COUNTS, wires=WIRES)
            qml.RX(0.3, wires=0)
            return qml.probs()

        with pytest.raises(qml.exceptions.DeviceError, match="RX"):
            circuit()

    def test_vacuum(self, name):
        @qml.qnode(make_device(name))
        def circuit():
            BeamSplitter(0.3, 0.7, wires=[0, 1])
            return qml.probs()

        np.testing.assert_allclose(circuit(), np.eye(8)[0], atol=1e-12)


@every_device
class TestSamples:
    def circuit(self, name, seed, shots=50):
        @qml.set_shots(shots)
        @qml.qnode(make_device(name, seed=seed))
        def circuit():
            Photons(COUNTS, wires=WIRES)
            Interferometer(UNITARY, wires=WIRES)
            return qml.sample(), photon_counts(wires=[0, 1, 2]), qml.counts(wires=[0, 1])

        return circuit

    def test_one_set_of_shots_for_all_measurements(self, name):
        clicks, photons, counts = self.circuit(name, seed=3)()
        assert clicks.shape == photons.shape == (50, 3)
        assert np.issubdtype(photons.dtype, np.integer)
        np.testing.assert_array_equal(clicks, np.minimum(photons, 1))
        assert (photons.sum(axis=1) == 2).all()
        assert {str(key) for key in counts} == {f"{row[0]}{row[1]}" for row in clicks}
        assert sum(counts.values()) == 50

    def test_seeds(self, name):
        if not DEVICES[name].seeded:
            pytest.skip(f"{name} takes no seed")
        first, again, other = (self.circuit(name, seed)()[1] for seed in (0, 0, 1))
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, other)
        circuit = self.circuit(name, 0)
        assert not np.array_equal(circuit()[1], circuit()[1])

    def test_one_shot(self, name):
        clicks, photons, _ = self.circuit(name, seed=3, shots=1)()
        assert clicks.shape == photons.shape == (1, 3)

    def test_in_jax(self, name):
        """Shapes and types are what jax.jit was promised."""

        @qml.set_shots(7)
        @qml.qnode(make_device(name))
        def circuit(weights):
            prepare(weights)
            return photon_counts(), qml.probs()

        photons, clicks = jax.jit(circuit)(jax.numpy.array(WEIGHTS))
        assert photons.shape == (7, 3)
        assert (photons.sum(axis=1) == 2).all()
        assert abs(float(clicks.sum()) - 1) < 1e-12


@every_device
class TestWires:
    def test_labels(self, name):
        @qml.qnode(make_device(name, wires=["a", 7, "c"]))
        def circuit():
            Photons([1, 1], wires=[7, "c"])
            BeamSplitter(np.pi / 4, 0.0, wires=["c", 7])
            return qml.probs(wires=["a", "c", 7]), photon_number(wires=[7])

        clicks, number = circuit()
        np.testing.assert_allclose(clicks, [0, 0.5, 0.5, 0, 0, 0, 0, 0], atol=1e-12)
        np.testing.assert_allclose(number, [1.0], atol=1e-12)

    def test_without_wires(self, name):
        @qml.qnode(make_device(name, wires=None))
        def circuit():
            Photons([1, 1], wires=["x", "y"])
            BeamSplitter(np.pi / 4, 0.0, wires=["x", "y"])
            return qml.probs(wires=["x", "y"])

        np.testing.assert_allclose(circuit(), [0, 0.5, 0.5, 0], atol=1e-12)

    def test_wire_that_the_device_lacks(self, name):
        @qml.qnode(make_device(name))
        def circuit():
            Photons([1], wires=[5])
            return qml.probs()

        with pytest.raises(qml.exceptions.WireError, match="5"):
            circuit()

    def test_photons_after_a_gate(self, name):
        @qml.qnode(make_device(name))
        def circuit():
            BeamSplitter(0.3, 0.0, wires=[0, 1])
            Photons([1], wires=[1])
            return qml.probs()

        with pytest.raises(qml.exceptions.DeviceError, match=r"[Pp]hotons"):
            circuit()


@every_device
class TestExecution:
    def test_tracker(self, name):
        circuit = make_qnode(name, "all probs")
        with qml.Tracker(circuit.device) as tracker:
            circuit(WEIGHTS)
            qml.set_shots(circuit, 30)(WEIGHTS)
        assert tracker.totals["executions"] == 2
        assert tracker.totals["shots"] == 30

    def test_one_circuit_and_many(self, name):
        mesh = Mesh(WEIGHTS, wires=WIRES, output_phases=False)
        tape = qml.tape.QuantumScript([Photons(COUNTS, wires=WIRES), mesh], [qml.probs(wires=0)])
        device = make_device(name)
        [tape], _ = device.preprocess_transforms()([tape])
        single, several = device.execute(tape), device.execute([tape, tape])
        assert len(several) == 2
        np.testing.assert_allclose(several, [single, single])

    def test_drawing(self, name):
        assert "|1,1,0⟩" in qml.draw(make_qnode(name, "probs"))(WEIGHTS)

    def test_hong_ou_mandel(self, name):
        @qml.qnode(make_device(name, wires=2))
        def circuit(theta):
            Photons([1, 1], wires=[0, 1])
            BeamSplitter(theta, 0.0, wires=[0, 1])
            return photon_probs(cutoff=3)

        assert abs(circuit(np.pi / 4)[1, 1]) < 1e-12
        np.testing.assert_allclose(circuit(0.3)[1, 1], np.cos(0.6) ** 2, atol=1e-12)
