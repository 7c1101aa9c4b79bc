"""A loss beside everything else that a QNode does."""

import copy

import jax
import numpy as np
import pennylane as qml
import pytest
import torch
from pennylane import numpy as pnp
from pennylane.measurements import MeasurementProcess

import pennylane_qgen as qgen
from pennylane_qgen import reference
from pennylane_qgen.losses import Loss

DATA = np.array([[0, 0, 0], [1, 1, 0], [0, 1, 1], [1, 1, 0]])
TARGET = reference.empirical_distribution(DATA)
WEIGHTS = np.random.default_rng(0).uniform(0, np.pi, (2, 3))
BATCH = np.stack([WEIGHTS, WEIGHTS + 1, 2 * WEIGHTS])
DEVICES = ["default.qubit", "lightning.qubit", "qgen.lightning"]
LOSSES = {
    "mmd": (qgen.mmd, {"bandwidth": 1.0}),
    "mmd of parities": (qgen.mmd, {"bandwidth": 1.0, "max_weight": 3}),
    "kl_divergence": (qgen.kl_divergence, {}),
    "total_variation": (qgen.total_variation, {}),
}


def ansatz(weights, wires):
    for layer in range(2):
        for i, wire in enumerate(wires):
            qml.RY(weights[..., layer, i], wires=wire)
            qml.RX(0.3 + i, wires=wire)
        qml.CNOT([wires[0], wires[1]])
        qml.CNOT([wires[1], wires[2]])


def make_qnode(measure, device="default.qubit", shots=None, wires=range(3), **options):
    @qml.set_shots(shots)
    @qml.qnode(qml.device(device, wires=wires, seed=5), **options)
    def circuit(weights):
        ansatz(weights, wires)
        return measure()

    return circuit


def make_loss(name, **options):
    loss, defaults = LOSSES[name]
    return loss(DATA, **defaults, **options)


def exact_value(name, weights=WEIGHTS, order=(0, 1, 2)):
    q = make_qnode(lambda: qml.probs(wires=order))(weights)
    if name.startswith("mmd"):
        return reference.mmd(q, TARGET, [1.0])
    options = {"epsilon": 1e-6} if name == "kl_divergence" else {}
    return getattr(reference, name)(q, TARGET, **options)


@pytest.mark.parametrize("device", DEVICES)
class TestStructures:
    def test_tuple(self, device):
        loss, z = make_qnode(lambda: (make_loss("mmd"), qml.expval(qml.Z(0))), device)(WEIGHTS)
        assert loss == pytest.approx(exact_value("mmd"))
        assert z == pytest.approx(make_qnode(lambda: qml.expval(qml.Z(0)))(WEIGHTS))

    def test_list_with_the_loss_last(self, device):
        probs, loss = make_qnode(lambda: [qml.probs(wires=1), make_loss("mmd")], device)(WEIGHTS)
        assert probs.shape == (2,)
        assert loss == pytest.approx(exact_value("mmd"))

    def test_dictionary_of_all_losses(self, device):
        results = make_qnode(lambda: {name: make_loss(name) for name in LOSSES}, device)(WEIGHTS)
        assert results == pytest.approx({name: exact_value(name) for name in LOSSES})

    def test_nested(self, device):
        def measure():
            return {
                "losses": (make_loss("mmd"), make_loss("kl_divergence")),
                "z": qml.expval(qml.Z(2)),
            }

        results = make_qnode(measure, device)(WEIGHTS)
        expected = exact_value("mmd"), exact_value("kl_divergence")
        assert results["losses"] == pytest.approx(expected)
        assert np.shape(results["z"]) == ()

    def test_gradient_of_a_sum_of_two(self, device):
        both = make_qnode(lambda: (make_loss("mmd"), make_loss("mmd of parities")), device)
        one = make_qnode(lambda: make_loss("mmd"))
        weights = pnp.array(WEIGHTS)
        gradient = qml.grad(lambda w: sum(both(w)))(weights)
        np.testing.assert_allclose(gradient, 2 * qml.grad(one)(weights), atol=1e-10)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", LOSSES)
