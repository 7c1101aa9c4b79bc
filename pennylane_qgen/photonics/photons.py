"""Input states with a definite number of photons in each mode."""

import numpy as np
from pennylane.wires import Wires

from .base import PhotonicGate


class Photons(PhotonicGate):
    r"""Prepares the Fock state :math:`|n_0, n_1, \dots\rangle`.

    Modes in which nothing is prepared are in the vacuum.

    Args:
        counts (int or Sequence[int]): photons in each wire; one number if there is one wire.
        wires (Any or Iterable): the modes, as many as counts.

    Raises:
        ValueError: if the counts are no integers from 0, or are not as many as the wires.

    **Example**

    >>> Photons([1, 0, 2], wires=range(3)).counts
    (1, 0, 2)
    """

    num_params = 0
    grad_method = None

    def __init__(self, counts, wires):
        counts = _as_counts(counts)
        if len(Wires(wires)) != len(counts):
            raise ValueError(
                f"There must be one count a wire; got {len(counts)} counts and "
                f"{len(Wires(wires))} wires. Photons can only be put into modes that exist."
            )
        super().__init__(wires=wires, counts=counts)

    @property
    def counts(self) -> tuple[int, ...]:
        """Photons in each of the wires."""
        return self.hyperparameters["counts"]

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, such as ``|1,0,2⟩``."""
        return base_label or f"|{','.join(map(str, self.counts))}⟩"


def _as_counts(counts) -> tuple[int, ...]:
    array = np.atleast_1d(np.asarray(counts))
    if array.ndim != 1 or array.dtype.kind not in "iub" or (array < 0).any():
        raise ValueError(
            f"Counts of photons must be integers of at least 0, one a wire; got {counts!r}."
        )
    return tuple(array.tolist())
