"""Zero-noise extrapolation of what a loss measures, with PennyLane's folding."""

from collections.abc import Callable, Sequence
from functools import partial

import pennylane as qml
from pennylane import math
from pennylane.noise import fold_global, richardson_extrapolate
from pennylane.tape import QuantumScript


@qml.transform
def zero_noise(
    tape: QuantumScript,
    scale_factors: Sequence[float] = (1, 2, 3),
    extrapolate: Callable = richardson_extrapolate,
):
    """Run a circuit with its noise stretched, and extrapolate the results to no noise.

    The circuit is folded, U to U U† U, by PennyLane's :func:`qml.noise.fold_global
    <pennylane.noise.fold_global>`, and each measured number is extrapolated by itself.
    :func:`qml.noise.mitigate_with_zne <pennylane.noise.mitigate_with_zne>` does so for expectation
    values; this one also for :func:`qml.probs <pennylane.probs>` and
    :func:`~pennylane_qgen.parities`, so that it stands in front of any QNode that returns a loss.
    Extrapolation is linear, so the gradient by parameter-shift holds. Extrapolated probabilities
    still sum to 1, but single ones can be negative, and the variance grows: for the factors 1, 2, 3
    by 9 + 9 + 1 = 19, each factor with as many shots. The sum over words of ``qgen.mmd`` then takes
    its squares too large by what it takes for one mean of so many shots.

    Switch off the device's own optimisation (``optimization_level=0`` in Qiskit): it would cancel
    U† U.

    Args:
        tape (QNode or QuantumScript): the circuit.
        scale_factors (Sequence[float]): how often the noise is stretched, from 1.
        extrapolate (Callable): ``extrapolate(scale_factors, results)``, linear in the results for
            gradients to hold, such as :func:`qml.noise.richardson_extrapolate
            <pennylane.noise.richardson_extrapolate>`.

    Returns:
        QNode or tuple[QuantumScriptBatch, Callable]: the mitigated circuit.

    Raises:
        ValueError: if there are less than two factors, or one is below 1.

    **Example**

    >>> noise = qml.noise.partial_wires(qml.DepolarizingChannel, 0.05)
    >>> model = qml.NoiseModel({qml.noise.wires_in([0]): noise})
    >>> @qml.qnode(qml.noise.add_noise(qml.device("default.mixed", wires=1), model))
    ... def circuit(angle):
    ...     qml.RX(angle, wires=0)
    ...     return qgen.mmd([[1]], bandwidth=1.0)
    >>> mitigated = zero_noise(circuit, scale_factors=[1, 3, 5])
    >>> round(float(circuit(np.pi)), 5), round(float(mitigated(np.pi)), 5)
    (0.00087, 0.0)

    Source: Temme, Bravyi and Gambetta, arXiv:1612.02058; Giurgica-Tiron et al., arXiv:2005.10921.
    """
    factors = [float(factor) for factor in scale_factors]
    if len(factors) < 2 or min(factors) < 1:
        raise ValueError(
            f"scale_factors must be at least two numbers from 1 on; got {scale_factors}."
        )
    preparations = tape.operations[: tape.num_preps]
    gates = QuantumScript(tape.operations[tape.num_preps :])
    folded = []
    for factor in factors:
        [script], _ = fold_global(gates, factor)
        folded.append(tape.copy(operations=preparations + script.operations))
    n_results = len(tape.measurements)
    return folded, partial(_extrapolate, factors=factors, method=extrapolate, n_results=n_results)


def _extrapolate(results, *, factors, method, n_results: int):
    if n_results == 1:
        return _to_no_noise(results, factors, method)
    columns = zip(*results, strict=True)
    return tuple(_to_no_noise(column, factors, method) for column in columns)


def _to_no_noise(results, factors, method):
    """One measured array of any shape, number by number."""
    stacked = math.stack(results)
    shape = math.shape(stacked)[1:]
    flat = math.reshape(stacked, (len(factors), -1))
    return math.reshape(method(factors, flat), shape)