class TestWires:
    def test_string_labels(self, name, device):
        circuit = make_qnode(lambda: make_loss(name), device, wires=["a", "b", "c"])
        assert circuit(WEIGHTS) == pytest.approx(exact_value(name))
        named = make_qnode(
            lambda: make_loss(name, wires=list("abc")), device, wires=["a", "b", "c"]
        )
        assert named(WEIGHTS) == pytest.approx(exact_value(name))

    def test_permuted(self, name, device):
        circuit = make_qnode(lambda: make_loss(name, wires=[2, 0, 1]), device)
        assert circuit(WEIGHTS) == pytest.approx(exact_value(name, order=[2, 0, 1]))
        assert circuit(WEIGHTS) != pytest.approx(exact_value(name))

    def test_some_wires_of_a_larger_device(self, name, device):
        @qml.qnode(qml.device(device, wires=["x", 2, "y", 0, 1]))
        def circuit(weights):
            qml.Hadamard("x")
            ansatz(weights, range(3))
            qml.CNOT(["x", "y"])
            return make_loss(name, wires=range(3))

        assert circuit(WEIGHTS) == pytest.approx(exact_value(name))

    def test_traced_out_wires(self, name, device):
        """One wire of an entangled pair is measured, and a mixture is what it shows."""

        @qml.qnode(qml.device(device, wires=2))
        def circuit():
            qml.Hadamard(0)
            qml.CNOT([0, 1])
            return LOSSES[name][0]([[0], [1]], wires=[1])

        assert circuit() == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", LOSSES)
class TestBatches:
    def test_broadcasting(self, name, device):
        result = make_qnode(lambda: make_loss(name), device)(BATCH)
        np.testing.assert_allclose(result, [exact_value(name, w) for w in BATCH], atol=1e-12)

    def test_shot_vector(self, name, device):
        result = make_qnode(lambda: make_loss(name), device, shots=(50_000, 10, 50_000))(WEIGHTS)
        assert isinstance(result, tuple)
        assert [np.shape(value) for value in result] == [()] * 3
        assert len({float(value) for value in result}) == 3
        np.testing.assert_allclose(result[::2], exact_value(name), rtol=0.2, atol=0.02)

    def test_shot_vector_of_a_dictionary(self, name, device):
        def measure():
            return {"loss": make_loss(name), "z": qml.expval(qml.Z(0))}

        results = make_qnode(measure, device, shots=(10, 20))(WEIGHTS)
        assert len(results) == 2
        for result in results:
            assert np.shape(result["loss"]) == np.shape(result["z"]) == ()

    def test_broadcasting_with_a_shot_vector(self, name, device):
        results = make_qnode(lambda: make_loss(name), device, shots=(10, 20))(BATCH)
        assert [result.shape for result in results] == [(3,), (3,)]


@pytest.mark.parametrize("device", ["default.qubit", "qgen.lightning"])
@pytest.mark.parametrize("name", LOSSES)
def test_jacobian_of_a_batch(name, device):
    """An entry of the batch depends on its own weights only."""
    circuit = make_qnode(lambda: make_loss(name), device)
    jacobian = qml.jacobian(circuit)(pnp.array(BATCH))
    for i, weights in enumerate(BATCH):
        expected = np.zeros_like(BATCH)
        expected[i] = qml.grad(circuit)(pnp.array(weights))
        np.testing.assert_allclose(jacobian[i], expected, atol=1e-10)


