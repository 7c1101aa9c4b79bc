"""The squeezing gate."""

import numpy as np

from .base import PhotonicGate


class Squeezing(PhotonicGate):
    r"""Squeezing of one mode.

    .. math:: S(r, \varphi) = e^{\frac12 (z^* a^2 - z a^{\dagger 2})}, \qquad z = r e^{i\varphi}

    The convention is that of ``qml.Squeezing`` and of Strawberry Fields' ``Sgate``. It changes the
    number of photons, so it runs on the Fock and Gaussian devices and not on ``qgen.boson``.

    Args:
        r (float): amount of squeezing.
        phi (float): angle :math:`\varphi` of squeezing, in radians.
        wires (Any): the mode.

    **Example**

    >>> Squeezing(0.3, 0.0, wires=0).adjoint().data
    (0.3, 3.141592653589793)

    Source: the convention, Killoran et al., arXiv:1804.03159.
    """

    num_wires = 1
    num_params = 2
    ndim_params = (0, 0)
    grad_method = "F"

    def __init__(self, r, phi, wires):
        super().__init__(r, phi, wires=wires)

    def adjoint(self):
        """Squeezing of the conjugate quadrature."""
        r, phi = self.data
        return Squeezing(r, phi + np.pi, wires=self.wires)

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``S``."""
        return super().label(decimals=decimals, base_label=base_label or "S", cache=cache)
