r"""Matrices of photonic gates on modes, and the cotangents of their parameters.

A cotangent ``G`` of a matrix ``M`` is complex with :math:`dL = \mathrm{Re} \sum G^* dM`.
"""

from functools import lru_cache

import numpy as np
from pennylane import math
from pennylane.exceptions import DeviceError
from pennylane.operation import Operator
from pennylane.ops import Adjoint

from ...linear_optics import chain_matrix, chain_pull_back, loop_pairs, mesh_pairs
from ...photonics import BeamSplitter, Interferometer, Loops, Mesh, PhaseShifter


def has_mode_matrix(op: Operator) -> bool:
    """Whether an operation is a unitary gate of passive linear optics."""
    if isinstance(op, Adjoint):
        return has_mode_matrix(op.base)
    return isinstance(op, BeamSplitter | Interferometer | Loops | Mesh | PhaseShifter)


def mode_matrix(op: Operator) -> np.ndarray:
    """Matrix of a gate on its modes.

    Args:
        op (Operator): a gate for which :func:`has_mode_matrix` holds, without broadcasting.

    Returns:
        numpy.ndarray: complex matrix of shape ``(n_wires, n_wires)``.
    """
    if isinstance(op, Adjoint):
        return mode_matrix(op.base).conj().T
    if isinstance(op, Mesh | Loops):
        pairs, *angles = _chain(op)
        return chain_matrix(pairs, *angles, n_modes=len(op.wires))
    return op.compute_mode_matrix(*numbers(op))


def parameter_cotangents(op: Operator, cotangent: np.ndarray) -> tuple[np.ndarray, ...]:
    """Cotangents of the parameters of a gate.

    Args:
        op (Operator): a gate whose parameters are angles.
        cotangent (numpy.ndarray): cotangent of its matrix.

    Returns:
        tuple[numpy.ndarray]: one of the shape of each parameter.

    Raises:
        DeviceError: if the parameter is the matrix of an interferometer.
    """
    if isinstance(op, Adjoint):
        return parameter_cotangents(op.base, cotangent.conj().T)
    if isinstance(op, Mesh | Loops):
        pairs, *angles = _chain(op)
        thetas, phis, phases = chain_pull_back(pairs, *angles, cotangent)
        if isinstance(op, Loops):
            return (thetas,)
        return (Mesh.join_weights(thetas, phis, None if angles[2] is None else phases),)
    if isinstance(op, BeamSplitter):
        return tuple(np.vdot(cotangent, d).real for d in _beam_splitter_derivatives(*numbers(op)))
    if not isinstance(op, PhaseShifter):
        raise DeviceError(
            f"The matrix of {op.name} is fixed; mark it as constant, or use qgen.Mesh to train it."
        )
    [phi] = numbers(op)
    return (np.vdot(cotangent, [[1j * np.exp(1j * phi)]]).real,)


def numbers(op: Operator) -> list[np.ndarray]:
    """Parameters of an operation as NumPy arrays."""
    return [np.asarray(parameter) for parameter in math.unwrap(op.data)]


def _chain(op: Mesh | Loops) -> tuple:
    """Pairs of modes, angles, phases before them and output phases."""
    [weights] = numbers(op)
    n_modes = len(op.wires)
    if isinstance(op, Loops):
        pairs = _loop_pairs(n_modes, op.hyperparameters["delays"])
        return pairs, weights, np.zeros_like(weights), None
    pairs = _mesh_pairs(n_modes, op.hyperparameters["layout"])
    return pairs, *Mesh.split_weights(weights, len(pairs))


_mesh_pairs = lru_cache(maxsize=64)(mesh_pairs)
_loop_pairs = lru_cache(maxsize=64)(loop_pairs)


def _beam_splitter_derivatives(theta, phi):
    cos, sin, phase = np.cos(theta), np.sin(theta), np.exp(1j * phi)
    by_theta = np.array([[-sin, -cos / phase], [cos * phase, -sin]])
    by_phi = 1j * sin * np.array([[0, 1 / phase], [phase, 0]])
    return by_theta, by_phi