class TestShots:
    def test_set_shots(self):
        circuit = make_qnode(lambda: make_loss("mmd"))
        measured = qml.set_shots(circuit, 100)(WEIGHTS)
        assert measured != circuit(WEIGHTS)
        assert measured == pytest.approx(circuit(WEIGHTS), abs=0.1)

    @pytest.mark.parametrize("device", DEVICES)
    def test_gradient_through_a_shot_vector(self, device):
        circuit = make_qnode(lambda: make_loss("mmd"), device, shots=(20_000, 20_000))
        jacobian = qml.jacobian(lambda w: qml.math.stack(circuit(w)))(pnp.array(WEIGHTS))
        exact = qml.grad(make_qnode(lambda: make_loss("mmd")))(pnp.array(WEIGHTS))
        assert jacobian.shape == (2, 2, 3)
        np.testing.assert_allclose(jacobian, [exact, exact], atol=0.03)


@pytest.mark.parametrize("name", LOSSES)
class TestObject:
    @pytest.mark.parametrize("make_copy", [copy.copy, copy.deepcopy, lambda loss: loss])
    def test_made_outside_and_applied(self, name, make_copy):
        loss = make_copy(make_loss(name))
        circuit = make_qnode(lambda: qml.apply(loss))
        for _ in range(2):
            assert circuit(WEIGHTS) == pytest.approx(exact_value(name))

    def test_shallow_copy_inside(self, name):
        circuit = make_qnode(lambda: copy.copy(make_loss(name)))
        assert circuit(WEIGHTS) == pytest.approx(exact_value(name))

    def test_those_who_execute_tapes(self, name):
        loss = make_loss(name)
        with qml.queuing.AnnotatedQueue() as queue:
            ansatz(WEIGHTS, range(3))
        tape = qml.tape.QuantumScript(
            qml.tape.QuantumScript.from_queue(queue).operations, [loss.measurement]
        )
        (result,) = qml.execute([tape], qml.device("lightning.qubit", wires=3))
        assert loss.postprocess(result) == pytest.approx(exact_value(name))

    def test_repr_names_the_loss_and_the_measurement(self, name):
        loss = make_loss(name, wires=range(3))
        assert repr(loss) == f"{loss.name}({loss.measurement})"
        assert loss.name == name.split()[0]

    def test_is_queued_as_its_measurement_once(self, name):
        with qml.queuing.AnnotatedQueue() as queue:
            loss = make_loss(name)
        assert list(queue) == [qml.queuing.WrappedObj(loss.measurement)]

    @pytest.mark.parametrize("cache", [True, False])
    @pytest.mark.parametrize("device", DEVICES)
    def test_cache_changes_no_number(self, name, device, cache):
        other = "kl_divergence" if name == "mmd" else "mmd"
        circuit = make_qnode(
            lambda: (make_loss(name), make_loss(other), make_loss(name, wires=[2, 0, 1])),
            device,
            cache=cache,
        )
        expected = exact_value(name), exact_value(other), exact_value(name, order=[2, 0, 1])
        for _ in range(2):
            assert circuit(WEIGHTS) == pytest.approx(expected)

    def test_shared_cache_mixes_no_losses(self, name):
        cache = {}
        for order in ((0, 1, 2), (2, 0, 1)):
            circuit = make_qnode(lambda order=order: make_loss(name, wires=order), cache=cache)
            assert circuit(WEIGHTS) == pytest.approx(exact_value(name, order=order))
        assert len(cache) == 2


def is_measurement(leaf):
    return isinstance(leaf, MeasurementProcess)


FLATTENERS = {
    "pennylane": (qml.pytrees.flatten, qml.pytrees.unflatten),
    "jax": (jax.tree_util.tree_flatten, lambda leaves, tree: tree.unflatten(leaves)),
}


