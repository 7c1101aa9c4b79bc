r"""Moments of quadratures, :math:`x_\phi = e^{-i\phi} a + e^{i\phi} a^\dagger`."""

import numpy as np
from pennylane import math
from pennylane.measurements import SampleMeasurement
from pennylane.wires import Wires

from .fock_probabilities import measured_wires


class QuadratureMomentsMP(SampleMeasurement):
    """Measurement process of :func:`quadrature_moments`.

    Args:
        wires (Wires): the measured modes; ``None`` for all.
        angle (float): angle of the quadrature.
        order (int): 1 for means, 2 for means of squares.

    **Example**

    >>> wires = Wires([0])
    >>> QuadratureMomentsMP(wires, order=2).process_samples(np.array([[1.0], [-2.0]]), wires)
    array([2.5])
    """

    _shortname = "quadrature_moments"

    def __init__(self, wires: Wires | None = None, *, angle: float = 0.0, order: int = 1):
        self.angle, self.order = angle, order
        super().__init__(wires=wires)

    def __repr__(self):
        return (
            f"quadrature_moments(wires={self.wires.tolist()}, angle={self.angle}, "
            f"order={self.order})"
        )

    @property
    def numeric_type(self):
        """The results are real numbers."""
        return float

    def shape(self, shots: int | None = None, num_device_wires: int = 0) -> tuple[int]:
        """Shape of the result, ``(n_wires,)``."""
        return (len(self.wires) or num_device_wires,)

    @property
    def hash(self):
        """Integer that differs for other wires, angles and orders, so that no cache mixes them."""
        return hash((type(self).__name__, tuple(self.wires.tolist()), self.angle, self.order))

    def __hash__(self):
        return self.hash

    def __eq__(self, other):
        return isinstance(other, QuadratureMomentsMP) and (
            (self.wires, self.angle, self.order) == (other.wires, other.angle, other.order)
        )

    def _flatten(self):
        return (), (("wires", self.raw_wires), ("angle", self.angle), ("order", self.order))

    @classmethod
    def _unflatten(cls, data, metadata):
        return cls(**dict(metadata))

    def process_samples(self, samples, wire_order: Wires, shot_range=None, bin_size=None):
        """Moments of homodyne outcomes of shape ``(..., shots, wires)``."""
        samples = math.unwrap([samples])[0]
        samples = samples[..., wire_order.indices(measured_wires(self, wire_order))]
        powers = (samples if shot_range is None else samples[..., slice(*shot_range), :]) ** (
            self.order
        )
        if bin_size is None:
            return powers.mean(axis=-2)
        bins = powers.reshape(*powers.shape[:-2], -1, bin_size, powers.shape[-1])
        return np.moveaxis(bins.mean(axis=-2), -2, -1)

    def process_counts(self, counts: dict, wire_order: Wires):
        """Quadratures are not counted."""
        raise NotImplementedError("quadrature_moments needs samples of quadratures, not counts.")


def quadrature_moments(wires=None, *, angle: float = 0.0, order: int = 1) -> QuadratureMomentsMP:
    r"""Means :math:`\langle x_\phi \rangle` or mean squares :math:`\langle x_\phi^2 \rangle`.

    .. math:: x_\phi = \cos(\phi)\, x + \sin(\phi)\, p = e^{-i\phi} a + e^{i\phi} a^\dagger

    with :math:`\hbar = 2`, so that the vacuum has :math:`\langle x_\phi^2 \rangle = 1`. With
    shots it is homodyne detection. Variances are not linear in the state: take both orders.

    Args:
        wires (Any or Iterable): measured modes; all of the device if ``None``.
        angle (float): :math:`\phi` in radians, a constant: 0 for x, :math:`\pi/2` for p.
        order (int): 1 or 2.

    Returns:
        QuadratureMomentsMP: a measurement process; the QNode returns shape ``(n_wires,)``.

    Raises:
        ValueError: if the order is not 1 or 2.

    **Example**

    >>> from pennylane_qgen.photonics import quadrature_moments
    >>> @qml.qnode(qml.device("qgen.fock", wires=1, cutoff=20))
    ... def circuit(a):
    ...     qgen.photonics.Displacement(a, 0.0, wires=0)
    ...     return quadrature_moments()
    >>> circuit(0.5).round(6)
    array([1.])
    """
    if order not in (1, 2):
        raise ValueError(f"order must be 1 or 2; got {order!r}.")
    wires = None if wires is None else Wires(wires)
    return QuadratureMomentsMP(wires, angle=float(angle), order=order)
