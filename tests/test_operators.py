"""apply_symmetric: one implementation of an operator serves every derivative."""

import autograd
import jax
import numpy as np
import pytest
import torch
from pennylane import numpy as pnp
from scipy.linalg import block_diag

from pennylane_qgen.kernels import HammingKernel, IntegerKernel
from pennylane_qgen.operators import apply_symmetric, quadratic_form
from pennylane_qgen.walsh import walsh_hadamard_transform

pytestmark = pytest.mark.usefixtures("double_precision")

N_WIRES = 3
OPERATORS = {
    "walsh": walsh_hadamard_transform,
    "hamming": HammingKernel((0.7, 2.0)).apply,
    "integer": IntegerKernel((1.5,)).apply,
}
X = np.random.default_rng(0).normal(size=2**N_WIRES)
BATCH = np.random.default_rng(1).normal(size=(1, 2, 2**N_WIRES))


def cubic(operator, x):
    """f(x) = sum_i (K x)_i^3 / 3, with gradient K (K x)^2 and Hessian 2 K diag(K x) K."""
    return (apply_symmetric(operator, x) ** 3).sum() / 3


def by_autograd(f, x):
    gradient = autograd.grad(f)
    return f(x), gradient(x), autograd.jacobian(gradient)(x)


def by_torch(f, x):
    x = torch.tensor(x, requires_grad=True)
    value = f(x)
    (gradient,) = torch.autograd.grad(value, x, create_graph=True)
    return value.detach(), gradient.detach(), torch.autograd.functional.hessian(f, x)


def by_jax(f, x):
    return jax.jit(lambda x: (f(x), jax.grad(f)(x), jax.hessian(f)(x)))(jax.numpy.array(x))


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("differentiate", [by_autograd, by_torch, by_jax])
@pytest.mark.parametrize("x", [X, BATCH], ids=["vector", "batch"])
def test_derivatives(x, differentiate, name):
    """Entries of a batch do not depend on each other, so their Hessian has a block for each."""
    operator = OPERATORS[name]
    matrix = operator(np.eye(2**N_WIRES))
    value, gradient, hessian = differentiate(lambda x: cubic(operator, x), x)
    y = x @ matrix
    blocks = [2 * matrix @ np.diag(row) @ matrix for row in y.reshape(-1, 2**N_WIRES)]
    np.testing.assert_allclose(value, np.sum(y**3) / 3, rtol=1e-12)
    np.testing.assert_allclose(gradient, y**2 @ matrix, atol=1e-10)
    hessian = np.asarray(hessian).reshape(x.size, x.size)
    np.testing.assert_allclose(hessian, block_diag(*blocks), atol=1e-10)


@pytest.mark.parametrize("name", OPERATORS)
def test_gradient_in_jax_without_jit(name):
    operator = OPERATORS[name]
    result = jax.grad(lambda x: apply_symmetric(operator, x)[1])(jax.numpy.array(X))
    np.testing.assert_allclose(result, operator(np.eye(2**N_WIRES))[1], atol=1e-12)


@pytest.mark.parametrize("name", OPERATORS)
class TestTypes:
    def test_interface_is_kept(self, name):
        for x in (X, torch.tensor(X), jax.numpy.array(X)):
            result = apply_symmetric(OPERATORS[name], x)
            assert isinstance(result, type(x))
            np.testing.assert_allclose(np.asarray(result), OPERATORS[name](X), atol=1e-12)

    def test_tensor_without_gradient_needs_none(self, name):
        assert not apply_symmetric(OPERATORS[name], torch.tensor(X)).requires_grad
        result = apply_symmetric(OPERATORS[name], pnp.array(X, requires_grad=False))
        np.testing.assert_allclose(result, OPERATORS[name](X), atol=1e-12)

    def test_torch_dtype_is_kept(self, name):
        x = torch.tensor(X, dtype=torch.float32)
        assert apply_symmetric(OPERATORS[name], x).dtype == torch.float32

    def test_jax_vmap(self, name):
        result = jax.vmap(lambda x: apply_symmetric(OPERATORS[name], x))(jax.numpy.array(BATCH[0]))
        np.testing.assert_allclose(result, OPERATORS[name](BATCH[0]), atol=1e-12)


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("differentiate", [by_autograd, by_torch, by_jax])
def test_quadratic_form(differentiate, name):
    """x^T K x has gradient 2 K x and Hessian 2 K."""
    matrix = OPERATORS[name](np.eye(2**N_WIRES))
    value, gradient, hessian = differentiate(lambda x: quadratic_form(OPERATORS[name], x), X)
    np.testing.assert_allclose(value, X @ matrix @ X, rtol=1e-12)
    np.testing.assert_allclose(gradient, 2 * matrix @ X, atol=1e-12)
    np.testing.assert_allclose(hessian, 2 * matrix, atol=1e-12)


def test_quadratic_form_of_a_batch():
    operator = OPERATORS["hamming"]
    result = quadratic_form(operator, pnp.array(BATCH[0], requires_grad=True))
    np.testing.assert_allclose(result, [quadratic_form(operator, row) for row in BATCH[0]])
