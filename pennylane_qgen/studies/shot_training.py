"""Train a Born machine by parameter-shift gradients from shots."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pennylane as qml

from ..kernels import HammingKernel
from ..walsh import popcounts
from .shifted_circuits import RotationCircuit

EPSILON = 1e-6
"""Clipping of the model's frequencies in the divergence, as in arXiv:2305.02881."""


@dataclass(frozen=True)
class ShotLoss:
    r"""A loss by the circuit that is run and its derivative by the distribution.

    Args:
        cotangent (Callable): from frequencies and target, both of shape ``(2**n_wires,)``, to
            :math:`\partial L / \partial q(x)`.
        undo (bool): run the adjoint of the circuit on the data state, as the fidelities do.
    """

    cotangent: Callable
    undo: bool = False


def mmd_loss(bandwidths) -> ShotLoss:
    """The MMD of the Hamming kernel, averaged over bandwidths."""
    kernel = HammingKernel(bandwidths)
    return ShotLoss(lambda q, p: 2 * kernel.apply(q - p))


def kl_loss() -> ShotLoss:
    r"""The Kullback-Leibler divergence with :math:`-p / \max(q, \epsilon)` as its derivative.

    Where there is no shot the derivative is that of the clipped loss from the right. The loss
    :func:`pennylane_qgen.kl_divergence` has zero there, and could not leave the plateau at all.
    """
    return ShotLoss(lambda q, p: -p / np.maximum(q, EPSILON))


def local_fidelity_loss() -> ShotLoss:
    """The local infidelity: the mean share of ones after the circuit is undone on the data."""
    return ShotLoss(lambda q, p: popcounts(q.size.bit_length() - 1) / np.log2(q.size), undo=True)


def stepsize(epoch: int) -> float:
    """Step size of the paper."""
    return max(0.01 * float(np.exp(-0.005 * epoch)), 1e-5)


def step(optimizer, gradient: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weights after a step of a PennyLane optimiser on a gradient that is known already."""
    # A plain array would count as one that is not to be trained.
    trainable = qml.numpy.array(weights, requires_grad=True)
    (result,) = optimizer.apply_grad((gradient,), (trainable,))
    return np.asarray(result)


def train_from_shots(
    circuit: RotationCircuit,
    target: np.ndarray,
    loss: ShotLoss,
    *,
    n_shots: int | None,
    n_epochs: int,
    rng: np.random.Generator,
) -> np.ndarray:
    r"""Adam on parameter-shift gradients, from uniform angles.

    Args:
        circuit (RotationCircuit): the circuit.
        target (numpy.ndarray): distribution of the data, of shape ``(2**n_wires,)``.
        loss (ShotLoss): the loss.
        n_shots (int or None): shots of each of the :math:`2M + 1` circuits of a step; ``None``
            takes their distributions.
        n_epochs (int): number of steps.
        rng (numpy.random.Generator): source of angles and shots.

    Returns:
        numpy.ndarray: exact :math:`\sum_x |p - q|` before the first and after every step.
    """
    weights = rng.uniform(0, 2 * np.pi, circuit.n_weights)
    optimizer = qml.AdamOptimizer()
    distances = [_distance(circuit, weights, target)]
    for epoch in range(n_epochs):
        gradient = shot_gradient(circuit, weights, target, loss, n_shots=n_shots, rng=rng)
        optimizer.stepsize = stepsize(epoch)
        weights = step(optimizer, gradient, weights)
        distances.append(_distance(circuit, weights, target))
    return np.array(distances)


def shot_gradient(circuit, weights, target, loss, *, n_shots, rng) -> np.ndarray:
    """Parameter-shift gradient of a loss, every circuit with shots of its own.

    Args:
        circuit (RotationCircuit): the circuit.
        weights (numpy.ndarray): its angles.
        target (numpy.ndarray): distribution of the data.
        loss (ShotLoss): the loss.
        n_shots (int or None): shots a circuit; ``None`` for the exact gradient.
        rng (numpy.random.Generator): source of the shots.

    Returns:
        numpy.ndarray: of shape ``(n_weights,)``.
    """
    if loss.undo:
        start = np.sqrt(target)
        center, shifted = circuit.adjoint().shifted_probabilities(-weights[::-1], start)
    else:
        center, shifted = circuit.shifted_probabilities(weights)
    cotangent = loss.cotangent(_frequencies(center, n_shots, rng), target)
    plus, minus = _frequencies(shifted, n_shots, rng) @ cotangent
    gradient = (plus - minus) / 2
    # The adjoint's angles are minus those of the circuit, in the opposite order.
    return -gradient[::-1] if loss.undo else gradient


def _frequencies(probabilities, n_shots, rng) -> np.ndarray:
    if n_shots is None:
        return probabilities
    clipped = np.maximum(probabilities, 0)
    clipped /= clipped.sum(axis=-1, keepdims=True)
    return rng.multinomial(n_shots, clipped) / n_shots


def _distance(circuit, weights, target) -> float:
    return float(np.abs(circuit.probabilities(weights) - target).sum())
