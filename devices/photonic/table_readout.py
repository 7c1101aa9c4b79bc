r"""Results of measurements as linear functions of a table of Fock-state probabilities.

A measurement is a list of terms :math:`\sum_n P(n) \prod_{j} r_j(n_j)`, where the response
:math:`r_j` of the detector of mode j says what it makes of :math:`n_j` photons, put together to the
shape of the result. Being linear, every step has an adjoint, which gives gradients.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pennylane.measurements import ExpectationMP, MeasurementProcess, ProbabilityMP

from ...bits import bits_to_integers
from ...linear_optics import (
    detect,
    number_response,
    outcome_probabilities,
    outcome_pull_back,
    threshold_response,
)
from ...measurements import ParityMP
from ...photonics import PhotonMomentsMP, PhotonProbsMP
from ...walsh import walsh_hadamard_transform
from ..z_words import z_words

NUMBER_OBSERVABLES = ("NumberOperator", "TensorN")
"""PennyLane's observables that are products of photon numbers."""

_MAX_WALSH_WIRES = 20
"""Parities of more wires are computed word by word."""


@dataclass(frozen=True)
class Detectors:
    """Detectors of all modes.

    Attributes:
        efficiency (numpy.ndarray): probability that a photon is seen, shape ``(n_modes,)``.
        dark_counts (numpy.ndarray): probability of a count without a photon, ``(n_modes,)``.
    """

    efficiency: np.ndarray
    dark_counts: np.ndarray

    @cached_property
    def are_ideal(self) -> bool:
        """Whether every photon is seen and nothing else."""
        return bool((self.efficiency == 1).all() and (self.dark_counts == 0).all())

    def clicks(self, mode: int, n_photons: int) -> np.ndarray:
        """Probabilities of no click and a click for 0 to ``n_photons``, ``(2, n_photons + 1)``."""
        return threshold_response(n_photons, **self._of(mode))

    def counts(self, mode: int, n_photons: int) -> np.ndarray:
        """Probabilities of counts from 0 (rows) for 0 to ``n_photons`` (columns)."""
        return number_response(n_photons, cutoff=n_photons + 1, **self._of(mode))

    def moment(self, mode: int, n_photons: int, power: int) -> np.ndarray:
        """Means of powers of the count for 0 to ``n_photons``, ``(1, n_photons + 1)``."""
        counts = self.counts(mode, n_photons)
        return np.arange(len(counts), dtype=float)[None] ** power @ counts

    def parity(self, mode: int, n_photons: int) -> np.ndarray:
        """Means of Z of a click for 0 to ``n_photons``, ``(1, n_photons + 1)``."""
        silent, click = self.clicks(mode, n_photons)
        return (silent - click)[None]

    def detect(self, photons: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Counts shot by shot.

        Args:
            photons (numpy.ndarray): photons at the detectors, integers ``(shots, n_modes)``.
            rng (numpy.random.Generator): source of randomness.

        Returns:
            numpy.ndarray: ``int64`` counts of the same shape.
        """
        if not self.are_ideal:
            photons = detect(
                photons,
                detector="number",
                efficiency=self.efficiency,
                dark_counts=self.dark_counts,
                seed=rng,
            )
        return photons.astype(np.int64)

    def _of(self, mode: int) -> dict:
        return {
            "efficiency": float(self.efficiency[mode]),
            "dark_counts": float(self.dark_counts[mode]),
        }


@dataclass(frozen=True)
class _Term:
    """Modes with the responses of their detectors."""

    modes: Sequence[int]
    responses: Sequence[np.ndarray]


@dataclass(frozen=True)
class _LinearResult:
    """Terms, how their values become a result, and how its cotangent becomes theirs."""

    terms: list[_Term]
    join: Callable
    split: Callable


class TableReadout:
    """Reads measurements off tables of one kind.

    Args:
        n_photons (int): number of photons of the states of the table.
        n_outputs (int): number of modes of the states, those of the environment last.
        detectors (Detectors): the detectors of the first modes.
    """

    def __init__(self, n_photons: int, n_outputs: int, detectors: Detectors):
        self.n_photons = n_photons
        self.n_outputs = n_outputs
        self.detectors = detectors

    @property
    def n_modes(self) -> int:
        """Number of modes with detectors."""
        return len(self.detectors.efficiency)

    def read(self, measurement: MeasurementProcess, table: np.ndarray) -> np.ndarray:
        """Result of a measurement.

        Args:
            measurement (MeasurementProcess): on wires ``0, 1, ...``.
            table (numpy.ndarray): probability of each Fock state.

        Returns:
            numpy.ndarray: the result.
        """
        linear = self._linear(measurement)
        values = [
            outcome_probabilities(table, self.n_photons, self.n_outputs, t.modes, t.responses)
            for t in linear.terms
        ]
        return linear.join(values)

    def pull_back(self, measurement: MeasurementProcess, cotangent: np.ndarray) -> np.ndarray:
        """Cotangent of the table for a cotangent of the result.

        Args:
            measurement (MeasurementProcess): on wires ``0, 1, ...``.
            cotangent (numpy.ndarray): of the shape of its result.

        Returns:
            numpy.ndarray: of the shape of the table.
        """
        linear = self._linear(measurement)
        return sum(
            outcome_pull_back(value, self.n_photons, self.n_outputs, t.modes, t.responses)
            for t, value in zip(linear.terms, linear.split(cotangent), strict=True)
        )

    def _linear(self, measurement: MeasurementProcess) -> _LinearResult:
        wires = measurement.wires.tolist() or list(range(self.n_modes))
        match measurement:
            case ParityMP():
                return self._parities(measurement, wires)
            case ProbabilityMP():
                return _LinearResult([self._clicks(wires)], _first, _as_list)
            case ExpectationMP():
                return self._expectation(measurement)
            case PhotonProbsMP():
                return self._photon_probabilities(measurement, wires)
            case PhotonMomentsMP():
                return self._moments(measurement.order, wires)
        raise TypeError(f"{measurement} is no linear function of probabilities.")

    def _term(self, modes, response_of: Callable) -> _Term:
        return _Term(modes, [response_of(mode, self.n_photons) for mode in modes])

    def _clicks(self, wires) -> _Term:
        return self._term(wires, self.detectors.clicks)

    def _words(self, words: np.ndarray, wires) -> list[_Term]:
        chosen = [[wire for wire, bit in zip(wires, word, strict=True) if bit] for word in words]
        return [
            self._term(modes, self.detectors.parity) if modes else self._one for modes in chosen
        ]

    @property
    def _one(self) -> _Term:
        """The empty word, always one."""
        return _Term([0], [np.ones((1, self.n_photons + 1))])

    def _parities(self, measurement: ParityMP, wires) -> _LinearResult:
        words = measurement.words
        if len(wires) > _MAX_WALSH_WIRES:
            return _LinearResult(
                self._words(words, wires),
                lambda values: measurement.repeat_batches(np.concatenate(values)),
                lambda cotangent: measurement.sum_batches(cotangent)[:, None],
            )

        def split(cotangent):
            weights = measurement.sum_batches(cotangent)
            spectrum = np.bincount(bits_to_integers(words), weights, 2 ** len(wires))
            return [walsh_hadamard_transform(spectrum)]

        return _LinearResult(
            [self._clicks(wires)],
            lambda values: measurement.process_probabilities(values[0]),
            split,
        )

    def _expectation(self, measurement: ExpectationMP) -> _LinearResult:
        observable = measurement.obs
        if observable.name in NUMBER_OBSERVABLES:
            modes = observable.wires.tolist()
            product = _Term(modes, [self.detectors.moment(j, self.n_photons, 1) for j in modes])
            return _LinearResult([product], lambda values: values[0][0], lambda c: [c[None]])
        words, coefficients = z_words(observable, self.n_modes)
        return _LinearResult(
            self._words(words, range(self.n_modes)),
            lambda values: coefficients @ np.concatenate(values),
            lambda cotangent: (coefficients * cotangent)[:, None],
        )

    def _photon_probabilities(self, measurement: PhotonProbsMP, wires) -> _LinearResult:
        shape = (measurement.cutoff,) * len(wires)

        def response(mode, n_photons):
            counts = self.detectors.counts(mode, n_photons)[: measurement.cutoff]
            missing = measurement.cutoff - len(counts)
            return np.pad(counts, [(0, missing), (0, 0)])

        def join(values):
            measurement.check_norm(values[0].reshape(shape), len(wires))
            return values[0].reshape(shape)

        return _LinearResult([self._term(wires, response)], join, lambda c: [c.ravel()])

    def _moments(self, order: int, wires) -> _LinearResult:
        def moment(power):
            return lambda mode, n_photons: self.detectors.moment(mode, n_photons, power)

        if order == 1:
            return _LinearResult(
                [self._term([mode], moment(1)) for mode in wires], np.concatenate, _as_column
            )
        terms = [
            self._term([i, j], moment(1)) if i != j else self._term([i], moment(2))
            for i in wires
            for j in wires
        ]
        shape = (len(wires), len(wires))
        return _LinearResult(
            terms, lambda values: np.concatenate(values).reshape(shape), lambda c: c.reshape(-1, 1)
        )


def _first(values: list) -> np.ndarray:
    return values[0]


def _as_list(cotangent: np.ndarray) -> list:
    return [cotangent]


def _as_column(cotangent: np.ndarray) -> np.ndarray:
    return cotangent[:, None]