@pytest.mark.parametrize("library", FLATTENERS)
@pytest.mark.parametrize("name", LOSSES)
class TestPytree:
    def flatten(self, name, library):
        flatten, unflatten = FLATTENERS[library]
        loss = make_loss(name, wires=range(3))
        leaves, structure = flatten(loss, is_leaf=is_measurement)
        return loss, leaves, lambda leaf: unflatten([leaf], structure)

    def test_leaf_is_the_measurement(self, name, library):
        loss, leaves, _ = self.flatten(name, library)
        assert leaves == [loss.measurement]

    def test_round_trip(self, name, library):
        loss, leaves, rebuild = self.flatten(name, library)
        again = rebuild(leaves[0])
        assert isinstance(again, Loss)
        assert (again.measurement, again.function, again.name) == (
            loss.measurement,
            loss.function,
            loss.name,
        )

    def test_round_trip_through_the_measurement_too(self, name, library):
        flatten, unflatten = FLATTENERS[library]
        loss = make_loss(name, wires=range(3))
        again = unflatten(*flatten(loss))
        assert isinstance(again, Loss)
        assert qml.equal(again.measurement, loss.measurement)
        assert again.measurement.hash == loss.measurement.hash

    @pytest.mark.parametrize(
        "placeholder",
        [object(), None, "leaf", jax.ShapeDtypeStruct((8,), float)],
        ids=["object", "None", "string", "shape"],
    )
    def test_placeholders_are_kept(self, name, library, placeholder):
        _, _, rebuild = self.flatten(name, library)
        again = rebuild(placeholder)
        assert isinstance(again, Loss)
        assert again.measurement is placeholder

    def test_numbers_become_the_loss(self, name, library, double_precision):
        loss, _, rebuild = self.flatten(name, library)
        result = make_qnode(lambda: qml.apply(loss.measurement))(WEIGHTS)
        for convert in (np.asarray, pnp.array, torch.tensor, jax.numpy.array):
            assert float(rebuild(convert(result))) == pytest.approx(exact_value(name))


class TestInterfaces:
    @pytest.mark.parametrize("device", DEVICES)
    @pytest.mark.parametrize("name", LOSSES)
    def test_type_of_the_value(self, name, device, double_precision):
        circuit = make_qnode(lambda: make_loss(name), device)
        of_torch = circuit(torch.tensor(WEIGHTS, requires_grad=True))
        of_jax = circuit(jax.numpy.array(WEIGHTS))
        assert isinstance(of_torch, torch.Tensor)
        assert of_torch.dtype == torch.float64
        assert of_torch.requires_grad
        assert isinstance(of_jax, jax.Array)
        for value in (circuit(WEIGHTS), of_torch.detach(), of_jax):
            assert value.shape == ()
            assert float(value) == pytest.approx(exact_value(name))

    @pytest.mark.parametrize("name", ["mmd", "mmd of parities"])
    def test_jax_vmap(self, name, double_precision):
        circuit = make_qnode(lambda: make_loss(name))
        batch = jax.numpy.array(BATCH)
        values, gradients = jax.jit(jax.vmap(jax.value_and_grad(circuit)))(batch)
        expected = [qml.grad(circuit)(pnp.array(w)) for w in BATCH]
        np.testing.assert_allclose(values, [exact_value(name, w) for w in BATCH], atol=1e-12)
        np.testing.assert_allclose(gradients, expected, atol=1e-10)

    @pytest.mark.parametrize("device", ["default.qubit", "qgen.lightning"])
    def test_jax_vmap_of_the_value(self, device, double_precision):
        values = jax.vmap(make_qnode(lambda: make_loss("mmd"), device))(jax.numpy.array(BATCH))
        np.testing.assert_allclose(values, [exact_value("mmd", w) for w in BATCH], atol=1e-12)

    @pytest.mark.parametrize("shots", [50, (50, 20)])
    @pytest.mark.parametrize("device", DEVICES)
    def test_jit_with_shots(self, device, shots):
        circuit = make_qnode(lambda: make_loss("mmd of parities"), device, shots=shots)
        values = jax.tree_util.tree_leaves(jax.jit(circuit)(jax.numpy.array(WEIGHTS)))
        assert len(values) == np.size(shots)
        assert all(value.shape == () and 0 <= value <= 2 for value in values)

    def test_jax_eval_shape(self, double_precision):
        circuit = make_qnode(lambda: make_loss("mmd"))
        shape = jax.eval_shape(circuit, jax.numpy.array(WEIGHTS))
        assert shape == jax.ShapeDtypeStruct((), np.float64)

    @pytest.mark.parametrize("name", ["mmd", "mmd of parities", "kl_divergence"])
    def test_second_derivatives(self, name):
        by_backprop = make_qnode(lambda: make_loss(name), diff_method="backprop")
        by_shifts = make_qnode(lambda: make_loss(name), diff_method="parameter-shift", max_diff=2)
        exact = qml.jacobian(qml.grad(by_backprop))(pnp.array(WEIGHTS))
        hessian = torch.autograd.functional.hessian(by_shifts, torch.tensor(WEIGHTS))
        np.testing.assert_allclose(hessian.numpy(), exact, atol=1e-9)


