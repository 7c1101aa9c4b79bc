"""Time-bin interferometers: delay loops that couple pulses of light."""

import numpy as np
import pennylane as qml

from ..checks import check_integer
from ..linear_optics import loop_matrix, loop_pairs
from ..templates.base import (
    Ansatz,
    check_weights,
    check_wires,
    draw_weights,
    register_decomposition,
)
from .beam_splitter import BeamSplitter


class Loops(Ansatz):
    r"""A train of pulses through delay loops, one after the other.

    A loop that delays by d bins couples the pulses i and i + d in the order i = 0, 1, ... by beam
    splitters of angles that can be set for each. A single loop is classically easy, since it is
    an exact Markov chain, however many photons there are; several loops are not.

    Args:
        weights (tensor_like): angles of shape ``(n_angles,)``, loop after loop, in radians.
        delays (Sequence[int]): the delay of each loop, in bins.
        wires (Any or Iterable): the time bins.

    Raises:
        ValueError: if wires come twice, a delay is not from 1 to ``n_wires - 1``, or the weights
            do not fit.

    **Example**

    >>> Loops.shape(4, delays=(1, 3))
    (4,)
    >>> circuit = Loops(np.ones(4), delays=(1, 3), wires=range(4))
    >>> [gate.wires.tolist() for gate in circuit.decomposition()]
    [[0, 1], [1, 2], [2, 3], [0, 3]]

    **Source**: Motes et al., `arXiv:1403.4007 <https://arxiv.org/abs/1403.4007>`_.
    """

    def __init__(self, weights, delays, wires):
        wires = check_wires(wires, minimum=2)
        delays = _as_delays(delays, len(wires))
        shape = self.shape(len(wires), delays=delays)
        weights = check_weights("Loops", weights, shape, f"(n_angles,) = {shape}")
        super().__init__(weights, wires, delays=delays)

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``Loops``."""
        return super().label(decimals=decimals, base_label=base_label or "Loops", cache=cache)

    @staticmethod
    def compute_decomposition(weights, wires, delays):
        """The beam splitters, loop after loop.

        Args:
            weights (tensor_like): angles of shape ``(n_angles,)`` or ``(batch, n_angles)``.
            wires (Iterable): the time bins.
            delays (Sequence[int]): the delay of each loop.

        Returns:
            list[Operation]: the gates.
        """
        pairs = loop_pairs(len(wires), delays)
        return [
            BeamSplitter(weights[..., index], 0.0, [wires[i], wires[j]])
            for index, (i, j) in enumerate(pairs)
        ]

    def mode_matrix(self) -> np.ndarray:
        """The matrix on modes, for weights without a batch axis.

        Returns:
            numpy.ndarray: complex matrix of shape ``(n_wires, n_wires)``.
        """
        weights = np.asarray(qml.math.unwrap(self.data)[0], dtype=float)
        return loop_matrix(len(self.wires), self.hyperparameters["delays"], weights)

    @staticmethod
    def shape(n_wires: int, *, delays) -> tuple[int]:
        """Shape of the weights.

        Args:
            n_wires (int): number of time bins, from 2.
            delays (Sequence[int]): the delay of each loop, in bins.

        Returns:
            tuple[int]: the sum of ``n_wires - delay`` over the loops.
        """
        check_integer("n_wires", n_wires, 2)
        return (len(loop_pairs(n_wires, _as_delays(delays, n_wires))),)

    @staticmethod
    def init(n_wires: int, *, delays, strategy="uniform", seed=None, scale=0.1):
        """Initial weights.

        Args:
            n_wires (int): number of time bins, from 2.
            delays (Sequence[int]): the delay of each loop, in bins.
            strategy (str): ``"uniform"`` in [0, 2π); ``"small"`` normal with standard deviation
                ``scale``; ``"identity"`` zeros, at which the pulses do not meet.
            seed (int or numpy.random.Generator or None): source of the random numbers.
            scale (float): standard deviation of ``"small"``.

        Returns:
            pennylane.numpy.tensor: weights of shape ``(n_angles,)``.

        Raises:
            ValueError: if the strategy is unknown or a delay does not fit.
        """
        return draw_weights(Loops.shape(n_wires, delays=delays), strategy, seed, scale=scale)


register_decomposition(Loops)


def _as_delays(delays, n_wires: int) -> tuple[int, ...]:
    delays = tuple(check_integer("A delay", delay, 1) for delay in np.atleast_1d(delays).tolist())
    if max(delays, default=1) >= n_wires:
        raise ValueError(f"A delay must be below the number of bins, {n_wires}; got {delays}.")
    return delays
