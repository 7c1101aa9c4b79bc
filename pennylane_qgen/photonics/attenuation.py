"""Loss of photons."""

import numpy as np
from pennylane import math

from .base import PhotonicGate


class Attenuation(PhotonicGate):
    r"""Loss: each photon passes with the given probability, independently.

    .. math:: a^\dagger \to \sqrt{\eta}\, a^\dagger + \sqrt{1 - \eta}\, e^\dagger

    with a mode :math:`e` of the environment that nobody measures. On modes it acts as the matrix
    :math:`\sqrt\eta\,\mathbb 1`, which is not unitary. It is Perceval's ``LC(1 - eta)`` and
    Strawberry Fields' ``LossChannel(eta)``. The gradient by the transmission is that of exact
    simulation; there is no shift rule for it.

    Args:
        transmission (float): :math:`\eta` in [0, 1].
        wires (Any or Iterable): modes, all attenuated alike.

    Raises:
        ValueError: if the transmission is outside [0, 1].

    **Example**

    >>> Attenuation(0.25, wires=0).mode_matrix()
    array([[0.5]])

    Source: the convention, Killoran et al., arXiv:1804.03159.
    """

    num_params = 1
    ndim_params = (0,)
    grad_method = None

    def __init__(self, transmission, wires):
        _check_transmission(transmission)
        super().__init__(transmission, wires=wires)

    def mode_matrix(self):
        r"""The matrix :math:`\sqrt\eta\,\mathbb 1` on modes."""
        return self.compute_mode_matrix(*self.data, n_wires=len(self.wires))

    @staticmethod
    def compute_mode_matrix(transmission, n_wires=1):
        r"""The matrix :math:`\sqrt\eta\,\mathbb 1` on modes."""
        amplitude = math.sqrt(transmission)
        amplitude = amplitude[..., None, None] if math.ndim(amplitude) else amplitude
        return amplitude * math.convert_like(np.eye(n_wires), amplitude)

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``η``."""
        return super().label(decimals=decimals, base_label=base_label or "η", cache=cache)


def _check_transmission(transmission) -> None:
    if type(transmission) is object or math.is_abstract(transmission):
        return
    values = np.asarray(math.unwrap([transmission])[0])
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"transmission must be in [0, 1]; got {transmission}.")
