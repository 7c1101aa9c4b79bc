"""Every ansatz keeps to the contract of ``Ansatz``: one list, the same tests for all of them."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp

from pennylane_qgen import templates
from pennylane_qgen.templates import (
    IQP,
    Ansatz,
    Brickwork,
    HardwareEfficient,
    MatrixProduct,
    Pattern,
    Peaked,
    Product,
    RandomPeaked,
)


@dataclass(frozen=True)
class Case:
    """A template with the options of its circuit and of its ``shape`` and ``init``."""

    template: type
    n_wires: int
    sizes: dict = field(default_factory=dict)
    options: dict = field(default_factory=dict)
    fixed: dict = field(default_factory=dict)

    def shape(self):
        return self.template.shape(n_wires=self.n_wires, **self.sizes, **self.options)

    def init(self, **kwargs):
        return self.template.init(n_wires=self.n_wires, **self.sizes, **self.options, **kwargs)

    def circuit(self, weights, wires=None):
        wires = range(self.n_wires) if wires is None else wires
        return self.template(weights, wires=wires, **self.options, **self.fixed)


SHARED = [[[0], [1]], [[0, 1]], [[0, 1, 2], [2]]]
CASES = {
    "iqp": Case(IQP, 3),
    "iqp_one_wire": Case(IQP, 1),
    "iqp_shared": Case(IQP, 3, options={"pattern": SHARED}, fixed={"spin_sym": True}),
    "product": Case(Product, 3),
    "product_rx": Case(Product, 1, fixed={"rotation": "RX"}),
    "hardware_efficient": Case(HardwareEfficient, 3, {"n_layers": 1}),
    "hardware_efficient_yx": Case(
        HardwareEfficient,
        3,
        {"n_layers": 1},
        {"rotations": ("RZ", "RY"), "entangler": "yx", "topology": "ring"},
    ),
    "hardware_efficient_edges": Case(
        HardwareEfficient,
        3,
        {"n_layers": 2},
        {"rotations": ("RX",), "entangler": "cz", "topology": ((0, 2), (2, 1))},
    ),
    "hardware_efficient_one_wire": Case(HardwareEfficient, 1, {"n_layers": 2}),
    "brickwork": Case(Brickwork, 3, {"n_layers": 2}),
    "matrix_product": Case(MatrixProduct, 2),
    "matrix_product_wide": Case(MatrixProduct, 3, options={"block_size": 3}),
    "peaked": Case(Peaked, 4, fixed={"seed": 3}),
    "peaked_core": Case(
        Peaked, 3, options={"n_core": 2, "core": Pattern.from_lists([[[0], [1]], [[0, 1]]], 2)}
    ),
    "random_peaked": Case(RandomPeaked, 3, {"n_layers": 1}, fixed={"n_random_layers": 1}),
}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)

BASIC_GATES = {"RX", "RY", "RZ", "CNOT", "CZ", "Hadamard", "PauliX", "S", "Adjoint(S)"}


def basic_gates(circuit):
    """The circuit all the way down to one- and two-wire gates."""
    tape = qml.tape.QuantumScript([circuit])
    (expanded,), _ = qml.transforms.decompose(tape, gate_set=BASIC_GATES)
    return expanded.operations


def probabilities(case, device="default.qubit", **kwargs):
    wires = range(case.n_wires)

    @qml.qnode(qml.device(device, wires=case.n_wires), **kwargs)
    def circuit(weights):
        case.circuit(weights)
        return qml.probs(wires=wires)

    return circuit


def energy(case, device="default.qubit", **kwargs):
    @qml.qnode(qml.device(device, wires=case.n_wires), **kwargs)
    def circuit(weights):
        case.circuit(weights)
        chain = [qml.Z(i) @ qml.Z(j) for i, j in pairwise(range(case.n_wires))]
        return qml.expval(qml.sum(0.7 * qml.Z(0), 0.3 * qml.X(case.n_wires - 1), *chain))

    return circuit


def test_every_template_is_in_the_list():
    exported = {getattr(templates, name) for name in templates.__all__}
    ansatze = {item for item in exported if isinstance(item, type) and issubclass(item, Ansatz)} - {
        Ansatz
    }
    assert {case.template for case in CASES.values()} == ansatze


def test_base_class_is_abstract():
    with pytest.raises(TypeError, match="abstract"):
        Ansatz(np.zeros(1), wires=qml.wires.Wires(0))


@every_case
def test_assert_valid(case):
    # PennyLane captures programs only with the one jax release that it pins
    qml.ops.functions.assert_valid(case.circuit(case.init(seed=1)), skip_capture=True)


@every_case
@pytest.mark.parametrize("strategy", ["uniform", "small", "identity"])
def test_init(case, strategy):
    weights = case.init(strategy=strategy, seed=0)
    assert weights.shape == case.shape()
    assert weights.dtype == np.float64
    assert isinstance(weights, pnp.tensor)
    assert weights.requires_grad
    assert len(case.circuit(weights).data) == 1


@every_case
def test_seeds(case):
    np.testing.assert_array_equal(case.init(seed=0), case.init(seed=0))
    np.testing.assert_array_equal(case.init(seed=0), case.init(seed=np.random.default_rng(0)))
    assert not np.allclose(case.init(seed=0), case.init(seed=1))
    assert not np.allclose(case.init(seed=None), case.init(seed=None))


@every_case
def test_ranges_of_strategies(case):
    uniform = case.init(strategy="uniform", seed=0)
    assert uniform.min() >= 0
    assert uniform.max() < 2 * np.pi
    assert np.abs(case.init(strategy="small", scale=1e-3, seed=0)).max() < 1e-2
    assert not case.init(strategy="identity").any()


@every_case
def test_structure_does_not_depend_on_the_weights(case):
    """Zeros must not make a gate disappear."""
    for expand in (lambda circuit: circuit.decomposition(), basic_gates):
        at_zero = expand(case.circuit(np.zeros(case.shape())))
        at_random = expand(case.circuit(case.init(seed=1)))
        layout = [(gate.name, gate.wires) for gate in at_zero]
        assert layout == [(gate.name, gate.wires) for gate in at_random]


@every_case
@pytest.mark.parametrize("full", [False, True])
def test_gate_parameters_are_affine_in_one_weight(case, full):
    def angles(weights):
        circuit = case.circuit(weights.reshape(case.shape()))
        gates = basic_gates(circuit) if full else circuit.decomposition()
        return np.array([value for gate in gates for value in gate.data], dtype=float)

    n_weights = int(np.prod(case.shape()))
    offset = angles(np.zeros(n_weights))
    slopes = np.array([angles(row) - offset for row in np.eye(n_weights)])
    assert (np.count_nonzero(slopes, axis=0) <= 1).all()
    assert (np.count_nonzero(slopes, axis=1) >= 1).all()
    weights = np.random.default_rng(0).normal(size=n_weights)
    np.testing.assert_allclose(angles(weights), offset + weights @ slopes, atol=1e-12)


@every_case
def test_devices_agree(case):
    weights = case.init(seed=2)
    expected = probabilities(case)(weights)
    assert np.isclose(expected.sum(), 1)
    actual = probabilities(case, "lightning.qubit")(weights)
    np.testing.assert_allclose(actual, expected, atol=1e-10)


@every_case
def test_broadcasting(case):
    batch = np.stack([case.init(seed=seed) for seed in range(3)])
    circuit = case.circuit(batch)
    assert circuit.batch_size == 3
    assert case.circuit(batch[0]).batch_size is None
    run = probabilities(case)
    np.testing.assert_allclose(run(batch), [run(row) for row in batch], atol=1e-10)


@every_case
def test_adjoint_undoes_the_circuit(case):
    @qml.qnode(qml.device("default.qubit", wires=case.n_wires))
    def there_and_back(weights):
        case.circuit(weights)
        qml.adjoint(case.circuit)(weights)
        return qml.probs()

    assert np.isclose(there_and_back(case.init(seed=3))[0], 1)


@every_case
def test_string_wires(case):
    labels = [f"w{i}" for i in range(case.n_wires)]

    @qml.qnode(qml.device("default.qubit", wires=labels))
    def circuit(weights):
        case.circuit(weights, wires=labels)
        return qml.probs(wires=labels)

    weights = case.init(seed=4)
    np.testing.assert_allclose(circuit(weights), probabilities(case)(weights), atol=1e-12)


@every_case
def test_draws(case):
    circuit = probabilities(case)
    name = "IQP" if case.template is IQP else case.template.__name__
    assert name in qml.draw(circuit, level="top", show_matrices=False)(case.init(seed=0))
    assert name not in qml.draw(circuit, level="device")(case.init(seed=0))


@every_case
def test_rebuilt_from_its_parts(case):
    circuit = case.circuit(case.init(seed=0))
    hash(circuit._flatten()[1])
    other = qml.ops.functions.bind_new_parameters(circuit, [circuit.data[0] * 2])
    assert other.hyperparameters == circuit.hyperparameters
    qml.assert_equal(type(circuit)._unflatten(*circuit._flatten()), circuit)


@every_case
def test_graph_decomposition(case):
    weights = case.init(seed=5)
    expected = probabilities(case)(weights)
    qml.decomposition.enable_graph()
    try:
        actual = probabilities(case)(weights)
    finally:
        qml.decomposition.disable_graph()
    np.testing.assert_allclose(actual, expected, atol=1e-10)


@every_case
def test_gradients_of_interfaces_and_devices_agree(case):
    weights = case.init(seed=6)
    expected = qml.grad(energy(case, diff_method="backprop"))(weights)
    assert expected.shape == case.shape()
    adjoint = qml.grad(energy(case, "lightning.qubit", diff_method="adjoint"))(weights)
    np.testing.assert_allclose(adjoint, expected, atol=1e-8)


@every_case
def test_parameter_shift_agrees(case):
    weights = case.init(seed=6)
    expected = qml.grad(energy(case, diff_method="backprop"))(weights)
    shifted = qml.grad(energy(case, diff_method="parameter-shift"))(weights)
    np.testing.assert_allclose(shifted, expected, atol=1e-8)


@every_case
def test_torch(case):
    torch = pytest.importorskip("torch")
    weights = case.init(seed=7)
    tensor = torch.tensor(np.array(weights), requires_grad=True)
    energy(case)(tensor).backward()
    np.testing.assert_allclose(tensor.grad, qml.grad(energy(case))(weights), atol=1e-8)


# PennyLane calls this function of jax
ignore_jax = pytest.mark.filterwarnings(
    "ignore:jax.core.is_concrete is deprecated:DeprecationWarning"
)


@ignore_jax
@pytest.mark.parametrize("name", ["product", "hardware_efficient_yx", "peaked_core"])
def test_jax(name):
    jax = pytest.importorskip("jax")
    case = CASES[name]
    weights = case.init(seed=7)
    with jax.enable_x64(True):
        actual = jax.grad(energy(case))(jax.numpy.array(weights))
    np.testing.assert_allclose(actual, qml.grad(energy(case))(weights), atol=1e-8)


@ignore_jax
@every_case
def test_jax_jit(case):
    jax = pytest.importorskip("jax")
    weights = case.init(seed=7)
    with jax.enable_x64(True):
        actual = jax.jit(jax.grad(energy(case)))(jax.numpy.array(weights))
    np.testing.assert_allclose(actual, qml.grad(energy(case))(weights), atol=1e-8)


@every_case
def test_jax_rebuilds_with_placeholders(case):
    jax = pytest.importorskip("jax")
    circuit = case.circuit(case.init(seed=0))
    structure = jax.tree_util.tree_structure(circuit)
    assert type(jax.tree_util.tree_unflatten(structure, [object()])) is type(circuit)


@every_case
def test_wrong_shape(case):
    shape = (case.shape()[0] + 1, *case.shape()[1:])
    wrong = np.zeros((*case.shape()[:-1], 0))
    with pytest.raises(ValueError, match=r"must have shape \(.*; got \("):
        case.circuit(wrong)
    with pytest.raises(ValueError, match="must have shape"):
        case.circuit(np.zeros((2, 2, *shape)))
    with pytest.raises(ValueError, match="must have shape"):
        case.circuit(0.3)


@every_case
def test_complex_weights(case):
    with pytest.raises(ValueError, match="must be real"):
        case.circuit(np.zeros(case.shape(), dtype=complex))


@every_case
def test_duplicate_wires(case):
    with pytest.raises(ValueError, match="unique"):
        case.circuit(case.init(seed=0), wires=["a", "a"])


@every_case
def test_no_wires(case):
    with pytest.raises(ValueError, match="at least"):
        case.circuit(case.init(seed=0), wires=[])


@every_case
def test_unknown_strategy(case):
    with pytest.raises(ValueError, match=r"strategy must be one of 'uniform', .*; got 'xavier'"):
        case.init(strategy="xavier")


@every_case
def test_failed_construction_is_not_queued(case):
    with qml.queuing.AnnotatedQueue() as queue, pytest.raises(ValueError, match="shape"):
        case.circuit(np.zeros((7, 7, 7, 7)))
    assert len(queue) == 0


def test_name_does_not_collide_with_pennylanes_iqp():
    assert qml.IQP.__name__ != IQP.__name__
    ours = IQP(np.zeros(3), wires=range(2))
    assert ours.name != qml.IQP.__name__
    assert ours.label() == "IQP"
