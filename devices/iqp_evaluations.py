"""Results of a circuit and the way back to its angles, from a distribution or word by word."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
from pennylane.measurements import MeasurementProcess, ProbabilityMP, StateMP

from ..bits import bits_to_integers
from ..walsh import walsh_hadamard_transform
from .cotangents import observable_of
from .iqp_measurements import WordMeasurement


class FromDistribution:
    """Results that are computed from all probabilities.

    Args:
        measurements (list[MeasurementProcess]): on wires ``0, 1, ...``.
        n_wires (int): number of wires.
        probabilities (numpy.ndarray): of all bit strings.
        pull_back_diagonal (Callable): from the cotangent of the probabilities to the angles'.
        amplitudes (numpy.ndarray or None): the state, if there is one.
        pull_back_amplitudes (Callable or None): the same for cotangents of the state.
    """

    def __init__(
        self,
        measurements: list[MeasurementProcess],
        n_wires: int,
        probabilities: np.ndarray,
        pull_back_diagonal: Callable,
        amplitudes: np.ndarray | None = None,
        pull_back_amplitudes: Callable | None = None,
    ):
        self._measurements, self._n_wires = measurements, n_wires
        self._probabilities, self._pull_back_diagonal = probabilities, pull_back_diagonal
        self._amplitudes, self._pull_back_amplitudes = amplitudes, pull_back_amplitudes

    @cached_property
    def _spectrum(self) -> np.ndarray:
        return walsh_hadamard_transform(self._probabilities)

    def results(self) -> tuple:
        """One result a measurement."""
        return tuple(self._result(measurement) for measurement in self._measurements)

    def _result(self, measurement: MeasurementProcess):
        if isinstance(measurement, StateMP):
            return self._amplitudes
        if isinstance(measurement, ProbabilityMP):
            return _marginal(self._probabilities, measurement.wires.tolist(), self._n_wires)
        words = WordMeasurement.of(measurement, self._n_wires)
        values = self._spectrum[bits_to_integers(words.words)]
        return words.result(np.tile(values, (words.n_batches or 1, 1)))

    def pull_back(self, cotangents: list[np.ndarray]) -> np.ndarray:
        """Cotangent of the angles for one of the shape of each result."""
        gradient, diagonals, of_diagonals = 0.0, [], []
        for measurement, cotangent in zip(self._measurements, cotangents, strict=True):
            if isinstance(measurement, StateMP):
                gradient = gradient + self._pull_back_amplitudes(cotangent)
            else:
                diagonals.append(measurement)
                of_diagonals.append(cotangent)
        diagonal, _ = observable_of(diagonals, of_diagonals, self._n_wires)
        return gradient if diagonal is None else gradient + self._pull_back_diagonal(diagonal)


def _marginal(probabilities: np.ndarray, wires: list[int], n_wires: int) -> np.ndarray:
    """Probabilities of some wires in their order; no wires are all of them."""
    if not wires or wires == list(range(n_wires)):
        return probabilities
    rest = tuple(wire for wire in range(n_wires) if wire not in wires)
    kept = probabilities.reshape([2] * n_wires).sum(axis=rest)
    return kept.transpose(np.argsort(np.argsort(wires))).reshape(-1)


class FromWords:
    """Results of measurements of words, by an evaluation of the words of all of them.

    Args:
        measurements (list[WordMeasurement]): the measurements.
        evaluate (Callable): from words and a number of batches to an object with ``values`` of
            shape ``(n_batches, n_words)`` and ``pull_back``.
    """

    def __init__(self, measurements: list[WordMeasurement], evaluate: Callable):
        self._measurements = measurements
        self._groups = []
        for n_batches in {m.n_batches or 1 for m in measurements}:
            members = [i for i, m in enumerate(measurements) if (m.n_batches or 1) == n_batches]
            words = np.concatenate([measurements[i].words for i in members])
            ends = np.cumsum([len(measurements[i].words) for i in members])
            self._groups.append((members, ends[:-1], evaluate(words, n_batches)))

    def results(self) -> tuple:
        """One result a measurement."""
        results = [None] * len(self._measurements)
        for members, splits, estimates in self._groups:
            for i, values in zip(members, np.split(estimates.values, splits, axis=1), strict=True):
                results[i] = self._measurements[i].result(values)
        return tuple(results)

    def pull_back(self, cotangents: list[np.ndarray]) -> np.ndarray:
        """Cotangent of the angles for one of the shape of each result."""
        gradient = 0.0
        for members, _, estimates in self._groups:
            parts = [self._measurements[i].cotangent(cotangents[i]) for i in members]
            gradient = gradient + estimates.pull_back(np.concatenate(parts, axis=1))
        return gradient
