"""The beam splitter."""

from pennylane import math

from .base import PhotonicGate


class BeamSplitter(PhotonicGate):
    r"""Beam splitter of two modes, :math:`e^{\theta (e^{i\varphi} a b^\dagger - \mathrm{h.c.})}`.

    .. math:: U(\theta, \varphi) = \begin{pmatrix}
              \cos\theta & -e^{-i\varphi} \sin\theta \\
              e^{i\varphi} \sin\theta & \cos\theta \end{pmatrix}

    with :math:`a_k^\dagger \to \sum_j U_{jk} a_j^\dagger`; :math:`\theta = \pi/4` splits evenly.
    The angles and the matrix are those of ``qml.Beamsplitter`` and of Strawberry Fields'
    ``BSgate``. Perceval halves the angle: ``BS.Ry(2 * theta)`` is :math:`U(\theta, 0)` and
    ``BS.Rx(2 * theta)`` is :math:`U(\theta, \pi/2)`. With n photons, results have frequencies 1
    to 2n in each angle.

    Args:
        theta (float): :math:`\theta` in radians; :math:`\cos^2\theta` is the transmission.
        phi (float): phase :math:`\varphi` of the reflection, in radians.
        wires (Iterable): two modes.

    **Example**

    Two photons that meet on an even beam splitter leave together (Hong, Ou and Mandel).

    >>> @qml.qnode(qml.device("qgen.boson", wires=2))
    ... def circuit():
    ...     qgen.Photons([1, 1], wires=[0, 1])
    ...     qgen.BeamSplitter(np.pi / 4, 0.0, wires=[0, 1])
    ...     return qgen.photon_probs([0, 1], cutoff=3)
    >>> abs(circuit().round(6))
    array([[0. , 0. , 0.5],
           [0. , 0. , 0. ],
           [0.5, 0. , 0. ]])

    Source: the convention, Killoran et al., arXiv:1804.03159.
    """

    num_wires = 2
    num_params = 2
    ndim_params = (0, 0)

    def __init__(self, theta, phi, wires):
        super().__init__(theta, phi, wires=wires)

    @staticmethod
    def compute_mode_matrix(theta, phi):
        """The matrix on modes, of shape ``(2, 2)`` or ``(batch, 2, 2)``."""
        # complex numbers of both shapes, in one interface and in its precision
        theta, phi = theta + 0j * phi, phi + 0j * theta
        transmitted = math.cos(theta)
        reflected = math.exp(1j * phi) * math.sin(theta)
        back = -math.exp(-1j * phi) * math.sin(theta)
        rows = [
            math.stack([transmitted, back], axis=-1),
            math.stack([reflected, transmitted], axis=-1),
        ]
        return math.stack(rows, axis=-2)

    def adjoint(self):
        """The beam splitter with the opposite angle."""
        theta, phi = self.data
        return BeamSplitter(-theta, phi, wires=self.wires)

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``BS``."""
        return super().label(decimals=decimals, base_label=base_label or "BS", cache=cache)
