"""Slow, obviously right expectation values of IQP circuits: the oracle of the tests."""

import numpy as np

from ..reference import bit_strings
from ..templates.patterns import Pattern


def word_expectations(pattern: Pattern, angles, words, cat=None) -> tuple[np.ndarray, np.ndarray]:
    r"""Expectation values of Z words and their gradients, by sums over all :math:`2^n` strings.

    In the basis of products of X the state is :math:`2^{-n/2} c(z) e^{-i \varphi(z)}` with
    :math:`\varphi(z) = \sum_g \theta_g (-1)^{z \cdot S_g}`, and :math:`Z_a` turns :math:`z` into
    :math:`z \oplus a`:

    .. math:: \langle Z_a \rangle = 2^{-n} \sum_z c(z) c(z \oplus a)
        \cos(\varphi(z) - \varphi(z \oplus a)),

    where :math:`c(z) = 1`, or :math:`(1 + (-1)^{z \cdot T}) / \sqrt2` for a cat state.

    Args:
        pattern (Pattern): generators :math:`S_g`, on at most 12 wires or so.
        angles (array-like): :math:`\theta_g`, one a generator.
        words (array-like): zeros and ones of shape ``(n_words, n_wires)``.
        cat (array-like): the wires :math:`T` as zeros and ones, or None.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray]: values of shape ``(n_words,)``, and gradients of shape
        ``(n_words, n_generators)``.

    **Example**

    >>> from pennylane_qgen.iqp.reference import word_expectations
    >>> pattern = qgen.templates.Pattern.from_lists([[[0]]], n_wires=1)
    >>> values, gradients = word_expectations(pattern, [np.pi / 6], [[1]])
    >>> values.round(6), gradients.round(6)
    (array([0.5]), array([[-1.732051]]))
    """
    generators = np.zeros((pattern.n_generators, pattern.n_wires), dtype=int)
    for row, (_, wires) in zip(generators, pattern.generators(), strict=True):
        row[wires] = 1
    z = bit_strings(pattern.n_wires)
    values, gradients = [], []
    for word in np.asarray(words, dtype=int):
        differences = _parities(z, generators) - _parities(z ^ word, generators)
        phase = differences @ np.asarray(angles)
        weight = _start(z, cat) * _start(z ^ word, cat)
        values.append(np.mean(weight * np.cos(phase)))
        gradients.append(-np.mean((weight * np.sin(phase))[:, None] * differences, axis=0))
    return np.array(values), np.array(gradients)


def _parities(strings, words) -> np.ndarray:
    return 1 - 2 * (strings @ words.T % 2)


def _start(strings, cat) -> np.ndarray:
    if cat is None:
        return np.ones(len(strings))
    return (1 + _parities(strings, np.asarray(cat, dtype=int))) / np.sqrt(2)
