"""Results of measurements from the photons that detectors counted, shot by shot."""

import numpy as np
from pennylane.measurements import ExpectationMP, MeasurementProcess
from pennylane.tape import QuantumScript
from pennylane.wires import Wires

from ...bits import parity_means
from ...photonics import PhotonCountsMP, PhotonMomentsMP, PhotonProbsMP
from ..z_words import z_words
from .table_readout import NUMBER_OBSERVABLES

PHOTON_NUMBER_MEASUREMENTS = (PhotonCountsMP, PhotonMomentsMP, PhotonProbsMP)
"""Measurements that need detectors which tell photon numbers apart."""


def needs_photon_numbers(measurement: MeasurementProcess) -> bool:
    """Whether a measurement needs detectors which tell photon numbers apart."""
    observable = measurement.obs
    return isinstance(measurement, PHOTON_NUMBER_MEASUREMENTS) or (
        observable is not None and observable.name in NUMBER_OBSERVABLES
    )


def sampled_results(circuit: QuantumScript, counts: np.ndarray):
    """Results of a circuit with shots, all of its measurements from the same shots.

    Args:
        circuit (QuantumScript): its measurements are on wires ``0, 1, ...``.
        counts (numpy.ndarray): detected photons, integers of shape ``(shots, n_modes)``.

    Returns:
        numpy.ndarray or tuple: in PennyLane's nesting: copies of a shot vector, then measurements.
    """
    clicks = np.minimum(counts, 1)
    copies = []
    for shot_range in circuit.shots.bins():
        results = tuple(
            _result(mp, counts if needs_photon_numbers(mp) else clicks, shot_range)
            for mp in circuit.measurements
        )
        copies.append(results[0] if len(results) == 1 else results)
    return tuple(copies) if circuit.shots.has_partitioned_shots else copies[0]


def _result(measurement: MeasurementProcess, samples: np.ndarray, shot_range: tuple[int, int]):
    if isinstance(measurement, ExpectationMP):
        return _mean(measurement.obs, samples[slice(*shot_range)])
    wire_order = Wires(range(samples.shape[1]))
    return measurement.process_samples(samples, wire_order, shot_range=shot_range)


def _mean(observable, samples: np.ndarray) -> np.ndarray:
    if observable.name in NUMBER_OBSERVABLES:
        return samples[:, observable.wires.tolist()].prod(axis=1).mean()
    words, coefficients = z_words(observable, samples.shape[1])
    return np.asarray(coefficients @ parity_means(samples.astype(np.int8), words))
