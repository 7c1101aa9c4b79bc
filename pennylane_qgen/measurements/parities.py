r"""Expectation values :math:`\langle Z_S \rangle` of many words, from one state or set of shots.

A thousand words cost one Walsh-Hadamard transform of the probabilities, or one pass of parity
counts over the samples. The result is linear in the state, so PennyLane's gradient rules hold.
"""

from functools import cached_property
from hashlib import blake2b

import numpy as np
from pennylane import math
from pennylane.exceptions import QuantumFunctionError
from pennylane.measurements import ProbabilityMP, SampleMeasurement, StateMeasurement
from pennylane.queuing import QueuingManager
from pennylane.wires import Wires

from ..bits import as_words, bits_to_integers, parity_means
from ..checks import check_integer
from ..operators import apply_symmetric
from ..walsh import walsh_hadamard_transform
from .qnode_guards import refuse_wrong_adjoint


class ParityMP(SampleMeasurement, StateMeasurement):
    """Measurement process of :func:`parities`.

    Args:
        words (array-like): words as rows of bits, shape ``(n_words, n_wires)``.
        wires (Wires): the wires that the columns of ``words`` stand for; ``None`` for all.
        n_batches (int or None): number of batches of shots that are averaged separately.
        obs (None): not supported; there for a clear error.

    **Example**

    >>> ParityMP([[1, 1]], wires=qml.wires.Wires([0, 1]))
    parities(1 words, wires=[0, 1])
    """

    _shortname = "parities"

    def __init__(
        self, words=(), wires: Wires | None = None, n_batches: int | None = None, *, obs=None
    ):
        if obs is not None:
            # The Hadamard gradient rebuilds a measurement around an observable with one more wire.
            raise QuantumFunctionError(
                "diff_method='hadamard' does not support qgen.parities; use 'parameter-shift'."
            )
        self.words = np.ascontiguousarray(words, dtype=np.int8)
        self.words.flags.writeable = False
        self.n_batches = n_batches
        super().__init__(wires=wires)

    def __repr__(self):
        return f"parities({len(self.words)} words, wires={self.wires.tolist()})"

    @property
    def numeric_type(self):
        """The results are real numbers."""
        return float

    def shape(self, shots: int | None = None, num_device_wires: int = 0) -> tuple[int]:
        """Shape of the result, ``(n_words,)`` or ``(n_batches, n_words)``."""
        batches = () if self.n_batches is None else (self.n_batches,)
        return (*batches, len(self.words))

    @cached_property
    def _fingerprint(self):
        return self.words.shape, np.packbits(self.words).tobytes(), self.n_batches

    @property
    def hash(self):
        """Integer that differs for other words or wires, so that no cache mixes them up."""
        return hash((type(self).__name__, tuple(self.wires.tolist()), self._fingerprint))

    def __hash__(self):
        return self.hash

    def __eq__(self, other):
        return (
            isinstance(other, ParityMP)
            and self.wires == other.wires
            and self._fingerprint == other._fingerprint
        )

    def _flatten(self):
        return (), (("wires", self.raw_wires), ("words", self._fingerprint))

    @classmethod
    def _unflatten(cls, data, metadata):
        (_, wires), (_, (shape, packed, n_batches)) = metadata
        words = np.unpackbits(np.frombuffer(packed, np.uint8), count=shape[0] * shape[1])
        return cls(words.reshape(shape), wires=wires, n_batches=n_batches)

    def _measured_wires(self, wire_order: Wires) -> Wires:
        wires = self.wires or wire_order
        if len(wires) != self.words.shape[1]:
            raise ValueError(
                f"The words of parities have {self.words.shape[1]} bits, but {len(wires)} wires "
                "are measured; pass wires= to parities."
            )
        return wires

    def process_state(self, state, wire_order: Wires):
        """Expectation values from a state vector of shape ``(..., 2**n)``."""
        return self._from_distribution("process_state", state, wire_order)

    def process_density_matrix(self, density_matrix, wire_order: Wires):
        """Expectation values from a density matrix of shape ``(..., 2**n, 2**n)``."""
        return self._from_distribution("process_density_matrix", density_matrix, wire_order)

    def _from_distribution(self, method: str, state, wire_order: Wires):
        with QueuingManager.stop_recording():
            distribution = ProbabilityMP(wires=self._measured_wires(wire_order))
        return self.process_probabilities(getattr(distribution, method)(state, wire_order))

    def process_probabilities(self, probabilities):
        """Expectation values from the probabilities of the measured wires, ``(..., 2**n)``."""
        spectrum = apply_symmetric(walsh_hadamard_transform, probabilities)
        return self.repeat_batches(spectrum[..., bits_to_integers(self.words)])

    def repeat_batches(self, values):
        """Exact values of shape ``(..., n_words)`` in the shape of the result."""
        return values if self.n_batches is None else math.stack([values] * self.n_batches, axis=-2)

    def sum_batches(self, cotangent):
        """Cotangent of exact values of shape ``(n_words,)``, from one of the result's shape."""
        return cotangent if self.n_batches is None else cotangent.sum(axis=0)

    def process_samples(self, samples, wire_order: Wires, shot_range=None, bin_size=None):
        """Mean parities of samples of shape ``(..., shots, wires)``."""
        samples = math.unwrap([samples])[0]
        if shot_range is not None:
            samples = samples[..., slice(*shot_range), :]
        samples = samples[..., wire_order.indices(self._measured_wires(wire_order))]
        if bin_size is not None:
            bins = samples.reshape(*samples.shape[:-2], -1, bin_size, samples.shape[-1])
            return np.moveaxis(self._mean_parities(bins), samples.ndim - 2, -1)
        return self._mean_parities(samples)

    def _mean_parities(self, samples) -> np.ndarray:
        sets = samples.reshape(-1, *samples.shape[-2:])
        means = np.stack([self._batch_means(bits) for bits in sets])
        return means.reshape(*samples.shape[:-2], *means.shape[1:])

    def _batch_means(self, bits) -> np.ndarray:
        if self.n_batches is None:
            return parity_means(bits, self.words)
        if len(bits) < self.n_batches:
            raise ValueError(
                f"{len(bits)} shots cannot be split into {self.n_batches} batches. Take more "
                "shots, or fewer batches; an unbiased square needs at least two shots."
            )
        batches = np.array_split(_shuffled(bits), self.n_batches)
        return np.stack([parity_means(batch, self.words) for batch in batches])

    def process_counts(self, counts: dict, wire_order: Wires):
        """Mean parities from a dictionary of bit strings and how often each came."""
        outcomes = np.array([[int(bit) for bit in outcome] for outcome in counts], dtype=np.int8)
        outcomes = outcomes[:, wire_order.indices(self._measured_wires(wire_order))]
        numbers = np.array(list(counts.values()), dtype=np.int64)
        if self.n_batches is None:
            signs = 1 - 2 * (outcomes.astype(float) @ self.words.T % 2)
            return numbers @ signs / numbers.sum()
        return self._batch_means(np.repeat(outcomes, numbers, axis=0))


