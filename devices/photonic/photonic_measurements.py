"""Which measurements detectors of photons make."""

from pennylane.exceptions import DeviceError
from pennylane.measurements import (
    CountsMP,
    ExpectationMP,
    MeasurementProcess,
    ProbabilityMP,
    SampleMP,
)

from ...measurements import ParityMP
from ...photonics import PhotonCountsMP, PhotonMomentsMP, PhotonProbsMP
from .click_samples import needs_photon_numbers
from .table_readout import NUMBER_OBSERVABLES

_LINEAR = (ParityMP, PhotonMomentsMP, PhotonProbsMP)
_SAMPLED = (CountsMP, PhotonCountsMP, SampleMP)


def is_analytic(measurement: MeasurementProcess, detector: str) -> bool:
    """Whether a measurement has an exact result: a linear function of the probabilities.

    Args:
        measurement (MeasurementProcess): any measurement.
        detector (str): ``"number"`` or ``"threshold"``.

    Raises:
        DeviceError: if it needs detectors that tell photon numbers apart, and they do not.
    """
    if isinstance(measurement, ExpectationMP):
        known = _is_diagonal(measurement.obs)
    else:
        known = _is_plain(measurement, ProbabilityMP) or isinstance(measurement, _LINEAR)
    return known and _resolves(measurement, detector)


def is_sampled(measurement: MeasurementProcess, detector: str) -> bool:
    """Whether a measurement has a result from shots.

    Args:
        measurement (MeasurementProcess): any measurement.
        detector (str): ``"number"`` or ``"threshold"``.

    Raises:
        DeviceError: if it needs detectors that tell photon numbers apart, and they do not.
    """
    if _is_plain(measurement, _SAMPLED):
        return _resolves(measurement, detector)
    return is_analytic(measurement, detector)


def _is_plain(measurement: MeasurementProcess, kinds) -> bool:
    return isinstance(measurement, kinds) and measurement.obs is None and measurement.mv is None


def _is_diagonal(observable) -> bool:
    if observable is None:
        return False
    sentence = observable.pauli_rep
    if sentence is None:
        return observable.name in NUMBER_OBSERVABLES
    return all(pauli == "Z" for word in sentence for pauli in word.values())


def _resolves(measurement: MeasurementProcess, detector: str) -> bool:
    if detector == "threshold" and needs_photon_numbers(measurement):
        raise DeviceError(
            f"{measurement} needs detectors that tell photon numbers apart, but the device has "
            "detector='threshold'. Use detector='number', or qml.probs and qml.sample for the "
            "clicks."
        )
    return True
