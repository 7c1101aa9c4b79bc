"""The displacement gate."""

import numpy as np

from .base import PhotonicGate


class Displacement(PhotonicGate):
    r"""Displacement of one mode.

    .. math:: D(a, \varphi) = e^{\alpha a^\dagger - \alpha^* a}, \qquad \alpha = a e^{i\varphi}

    The convention is that of ``qml.Displacement`` and of Strawberry Fields' ``Dgate``. It changes
    the number of photons, so it runs on the Fock and Gaussian devices and not on ``qgen.boson``.

    Args:
        a (float): magnitude of :math:`\alpha`.
        phi (float): phase :math:`\varphi` of :math:`\alpha`, in radians.
        wires (Any): the mode.

    **Example**

    >>> Displacement(0.5, 0.0, wires=0).adjoint().data
    (0.5, 3.141592653589793)

    Source: the convention, Killoran et al., arXiv:1804.03159.
    """

    num_wires = 1
    num_params = 2
    ndim_params = (0, 0)
    grad_method = "F"

    def __init__(self, a, phi, wires):
        super().__init__(a, phi, wires=wires)

    def adjoint(self):
        """Displacement in the opposite direction."""
        a, phi = self.data
        return Displacement(a, phi + np.pi, wires=self.wires)

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``D``."""
        return super().label(decimals=decimals, base_label=base_label or "D", cache=cache)