def _shuffled(bits) -> np.ndarray:
    """Shots in random order, the same for the same shots.

    Devices that know counts only, such as ``qiskit.remote``, return their shots sorted, and
    batches of sorted shots are neither independent nor of one distribution.
    """
    content = blake2b(np.ascontiguousarray(bits, dtype=np.int8), digest_size=8).digest()
    order = np.random.default_rng(int.from_bytes(content)).permutation(len(bits))
    return np.asarray(bits)[order]


def parities(words, wires=None, *, n_batches: int | None = None) -> ParityMP:
    r"""Expectation values :math:`\langle Z_S \rangle = \sum_x p(x) (-1)^{x \cdot S}` of words.

    Args:
        words (array-like): rows of bits of shape ``(n_words, n_wires)``, or integer masks of
            shape ``(n_words,)``, wire 0 the most significant bit. Masks need ``wires``.
        wires (Sequence or int): the wires the words refer to, in the order of their bits; all
            wires of the device if ``None``.
        n_batches (int): split the shots into so many batches and average each by itself, so that
            the rows of the result are independent and unbiased squares can be made of them; the
            rows of an exact result are equal. ``None`` averages all shots.

    Returns:
        ParityMP: a measurement process; the QNode returns shape ``(n_words,)``, or
        ``(n_batches, n_words)`` with batches.

    Raises:
        ValueError: if there is no word, a word is not binary or does not fit the wires, or
            ``n_batches`` is no positive integer.
        QuantumFunctionError: inside a QNode on default.qubit with diff_method="adjoint", which
            PennyLane 0.45 gets wrong.

    **Example**

    >>> dev = qml.device("default.qubit", wires=2)
    >>> @qml.qnode(dev)
    ... def circuit(angle):
    ...     qml.RX(angle, wires=0)
    ...     qml.CNOT([0, 1])
    ...     return qgen.parities([[1, 0], [1, 1]])
    >>> circuit(np.pi / 3)
    array([0.5, 1. ])
    """
    refuse_wrong_adjoint()
    wires = None if wires is None else Wires(wires)
    if wires is None and np.ndim(words) != 2:
        raise ValueError("Integer masks do not say how many wires there are; pass wires=.")
    n_wires = np.shape(words)[1] if wires is None else len(wires)
    if n_batches is not None:
        check_integer("n_batches", n_batches, 1)
    return ParityMP(as_words(words, n_wires), wires=wires, n_batches=n_batches)