class TestWrongTransforms:
    """Gradient transforms of the QNode itself would differentiate probabilities, not the loss."""

    @pytest.mark.parametrize("transform", [qml.gradients.param_shift, qml.gradients.finite_diff])
    @pytest.mark.parametrize("name", LOSSES)
    def test_one_array_of_weights(self, name, transform):
        circuit = make_qnode(lambda: make_loss(name))
        with pytest.raises(qml.exceptions.QuantumFunctionError, match=r"qml.grad\(qnode\)"):
            transform(circuit)(pnp.array(WEIGHTS))

    @pytest.mark.parametrize("name", LOSSES)
    def test_beside_another_measurement(self, name):
        circuit = make_qnode(lambda: (make_loss(name), qml.expval(qml.Z(0))))
        with pytest.raises(qml.exceptions.QuantumFunctionError, match=r"qml.grad\(qnode\)"):
            qml.gradients.param_shift(circuit)(pnp.array(WEIGHTS))

    @pytest.mark.parametrize("n_arguments", [1, 2])
    @pytest.mark.parametrize("name", LOSSES)
    def test_scalar_arguments(self, name, n_arguments):
        @qml.qnode(qml.device("default.qubit", wires=3))
        def circuit(*angles):
            for wire, angle in enumerate(angles):
                qml.RX(angle, wires=wire)
            return make_loss(name)

        angles = pnp.array([0.3, 0.8])[:n_arguments]
        with pytest.raises(qml.exceptions.QuantumFunctionError, match=r"qml.grad\(qnode\)"):
            qml.gradients.param_shift(circuit)(*angles)

    @pytest.mark.parametrize("name", LOSSES)
    def test_metric_tensor(self, name):
        circuit = make_qnode(lambda: make_loss(name))
        with pytest.raises(qml.exceptions.QuantumFunctionError, match=r"qml\.metric_tensor"):
            qml.metric_tensor(circuit, approx="block-diag")(pnp.array(WEIGHTS))

    @pytest.mark.parametrize("loss", [qgen.fidelity, qgen.local_fidelity])
    def test_fidelities(self, loss):
        circuit = make_qnode(lambda: loss(range(3)))
        with pytest.raises(qml.exceptions.QuantumFunctionError, match=r"qml.grad\(qnode\)"):
            qml.gradients.param_shift(circuit)(pnp.array(WEIGHTS))

    def test_loss_made_outside(self):
        loss = make_loss("mmd")
        circuit = make_qnode(lambda: qml.apply(loss))
        with pytest.raises(qml.exceptions.QuantumFunctionError, match=r"qml.grad\(qnode\)"):
            qml.gradients.param_shift(circuit)(pnp.array(WEIGHTS))

    def test_returned_without_apply(self):
        loss = make_loss("mmd")
        with pytest.raises(qml.exceptions.QuantumFunctionError, match=r"Return qml.apply\(loss\)"):
            make_qnode(lambda: loss)(WEIGHTS)


