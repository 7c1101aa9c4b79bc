"""What ``qgen.iqp`` measures: everything that is diagonal in the computational basis."""

from dataclasses import dataclass

import numpy as np
from pennylane.exceptions import DeviceError
from pennylane.measurements import (
    CountsMP,
    ExpectationMP,
    MeasurementProcess,
    ProbabilityMP,
    SampleMP,
    StateMP,
)

from ..checks import brief
from ..measurements import ParityMP
from .z_words import is_sum_of_z_words, z_words

_WITH_SHOTS = (ProbabilityMP, SampleMP, CountsMP, ExpectationMP, ParityMP)
_ANALYTIC = (ProbabilityMP, StateMP, ExpectationMP, ParityMP)


def check_measurement(measurement: MeasurementProcess, *, has_shots: bool) -> None:
    """Raise a DeviceError for a measurement that ``qgen.iqp`` does not have."""
    allowed = _WITH_SHOTS if has_shots else _ANALYTIC
    if type(measurement) not in allowed or measurement.mv is not None:
        mode = "with finite shots" if has_shots else "for analytic simulation"
        listed = "probs, sample, counts, expval" if has_shots else "probs, state, expval"
        raise DeviceError(
            f"{brief(measurement)} is not accepted {mode} by qgen.iqp, which measures {listed} and "
            "parities there."
        )
    observable = measurement.obs
    if observable is not None and not is_sum_of_z_words(observable):
        raise DeviceError(
            f"qgen.iqp measures observables made of Z, such as qml.Z(0) @ qml.Z(1); got "
            f"{brief(observable)}. Use qgen.lightning for it."
        )


@dataclass(frozen=True)
class WordMeasurement:
    """A measurement as words of Z on all wires, and how its result is made of their values.

    Args:
        words (numpy.ndarray): rows of bits of shape ``(n_words, n_wires)``.
        coefficients (numpy.ndarray or None): of an expectation value; ``None`` for parities.
        n_batches (int or None): as in :func:`~pennylane_qgen.parities`.
    """

    words: np.ndarray
    coefficients: np.ndarray | None = None
    n_batches: int | None = None

    @classmethod
    def of(cls, measurement: MeasurementProcess, n_wires: int) -> "WordMeasurement | None":
        """The measurement in this form, ``None`` if it has another."""
        if isinstance(measurement, ExpectationMP):
            return cls(*z_words(measurement.obs, n_wires))
        if not isinstance(measurement, ParityMP):
            return None
        words = measurement.words
        if measurement.wires:
            words = np.zeros((len(measurement.words), n_wires), dtype=np.int8)
            words[:, measurement.wires.tolist()] = measurement.words
        return cls(words, n_batches=measurement.n_batches)

    def result(self, values: np.ndarray):
        """Result from values of the words of shape ``(n_batches or 1, n_words)``."""
        if self.coefficients is not None:
            return values[0] @ self.coefficients
        return values[0] if self.n_batches is None else values

    def cotangent(self, cotangent: np.ndarray) -> np.ndarray:
        """Cotangent of the values, of their shape, from that of the result."""
        if self.coefficients is not None:
            return (cotangent * self.coefficients)[None]
        return cotangent[None] if self.n_batches is None else cotangent
