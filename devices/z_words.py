"""Observables that are sums of products of Z, as words of bits with coefficients."""

import numpy as np
from pennylane.operation import Operator


def is_sum_of_z_words(observable: Operator) -> bool:
    """Whether an observable is a sum of products of Z."""
    sentence = observable.pauli_rep
    return sentence is not None and all(p == "Z" for word in sentence for p in word.values())


def z_words(observable: Operator, n_wires: int) -> tuple[np.ndarray, np.ndarray] | None:
    """Words and coefficients of an observable, or ``None`` if it is no sum of Z words.

    Args:
        observable (Operator): an observable on wires ``0, 1, ...``.
        n_wires (int): number of wires.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray] or None: ``int8`` of shape ``(n_words, n_wires)`` and
        float64 of shape ``(n_words,)``.
    """
    if not is_sum_of_z_words(observable):
        return None
    sentence = observable.pauli_rep
    words = np.zeros((len(sentence), n_wires), dtype=np.int8)
    for row, word in zip(words, sentence, strict=True):
        row[list(word)] = 1
    return words, np.real(list(sentence.values())).astype(float)
