"""Input states that are superpositions of photon numbers."""

import numpy as np
from pennylane import math

from .base import PhotonicGate


class FockSuperposition(PhotonicGate):
    r"""Prepares :math:`\sum_n \psi_n |n_0, n_1, \dots\rangle`.

    The amplitudes are fixed. It is PennyLane 0.45's ``qml.FockStateVector`` and Strawberry Fields'
    ``Ket``, and runs on ``qgen.fock`` and ``qgen.sf.fock``.

    Args:
        amplitudes (array-like): complex, an axis a wire; entry ``[1, 0]`` belongs to one photon in
            the first mode and none in the second. Their norm is 1.
        wires (Any or Iterable): the modes.

    Raises:
        ValueError: if there is not one axis a wire, or the norm is not 1.

    **Example**

    The mean photon number of :math:`(|0\rangle + |2\rangle) / \sqrt 2`:

    >>> from pennylane_qgen.photonics import Superposition
    >>> @qml.qnode(qml.device("qgen.fock", wires=1))
    ... def circuit():
    ...     Superposition(np.array([1, 0, 1]) / np.sqrt(2), wires=0)
    ...     return qgen.photonics.photon_number()
    >>> circuit().round(6)
    array([1.])
    """

    # PennyLane knows operators by the name of their class, and has a Superposition of its own.

    num_params = 1
    grad_method = None

    def __init__(self, amplitudes, wires):
        if type(amplitudes) is not object:  # jax compares tree structures by plain objects
            amplitudes = math.asarray(amplitudes, like=math.get_interface(amplitudes))
        super().__init__(amplitudes, wires=wires)
        if type(amplitudes) is not object and not math.is_abstract(amplitudes):
            check_ket(math.unwrap([amplitudes])[0], len(self.wires))

    @property
    def ndim_params(self) -> tuple[int]:
        """One axis a wire."""
        return (len(self.wires),)

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``|ψ⟩``."""
        return base_label or "|ψ⟩"


Superposition = FockSuperposition


def check_ket(amplitudes, n_wires: int) -> np.ndarray:
    """Return the amplitudes of a pure state as complex128.

    Args:
        amplitudes (array-like): an axis a wire.
        n_wires (int): number of wires.

    Returns:
        numpy.ndarray: the amplitudes.

    Raises:
        ValueError: if there is not one axis a wire, or the norm differs from 1 by more than 1e-8.

    **Example**

    >>> check_ket([0.6, 0.8j], 1)
    array([0.6+0.j , 0. +0.8j])
    """
    amplitudes = np.asarray(amplitudes, dtype=complex)
    if amplitudes.ndim != n_wires:
        raise ValueError(
            f"A state of {n_wires} modes must have one axis a mode; got shape {amplitudes.shape}."
        )
    norm = np.linalg.norm(amplitudes)
    if not abs(norm - 1) < 1e-8:
        raise ValueError(
            f"The amplitudes of a state must have norm 1; got {norm:.9g}. Divide them by it."
        )
    return amplitudes
