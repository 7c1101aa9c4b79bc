"""Samples of photon numbers."""

from pennylane.measurements import SampleMeasurement
from pennylane.wires import Wires

from .fock_probabilities import measured_wires


class PhotonCountsMP(SampleMeasurement):
    """Measurement process of :func:`photon_counts`.

    Args:
        wires (Wires): the measured modes; ``None`` for all.

    **Example**

    >>> PhotonCountsMP(Wires([0, 2])).shape(shots=10)
    (10, 2)
    """

    _shortname = "photon_counts"

    def __init__(self, wires: Wires | None = None):
        super().__init__(wires=wires)

    def __repr__(self):
        return f"photon_counts(wires={self.wires.tolist()})"

    @property
    def numeric_type(self):
        """The results are integers."""
        return int

    def shape(self, shots: int | None = None, num_device_wires: int = 0) -> tuple[int, ...]:
        """Shape of the result, ``(shots, n_wires)``."""
        return (shots or 1, len(self.wires) or num_device_wires)

    @property
    def hash(self):
        """Integer that differs for other wires."""
        return hash((type(self).__name__, tuple(self.wires.tolist())))

    def __hash__(self):
        return self.hash

    def _flatten(self):
        return (), (("wires", self.raw_wires),)

    @classmethod
    def _unflatten(cls, data, metadata):
        return cls(**dict(metadata))

    def process_samples(self, samples, wire_order: Wires, shot_range=None, bin_size=None):
        """The measured columns of photon counts of shape ``(..., shots, wires)``."""
        samples = samples[..., wire_order.indices(measured_wires(self, wire_order))]
        samples = samples if shot_range is None else samples[..., slice(*shot_range), :]
        if bin_size is None:
            return samples
        return samples.reshape(*samples.shape[:-2], -1, bin_size, samples.shape[-1])

    def process_counts(self, counts: dict, wire_order: Wires):
        """Counts of whole outcomes have lost the order of the shots."""
        raise NotImplementedError("photon_counts needs samples, not counts of outcomes.")


def photon_counts(wires=None) -> PhotonCountsMP:
    """Photons counted in each mode, shot by shot.

    The clicks of detectors that cannot count are ``qml.sample``.

    Args:
        wires (Any or Iterable): measured modes; all of the device if ``None``.

    Returns:
        PhotonCountsMP: a measurement process; the QNode returns integers of shape
        ``(shots, n_wires)``.

    **Example**

    >>> @qml.set_shots(3)
    ... @qml.qnode(qml.device("qgen.boson", wires=2, seed=0))
    ... def circuit():
    ...     qgen.Photons([2, 1], wires=[0, 1])
    ...     return qgen.photon_counts(wires=[0, 1])
    >>> circuit()
    array([[2, 1],
           [2, 1],
           [2, 1]])
    """
    return PhotonCountsMP(wires=None if wires is None else Wires(wires))
