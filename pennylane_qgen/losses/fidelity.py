r"""Fidelity losses: undo the ansatz on the data state and look for zeros.

The data state is :math:`|\varphi\rangle = \sum_x \sqrt{p(x)} |x\rangle`. If the ansatz prepares it
from zeros, its adjoint takes it back to zeros.
"""

from collections.abc import Callable

import numpy as np
import pennylane as qml
from pennylane.wires import Wires

from ..bits import empirical_distribution
from .base import MAX_EXACT_WIRES, Loss, check_wires, read_target


class DataState(qml.StatePrep):
    """State preparation of a data set, told apart from others so that no one samples its echo."""

    name = "StatePrep"


def data_state(target, wires) -> DataState:
    r"""Prepare :math:`|\varphi\rangle = \sum_x \sqrt{p(x)} |x\rangle`.

    Args:
        target (array-like): samples of shape ``(n_samples, n_wires)`` or a probability vector of
            length ``2**n_wires``; at most 20 wires.
        wires (Sequence): as many as the target has.

    Returns:
        DataState: the queued operation.

    Raises:
        ValueError: for a bad target, or wires that do not fit it.

    **Example**

    >>> @qml.qnode(qml.device("default.qubit", wires=1))
    ... def circuit():
    ...     qgen.data_state([[0], [1]], wires=[0])
    ...     return qml.probs()
    >>> circuit().round(4)
    array([0.5, 0.5])

    Source: arXiv:2305.02881.
    """
    target, n_wires = read_target(target)
    if n_wires > MAX_EXACT_WIRES:
        raise ValueError(
            f"A data state of {n_wires} wires has 2**{n_wires} amplitudes; at most "
            f"{MAX_EXACT_WIRES} wires are prepared. Use qgen.mmd for larger data."
        )
    p = target if target.ndim == 1 else empirical_distribution(target)
    return DataState(np.sqrt(p / p.sum()), wires=check_wires(wires, n_wires))


def compute_uncompute(target, ansatz: Callable, *args, wires, **kwargs) -> None:
    r"""Write the circuit of the fidelity losses: the data state, then the adjoint of the ansatz.

    Args:
        target (array-like): samples of shape ``(n_samples, n_wires)`` or a probability vector of
            length ``2**n_wires``; at most 20 wires.
        ansatz (Callable): a template such as :class:`~pennylane_qgen.HardwareEfficient`, or a
            quantum function; called as ``ansatz(*args, wires=wires, **kwargs)``.
        *args: arguments of the ansatz, usually its weights.
        wires (Sequence): as many as the target has.
        **kwargs: further keyword arguments of the ansatz.

    **Example**

    >>> @qml.qnode(qml.device("default.qubit", wires=2))
    ... def circuit(weights):
    ...     qgen.compute_uncompute([[0, 0], [1, 1]], qgen.Product, weights, wires=[0, 1])
    ...     return qgen.local_fidelity(wires=[0, 1])
    >>> circuit(np.zeros(2)).round(4)
    np.float64(0.5)

    Source: arXiv:2305.02881, equation (52).
    """
    data_state(target, wires)
    qml.adjoint(ansatz)(*args, wires=wires, **kwargs)


def fidelity(wires) -> Loss:
    r"""Infidelity :math:`1 - |\langle \varphi | \psi \rangle|^2` after :func:`compute_uncompute`.

    It is measured as the projector on zeros, so it is global: at random weights it is
    exponentially close to 1. :func:`local_fidelity` is not.

    Args:
        wires (Sequence): the wires of the circuit.

    Returns:
        Loss: in [0, 1]; 0 if and only if the ansatz prepares the data state, phases included.

    **Example**

    >>> @qml.qnode(qml.device("default.qubit", wires=2))
    ... def circuit(weights):
    ...     qgen.compute_uncompute([[0, 0], [1, 1]], qgen.Product, weights, wires=[0, 1])
    ...     return qgen.fidelity(wires=[0, 1])
    >>> circuit(np.zeros(2)).round(4)
    np.float64(0.5)

    Source: arXiv:2305.02881.
    """
    wires = Wires(wires)
    measurement = qml.expval(qml.Projector([0] * len(wires), wires=wires))
    return Loss(measurement, lambda overlap: 1 - overlap, "fidelity")


def local_fidelity(wires) -> Loss:
    r"""Local infidelity after :func:`compute_uncompute`.

    .. math:: L = \frac{1}{2} - \frac{1}{2n} \sum_i \langle Z_i \rangle

    Args:
        wires (Sequence): the wires of the circuit.

    Returns:
        Loss: in [0, 1]; 0 if and only if the ansatz prepares the data state, phases included.

    **Example**

    >>> @qml.qnode(qml.device("default.qubit", wires=2))
    ... def circuit(weights):
    ...     qgen.compute_uncompute([[0, 0], [1, 1]], qgen.Product, weights, wires=[0, 1])
    ...     return qgen.local_fidelity(wires=[0, 1])
    >>> circuit(np.zeros(2)).round(4)
    np.float64(0.5)

    Source: arXiv:2305.02881, equation (52).
    """
    wires = Wires(wires)
    total = qml.sum(*(qml.Z(wire) for wire in wires))
    return Loss(qml.expval(total), lambda z: (1 - z / len(wires)) / 2, "local_fidelity")
