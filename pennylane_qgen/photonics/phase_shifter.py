"""The phase shifter."""

from pennylane import math

from .base import PhotonicGate


class PhaseShifter(PhotonicGate):
    r"""Phase of one mode, :math:`e^{i \varphi \hat n}`.

    .. math:: U(\varphi) = \begin{pmatrix} e^{i\varphi} \end{pmatrix}

    It is ``qml.Rotation`` and Perceval's ``PS``. With n photons, results are trigonometric
    polynomials of :math:`\varphi` with frequencies 1 to n.

    Args:
        phi (float): :math:`\varphi` in radians.
        wires (Any): the mode.

    **Example**

    >>> PhaseShifter(np.pi, wires=0).mode_matrix().round(6)
    array([[-1.+0.j]])

    Source: the convention, Killoran et al., arXiv:1804.03159.
    """

    num_wires = 1
    num_params = 1
    ndim_params = (0,)

    def __init__(self, phi, wires):
        super().__init__(phi, wires=wires)

    @staticmethod
    def compute_mode_matrix(phi):
        """The matrix on modes, of shape ``(1, 1)`` or ``(batch, 1, 1)``."""
        phase = math.exp(1j * phi)
        return phase[..., None, None] if math.ndim(phase) else math.reshape(phase, (1, 1))

    def adjoint(self):
        """The phase shifter with the opposite phase."""
        return PhaseShifter(-self.data[0], wires=self.wires)

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``PS``."""
        return super().label(decimals=decimals, base_label=base_label or "PS", cache=cache)