class TestOtherTransforms:
    @pytest.mark.parametrize(
        "transform",
        [
            qml.transforms.cancel_inverses,
            qml.transforms.merge_rotations,
            qml.transforms.split_non_commuting,
            qml.compile,
        ],
    )
    @pytest.mark.parametrize("name", LOSSES)
    def test_of_circuits_keep_the_loss(self, name, transform):
        circuit = transform(make_qnode(lambda: (make_loss(name), qml.expval(qml.X(0)))))
        assert circuit(WEIGHTS)[0] == pytest.approx(exact_value(name))

    def test_draw(self):
        circuit = make_qnode(lambda: (make_loss("mmd"), make_loss("mmd of parities")))
        drawing = qml.draw(circuit)(WEIGHTS)
        assert "Probs" in drawing
        assert "parities" in drawing

    def test_specs(self):
        specs = qml.specs(make_qnode(lambda: make_loss("mmd")))(WEIGHTS)
        assert (
            specs["resources"].gate_counts if hasattr(specs["resources"], "gate_counts") else True
        )
        assert "probs" in str(specs)

    def test_construct_tape(self):
        circuit = make_qnode(lambda: (make_loss("mmd"), qml.expval(qml.Z(1))))
        tape = qml.workflow.construct_tape(circuit)(WEIGHTS)
        assert tape.measurements == [qml.probs(), qml.expval(qml.Z(1))]


@pytest.mark.parametrize("device", DEVICES)
class TestTheExample:
    """The example of the README, on four wires and for three steps."""

    def test_trains_and_samples(self, device):
        data = qgen.datasets.digits(width=2)
        dev = qml.device(device, wires=4)

        @qml.qnode(dev)
        def born_machine(weights):
            qgen.HardwareEfficient(weights, wires=range(4))
            return qgen.mmd(data, bandwidth=[0.5, 1, 2, 4])

        weights = qgen.HardwareEfficient.init(n_layers=2, n_wires=4, seed=0)
        result = qgen.train(born_machine, weights, optimizer=qml.AdamOptimizer(0.05), steps=3)
        samples = qgen.sample(born_machine, result.weights, shots=20)
        assert born_machine(result.weights) < born_machine(weights)
        assert samples.shape == (20, 4)
        assert set(np.unique(samples)) <= {0, 1}

    def test_trains_the_same_weights_everywhere(self, device):
        data = qgen.datasets.digits(width=2)

        @qml.qnode(qml.device(device, wires=4))
        def born_machine(weights):
            qgen.HardwareEfficient(weights, wires=range(4))
            return qgen.mmd(data, bandwidth=1.0)

        weights = pnp.array(qgen.HardwareEfficient.init(n_layers=1, n_wires=4, seed=0))
        reference_qnode = qml.QNode(born_machine.func, qml.device("default.qubit", wires=4))
        np.testing.assert_allclose(
            qml.grad(born_machine)(weights), qml.grad(reference_qnode)(weights), atol=1e-10
        )


class TestErrors:
    def test_no_function(self):
        with pytest.raises(qml.exceptions.QuantumFunctionError, match=r"qml.grad\(qnode\)"):
            Loss(qml.probs())

    def test_adjoint_of_default_qubit(self):
        circuit = make_qnode(lambda: make_loss("mmd"), diff_method="adjoint")
        with pytest.raises(
            qml.exceptions.QuantumFunctionError, match=r"the device qgen\.lightning"
        ):
            circuit(pnp.array(WEIGHTS))

    @pytest.mark.parametrize("device", DEVICES)
    @pytest.mark.parametrize("shots", [None, 10])
    def test_target_wider_than_the_device(self, device, shots):
        circuit = make_qnode(lambda: qgen.kl_divergence(np.zeros((1, 5))), device, shots)
        with pytest.raises(
            ValueError, match=r"on 5 wires, but the circuit measured 3\. Pass wires="
        ):
            circuit(WEIGHTS)

    @pytest.mark.parametrize("device", DEVICES)
    def test_wires_that_the_device_lacks(self, device):
        circuit = make_qnode(lambda: qgen.kl_divergence(DATA, wires=[0, 1, 7]), device)
        with pytest.raises(qml.exceptions.WireError):
            circuit(WEIGHTS)
