r"""Pure states of optical modes as tensors of amplitudes, and the reverse sweep over their gates.

The state of :math:`m` modes is an array of shape ``(cutoff,) * m``. Gates on two modes conserve the
sum or the difference of their photons, so a gate is a product with one small matrix for each value
of it. A loss adds an axis, the environment that holds the lost photons: the state of the modes is
then mixed and the tensor is its purification.

For a result :math:`r = \langle\psi|O|\psi\rangle` the derivative by a parameter of gate k is
:math:`2\,\mathrm{Re}\,\langle\lambda_k|\partial G_k|\psi_{k-1}\rangle`, where
:math:`\lambda_k = G_{k+1}^\dagger \cdots G_L^\dagger O |\psi\rangle`. Gates cut off at a number of
photons are not unitary, so the states :math:`\psi_k` are kept, not recomputed backwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .fock_gates import FockGate


@dataclass(frozen=True)
class FockTensor:
    """Amplitudes with a label for each axis.

    Attributes:
        amplitudes (numpy.ndarray): complex128, an axis a mode or environment.
        axes (tuple[int]): the mode of each axis; environments are negative.
    """

    amplitudes: np.ndarray
    axes: tuple[int, ...]

    def ordered(self, axes: Sequence[int]) -> np.ndarray:
        """The amplitudes with the axes in a given order."""
        return self.amplitudes.transpose([self.axes.index(axis) for axis in axes])

    def with_first(self, modes: Sequence[int]) -> "FockTensor":
        """The same state with some modes as its first axes, contiguous in memory."""
        axes = (*modes, *(axis for axis in self.axes if axis not in modes))
        return FockTensor(np.ascontiguousarray(self.ordered(axes)), axes)

    def probabilities(self, n_modes: int) -> np.ndarray:
        """Squared amplitudes summed over the environments, shape ``(cutoff,) * n_modes``."""
        environments = tuple(i for i, axis in enumerate(self.axes) if axis < 0)
        summed = (np.abs(self.amplitudes) ** 2).sum(axis=environments)
        modes = [axis for axis in self.axes if axis >= 0]
        return summed.transpose([modes.index(mode) for mode in range(n_modes)])

    def reduced(self, mode: int) -> np.ndarray:
        """Density matrix of one mode, not normalised."""
        rows = self.with_first([mode]).amplitudes
        rows = rows.reshape(len(rows), -1)
        return rows @ rows.conj().T


def product_state(kets: Sequence[tuple[Sequence[int], np.ndarray]]) -> FockTensor:
    """Tensor product of states of groups of modes.

    Args:
        kets (Sequence[tuple]): pairs of modes and their amplitudes, with an axis a mode.

    Returns:
        FockTensor: the joint state.

    **Example**

    >>> product_state([([0], np.array([1, 0])), ([1], np.array([0, 1]))]).amplitudes
    array([[0.+0.j, 1.+0.j],
           [0.+0.j, 0.+0.j]])
    """
    amplitudes, axes = np.ones((), dtype=complex), ()
    for modes, ket in kets:
        amplitudes = np.multiply.outer(amplitudes, ket)
        axes += tuple(modes)
    return FockTensor(amplitudes, axes)


def apply_gate(
    gate: FockGate, state: FockTensor, modes: Sequence[int]
) -> tuple[FockTensor, FockTensor]:
    """State after a gate.

    Args:
        gate (FockGate): the gate.
        state (FockTensor): the state before it.
        modes (Sequence[int]): the modes on which the gate acts.

    Returns:
        tuple[FockTensor, FockTensor]: the state before the gate in the order of axes in which
        :func:`pull_back_gate` needs it, and the state after it.
    """
    if gate.is_diagonal:
        return state, FockTensor(state.amplitudes * _along(gate.matrix, state, modes), state.axes)
    before = state.with_first(modes)
    rows = before.amplitudes.reshape(gate.matrix.shape[1], -1)
    after = np.empty((len(gate.matrix), rows.shape[1]), dtype=complex)
    environment = len(gate.matrix) > gate.matrix.shape[1]
    for block in gate.blocks:
        # A loss has one block, of unequal sides.
        np.matmul(gate.matrix[block, block], rows[block], out=after[block])
    if not environment:
        return before, FockTensor(after.reshape(before.amplitudes.shape), before.axes)
    label = min(0, *state.axes) - 1
    shape = (before.amplitudes.shape[0], *before.amplitudes.shape)
    return before, FockTensor(after.reshape(shape), (label, *before.axes))


def pull_back_gate(
    gate: FockGate,
    before: FockTensor,
    cotangent: FockTensor,
    modes: Sequence[int],
    *,
    trainable: bool,
) -> tuple[FockTensor, np.ndarray]:
    """Cotangent of the state before a gate, and the derivatives by the gate's parameters.

    Args:
        gate (FockGate): the gate.
        before (FockTensor): the state before it, as :func:`apply_gate` returned it.
        cotangent (FockTensor): the cotangent of the state after it.
        modes (Sequence[int]): the modes on which the gate acts.
        trainable (bool): whether the derivatives are wanted.

    Returns:
        tuple[FockTensor, numpy.ndarray]: the cotangent, and a number for each parameter, none if
        they are not wanted.
    """
    if gate.is_diagonal:
        return _pull_back_diagonal(gate, before, cotangent, modes, trainable)
    new_axes = tuple(axis for axis in cotangent.axes if axis not in before.axes)
    after = np.ascontiguousarray(cotangent.ordered((*new_axes, *before.axes)))
    after = after.reshape(len(gate.matrix), -1)
    rows = before.amplitudes.reshape(gate.matrix.shape[1], -1)
    pulled = np.empty_like(rows)
    slopes = gate.derivatives() if trainable else ()
    derivatives = np.zeros(len(slopes))
    for block in gate.blocks:
        np.matmul(gate.matrix[block, block].conj().T, after[block], out=pulled[block])
        if trainable:
            overlaps = after[block].conj() @ rows[block].T
            derivatives += [2 * np.sum(overlaps * slope[block, block]).real for slope in slopes]
    return FockTensor(pulled.reshape(before.amplitudes.shape), before.axes), derivatives


def _pull_back_diagonal(gate, before, cotangent, modes, trainable):
    after = cotangent.ordered(before.axes)
    pulled = FockTensor(after * _along(gate.matrix.conj(), before, modes), before.axes)
    if not trainable:
        return pulled, np.zeros(0)
    products = FockTensor(after.conj() * before.amplitudes, before.axes)
    rest = tuple(i for i, axis in enumerate(before.axes) if axis not in modes)
    remaining = [axis for axis in before.axes if axis in modes]
    overlaps = products.amplitudes.sum(axis=rest).transpose([remaining.index(m) for m in modes])
    slopes = gate.derivatives()
    return pulled, np.array([2 * np.sum(overlaps.ravel() * slope).real for slope in slopes])


def _along(diagonal: np.ndarray, state: FockTensor, modes: Sequence[int]) -> np.ndarray:
    """A function of the photons of some modes, in a shape that multiplies the amplitudes."""
    places = [state.axes.index(mode) for mode in modes]
    cutoff = state.amplitudes.shape[places[0]]
    values = diagonal.reshape([cutoff] * len(modes)).transpose(np.argsort(places))
    return values.reshape([cutoff if i in places else 1 for i in range(len(state.axes))])


def apply_matrix(matrix: np.ndarray, state: FockTensor, mode: int) -> FockTensor:
    """Product of a matrix on one mode with a state.

    Args:
        matrix (numpy.ndarray): shape ``(cutoff, cutoff)``.
        state (FockTensor): the state.
        mode (int): the mode.

    Returns:
        FockTensor: the product.
    """
    first = state.with_first([mode])
    rows = first.amplitudes.reshape(len(matrix), -1)
    return FockTensor((matrix @ rows).reshape(first.amplitudes.shape), first.axes)
