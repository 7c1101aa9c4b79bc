"""Measurements of photons from a list of outcomes with probabilities.

With losses the number of photons is not fixed, and a simulator's answer is a list of Fock states
and probabilities. Every measurement here is a weighted mean over that list.
"""

import numpy as np
from pennylane.exceptions import DeviceError
from pennylane.measurements import ExpectationMP, MeasurementProcess, ProbabilityMP

from ...bits import bits_to_integers
from ...measurements import ParityMP
from ...photonics import PhotonMomentsMP, PhotonProbsMP
from ..z_words import z_words
from .table_readout import NUMBER_OBSERVABLES


def measure_outcomes(
    measurement: MeasurementProcess, outcomes: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Exact result of a measurement on wires ``0, 1, ...``.

    Probabilities, parities and Pauli words are those of clicks, one where there is a photon.

    Args:
        measurement (MeasurementProcess): probabilities, parities, an expectation value, photon
            probabilities or moments.
        outcomes (numpy.ndarray): photon counts of shape ``(n_outcomes, n_modes)``.
        weights (numpy.ndarray): their probabilities, shape ``(n_outcomes,)``.

    Returns:
        numpy.ndarray: of the shape that the measurement says.

    Raises:
        DeviceError: for another measurement.

    **Example**

    >>> from pennylane_qgen.devices.photonic.weighted_outcomes import measure_outcomes
    >>> bunched = np.array([[2, 0], [0, 2]]), np.array([0.5, 0.5])
    >>> measure_outcomes(qml.probs(wires=[0, 1]), *bunched)
    array([0. , 0.5, 0.5, 0. ])
    """
    n_modes = outcomes.shape[1]
    if isinstance(measurement, ExpectationMP):
        return weights @ _values(measurement.obs, outcomes)
    columns = list(measurement.wires) or range(n_modes)
    counts = outcomes[:, columns]
    clicks = np.minimum(counts, 1)
    if isinstance(measurement, ProbabilityMP):
        return np.bincount(bits_to_integers(clicks), weights, minlength=2 ** len(columns))
    if isinstance(measurement, ParityMP):
        parities = 1 - 2 * ((clicks.astype(np.int64) @ measurement.words.T) % 2)
        return measurement.repeat_batches(weights @ parities)
    if isinstance(measurement, PhotonMomentsMP):
        numbers = counts.astype(float)
        weighted = weights[:, None] * numbers
        return weighted.sum(axis=0) if measurement.order == 1 else weighted.T @ numbers
    if isinstance(measurement, PhotonProbsMP):
        return _photon_probabilities(measurement, counts, weights)
    raise DeviceError(f"The exact result of {measurement} is not known here; set shots.")


def _photon_probabilities(
    measurement: PhotonProbsMP, counts: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    cutoff, n_wires = measurement.cutoff, counts.shape[1]
    shape = (cutoff,) * n_wires
    inside = (counts < cutoff).all(axis=1)
    index = np.ravel_multi_index(counts[inside].astype(np.int64).T, shape)
    table = np.bincount(index, weights[inside], minlength=cutoff**n_wires).reshape(shape)
    measurement.check_norm(table, n_wires)
    return table


def _values(observable, outcomes: np.ndarray) -> np.ndarray:
    """What an observable is worth in each outcome."""
    if observable.name in NUMBER_OBSERVABLES:
        return outcomes[:, observable.wires.tolist()].prod(axis=1).astype(float)
    words, coefficients = z_words(observable, outcomes.shape[1])
    clicks = np.minimum(outcomes, 1).astype(np.int64)
    return (1 - 2 * ((clicks @ words.T) % 2)) @ coefficients
