"""Photonic gates: their matrices, conventions, adjoints, labels and what they refuse."""

import numpy as np
import pennylane as qml
import pytest
import scipy.linalg
from pennylane import numpy as pnp

from pennylane_qgen import photonics
from pennylane_qgen.linear_optics import haar_unitary
from pennylane_qgen.photonics import (
    Attenuation,
    BeamSplitter,
    Displacement,
    Interferometer,
    Kerr,
    Loops,
    Mesh,
    PhaseShifter,
    PhotonicGate,
    Photons,
    Squeezing,
    Superposition,
)
from pennylane_qgen.photonics.from_pennylane import from_pennylane, translate_circuit

GATES = {
    "attenuation": Attenuation(0.3, wires=[0, 1]),
    "beam splitter": BeamSplitter(0.3, 0.7, wires=[0, 1]),
    "displacement": Displacement(0.3, 0.7, wires=0),
    "interferometer": Interferometer(haar_unitary(3, seed=0), wires=[0, 1, 2]),
    "kerr": Kerr(0.3, wires=0),
    "loops": Loops(np.linspace(0.1, 0.6, 4), (1, 3), wires=range(4)),
    "mesh": Mesh(Mesh.init(3, seed=0), wires=range(3)),
    "mesh without output phases": Mesh(
        Mesh.init(4, layout="triangular", output_phases=False, seed=0),
        wires=range(4),
        layout="triangular",
        output_phases=False,
    ),
    "phase shifter": PhaseShifter(0.3, wires=0),
    "photons": Photons([1, 0, 2], wires=range(3)),
    "squeezing": Squeezing(0.3, 0.7, wires=0),
    "superposition": Superposition([[0, 0.6], [0.8, 0]], wires=[0, 1]),
}
every_gate = pytest.mark.parametrize("gate", GATES.values(), ids=GATES)


def test_every_gate_is_in_the_list():
    exported = {getattr(photonics, name) for name in photonics.__all__}
    gates = {item for item in exported if isinstance(item, type)}
    operations = {item for item in gates if issubclass(item, qml.operation.Operation)}
    assert {type(gate) for gate in GATES.values()} == operations - {PhotonicGate}


@every_gate
def test_assert_valid(gate):
    # default.qubit cannot run a gate on modes; PennyLane captures only with the jax that it pins
    qml.ops.functions.assert_valid(gate, skip_differentiation=True, skip_capture=True)


@every_gate
def test_labels(gate):
    assert qml.drawer.tape_text(qml.tape.QuantumScript([gate])).startswith("0: ")
    assert gate.label()


def test_label_of_photons():
    assert GATES["photons"].label() == "|1,0,2⟩"


def expected_beam_splitter(theta, phi):
    """The matrix from the generator, theta (exp(i phi) a b^dagger - h.c.)."""
    generator = theta * np.array([[0, -np.exp(-1j * phi)], [np.exp(1j * phi), 0]])
    return scipy.linalg.expm(generator)


