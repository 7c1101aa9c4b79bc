"""Watch a run by samples: the unbiased MMD to held-out data, with its standard error."""

import numpy as np
import pennylane as qml

from ..checks import check_integer
from ..metrics.mmd import MMDEstimate, mmd_with_error
from ..sampling import sample
from .result import TrainingState


class SampledMMD:
    """A callback of :func:`~pennylane_qgen.train` that samples the circuit every few steps.

    The estimate is the U-statistic, which has no bias of finite shots, unlike the training loss of
    measured frequencies. It is what hardware can report at any number of wires. On a
    :class:`MeteredDevice` the samples are counted and stored as everything else.

    Args:
        qnode (qml.QNode): the QNode of the run, or another one of the same circuit.
        target (array-like): held-out bits of shape ``(n_samples, n_wires)``.
        bandwidth (float or Sequence[float]): of the kernel.
        shots (int): number of samples, at least 3.
        every (int): number of steps between two estimates.

    **Example**

    >>> @qml.qnode(qml.device("lightning.qubit", wires=1, seed=0))
    ... def circuit(weights):
    ...     qml.RX(weights[0], wires=0)
    ...     return qgen.mmd([[1]], bandwidth=1.0)
    >>> watch = SampledMMD(circuit, [[1], [1], [1]], bandwidth=1.0, shots=100, every=10)
    >>> result = qgen.train(circuit, [0.5], steps=20, callbacks=[watch])
    >>> watch.steps, len(watch.estimates)
    ([10, 20], 2)

    Source: the U-statistic, Gretton et al., JMLR 13, 723 (2012).
    """

    def __init__(self, qnode: qml.QNode, target, *, bandwidth, shots: int, every: int = 10):
        self.qnode, self.bandwidth = qnode, bandwidth
        self.target = np.asarray(target)
        self.shots = check_integer("shots", shots, 3)
        self.every = check_integer("every", every, 1)
        self.steps: list[int] = []
        self.estimates: list[MMDEstimate] = []

    def __call__(self, state: TrainingState) -> None:
        """Estimate, if it is time to."""
        if state.step % self.every:
            return
        samples = sample(self.qnode, state.weights, shots=self.shots)
        self.steps.append(state.step)
        self.estimates.append(mmd_with_error(samples, self.target, bandwidth=self.bandwidth))
