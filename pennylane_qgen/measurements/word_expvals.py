"""Expectation values of words one by one, for devices that refuse to measure parities."""

import numpy as np
import pennylane as qml
from pennylane import math
from pennylane.measurements import MeasurementProcess
from pennylane.pytrees import register_pytree
from pennylane.queuing import QueuingManager
from pennylane.wires import Wires


class WordExpvals:
    """One ``qml.expval`` a word, which come back as one array of shape ``(..., n_words)``.

    All words commute, so a device can take them from the same shots.

    Args:
        measurements (Sequence): expectation values, or what stands for them in a pytree.

    **Example**

    >>> @qml.qnode(qml.device("default.qubit", wires=2))
    ... def circuit():
    ...     qml.X(0)
    ...     return WordExpvals([qml.expval(qml.Z(0)), qml.expval(qml.Z(1))])
    >>> circuit()
    array([-1.,  1.])
    """

    def __init__(self, measurements):
        self.measurements = tuple(measurements)

    @classmethod
    def of_words(cls, words: np.ndarray, wires) -> "WordExpvals":
        """Measure words.

        Args:
            words (numpy.ndarray): bits of shape ``(n_words, n_wires)``.
            wires (Sequence): the wires the columns stand for.

        Returns:
            WordExpvals: the queued expectation values.
        """
        wires = Wires(wires).tolist()
        return cls(qml.expval(_word(word, wires)) for word in words)

    def queue(self, context=QueuingManager):
        """Queue the measurements again."""
        for measurement in self.measurements:
            measurement.queue(context)
        return self

    def __repr__(self):
        return f"{len(self.measurements)} expvals"


def _word(word, wires: list):
    """Product of Z; the observable is not queued beside its expectation value."""
    with QueuingManager.stop_recording():
        factors = [qml.Z(wires[i]) for i in np.flatnonzero(word)]
        if not factors:
            return qml.Identity(wires[0])
        return factors[0] if len(factors) == 1 else qml.prod(*factors)


def _unflatten(results, _):
    """Stack numbers; keep what stands for measurements."""
    if any(isinstance(result, MeasurementProcess) or not _is_number(result) for result in results):
        return WordExpvals(results)
    return math.stack(results, axis=-1)


def _is_number(result) -> bool:
    return isinstance(result, float | int) or hasattr(result, "sum")


register_pytree(WordExpvals, lambda words: (words.measurements, ()), _unflatten, namespace="qgen")
