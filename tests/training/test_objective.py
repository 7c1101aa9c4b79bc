import numpy as np
import pennylane as qml
import pennylane.numpy as pnp
import pytest

from pennylane_qgen.training import NonFiniteError, Objective


def test_value_and_gradient_by_hand():
    """f = x^2 y: the gradient is (2 x y, x^2)."""
    loss, gradient = Objective(lambda w: w[0] ** 2 * w[1]).value_and_gradient(np.array([3.0, 2.0]))
    assert loss == 18.0
    np.testing.assert_allclose(gradient, [12.0, 9.0])


def test_qnode(circuit, weights):
    objective = Objective(circuit)
    loss, gradient = objective.value_and_gradient(weights)
    np.testing.assert_allclose(loss, objective.value(weights))
    np.testing.assert_allclose(gradient, qml.grad(circuit)(pnp.array(weights, requires_grad=True)))


def test_one_execution_for_both(circuit, device, weights):
    with qml.Tracker(device) as tracker:
        Objective(circuit).value_and_gradient(weights)
    assert tracker.totals["executions"] == 1


def test_shapes_are_kept():
    loss, gradient = Objective(lambda w: qml.math.sum(w**2)).value_and_gradient(np.ones((2, 3)))
    assert loss == 6.0
    assert gradient.shape == (2, 3)


class TestErrors:
    def test_not_callable(self):
        with pytest.raises(TypeError, match=r"a QNode or a function.*got list"):
            Objective([1.0])

    @pytest.mark.parametrize("interface", ["torch", "jax"])
    def test_other_interfaces(self, circuit, interface):
        with pytest.raises(ValueError, match=f'got interface "{interface}"'):
            Objective(circuit.update(interface=interface))

    def test_vector_loss(self):
        with pytest.raises(TypeError, match=r"must be one real number; got shape \(2,\)"):
            Objective(lambda w: w).value(np.ones(2))

    def test_complex_loss(self):
        with pytest.raises(TypeError, match=r"dtype complex128"):
            Objective(lambda w: w[0] * 1j).value(np.ones(2))

    def test_loss_not_finite(self):
        with pytest.raises(NonFiniteError, match=r"the loss is inf"):
            Objective(lambda w: np.inf).value(np.ones(2))

    def test_gradient_not_finite(self):
        """The square root has a loss of 0 and an infinite derivative at 0."""
        with (
            pytest.raises(NonFiniteError, match=r"the gradient has 1 of 2 entries"),
            np.errstate(divide="ignore"),
        ):
            Objective(lambda w: qml.math.sum(pnp.sqrt(w))).value_and_gradient(np.array([0.0, 1.0]))

    def test_a_gradient_whose_sum_overflows_is_finite(self):
        _, gradient = Objective(lambda w: 1.5e308 * w[0] + 1.5e308 * w[1]).value_and_gradient(
            np.zeros(2)
        )
        np.testing.assert_array_equal(gradient, [1.5e308, 1.5e308])
