"""The Kerr gate."""

from .base import PhotonicGate


class Kerr(PhotonicGate):
    r"""Kerr interaction of one mode, :math:`e^{i \kappa \hat n^2}`, which is not Gaussian.

    The convention is that of ``qml.Kerr`` and of Strawberry Fields' ``Kgate``. It runs on the Fock
    devices.

    Args:
        kappa (float): :math:`\kappa` in radians.
        wires (Any): the mode.

    **Example**

    >>> Kerr(0.2, wires=0).adjoint().data
    (-0.2,)

    Source: the convention, Killoran et al., arXiv:1804.03159.
    """

    num_wires = 1
    num_params = 1
    ndim_params = (0,)
    grad_method = "F"

    def __init__(self, kappa, wires):
        super().__init__(kappa, wires=wires)

    def adjoint(self):
        """The Kerr gate with the opposite sign."""
        return Kerr(-self.data[0], wires=self.wires)

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``K``."""
        return super().label(decimals=decimals, base_label=base_label or "K", cache=cache)
