"""Peaks and support: how much of the probability a few strings carry."""

from dataclasses import dataclass
from math import exp, sqrt

from scipy.special import entr

from ..bits import integers_to_bits
from .source import count_wires, outcome_counts, read_source


@dataclass(frozen=True)
class Peakedness:
    """The most likely string and its probability.

    Args:
        value (float): its probability.
        standard_error (float): 0 for exact probabilities.
        string (tuple[int, ...]): the string, wire 0 first.

    **Example**

    >>> found = peakedness([0.1, 0.2, 0.7, 0.0])
    >>> found.value, found.string
    (0.7, (1, 0))
    """

    value: float
    standard_error: float
    string: tuple[int, ...]

    def __str__(self):
        text = "".join(map(str, self.string))
        shown = text if len(text) <= 32 else f"{text[:29]}..."
        error = f" +- {self.standard_error:.2g}" if self.standard_error else ""
        return f"largest probability {self.value:.4g}{error}, of {shown}"


def peakedness(source, *, weights=None, shots: int | None = None, seed=None) -> Peakedness:
    """Largest probability of a string.

    The largest frequency of samples is too large on average. So the first half of them only names
    the string, and the second half estimates its probability, without bias.

    Args:
        source (qml.QNode or array-like): QNode, probability vector or samples in random order.
        weights (array-like): weights of the QNode.
        shots (int or None): samples to draw from the QNode; exact probabilities if ``None``.
        seed (int, numpy.random.Generator or None): draws the samples.

    Returns:
        Peakedness: probability, standard error and string.

    Raises:
        ValueError: for a wrong source, or fewer than two samples.

    **Example**

    >>> print(peakedness([0.1, 0.2, 0.7, 0.0]))
    largest probability 0.7, of 10

    Source: the peakedness of circuits, Aaronson and Zhang, arXiv:2404.14493.
    """
    distribution = read_source(source, weights=weights, shots=shots, seed=seed)
    if distribution.ndim == 1:
        peak = int(distribution.argmax())
        string = integers_to_bits(peak, count_wires(distribution))
        return Peakedness(float(distribution[peak]), 0.0, tuple(string.tolist()))
    half = len(distribution) // 2
    if not half:
        raise ValueError("peakedness needs at least 2 samples; got 1.")
    strings, counts = outcome_counts(distribution[:half])
    string, rest = strings[counts.argmax()], distribution[half:]
    hits, m = int((rest == string).all(axis=1).sum()), len(rest)
    # One count more on each side: without it, no hit or only hits would have no error.
    smoothed = (hits + 1) / (m + 2)
    error = sqrt(smoothed * (1 - smoothed) / (m + 2))
    return Peakedness(hits / m, error, tuple(string.tolist()))


@dataclass(frozen=True)
class SupportSize:
    r"""How many strings a distribution lives on.

    Args:
        value (float): strings of non-zero probability; from samples, a lower bound by Chao.
        standard_error (float): 0 for exact probabilities.
        observed (int): strings seen in the samples, or of non-zero probability.
        effective (float): :math:`e^H` with the entropy H of the probabilities or frequencies.

    **Example**

    >>> found = support_size([0.5, 0.5, 0.0, 0.0])
    >>> found.observed, found.effective
    (2, 2.0)
    """

    value: float
    standard_error: float
    observed: int
    effective: float

    def __str__(self):
        error = f" +- {self.standard_error:.2g}" if self.standard_error else ""
        return f"support {self.value:.6g}{error} strings, effectively {self.effective:.4g}"


def support_size(
    source, *, tolerance: float = 1e-12, weights=None, shots: int | None = None, seed=None
) -> SupportSize:
    r"""Number of strings of non-zero probability.

    From samples, Chao's lower bound :math:`S + f_1 (f_1 - 1) / (2 f_2 + 2)` with S strings seen,
    :math:`f_1` of them once and :math:`f_2` twice.

    Args:
        source (qml.QNode or array-like): QNode, probability vector or samples.
        tolerance (float): probabilities up to this count as zero.
        weights (array-like): weights of the QNode.
        shots (int or None): samples to draw from the QNode; exact probabilities if ``None``.
        seed (int, numpy.random.Generator or None): draws the samples.

    Returns:
        SupportSize: number and standard error.

    Raises:
        ValueError: for a wrong source.

    **Example**

    >>> print(support_size([0.5, 0.5, 0.0, 0.0]))
    support 2 strings, effectively 2

    Source: A. Chao, Scand. J. Statist. 11 (1984) 265, and Biometrics 43 (1987) 783.
    """
    distribution = read_source(source, weights=weights, shots=shots, seed=seed)
    if distribution.ndim == 1:
        observed = int((distribution > tolerance).sum())
        return SupportSize(float(observed), 0.0, observed, exp(entr(distribution).sum()))
    _, counts = outcome_counts(distribution)
    seen, once, twice = len(counts), int((counts == 1).sum()), int((counts == 2).sum())
    value = seen + once * (once - 1) / (2 * twice + 2)
    effective = exp(entr(counts / counts.sum()).sum())
    return SupportSize(value, sqrt(_chao_variance(value, once, twice)), seen, effective)


def _chao_variance(value: float, once: int, twice: int) -> float:
    unseen = once * (once - 1) / (2 * (twice + 1))
    slope = once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
    if twice:
        return unseen + slope + once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    return max(0.0, unseen + slope - once**4 / (4 * value))
