r"""Errors of the readout: measured by two circuits, undone in what a loss measures.

A qubit in 0 is read as 1 with probability :math:`e_0`, one in 1 as 0 with :math:`e_1`. If the
qubits err independently, the measured distribution is the true one multiplied by a 2 x 2 matrix for
each qubit, and its inverse undoes it on average.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np
import pennylane as qml
from pennylane import math
from pennylane.measurements import ExpectationMP, ProbabilityMP
from pennylane.tape import QuantumScript
from pennylane.wires import Wires

from ..bits import distinct_rows
from ..checks import check_integer
from ..measurements import ParityMP
from ..sampling import sample

_MAX_WORD_WEIGHT = 16
"""A word of w wires becomes a sum over its 2**w parts."""


@dataclass(frozen=True)
class ReadoutErrors:
    """Errors of reading each wire.

    Args:
        wires (tuple): the wires.
        zeros (numpy.ndarray): probability that 0 is read as 1, one a wire.
        ones (numpy.ndarray): probability that 1 is read as 0, one a wire.

    Raises:
        ValueError: if the numbers do not fit, or a wire is read at random, which nothing undoes.

    **Example**

    >>> errors = ReadoutErrors((0, 1), zeros=np.array([0.1, 0.0]), ones=np.array([0.3, 0.0]))
    >>> errors.contrast
    array([0.6, 1. ])
    >>> errors.nearest_distribution([0.9, 0.0, 0.1, 0.0]).round(6) + 0.0
    array([1., 0., 0., 0.])
    """

    wires: tuple
    zeros: np.ndarray
    ones: np.ndarray

    def __post_init__(self):
        shape = (len(self.wires),)
        if np.shape(self.zeros) != shape or np.shape(self.ones) != shape:
            raise ValueError(
                f"There must be {shape[0]} errors of zeros and of ones, one a wire; got shapes "
                f"{np.shape(self.zeros)} and {np.shape(self.ones)}."
            )
        if (self.contrast < 0.05).any():
            worst = self.wires[int(np.argmin(self.contrast))]
            raise ValueError(
                f"Wire {worst} is read nearly at random (errors {self.zeros.max():.2f} and "
                f"{self.ones.max():.2f} at most); its readout cannot be undone. Take other qubits."
            )

    @property
    def contrast(self) -> np.ndarray:
        r"""Factor :math:`1 - e_0 - e_1` of :math:`\langle Z \rangle` that errors leave."""
        return 1 - np.asarray(self.zeros) - np.asarray(self.ones)

    def inverses(self, wires: Wires) -> list[np.ndarray]:
        """Inverse of the 2 x 2 matrix of each wire, in the order of ``wires``."""
        matrices = []
        for i in self._positions(wires):
            e0, e1 = self.zeros[i], self.ones[i]
            matrices.append(np.linalg.inv([[1 - e0, e1], [e0, 1 - e1]]))
        return matrices

    def _positions(self, wires) -> list[int]:
        missing = [wire for wire in wires if wire not in self.wires]
        if missing:
            raise ValueError(
                f"The readout errors of the wires {missing} are not known; calibrate them with "
                "readout_errors(device, wires=...)."
            )
        return [self.wires.index(wire) for wire in wires]

    def factors(self, wires) -> tuple[np.ndarray, np.ndarray]:
        r"""Numbers b and a of each wire that give :math:`Z = b + a Z'` of the measured Z'."""
        positions = self._positions(wires)
        contrast = self.contrast[positions]
        return (self.zeros - self.ones)[positions] / contrast, 1 / contrast

    def nearest_distribution(self, frequencies, wires=None) -> np.ndarray:
        r"""Distribution whose inverse-corrected vector is nearest: least squares on the simplex.

        For reports; it is not linear, so losses that are trained take the inverse itself.

        Args:
            frequencies (array-like): measured frequencies of shape ``(2**n_wires,)``.
            wires (Sequence or None): their wires, all that are known by default.

        Returns:
            numpy.ndarray: probabilities of the same shape.

        Source: Smolin, Gambetta and Smith, arXiv:1106.5458.
        """
        quasi = _apply_matrices(self.inverses(wires or self.wires), np.asarray(frequencies, float))
        descending = np.sort(quasi)[::-1]
        excess = (np.cumsum(descending) - 1) / np.arange(1, quasi.size + 1)
        threshold = excess[np.flatnonzero(descending > excess)[-1]]
        return np.maximum(quasi - threshold, 0)


def readout_errors(device, wires: Sequence | None = None, *, shots: int = 10_000) -> ReadoutErrors:
    """Measure the readout errors of a device by two circuits, of all zeros and of all ones.

    The errors of the X gates that prepare the ones count as readout errors.

    Args:
        device (qml.devices.Device): any device.
        wires (Sequence or None): the wires, all of the device by default.
        shots (int): shots of each of the two circuits.

    Returns:
        ReadoutErrors: the errors of each wire.

    Raises:
        ValueError: if no wires are known, or a wire is read at random.

    **Example**

    >>> errors = readout_errors(qml.device("lightning.qubit", wires=2), shots=100)
    >>> errors.zeros, errors.ones
    (array([0., 0.]), array([0., 0.]))

    Source: the tensor-product noise model of Bravyi et al., arXiv:2006.14044.
    """
    check_integer("shots", shots, 1)
    wires = Wires(device.wires if wires is None else wires)
    if not wires:
        raise ValueError("The device names no wires; pass wires= to readout_errors.")

    @qml.qnode(device)
    def prepare(bit):
        for wire in wires:
            qml.RX(np.pi * bit, wires=wire)
        return qml.probs(wires=wires[:1])

    zeros, ones = (sample(prepare, bit, shots=shots, wires=wires) for bit in (0.0, 1.0))
    return ReadoutErrors(tuple(wires), zeros.mean(axis=0), 1 - ones.mean(axis=0))


