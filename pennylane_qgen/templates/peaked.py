"""Few outcomes among many: a small IQP circuit spread over all wires by a random affine map."""

from functools import lru_cache

import numpy as np
import pennylane as qml

from ..checks import check_choice, check_integer
from .base import Ansatz, check_weights, check_wires, register_decomposition
from .iqp import IQP
from .patterns import Pattern, all_up_to_weight

CORES = ("iqp",)


class Peaked(Ansatz):
    r"""A distribution on at most :math:`2^m` of the :math:`2^n` outcomes.

    A trained core circuit on the first :math:`m` wires gives bits :math:`x`, and a fixed network of
    CNOT and X gates carries them to

    .. math:: y = A x \oplus b,

    with :math:`A` uniform among the injective :math:`n \times m` matrices over GF(2) and :math:`b`
    a uniform bit string. The support is thus a random affine subspace, not a random subset.

    Args:
        weights (tensor_like): the core's angles, of shape ``(n_weights,)``; with the default core
            ``n_weights = m (m + 1) / 2``, see :class:`IQP`.
        wires (Any or Iterable): the :math:`n` wires.
        n_core (int): number :math:`m` of wires of the core; :math:`\lfloor\log_2 n\rfloor`, but at
            least 1, by default.
        core (str or Pattern): ``"iqp"``, an IQP circuit of all generators on one and two wires, or
            the :class:`Pattern` of another on ``n_core`` wires.
        seed (int): decides on :math:`A` and :math:`b`. An integer, because the network is part of
            the circuit and must be the same each time it is built.

    Raises:
        ValueError: if wires come twice, the weights do not fit, or the core has too many wires.

    **Example**

    >>> weights = Peaked.init(n_wires=8, n_core=3, seed=0)
    >>> @qml.qnode(qml.device("default.qubit"))
    ... def circuit(weights):
    ...     Peaked(weights, wires=range(8), n_core=3, seed=1)
    ...     return qml.probs()
    >>> int((circuit(weights) > 1e-12).sum())
    8

    **Source**: definition 3 and the numerics of Herbst, Brandić and Pérez-Salinas,
    `arXiv:2512.24801 <https://arxiv.org/abs/2512.24801>`_, which embed an IQP circuit on
    :math:`\log n` qubits.
    """

    def __init__(self, weights, wires, *, n_core=None, core="iqp", seed=0):
        wires = check_wires(wires)
        n_core = _core_size(len(wires), n_core)
        pattern = _core_pattern(core, n_core)
        check_integer("seed", seed, 0)
        formula = f"(n_weights,) = ({pattern.n_weights},)"
        weights = check_weights("Peaked", weights, (pattern.n_weights,), formula)
        super().__init__(weights, wires, n_core=n_core, core=core, seed=int(seed))

    @staticmethod
    def compute_decomposition(weights, wires, n_core=None, core="iqp", seed=0):
        """The gates: those of the core, then CNOT gates, then X gates.

        Args:
            weights (tensor_like): angles of shape ``(n_weights,)`` or ``(batch, n_weights)``.
            wires (Iterable): wires.
            n_core (int): number of wires of the core.
            core (str or Pattern): the core.
            seed (int): decides on the affine map.

        Returns:
            list[Operation]: the gates.
        """
        n_core = _core_size(len(wires), n_core)
        pattern = _core_pattern(core, n_core)
        matrix, shift = _affine_map(len(wires), n_core, seed)
        gates = IQP.compute_decomposition(weights, wires[:n_core], pattern)
        gates += [qml.CNOT([wires[i], wires[j]]) for i, j in _cnots_of(matrix)]
        gates += [qml.X(wire) for wire, bit in zip(wires, shift, strict=True) if bit]
        return gates

    @staticmethod
    def affine_map(n_wires: int, n_core: int | None = None, *, seed: int = 0):
        """The map from outcomes of the core to bit strings, ``y = (matrix @ x + shift) % 2``.

        Args:
            n_wires (int): number of wires.
            n_core (int): number of wires of the core.
            seed (int): decides on the map.

        Returns:
            tuple[numpy.ndarray, numpy.ndarray]: ``int8`` matrix of shape ``(n_wires, n_core)`` and
            shift of shape ``(n_wires,)``.
        """
        matrix, shift = _affine_map(n_wires, _core_size(n_wires, n_core), seed)
        return matrix.copy(), shift.copy()

    @staticmethod
    def shape(n_wires: int, *, n_core: int | None = None, core="iqp") -> tuple[int]:
        """Shape of the weights.

        Args:
            n_wires (int): number of wires.
            n_core (int): number of wires of the core.
            core (str or Pattern): the core.

        Returns:
            tuple[int]: ``(n_weights,)``.

        **Example**

        >>> Peaked.shape(n_wires=16)
        (10,)
        """
        return (_core_pattern(core, _core_size(n_wires, n_core)).n_weights,)

    @staticmethod
    def init(n_wires, *, n_core=None, core="iqp", strategy="uniform", seed=None, scale=0.1):
        """Initial weights.

        Args:
            n_wires (int): number of wires.
            n_core (int): number of wires of the core.
            core (str or Pattern): the core.
            strategy (str): ``"uniform"`` in [0, 2π); ``"small"`` normal with standard deviation
                ``scale``; ``"identity"`` zeros, at which there is one outcome.
            seed (int or numpy.random.Generator or None): source of the random numbers of the
                weights; the affine map has its own seed.
            scale (float): standard deviation of ``"small"``.

        Returns:
            pennylane.numpy.tensor: weights of shape ``(n_weights,)``.

        Raises:
            ValueError: if the strategy is unknown.
        """
        check_choice("strategy", strategy, ("uniform", "small", "identity"))
        n_core = _core_size(n_wires, n_core)
        pattern = _core_pattern(core, n_core)
        return IQP.init(n_core, pattern, strategy=strategy, seed=seed, scale=scale)