class TestMatrices:
    def test_beam_splitter(self):
        matrix = BeamSplitter(0.3, 0.7, wires=[0, 1]).mode_matrix()
        np.testing.assert_allclose(matrix, expected_beam_splitter(0.3, 0.7), atol=1e-14)

    def test_beam_splitter_is_that_of_pennylane(self):
        """Its Heisenberg representation transforms x and p of a = x + ip."""
        theirs = qml.Beamsplitter._heisenberg_rep([0.3, 0.7])
        x_rows = theirs[1::2]
        matrix = x_rows[:, 1::2] - 1j * x_rows[:, 2::2]
        ours = BeamSplitter(0.3, 0.7, wires=[0, 1]).mode_matrix()
        np.testing.assert_allclose(matrix, ours, atol=1e-14)

    def test_phase_shifter(self):
        np.testing.assert_allclose(
            PhaseShifter(0.3, wires=0).mode_matrix(), [[np.exp(0.3j)]], atol=1e-14
        )

    def test_attenuation(self):
        np.testing.assert_allclose(
            Attenuation(0.3, wires=[0, 1]).mode_matrix(), np.sqrt(0.3) * np.eye(2)
        )

    def test_gates_that_change_photon_numbers_have_none(self):
        with pytest.raises(NotImplementedError, match="passive linear optics"):
            Squeezing(0.1, 0.0, wires=0).mode_matrix()

    @pytest.mark.parametrize("gate", ["mesh", "mesh without output phases", "loops"])
    def test_decomposition(self, gate):
        gate = GATES[gate]
        matrix = np.eye(len(gate.wires), dtype=complex)
        for part in gate.decomposition():
            wires = part.wires.tolist()
            matrix[wires] = part.mode_matrix() @ matrix[wires]
        np.testing.assert_allclose(matrix, gate.mode_matrix(), atol=1e-13)

    @pytest.mark.parametrize("interface", ["torch", "jax", "autograd"])
    def test_interfaces(self, interface):
        theta = qml.math.asarray(np.float32(0.3), like=interface)
        matrix = BeamSplitter(theta, 0.7, wires=[0, 1]).mode_matrix()
        assert qml.math.get_interface(matrix) == interface
        np.testing.assert_allclose(qml.math.toarray(matrix), expected_beam_splitter(0.3, 0.7), 1e-6)

    @pytest.mark.parametrize(
        ("gate", "parameters"),
        [(BeamSplitter, (0.3, np.array([0.1, 0.2]))), (PhaseShifter, (np.array([0.1, 0.2]),))],
    )
    def test_broadcasting(self, gate, parameters):
        wires = list(range(gate.num_wires))
        batch = gate(*parameters, wires=wires)
        assert batch.batch_size == 2
        rows = [
            gate(*(np.broadcast_to(p, 2)[i] for p in parameters), wires=wires).mode_matrix()
            for i in range(2)
        ]
        np.testing.assert_allclose(batch.mode_matrix(), rows)

    def test_broadcast_attenuation(self):
        batch = Attenuation(np.array([0.25, 1.0]), wires=[0, 1])
        assert batch.batch_size == 2
        np.testing.assert_allclose(batch.mode_matrix(), [0.5 * np.eye(2), np.eye(2)])


@pytest.mark.parametrize("gate", ["beam splitter", "interferometer", "phase shifter"])
def test_adjoint_is_the_inverse(gate):
    gate = GATES[gate]
    product = gate.adjoint().mode_matrix() @ gate.mode_matrix()
    np.testing.assert_allclose(product, np.eye(len(product)), atol=1e-14)


@pytest.mark.parametrize("gate", ["displacement", "squeezing", "kerr"])
def test_adjoint_of_the_adjoint(gate):
    gate = GATES[gate]
    twice = gate.adjoint().adjoint()
    assert type(twice) is type(gate)
    np.testing.assert_allclose(np.exp(1j * np.array(twice.data)), np.exp(1j * np.array(gate.data)))


