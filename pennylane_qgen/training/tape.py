"""Evaluations of the loss, recorded so that a deterministic optimiser can be replayed.

SciPy's and CMA-ES's methods cannot be paused. What they do depends only on the numbers they are
given, so a run is continued by starting it again and answering its first questions from the tape.
"""

import hashlib
import math

import numpy as np

from .errors import CheckpointError
from .objective import Objective


class Tape:
    """An objective for flat vectors that remembers its answers.

    Args:
        objective (Objective): the loss and its gradient.
        shape (tuple[int]): shape of the weights.
        state (dict or None): an earlier :meth:`state`; an empty dictionary begins a tape, ``None``
            answers without recording.
    """

    def __init__(self, objective: Objective, shape: tuple[int, ...], state: dict | None = None):
        self.objective = objective
        self.shape = shape
        self._records = None if state is None else _records(state)
        self._position = 0
        self._known = {}
        self._best = None

    def value(self, vector) -> float:
        """Loss at a flat vector of weights."""
        return self._answer(vector, with_gradient=False)[0]

    def value_and_gradient(self, vector) -> tuple[float, np.ndarray]:
        """Loss and flat gradient at a flat vector of weights."""
        return self._answer(vector, with_gradient=True)

    def evaluated(self, vector) -> tuple[np.ndarray, float, float]:
        """Point, loss and gradient norm at a vector, or of the best point if it is a new one."""
        known = self._known.get(_fingerprint(vector))
        if known is None:
            return self._best
        return np.array(vector).reshape(self.shape), *known

    def state(self) -> dict:
        """All evaluations as arrays."""
        fingerprints, values, gradients = zip(*self._records, strict=True)
        tree = {"fingerprints": np.array(fingerprints, dtype=np.uint64), "values": np.array(values)}
        return tree if gradients[0] is None else {**tree, "gradients": np.array(gradients)}

    def _answer(self, vector, with_gradient: bool):
        vector = np.array(vector, dtype=float)
        fingerprint = _fingerprint(vector)
        value, gradient = self._lookup(fingerprint) or self._evaluate(vector, with_gradient)
        if self._records is not None and self._position == len(self._records):
            self._records.append((fingerprint, value, gradient))
        self._position += 1
        norm = math.nan if gradient is None else float(np.sqrt(np.sum(np.square(gradient))))
        self._known[fingerprint] = value, norm
        if self._best is None or value < self._best[1]:
            self._best = vector.reshape(self.shape), value, norm
        # SciPy may write into the array it is given.
        return value, None if gradient is None else gradient.copy()

    def _evaluate(self, vector, with_gradient: bool):
        weights = vector.reshape(self.shape)
        if not with_gradient:
            return self.objective.value(weights), None
        value, gradient = self.objective.value_and_gradient(weights)
        return value, gradient.ravel()

    def _lookup(self, fingerprint: int):
        """Recorded answer to the next question, ``None`` when the tape is at its end."""
        if self._records is None or self._position == len(self._records):
            return None
        recorded, value, gradient = self._records[self._position]
        if recorded != fingerprint:
            raise CheckpointError(
                f"The checkpoint's evaluation {self._position + 1} was made at other weights than "
                "the optimiser now asks for: another version of SciPy, cma or NumPy, or another "
                "machine. Go on where it was made, or start from its best_weights with a new "
                "checkpoint file."
            )
        return value, gradient


def _records(state: dict) -> list[tuple]:
    values = np.asarray(state.get("values", ())).tolist()
    fingerprints = np.asarray(state.get("fingerprints", ())).tolist()
    gradients = state.get("gradients", [None] * len(values))
    return list(zip(fingerprints, values, gradients, strict=True))


def _fingerprint(vector) -> int:
    data = np.ascontiguousarray(vector, dtype=float).tobytes()
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")
