r"""First and second moments of photon numbers, which are linear in the state.

Variances and covariances are not linear; they are
:math:`\langle n_i n_j \rangle - \langle n_i \rangle \langle n_j \rangle` of two measurements.
"""

import numpy as np
from pennylane import math
from pennylane.measurements import SampleMeasurement
from pennylane.wires import Wires

from .fock_probabilities import marginal, measured_wires


class PhotonMomentsMP(SampleMeasurement):
    """Measurement process of :func:`photon_number` and :func:`photon_correlations`.

    Args:
        wires (Wires): the measured modes; ``None`` for all.
        order (int): 1 for means, 2 for means of products.

    **Example**

    >>> wires = Wires([0, 1])
    >>> PhotonMomentsMP(wires, order=2).process_samples(np.array([[2, 0], [1, 1]]), wires)
    array([[2.5, 0.5],
           [0.5, 0.5]])
    """

    _shortname = "photon_moments"

    def __init__(self, wires: Wires | None = None, *, order: int = 1):
        self.order = order
        super().__init__(wires=wires)

    def __repr__(self):
        name = "photon_number" if self.order == 1 else "photon_correlations"
        return f"{name}(wires={self.wires.tolist()})"

    @property
    def numeric_type(self):
        """The results are real numbers."""
        return float

    def shape(self, shots: int | None = None, num_device_wires: int = 0) -> tuple[int, ...]:
        """Shape of the result, ``(n_wires,)`` or ``(n_wires, n_wires)``."""
        return (len(self.wires) or num_device_wires,) * self.order

    @property
    def hash(self):
        """Integer that differs for other wires or another order, so that no cache mixes them."""
        return hash((type(self).__name__, tuple(self.wires.tolist()), self.order))

    def __hash__(self):
        return self.hash

    def __eq__(self, other):
        return (
            isinstance(other, PhotonMomentsMP)
            and self.wires == other.wires
            and self.order == other.order
        )

    def _flatten(self):
        return (), (("wires", self.raw_wires), ("order", self.order))

    @classmethod
    def _unflatten(cls, data, metadata):
        return cls(**dict(metadata))

    def process_fock_probabilities(self, probabilities, wire_order: Wires):
        """Result from the probabilities of all modes.

        Args:
            probabilities (tensor_like): shape ``(..., levels, ..., levels)``, one last axis for
                each wire of ``wire_order``.
            wire_order (Wires): the modes of the axes.

        Returns:
            tensor_like: shape ``(..., n_wires)`` or ``(..., n_wires, n_wires)``.
        """
        wires = measured_wires(self, wire_order)
        levels = np.arange(math.shape(probabilities)[-1], dtype=float)

        def mean(power, wire):
            weights = math.convert_like(levels**power, probabilities)
            return math.sum(marginal(probabilities, Wires(wire), wire_order) * weights, axis=-1)

        def mean_product(first, second):
            if first == second:
                return mean(2, first)
            weights = math.convert_like(np.outer(levels, levels), probabilities)
            joint = marginal(probabilities, Wires([first, second]), wire_order)
            return math.sum(joint * weights, axis=(-2, -1))

        if self.order == 1:
            return math.stack([mean(1, wire) for wire in wires], axis=-1)
        rows = [math.stack([mean_product(i, j) for j in wires], axis=-1) for i in wires]
        return math.stack(rows, axis=-2)

    def process_samples(self, samples, wire_order: Wires, shot_range=None, bin_size=None):
        """Moments of photon counts of shape ``(..., shots, wires)``."""
        samples = math.unwrap([samples])[0]
        samples = samples[..., wire_order.indices(measured_wires(self, wire_order))].astype(float)
        samples = samples if shot_range is None else samples[..., slice(*shot_range), :]
        if bin_size is None:
            return self._moments(samples)
        bins = samples.reshape(*samples.shape[:-2], -1, bin_size, samples.shape[-1])
        return np.moveaxis(self._moments(bins), -self.order - 1, -1)

    def _moments(self, samples):
        if self.order == 1:
            return samples.mean(axis=-2)
        return np.swapaxes(samples, -1, -2) @ samples / samples.shape[-2]

    def process_counts(self, counts: dict, wire_order: Wires):
        """Moments from a dictionary of tuples of photon numbers and how often each came."""
        samples = np.repeat(np.array(list(counts)), list(counts.values()), axis=0)
        return self.process_samples(samples, wire_order)


def photon_number(wires=None) -> PhotonMomentsMP:
    r"""Mean photon numbers :math:`\langle n_j \rangle`.

    Args:
        wires (Any or Iterable): measured modes; all of the device if ``None``.

    Returns:
        PhotonMomentsMP: a measurement process; the QNode returns shape ``(n_wires,)``.

    **Example**

    >>> @qml.qnode(qml.device("qgen.boson", wires=2))
    ... def circuit(theta):
    ...     qgen.Photons([2, 0], wires=[0, 1])
    ...     qgen.BeamSplitter(theta, 0.0, wires=[0, 1])
    ...     return qgen.photon_number()
    >>> circuit(np.pi / 6).round(6)
    array([1.5, 0.5])
    """
    return PhotonMomentsMP(None if wires is None else Wires(wires), order=1)


def photon_correlations(wires=None) -> PhotonMomentsMP:
    r"""Means of products :math:`\langle n_i n_j \rangle`, with :math:`\langle n_j^2 \rangle`.

    Args:
        wires (Any or Iterable): measured modes; all of the device if ``None``.

    Returns:
        PhotonMomentsMP: a measurement process; the QNode returns shape ``(n_wires, n_wires)``.

    **Example**

    Variances come from two measurements, as they are not linear in the state.

    >>> @qml.qnode(qml.device("qgen.boson", wires=2))
    ... def circuit(theta):
    ...     qgen.Photons([1, 0], wires=[0, 1])
    ...     qgen.BeamSplitter(theta, 0.0, wires=[0, 1])
    ...     return qgen.photon_number(), qgen.photon_correlations()
    >>> mean, products = circuit(np.pi / 6)
    >>> (products - np.outer(mean, mean)).round(6)
    array([[ 0.1875, -0.1875],
           [-0.1875,  0.1875]])
    """
    return PhotonMomentsMP(None if wires is None else Wires(wires), order=2)