class TestMesh:
    @pytest.mark.parametrize("layout", ["rectangular", "triangular"])
    def test_reaches_every_unitary(self, layout):
        unitary = haar_unitary(5, seed=1)
        weights = Mesh.from_unitary(unitary, layout=layout)
        mesh = Mesh(weights, wires=range(5), layout=layout)
        np.testing.assert_allclose(mesh.mode_matrix(), unitary, atol=1e-12)
        assert weights.requires_grad

    @pytest.mark.parametrize("output_phases", [True, False])
    @pytest.mark.parametrize("layout", ["rectangular", "triangular"])
    @pytest.mark.parametrize("strategy", ["uniform", "small", "identity", "haar"])
    def test_init(self, strategy, layout, output_phases):
        options = {"layout": layout, "output_phases": output_phases}
        weights = Mesh.init(4, strategy=strategy, seed=0, **options)
        assert weights.shape == Mesh.shape(4, **options)
        assert isinstance(weights, pnp.tensor)
        assert weights.requires_grad
        np.testing.assert_array_equal(weights, Mesh.init(4, strategy=strategy, seed=0, **options))
        assert len(Mesh(weights, range(4), **options).data) == 1

    def test_identity(self):
        mesh = Mesh(Mesh.init(4, strategy="identity"), wires=range(4))
        np.testing.assert_array_equal(mesh.mode_matrix(), np.eye(4))

    def test_haar_has_the_moments_of_haar(self):
        """The mean of |U_00|^4 is 2 / (m (m + 1)); uniform angles have another one."""
        rng = np.random.default_rng(0)

        def fourth_moments(strategy):
            meshes = (Mesh(Mesh.init(3, strategy=strategy, seed=rng), range(3)) for _ in range(800))
            return np.array([abs(mesh.mode_matrix()[0, 0]) ** 4 for mesh in meshes])

        haar, uniform = fourth_moments("haar"), fourth_moments("uniform")
        standard_error = haar.std() / np.sqrt(haar.size)
        assert abs(haar.mean() - 1 / 6) < 4 * standard_error
        assert abs(uniform.mean() - 1 / 6) > 4 * standard_error

    def test_batch(self):
        batch = np.stack([Mesh.init(3, seed=seed) for seed in range(2)])
        assert Mesh(batch, wires=range(3)).batch_size == 2
        gates = Mesh(batch, wires=range(3)).decomposition()
        assert {gate.batch_size for gate in gates} == {2}

    def test_gate_parameters_are_entries_of_the_weights(self):
        weights = np.arange(16.0)
        gates = Mesh(weights, wires=range(4)).decomposition()
        entries = [float(gate.data[0]) for gate in gates]
        assert sorted(entries) == weights.tolist()

    def test_one_mode(self):
        mesh = Mesh(np.array([0.3]), wires=["a"])
        np.testing.assert_allclose(mesh.mode_matrix(), [[np.exp(0.3j)]])

    def test_bad_input(self):
        with pytest.raises(ValueError, match=r"shape \(n_weights,\) = \(9,\).*got \(8,\)"):
            Mesh(np.zeros(8), wires=range(3))
        with pytest.raises(ValueError, match="layout must be one of 'rectangular', 'triangular'"):
            Mesh(np.zeros(9), wires=range(3), layout="hexagonal")
        with pytest.raises(ValueError, match="strategy must be one of"):
            Mesh.init(3, strategy="warm")
        with pytest.raises(ValueError, match="unitary"):
            Mesh.from_unitary(np.ones((2, 2)))


class TestLoops:
    def test_order_of_beam_splitters(self):
        gates = Loops(np.arange(5.0), (1, 2), wires=list("abcd")).decomposition()
        assert [(gate.wires.tolist(), float(gate.data[0])) for gate in gates] == [
            (["a", "b"], 0.0),
            (["b", "c"], 1.0),
            (["c", "d"], 2.0),
            (["a", "c"], 3.0),
            (["b", "d"], 4.0),
        ]

    def test_one_delay(self):
        assert Loops.shape(4, delays=1) == (3,)
        assert Loops(np.zeros(3), 1, wires=range(4)).hyperparameters == {"delays": (1,)}

    def test_init(self):
        weights = Loops.init(5, delays=(1, 2), seed=0)
        assert weights.shape == (7,)
        assert weights.requires_grad
        assert not Loops.init(5, delays=(1, 2), strategy="identity").any()

    def test_bad_input(self):
        with pytest.raises(ValueError, match="delay must be below the number of bins, 3"):
            Loops(np.zeros(2), (3,), wires=range(3))
        with pytest.raises(ValueError, match="delay must be an integer of at least 1; got 0"):
            Loops.shape(3, delays=(0,))
        with pytest.raises(ValueError, match=r"\(2,\).*got \(3,\)"):
            Loops(np.zeros(3), (1,), wires=range(3))


