"""An interferometer given by its matrix."""

import numpy as np
from pennylane import math

from ..linear_optics import check_isometry
from .base import PhotonicGate


class UnitaryInterferometer(PhotonicGate):
    r"""Any passive linear interferometer, by its matrix on modes.

    Its matrix is fixed: for trainable ones use :class:`~pennylane_qgen.photonics.Mesh`. It is
    ``qml.InterferometerUnitary`` and Perceval's ``Unitary``.

    Args:
        unitary (array-like): complex matrix of shape ``(n_wires, n_wires)``, in which ``[j, k]``
            is the amplitude from mode k to mode j.
        wires (Any or Iterable): the modes.

    Raises:
        ValueError: if the matrix is not unitary; the message says by how much.

    **Example**

    >>> swap = Interferometer([[0, 1], [1, 0]], wires=[0, 1])
    >>> swap.adjoint() == swap
    True
    """

    # PennyLane knows operators by the name of their class (decomposition rules, pytrees), and its
    # own Interferometer has another signature. Users see the alias below.

    num_params = 1
    ndim_params = (2,)
    grad_method = None

    def __init__(self, unitary, wires):
        if type(unitary) is not object:  # jax compares tree structures by plain objects
            # fixed, even where PennyLane's own arrays would count as trainable
            if isinstance(unitary, list | tuple | np.ndarray):
                unitary = np.array(unitary)
            _check_unitary(unitary)
        super().__init__(unitary, wires=wires)
        shape = () if type(unitary) is object else math.shape(unitary)[-2:]
        if shape and shape[-1] != len(self.wires):
            raise ValueError(
                f"The matrix acts on {shape[-1]} modes, but there are {len(self.wires)} wires."
            )

    @staticmethod
    def compute_mode_matrix(unitary):
        """The matrix on modes."""
        return unitary

    def adjoint(self):
        """The interferometer backwards."""
        unitary = self.data[0]
        backwards = math.conj(math.moveaxis(unitary, -1, -2))
        return UnitaryInterferometer(backwards, wires=self.wires)

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``U``."""
        return super().label(decimals=decimals, base_label=base_label or "U", cache=cache)


Interferometer = UnitaryInterferometer


def _check_unitary(unitary) -> None:
    shape = math.shape(unitary)
    if len(shape) not in (2, 3) or shape[-1] != shape[-2]:
        raise ValueError(
            "The matrix of an interferometer must be square, one row and column a wire, with an "
            f"optional leading batch axis; got shape {tuple(shape)}."
        )
    if not math.is_abstract(unitary):
        for matrix in np.reshape(math.unwrap([unitary])[0], (-1, *shape[-2:])):
            check_isometry(matrix)
