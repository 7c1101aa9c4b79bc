r"""The variance of a loss from the light cones of random Clifford circuits: theorem 3.

The angles of a circuit of Pauli rotations are independent and uniform. Then
:math:`E \langle Z_S \rangle^2` is the mean over circuits in which every angle is 0 or
:math:`\pi/2`: these are Clifford, take :math:`Z_S` backwards to one Pauli word P, and that word has
on a layer of Haar-random wires a mean square :math:`3^{-|P|}`. So the part of the variance of an
MMD that knows the data,

.. math:: \mathrm{Var}\Big[2 \sum_S w_S z_S \langle Z_S \rangle\Big]
    = 4 \sum_S (w_S z_S)^2\, E_{\alpha \in \{0, \pi/2\}^M}\, 3^{-\Delta_S(\alpha)},

is found without a state vector, at any number of wires.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pennylane as qml
from pennylane import numpy as pnp

from ..bits import empirical_distribution, integers_to_bits, parity_means, words_up_to_weight
from ..checks import check_choice, check_integer
from ..kernels import HammingKernel
from ..walsh import walsh_hadamard_transform
from .pauli_rotations import PauliRotation, pauli_rotations
from .source import read_source

FIRST_LAYERS = ("haar", "zero")

MAX_ALL_WORDS_WIRES = 12
"""Up to this number of wires all words are summed by default, above it those of up to two wires."""

_BATCH_ENTRIES = 2**23
"""Entries (wires, circuits, words) of one batch of words; each is two bytes."""


@dataclass(frozen=True)
class LightConeVariance:
    """The data-dependent part of the variance of an MMD over the angles of a circuit.

    Args:
        variance (float): the estimate; the variance of the loss is at least this.
        standard_error (float): its Monte Carlo error. If no circuit at all took a word back to one
            with a mean, the variance that a single such circuit would have made.
        light_cone (float): mean number of wires of a word taken back to the first layer, averaged
            with the weights of the words.
        lower_bound (float): what Jensen's inequality makes of the light cones alone.
        n_words (int): number of words that were summed.
        n_rotations (int): number of random angles.

    **Example**

    >>> print(LightConeVariance(0.02, 0.001, 1.5, 0.01, n_words=7, n_rotations=3))
    variance of the loss at least 0.02 +- 0.001, from 7 words with a mean light cone of 1.5 wires
    """

    variance: float
    standard_error: float
    light_cone: float
    lower_bound: float
    n_words: int
    n_rotations: int

    def __str__(self):
        return (
            f"variance of the loss at least {self.variance:.3g} +- {self.standard_error:.1g}, from "
            f"{self.n_words} words with a mean light cone of {self.light_cone:.2g} wires"
        )


def light_cone_variance(
    circuit,
    weights,
    target,
    bandwidth,
    *,
    first_layer: str = "haar",
    max_weight: int | None = None,
    n_circuits: int = 1000,
    seed=None,
) -> LightConeVariance:
    r"""Estimate the data-dependent variance of an MMD by sampling Clifford circuits.

    Args:
        circuit (qml.QNode or Callable or qml.tape.QuantumScript): an ansatz of Pauli rotations and
            Clifford gates: a QNode of the weights, a function such as
            ``lambda w: qgen.HardwareEfficient(w, wires=range(8))``, or a tape whose weights
            require a gradient. The bits of the target are the wires of the first measurement, else
            those of the device, else the wires of the circuit in their order.
        weights (array-like or None): weights of the right shape; only their number matters. No two
            gates may share a weight. ``None`` with a tape.
        target (array-like): samples or probabilities of the data.
        bandwidth (float or Sequence[float]): :math:`\sigma` of the Hamming kernel.
        first_layer (str): ``"haar"`` puts a layer of Haar-random wires before the circuit, as in
            the theorem. ``"zero"`` begins with zeros; then every wire must first meet a random
            rotation of its own about X or Y, as otherwise words can be correlated.
        max_weight (int or None): sum words of at most so many wires, which bounds the variance
            from below; by default all words up to 12 wires, above it 2.
        n_circuits (int): Clifford circuits to sample, at least 2.
        seed (int, numpy.random.Generator or None): draws them.

    Returns:
        LightConeVariance: estimate, error, light cone and bound.

    Raises:
        ValueError: if the circuit is not made of such gates, the target does not fit its wires,
            or an argument is out of range.

    **Example**

    Without entangling gates it is 4 C of theorem 2.

    >>> def layer(weights):
    ...     qgen.Product(weights, wires=range(3))
    >>> found = light_cone_variance(
    ...     layer, qgen.Product.init(3, seed=0), [[0, 0, 0]], 1.0, first_layer="zero", seed=0
    ... )
    >>> found.n_words, found.n_rotations
    (7, 3)

    Source: theorem 3 of arXiv:2305.02881.
    """
    check_choice("first_layer", first_layer, FIRST_LAYERS)
    tape = _read_circuit(circuit, weights)
    rotations, wires = pauli_rotations(tape), _data_wires(circuit, tape)
    if first_layer == "zero":
        _check_first_rotations(rotations, tape.wires + wires)
    words, squares = _words_and_squares(target, len(wires), max_weight)
    spectrum = HammingKernel(bandwidth).spectrum(len(wires))
    coefficients = 4 * spectrum[words.sum(axis=1)] ** 2 * squares
    rotations, words = _number_wires(rotations, words, wires, tape.wires)
    cones, overlaps = _sample_cliffords(
        rotations,
        words,
        coefficients,
        first_layer,
        check_integer("n_circuits", n_circuits, 2),
        seed,
    )
    total = coefficients.sum()
    error = overlaps.std(ddof=1) / sqrt(n_circuits) if overlaps.any() else total / n_circuits
    return LightConeVariance(
        float(overlaps.mean()),
        float(error),
        float(cones @ coefficients / total) if total > 0 else 0.0,
        float((coefficients * 3.0**-cones).sum()) if first_layer == "haar" else 0.0,
        len(words),
        sum(rotation.random for rotation in rotations),
    )


def _read_circuit(circuit, weights):
    if isinstance(circuit, qml.tape.QuantumScript):
        return circuit
    if weights is None or not callable(circuit):
        raise ValueError(
            "Pass a QNode or a function together with weights, or a tape; got "
            f"{type(circuit).__name__} and weights of type {type(weights).__name__}."
        )
    weights = pnp.array(weights, requires_grad=True)
    if isinstance(circuit, qml.QNode):
        return qml.workflow.construct_tape(circuit)(weights)
    return qml.tape.make_qscript(circuit)(weights)


def _data_wires(circuit, tape) -> qml.wires.Wires:
    """The wires that are the bits of the data, in their order."""
    if tape.measurements and len(tape.measurements[0].wires) > 0:
        return tape.measurements[0].wires
    if isinstance(circuit, qml.QNode) and circuit.device.wires:
        return circuit.device.wires
    numbered = set(tape.wires) == set(range(len(tape.wires)))
    return qml.wires.Wires(range(len(tape.wires))) if numbered else tape.wires


def _number_wires(rotations, words, data_wires, all_wires):
    """Rotations on positions instead of wires; words with columns for all wires, data first."""
    order = data_wires + all_wires
    position = {wire: i for i, wire in enumerate(order)}
    numbered = [
        PauliRotation(r.word, tuple(position[wire] for wire in r.wires), r.random)
        for r in rotations
    ]
    return numbered, np.pad(words, ((0, 0), (0, len(order) - len(data_wires))))


def _check_first_rotations(rotations: list[PauliRotation], wires) -> None:
    """Each wire must be turned out of |0> by a weight of its own; until then, only Z acts."""
    waiting = set(wires)
    for rotation in rotations:
        touched = waiting.intersection(rotation.wires)
        if not touched or set(rotation.word) == {"Z"}:
            continue
        if len(rotation.wires) > 1 or not rotation.random:
            raise ValueError(
                f"The wires {sorted(touched, key=str)} meet the gate {rotation.word} before a "
                'random rotation of their own about X or Y; use first_layer="haar".'
            )
        waiting -= touched
    if waiting:
        raise ValueError(
            f"The wires {sorted(waiting, key=str)} meet no random rotation of their own about X "
            "or Y; "
            'use first_layer="haar".'
        )


def _words_and_squares(target, n_wires, max_weight):
    """Words and the squares of the target's expectation values on them."""
    target = read_source(target)
    target_wires = target.shape[1] if target.ndim == 2 else target.size.bit_length() - 1
    if target_wires != n_wires:
        raise ValueError(f"The circuit measures {n_wires} wires, the target has {target_wires}.")
    if max_weight is None:
        max_weight = n_wires if n_wires <= MAX_ALL_WORDS_WIRES else 2
    if target.ndim == 2 and max_weight < n_wires:
        words = words_up_to_weight(n_wires, max_weight)
        return words, parity_means(target, words) ** 2
    p = empirical_distribution(target) if target.ndim == 2 else target
    masks = np.arange(1, p.size)
    masks = masks[np.bitwise_count(masks) <= check_integer("max_weight", max_weight, 1, n_wires)]
    return integers_to_bits(masks, n_wires), walsh_hadamard_transform(p)[masks] ** 2