class TestBadInput:
    @pytest.mark.parametrize("counts", [[-1], [0.5], "ab", [[1, 0]]])
    def test_counts(self, counts):
        with pytest.raises(ValueError, match="Counts of photons must be integers"):
            Photons(counts, wires=range(1))

    def test_photons_in_modes_that_do_not_exist(self):
        with pytest.raises(ValueError, match=r"2 counts and 1 wires.*modes that exist"):
            Photons([1, 1], wires=[0])

    def test_wires_twice(self):
        with pytest.raises(ValueError, match="unique"):
            BeamSplitter(0.1, 0.2, wires=[0, 0])

    def test_interferometer_that_is_not_unitary(self):
        with pytest.raises(ValueError, match=r"(?s)unitary.*0\.21"):
            Interferometer(np.diag([1.1, 1.0]), wires=[0, 1])

    @pytest.mark.parametrize("shape", [(2, 3), (4,)])
    def test_interferometer_that_is_not_square(self, shape):
        with pytest.raises(ValueError, match="must be square"):
            Interferometer(np.ones(shape), wires=[0, 1])

    def test_interferometer_on_other_wires(self):
        with pytest.raises(ValueError, match="acts on 2 modes, but there are 3 wires"):
            Interferometer(np.eye(2), wires=[0, 1, 2])

    @pytest.mark.parametrize("transmission", [-0.1, 1.1, np.array([0.5, np.nan])])
    def test_transmission(self, transmission):
        with pytest.raises(ValueError, match=r"transmission must be in \[0, 1\]"):
            Attenuation(transmission, wires=0)


class TestFromPennyLane:
    @pytest.mark.parametrize(
        ("theirs", "ours"),
        [
            (qml.Beamsplitter(0.1, 0.2, wires=[0, 1]), BeamSplitter(0.1, 0.2, wires=[0, 1])),
            (qml.Rotation(0.1, wires=0), PhaseShifter(0.1, wires=0)),
            (qml.FockState(2, wires=1), Photons(2, wires=1)),
            (
                qml.InterferometerUnitary(np.eye(2), wires=[0, 1]),
                Interferometer(np.eye(2), wires=[0, 1]),
            ),
            (qml.Squeezing(0.1, 0.2, wires=0), Squeezing(0.1, 0.2, wires=0)),
            (qml.Displacement(0.1, 0.2, wires=0), Displacement(0.1, 0.2, wires=0)),
            (qml.Kerr(0.1, wires=0), Kerr(0.1, wires=0)),
        ],
        ids=lambda op: op.name,
    )
    def test_equivalents(self, theirs, ours):
        [translated] = from_pennylane(theirs)
        assert type(translated) is type(ours)
        assert translated == ours
        assert from_pennylane(ours) == [ours]

    def test_interferometer_template(self):
        template = qml.Interferometer([0.1], [0.2], [0.3, 0.4], wires=[0, 1])
        names = {gate.name for gate in from_pennylane(template)}
        assert names == {"BeamSplitter", "PhaseShifter"}

    def test_others_stay(self):
        thermal = qml.ThermalState(0.5, wires=0)
        assert from_pennylane(thermal) == [thermal]
        circuit = qml.tape.QuantumScript([PhaseShifter(0.1, wires=0)])
        assert translate_circuit(circuit) is circuit

    def test_nothing_is_queued(self):
        theirs = qml.Rotation(0.1, wires=0)
        with qml.queuing.AnnotatedQueue() as queue:
            from_pennylane(theirs)
        assert not queue.queue


def test_lists_of_weights_become_arrays():
    mesh = Mesh([0.1] * Mesh.shape(2)[0], wires=[0, 1])
    loops = Loops([0.1], (1,), wires=[0, 1])
    assert all(isinstance(template.data[0], np.ndarray) for template in (mesh, loops))
