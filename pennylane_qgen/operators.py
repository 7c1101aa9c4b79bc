"""Symmetric linear operators that every interface differentiates, to any order.

The vector-Jacobian product of ``x -> K x`` with symmetric ``K`` is ``K`` itself, so one fast
implementation of the operator serves the value, the gradient and the gradient of the gradient.
"""

from collections.abc import Callable
from functools import cache

import numpy as np
from autograd.extend import defvjp, primitive
from pennylane import math


def apply_symmetric(operator: Callable, x):
    """Apply a symmetric linear operator in any interface.

    Args:
        operator (Callable): maps arrays of shape ``(..., size)`` to the same shape, linear and
            symmetric in the last axis. It gets NumPy arrays, or jax arrays where ``x`` is one.
        x (tensor-like): NumPy, autograd, torch or jax tensor of shape ``(..., size)``.

    Returns:
        tensor-like: ``operator(x)`` in the interface of ``x``.

    **Example**

    >>> double = lambda v: 2 * v
    >>> apply_symmetric(double, np.array([1.0, 2.0]))
    array([2., 4.])
    """
    interface = math.get_interface(x)
    if interface == "torch":
        return _torch_function().apply(x, operator)
    if interface == "jax":
        return operator(x)
    if interface == "autograd":
        return _apply_autograd(x, operator)
    return operator(np.asarray(x))


def quadratic_form(operator: Callable, x):
    r"""The quadratic form :math:`x^T K x` of a symmetric operator, in any interface.

    Its gradient is :math:`2 K x`, which autograd finds much faster if it is told.

    Args:
        operator (Callable): as for :func:`apply_symmetric`.
        x (tensor-like): NumPy, autograd, torch or jax tensor of shape ``(..., size)``.

    Returns:
        tensor-like: of shape ``(...)``.

    **Example**

    >>> quadratic_form(lambda v: 2 * v, np.array([1.0, 2.0]))
    np.float64(10.0)
    """
    if math.get_interface(x) == "autograd":
        return _quadratic_form_autograd(x, operator)
    return math.sum(x * apply_symmetric(operator, x), axis=-1)


@primitive
def _quadratic_form_autograd(x, operator):
    return np.einsum("...i,...i", x, operator(np.asarray(x)))


defvjp(
    _quadratic_form_autograd,
    lambda result, x, operator: (
        lambda cotangent: 2 * cotangent[..., None] * apply_symmetric(operator, x)
    ),
    argnums=(0,),
)


@primitive
def _apply_autograd(x, operator):
    return operator(np.asarray(x))


defvjp(
    _apply_autograd,
    lambda result, x, operator: lambda cotangent: _apply_autograd(cotangent, operator),
    argnums=(0,),
)


@cache
def _torch_function():
    """The torch version, made when a torch tensor first comes, so that torch stays optional."""
    import torch

    class SymmetricOperator(torch.autograd.Function):
        @staticmethod
        def forward(x, operator):
            return torch.as_tensor(operator(x.detach().cpu().numpy())).to(x)

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.operator = inputs[1]

        @staticmethod
        def backward(ctx, cotangent):
            return SymmetricOperator.apply(cotangent, ctx.operator), None

    return SymmetricOperator
