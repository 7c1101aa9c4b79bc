import numpy as np
import pennylane as qml
import pytest
from scipy.linalg import expm

from pennylane_qgen.templates import HardwareEfficient

X = qml.X.compute_matrix()
Y = qml.Y.compute_matrix()


def gates_of(weights, n_wires, **options):
    gates = HardwareEfficient(weights, wires=range(n_wires), **options).decomposition()
    return [(gate.name, gate.wires.tolist(), *map(float, gate.data)) for gate in gates]


@pytest.mark.parametrize("edge", [(0, 1), (1, 0)])
def test_yx_gate(edge):
    """With all rotations at zero the circuit is exp(-iα Y_i X_j / 2)."""
    alpha = 0.7
    weights = np.array([0, 0, alpha, 0, 0])
    options = {"rotations": ("RX",), "entangler": "yx", "topology": [edge]}
    circuit = HardwareEfficient(weights, wires=range(2), **options)
    matrix = qml.matrix(qml.tape.QuantumScript(circuit.decomposition()), wire_order=[0, 1])
    generator = np.kron(Y, X) if edge == (0, 1) else np.kron(X, Y)
    np.testing.assert_allclose(matrix, expm(-0.5j * alpha * generator), atol=1e-12)


def test_order_of_weights():
    """Wires before rotations, the edges' angles before the rotations of their layer."""
    options = {"rotations": ("RZ", "RY"), "entangler": "yx", "topology": "line"}
    assert gates_of(np.arange(9.0), 2, **options) == [
        ("RZ", [0], 0),
        ("RY", [0], 1),
        ("RZ", [1], 2),
        ("RY", [1], 3),
        ("CNOT", [0, 1]),
        ("RY", [0], 4),
        ("CNOT", [0, 1]),
        ("RZ", [0], 5),
        ("RY", [0], 6),
        ("RZ", [1], 7),
        ("RY", [1], 8),
    ]


@pytest.mark.parametrize(("entangler", "name"), [("cnot", "CNOT"), ("cz", "CZ")])
def test_fixed_entanglers(entangler, name):
    gates = gates_of(np.zeros(9), 3, rotations=("RX",), entangler=entangler, topology="ring")
    entangling = [gate for gate in gates if gate[0] == name]
    assert entangling == [(name, edge) for edge in ([0, 1], [1, 2], [2, 0])] * 2


@pytest.mark.parametrize("n_layers", [0, 1, 3])
@pytest.mark.parametrize("n_wires", [1, 2, 4])
@pytest.mark.parametrize(("entangler", "trainable"), [("cz", 0), ("yx", 1)])
def test_number_of_weights(n_layers, n_wires, entangler, trainable):
    shape = HardwareEfficient.shape(n_layers, n_wires, entangler=entangler)
    expected = (n_layers + 1) * n_wires * 2 + trainable * n_layers * (n_wires - 1)
    assert shape == (expected,)
    gates = gates_of(np.zeros(shape), n_wires, entangler=entangler)
    assert sum(len(gate) == 3 for gate in gates) == expected


def test_defaults_fit_together():
    weights = HardwareEfficient.init(n_layers=4, n_wires=16, seed=0)
    assert weights.shape == (160,)
    HardwareEfficient(weights, wires=range(16))


def test_identity_init_leaves_zeros():
    @qml.qnode(qml.device("default.qubit", wires=3))
    def circuit(weights):
        HardwareEfficient(weights, wires=range(3))
        return qml.probs()

    assert circuit(HardwareEfficient.init(2, 3, strategy="identity"))[0] == 1


def test_topologies_written_differently_are_the_same_circuit():
    weights = HardwareEfficient.init(1, 3, seed=0)
    first = HardwareEfficient(weights, wires=range(3), topology=[[0, 1], [1, 2]])
    second = HardwareEfficient(weights, wires=range(3), topology=((0, 1), (1, 2)))
    qml.assert_equal(first, second)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rotations": ("RY", "H")}, "rotations must be one of 'RX', 'RY', 'RZ'; got 'H'"),
        ({"rotations": ()}, "at least one"),
        ({"entangler": "cx"}, "entangler must be one of 'cnot', 'cz', 'yx'; got 'cx'"),
        ({"topology": "star"}, "topology must be one of 'line', 'ring', 'all_to_all'"),
        ({"topology": [(0, 2)]}, "positions from 0 to 1"),
    ],
)
def test_wrong_options(options, message):
    with pytest.raises(ValueError, match=message):
        HardwareEfficient(np.zeros(8), wires=range(2), **options)
    with pytest.raises(ValueError, match=message):
        HardwareEfficient.init(1, 2, **options)


def test_wrong_length_states_the_formula():
    with pytest.raises(ValueError, match=r"\(4 \+ 4 \* n_layers,\).*got \(7,\)"):
        HardwareEfficient(np.zeros(7), wires=range(2))
    with pytest.raises(ValueError, match=r"\(4 \+ 5 \* n_layers,\).*got \(8,\)"):
        HardwareEfficient(np.zeros(8), wires=range(2), entangler="yx")


@pytest.mark.parametrize("n_layers", [-1, 1.5, True])
def test_wrong_number_of_layers(n_layers):
    with pytest.raises(ValueError, match="n_layers must be an integer of at least 0"):
        HardwareEfficient.init(n_layers, 2)
