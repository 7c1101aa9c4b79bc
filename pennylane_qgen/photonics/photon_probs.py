"""Probabilities of photon numbers."""

import numpy as np
from pennylane import math
from pennylane.measurements import SampleMeasurement
from pennylane.wires import Wires

from ..checks import check_integer
from .fock_probabilities import marginal, measured_wires

_NORM_TOLERANCE = 1e-6


class PhotonProbsMP(SampleMeasurement):
    """Measurement process of :func:`photon_probs`.

    Args:
        wires (Wires): the measured modes; ``None`` for all.
        cutoff (int): number of photon numbers that are told apart, 0 to ``cutoff - 1``.
        truncate (bool): whether outcomes beyond may be left out.

    **Example**

    >>> wires = Wires([0])
    >>> PhotonProbsMP(wires, cutoff=3).process_samples(np.array([[2], [0]]), wires)
    array([0.5, 0. , 0.5])
    """

    _shortname = "photon_probs"

    def __init__(self, wires: Wires | None = None, *, cutoff: int, truncate: bool = False):
        self.cutoff = cutoff
        self.truncate = truncate
        super().__init__(wires=wires)

    def __repr__(self):
        return f"photon_probs(wires={self.wires.tolist()}, cutoff={self.cutoff})"

    @property
    def numeric_type(self):
        """The results are real numbers."""
        return float

    def shape(self, shots: int | None = None, num_device_wires: int = 0) -> tuple[int, ...]:
        """Shape of the result, ``(cutoff,) * n_wires``."""
        return (self.cutoff,) * (len(self.wires) or num_device_wires)

    @property
    def hash(self):
        """Integer that differs for other wires or another cutoff, so that no cache mixes them."""
        own = (self.cutoff, self.truncate)
        return hash((type(self).__name__, tuple(self.wires.tolist()), own))

    def __hash__(self):
        return self.hash

    def __eq__(self, other):
        return (
            isinstance(other, PhotonProbsMP)
            and self.wires == other.wires
            and (self.cutoff, self.truncate) == (other.cutoff, other.truncate)
        )

    def _flatten(self):
        own = (("cutoff", self.cutoff), ("truncate", self.truncate))
        return (), (("wires", self.raw_wires), *own)

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
            tensor_like: shape ``(..., cutoff, ..., cutoff)``, one last axis a measured wire.
        """
        wires = measured_wires(self, wire_order)
        probabilities = marginal(probabilities, wires, wire_order)
        kept = min(self.cutoff, math.shape(probabilities)[-1])
        probabilities = probabilities[(..., *[slice(kept)] * len(wires))]
        missing = self.cutoff - kept
        if missing:
            batch = [(0, 0)] * (math.ndim(probabilities) - len(wires))
            probabilities = math.pad(probabilities, [*batch, *[(0, missing)] * len(wires)])
        self.check_norm(probabilities, len(wires))
        return probabilities

    def check_norm(self, probabilities, n_wires: int) -> None:
        """Raise if probability was lost beyond the cutoff and that is not asked for.

        Args:
            probabilities (tensor_like): result of shape ``(..., cutoff, ..., cutoff)``.
            n_wires (int): number of measured modes.

        Raises:
            ValueError: with the probability that is missing.
        """
        if self.truncate or math.is_abstract(probabilities):
            return
        totals = np.sum(math.unwrap([probabilities])[0], axis=tuple(range(-n_wires, 0)))
        lost = float(np.max(1 - totals))
        if lost > _NORM_TOLERANCE:
            raise ValueError(
                f"cutoff={self.cutoff} keeps photon numbers 0 to {self.cutoff - 1} and loses a "
                f"probability of {lost:.3g}. Take a cutoff above the number of photons, or "
                "truncate=True if the missing outcomes do not matter."
            )

    def process_samples(self, samples, wire_order: Wires, shot_range=None, bin_size=None):
        """Frequencies of photon counts of shape ``(..., shots, wires)``."""
        samples = math.unwrap([samples])[0]
        wires = measured_wires(self, wire_order)
        samples = samples[..., wire_order.indices(wires)]
        samples = samples if shot_range is None else samples[..., slice(*shot_range), :]
        if bin_size is None:
            return self._frequencies(samples)
        bins = samples.reshape(*samples.shape[:-2], -1, bin_size, samples.shape[-1])
        return np.moveaxis(self._frequencies(bins), -len(wires) - 1, -1)

    def _frequencies(self, samples) -> np.ndarray:
        *batch, shots, n_wires = samples.shape
        rows = samples.reshape(-1, shots, n_wires).astype(np.int64)
        frequencies = np.zeros((len(rows), self.cutoff**n_wires))
        weights = self.cutoff ** np.arange(n_wires - 1, -1, -1)
        for row, counts in zip(frequencies, rows, strict=True):
            inside = counts[(counts < self.cutoff).all(axis=1)]
            row += np.bincount(inside @ weights, minlength=row.size) / shots
        frequencies = frequencies.reshape(*batch, *[self.cutoff] * n_wires)
        self.check_norm(frequencies, n_wires)
        return frequencies

    def process_counts(self, counts: dict, wire_order: Wires):
        """Frequencies from a dictionary of tuples of photon numbers and how often each came."""
        samples = np.repeat(np.array(list(counts)), list(counts.values()), axis=0)
        return self.process_samples(samples, wire_order)


def photon_probs(wires=None, cutoff: int = 2, *, truncate: bool = False) -> PhotonProbsMP:
    """Joint probabilities of the photon numbers of some modes.

    The probabilities of click patterns, of detectors that cannot count, are ``qml.probs``.

    Args:
        wires (Any or Iterable): measured modes; all of the device if ``None``.
        cutoff (int): number of photon numbers that are told apart, from 0 to ``cutoff - 1``; one
            more than the photons of the circuit loses nothing.
        truncate (bool): whether outcomes with more photons in a mode may be left out. Otherwise
            they are an error that says how much probability they have.

    Returns:
        PhotonProbsMP: a measurement process; the QNode returns shape ``(cutoff,) * n_wires``, in
        which entry ``[1, 0, 2]`` is the probability of one photon in the first mode, none in the
        second and two in the third.

    Raises:
        ValueError: if the cutoff is not a positive integer; at execution, if it is too small.

    **Example**

    >>> @qml.qnode(qml.device("qgen.boson", wires=2))
    ... def circuit(theta):
    ...     qgen.Photons([1, 0], wires=[0, 1])
    ...     qgen.BeamSplitter(theta, 0.0, wires=[0, 1])
    ...     return qgen.photon_probs(wires=0, cutoff=2)
    >>> circuit(np.pi / 6).round(6)
    array([0.25, 0.75])
    """
    cutoff = check_integer("cutoff", cutoff, 1)
    return PhotonProbsMP(None if wires is None else Wires(wires), cutoff=cutoff, truncate=truncate)
