"""How a model generalises beyond its training set to unseen valid strings."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..bits import check_bits, integers_to_bits
from ..hamming import check_pair

MAX_COUNTED_WIRES = 20
"""Up to this number of wires the valid strings of a predicate are counted."""


@dataclass(frozen=True)
class Generalization:
    """The generalisation metrics of one set of samples.

    Args:
        exploration (float): share of the samples that are not in the training set.
        fidelity (float): share of these that are valid; NaN if there are none.
        rate (float): share of the samples that are new and valid.
        coverage (float): share of the valid strings outside the training set that were found.
        normalized_rate (float): the rate divided by that of uniform valid strings.
        normalized_coverage (float): the coverage divided by that expected of as many uniform
            valid strings; can exceed 1.
        precision (float): share of the samples that are valid, new or not.

    **Example**

    >>> even = lambda bits: bits.sum(axis=1) % 2 == 0
    >>> generalization([[1, 1]], [[0, 0]], valid=even).rate
    1.0
    """

    exploration: float
    fidelity: float
    rate: float
    coverage: float
    normalized_rate: float
    normalized_coverage: float
    precision: float


def generalization(samples, training, *, valid, n_valid: int | None = None) -> Generalization:
    r"""Validity-based generalisation metrics.

    With Q samples, the set T of distinct training strings, the set S of valid strings, the
    samples :math:`G_\mathrm{new}` outside T, those of them in S, :math:`G_\mathrm{sol}`, and the
    distinct ones of these, :math:`g_\mathrm{sol}`:

    ===================  =====================================================
    exploration          :math:`|G_\mathrm{new}| / Q`
    fidelity             :math:`|G_\mathrm{sol}| / |G_\mathrm{new}|`
    rate R               :math:`|G_\mathrm{sol}| / Q`
    coverage C           :math:`|g_\mathrm{sol}| / (|S| - |T|)`
    normalised rate      :math:`R / (1 - |T| / |S|)`
    normalised coverage  :math:`C / (1 - (1 - 1 / |S|)^Q)`
    precision            :math:`(|G_\mathrm{sol}| + |G_\mathrm{train}|) / Q`
    ===================  =====================================================

    Args:
        samples (array-like): bits of shape ``(n_samples, n_wires)``.
        training (array-like): valid bits of shape ``(n_training, n_wires)``; repeated strings
            count once.
        valid (array-like | Callable): the valid strings, of shape ``(n_valid, n_wires)``, or a
            function that takes bits of shape ``(n, n_wires)`` and returns n booleans.
        n_valid (int | None): number of valid strings, where ``valid`` is a function. Up to 20
            wires they are counted.

    Returns:
        Generalization: the seven numbers.

    Raises:
        ValueError: if the arguments are not bits over the same wires, a training string is not
            valid, the training set is all of the valid set, or ``n_valid`` is needed.

    **Example**

    >>> even = lambda bits: bits.sum(axis=1) % 2 == 0
    >>> metrics = generalization([[0, 0], [1, 1], [0, 1], [1, 1]], [[0, 0]], valid=even)
    >>> metrics.exploration, metrics.rate, metrics.coverage, metrics.precision
    (0.75, 0.5, 1.0, 0.75)

    Source: K. Gili, M. Mauri, A. Perdomo-Ortiz, arXiv:2201.08770.
    """
    samples, training = check_pair(samples, training, names=("samples", "training"))
    is_valid, n_valid = _validity(valid, n_valid, samples.shape[1])
    training = np.unique(training, axis=0)
    _check_training(is_valid(training), n_valid)
    new = ~_membership(training)(samples)
    solutions = new & is_valid(samples)
    n_samples, n_training, n_solutions = len(samples), len(training), int(solutions.sum())
    rate = n_solutions / n_samples
    coverage = len(np.unique(samples[solutions], axis=0)) / (n_valid - n_training)
    return Generalization(
        exploration=float(new.mean()),
        fidelity=n_solutions / int(new.sum()) if new.any() else float("nan"),
        rate=rate,
        coverage=coverage,
        normalized_rate=rate / (1 - n_training / n_valid),
        normalized_coverage=coverage / (1 - (1 - 1 / n_valid) ** n_samples),
        precision=(n_solutions + int((~new).sum())) / n_samples,
    )


def _validity(valid, n_valid: int | None, n_wires: int) -> tuple[Callable, int]:
    """A function that says which rows are valid, and the number of valid strings."""
    if callable(valid):
        predicate = _as_booleans(valid)
        if n_valid is None and n_wires > MAX_COUNTED_WIRES:
            raise ValueError(
                f"Valid strings are counted up to {MAX_COUNTED_WIRES} wires; got {n_wires}. "
                "Pass their number as n_valid=."
            )
        if n_valid is None:
            n_valid = int(predicate(integers_to_bits(np.arange(2**n_wires), n_wires)).sum())
        return predicate, n_valid
    strings = np.unique(check_bits(valid, name="valid"), axis=0)
    if strings.shape[1] != n_wires:
        raise ValueError(f"valid must have {n_wires} wires, as samples; got {strings.shape[1]}.")
    if n_valid not in (None, len(strings)):
        raise ValueError(f"valid has {len(strings)} distinct strings; got n_valid = {n_valid}.")
    return _membership(strings), len(strings)


def _as_booleans(predicate: Callable) -> Callable:
    def checked(bits: np.ndarray) -> np.ndarray:
        answer = np.asarray(predicate(bits))
        if answer.shape != (len(bits),):
            raise ValueError(
                f"valid must return one boolean a string, shape ({len(bits)},); "
                f"got shape {answer.shape}."
            )
        return answer.astype(bool)

    return checked


def _membership(strings: np.ndarray) -> Callable:
    """A function that says which rows of an array are among ``strings``."""
    known = {row.tobytes() for row in strings}
    return lambda bits: np.array([row.tobytes() in known for row in bits], dtype=bool)


def _check_training(is_valid: np.ndarray, n_valid: int) -> None:
    if not is_valid.all():
        raise ValueError(
            f"Every training string must be valid; {int((~is_valid).sum())} of {len(is_valid)} "
            "are not. Remove them from training first."
        )
    if len(is_valid) >= n_valid:
        raise ValueError(
            f"The training set has {len(is_valid)} distinct strings of {n_valid} valid ones, "
            "which leaves nothing to generalise to. Train on part of them."
        )