def _sample_cliffords(rotations, words, coefficients, first_layer, n_circuits, seed):
    """Mean light cone of each word, and the sum over words for each random Clifford circuit."""
    rng = np.random.default_rng(seed)
    cones, overlaps = np.zeros(len(words)), []
    batch = max(1, _BATCH_ENTRIES // words.size)
    for start in range(0, n_circuits, batch):
        size = min(batch, n_circuits - start)
        x, z = _take_back(rotations, words, rng, size)
        weight = (x | z).sum(axis=0, dtype=np.int64)
        cones += weight.sum(axis=0)
        mean_square = 3.0**-weight if first_layer == "haar" else ~x.any(axis=0)
        overlaps.append(mean_square @ coefficients)
    return cones / n_circuits, np.concatenate(overlaps)


def _take_back(rotations, words, rng, size):
    """Pauli words of shape ``(n_wires, size, n_words)`` at the beginning of random circuits."""
    z = np.repeat(words.T.astype(bool)[:, None, :], size, axis=1)
    x = np.zeros_like(z)
    for rotation in reversed(rotations):
        anticommutes = np.zeros(z.shape[1:], dtype=bool)
        for letter, wire in zip(rotation.word, rotation.wires, strict=True):
            if letter != "X":
                anticommutes ^= x[wire]
            if letter != "Z":
                anticommutes ^= z[wire]
        if rotation.random:
            anticommutes &= (rng.random(size) < 0.5)[:, None]
        for letter, wire in zip(rotation.word, rotation.wires, strict=True):
            if letter != "Z":
                x[wire] ^= anticommutes
            if letter != "X":
                z[wire] ^= anticommutes
    return x, z