@qml.transform
def mitigate_readout(tape: QuantumScript, errors: ReadoutErrors):
    """Undo the readout errors in the probabilities, parities and Z words that a circuit returns.

    The inverse is linear, so losses and their gradients by parameter-shift have it undone on
    average. Probabilities still sum to 1; single ones can be negative, and the variance grows by
    about 1 / (1 - e0 - e1)² for each wire of a word.

    Args:
        tape (QNode or QuantumScript): the circuit.
        errors (ReadoutErrors): the errors of the wires that are measured.

    Returns:
        QNode or tuple[QuantumScriptBatch, Callable]: the mitigated circuit.

    Raises:
        ValueError: if the circuit returns something else, or the errors of a wire are not known.

    **Example**

    >>> @qml.qnode(qml.device("default.mixed", wires=1))
    ... def circuit():
    ...     qml.BitFlip(0.1, wires=0)
    ...     return qml.probs(wires=0)
    >>> errors = ReadoutErrors((0,), zeros=np.array([0.1]), ones=np.array([0.1]))
    >>> circuit(), mitigate_readout(circuit, errors)().round(6)
    (array([0.9, 0.1]), array([1., 0.]))

    Source: Bravyi et al., arXiv:2006.14044.
    """
    parts = [_corrected(measurement, errors) for measurement in tape.measurements]
    measured = [measurement for measurement, _ in parts]
    corrections = [correct for _, correct in parts]
    return [tape.copy(measurements=measured)], partial(_apply_corrections, corrections=corrections)


def _apply_corrections(results, *, corrections):
    [result] = results
    if len(corrections) == 1:
        return corrections[0](result)
    return tuple(correct(part) for correct, part in zip(corrections, result, strict=True))


def _corrected(measurement, errors: ReadoutErrors):
    """What to measure instead, and the linear function of its result."""
    if isinstance(measurement, ProbabilityMP) and measurement.obs is None:
        wires = measurement.wires or Wires(errors.wires)
        return measurement, partial(_apply_matrices, errors.inverses(wires))
    if isinstance(measurement, ParityMP):
        return _corrected_words(measurement, errors)
    word = _z_word(measurement)
    if word is not None:
        return _corrected_expval(word, errors)
    raise ValueError(
        "mitigate_readout undoes errors in qml.probs, qgen.parities and expectation values of "
        f"products of Z; got {measurement}."
    )


def _apply_matrices(matrices, probabilities):
    """Act with a matrix on each qubit of the last axis, in O(n 2**n)."""
    shape = math.shape(probabilities)
    if shape[-1] != 2 ** len(matrices):
        raise ValueError(
            f"{shape[-1]} probabilities belong to {shape[-1].bit_length() - 1} wires; the readout "
            f"errors of {len(matrices)} are known. Name the wires in what the QNode returns."
        )
    tensor = math.reshape(probabilities, (-1, *[2] * len(matrices)))
    for axis, matrix in enumerate(matrices, start=1):
        moved = math.moveaxis(tensor, axis, -1)
        tensor = math.moveaxis(math.dot(moved, math.convert_like(matrix.T, moved)), -1, axis)
    return math.reshape(tensor, shape)


def _subwords(word: np.ndarray, wires, errors: ReadoutErrors):
    r"""Parts of a word and their coefficients in :math:`\prod_i (b_i + a_i Z_i)`."""
    positions = np.flatnonzero(word)
    if positions.size > _MAX_WORD_WEIGHT:
        raise ValueError(
            f"A word of {positions.size} wires has 2**{positions.size} parts; at most "
            f"{_MAX_WORD_WEIGHT} wires are undone. Use a wider kernel, whose words are shorter."
        )
    offsets, scales = errors.factors([wires[i] for i in positions])
    chosen = (np.arange(2**positions.size)[:, None] >> np.arange(positions.size)) & 1
    parts = np.zeros((len(chosen), len(word)), dtype=np.int8)
    parts[:, positions] = chosen
    return parts, np.prod(np.where(chosen, scales, offsets), axis=1)


def _corrected_words(measurement: ParityMP, errors: ReadoutErrors):
    wires = measurement.wires or Wires(errors.wires)
    pairs = [_subwords(word, wires, errors) for word in measurement.words]
    words, places = distinct_rows(np.concatenate([parts for parts, _ in pairs]))
    matrix = np.zeros((len(words), len(pairs)))
    columns = np.repeat(np.arange(len(pairs)), [len(parts) for parts, _ in pairs])
    np.add.at(matrix, (places, columns), np.concatenate([values for _, values in pairs]))
    instead = ParityMP(words, wires=wires, n_batches=measurement.n_batches)
    return instead, lambda result: math.dot(result, math.convert_like(matrix, result))


def _corrected_expval(wires: Wires, errors: ReadoutErrors):
    """An expectation value of one word becomes that of the probabilities of its wires."""
    inverses = errors.inverses(wires)
    signs = reduce(np.kron, [np.array([1.0, -1.0]) @ inverse for inverse in inverses])
    measured = qml.probs(wires=wires)
    return measured, lambda result: math.dot(result, math.convert_like(signs, result))


def _z_word(measurement) -> Wires | None:
    """Wires of an expectation value of a product of Z."""
    if not isinstance(measurement, ExpectationMP) or measurement.obs.pauli_rep is None:
        return None
    terms = list(measurement.obs.pauli_rep.items())
    if len(terms) != 1 or terms[0][1] != 1 or set(terms[0][0].values()) - {"Z"}:
        return None
    return Wires(list(terms[0][0]))