register_decomposition(Peaked)


def _core_size(n_wires: int, n_core: int | None) -> int:
    if n_core is None:
        return max(1, n_wires.bit_length() - 1)
    if check_integer("n_core", n_core, 1) > n_wires:
        raise ValueError(f"n_core must be at most the number of wires, {n_wires}; got {n_core}.")
    return int(n_core)


def _core_pattern(core, n_core: int) -> Pattern:
    if not isinstance(core, Pattern):
        check_choice("core", core, CORES)
        return all_up_to_weight(n_core, min(2, n_core))
    if core.n_wires != n_core:
        raise ValueError(f"The core must be a pattern of {n_core} wires; got {core.n_wires} wires.")
    return core


@lru_cache(maxsize=64)
def _affine_map(n_wires: int, n_core: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """A random matrix of full column rank over GF(2), by rejection, and a random shift."""
    rng = np.random.default_rng(seed)
    while True:
        matrix = rng.integers(0, 2, (n_wires, n_core), dtype=np.int8)
        if _cnots_of(matrix) is not None:
            return matrix, rng.integers(0, 2, n_wires, dtype=np.int8)


def _cnots_of(matrix: np.ndarray) -> list[tuple[int, int]] | None:
    """CNOT gates (control, target) that map ``|x, 0>`` to ``|matrix @ x>``.

    Elimination by rows turns the matrix into the identity above zeros; a row added to another is
    a CNOT and its own inverse, so the same steps backwards build the matrix.

    Returns:
        list[tuple[int, int]] or None: the gates in the order in which they act; None if the
        columns are not independent.
    """
    matrix = matrix.copy()
    steps = []
    for column in range(matrix.shape[1]):
        pivots = np.flatnonzero(matrix[column:, column]) + column
        if pivots.size == 0:
            return None
        if pivots[0] != column:
            steps.append((int(pivots[0]), column))
            matrix[column] ^= matrix[pivots[0]]
        for row in np.flatnonzero(matrix[:, column]):
            if row != column:
                steps.append((column, int(row)))
                matrix[row] ^= matrix[column]
    return steps[::-1]
