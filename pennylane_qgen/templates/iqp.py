"""Instantaneous quantum polynomial (IQP) circuits as rotations about products of X."""

import numpy as np
import pennylane as qml

from .base import Ansatz, check_weights, check_wires, draw_weights, register_decomposition
from .patterns import Pattern, all_up_to_weight, bit_covariance


class InstantaneousQuantumPolynomial(Ansatz):
    r"""An IQP circuit: commuting rotations about products of Pauli X.

    .. math:: U(\theta) = \prod_g e^{-i\,\theta_{j(g)}\,X_{S_g}},
        \qquad X_S = \prod_{i \in S} X_i,

    with generators :math:`S_g` and the index :math:`j(g)` of the weight of each. The angles follow
    :class:`qml.IQP <pennylane.IQP>` and so does ``pattern``. The decomposition has no Hadamard
    gates at its ends: a generator becomes ``RX(2θ)``, ``IsingXX(2θ)`` or ``PauliRot(2θ, "XX...X")``
    on :math:`|0\dots0\rangle`. A rotation by :math:`e^{+i\theta X_S}`, as in iqpopt, gives the same
    probabilities, as its amplitudes are the complex conjugates.

    Args:
        weights (tensor_like): angles :math:`\theta`, of shape ``(n_weights,)``.
        wires (Any or Iterable): the wires.
        pattern (list[list[list[int]]] or Pattern): for each weight the list of its generators, each
            a list of wire positions from 0; all generators on one and two wires by default. Large
            patterns should be a :class:`Pattern`, which is checked only once.
        spin_sym (bool): start from :math:`(|0\dots0\rangle + |1\dots1\rangle)/\sqrt2`, which
            makes the distribution symmetric under flipping all bits.

    Raises:
        ValueError: if wires come twice, or the weights or the pattern do not fit.

    **Example**

    >>> circuit = IQP(np.array([0.1, 0.2]), wires=["a", "b"], pattern=[[[0], [1]], [[0, 1]]])
    >>> for gate in circuit.decomposition():
    ...     print(gate.name, float(gate.data[0]), gate.wires.tolist())
    RX 0.2 ['a']
    RX 0.2 ['b']
    IsingXX 0.4 ['a', 'b']

    **Source**: Bremner, Montanaro and Shepherd, `arXiv:1504.07999
    <https://arxiv.org/abs/1504.07999>`_; training classically, Recio-Armengol, Ahmed and Bowles,
    `arXiv:2503.02934 <https://arxiv.org/abs/2503.02934>`_.
    """

    # PennyLane knows operators by the name of their class (decomposition rules, pytrees), and its
    # own IQP has another signature: a class of that name here would be mistaken for it. Users see
    # the alias below.

    def __init__(self, weights, wires, pattern=None, *, spin_sym=False):
        wires = check_wires(wires)
        pattern = _as_pattern(pattern, len(wires))
        formula = f"(n_weights,) = ({pattern.n_weights},)"
        weights = check_weights("IQP", weights, (pattern.n_weights,), formula)
        super().__init__(weights, wires, pattern=pattern, spin_sym=bool(spin_sym))

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``IQP``."""
        return super().label(decimals=decimals, base_label=base_label or "IQP", cache=cache)

    @staticmethod
    def compute_decomposition(weights, wires, pattern, spin_sym=False):
        """The gates: one rotation about X for each generator, in the order of the pattern.

        Args:
            weights (tensor_like): angles of shape ``(n_weights,)`` or ``(batch, n_weights)``.
            wires (Iterable): wires.
            pattern (Pattern): the generators.
            spin_sym (bool): whether to begin with the cat state.

        Returns:
            list[Operation]: the gates.
        """
        gates = []
        if spin_sym:
            gates.append(qml.Hadamard(wires[0]))
            gates += [qml.CNOT([wires[i], wires[i + 1]]) for i in range(len(wires) - 1)]
        angles = 2 * weights
        for parameter, positions in pattern.generators():
            gates.append(_x_rotation(angles[..., parameter], [wires[i] for i in positions]))
        return gates

    @staticmethod
    def shape(n_wires: int, pattern=None) -> tuple[int]:
        """Shape of the weights.

        Args:
            n_wires (int): number of wires.
            pattern (list[list[list[int]]] or Pattern): generators, as in the circuit.

        Returns:
            tuple[int]: ``(n_weights,)``.

        **Example**

        >>> IQP.shape(n_wires=4)
        (10,)
        """
        return (_as_pattern(pattern, n_wires).n_weights,)

    @staticmethod
    def init(
        n_wires, pattern=None, *, strategy="uniform", seed=None, scale=0.1, noise=0.01, samples=None
    ):
        r"""Initial weights.

        ``"data"`` starts near independent bits with the means :math:`m_i` of the samples, as the
        probability of 1 after :math:`e^{-i\theta X}` is :math:`\sin^2\theta`:
        :math:`\theta_i = \arcsin\sqrt{m_i}` for single wires,
        :math:`\theta_{ij} = \mathrm{scale}\,\pi\,\mathrm{cov}_{ij}/\max|\mathrm{cov}|` for pairs,
        and a normal distribution of width ``noise`` for weights with larger generators. Where
        generators share a weight it is their average. The means are exactly those of the
        samples for ``scale=0, noise=0``; the covariance of two wires is
        :math:`\tfrac14\cos2\theta_i\cos2\theta_j\sin^2 2\theta_{ij}` if there are no others, so
        the sign of :math:`\theta_{ij}` alone does not set its sign.

        Args:
            n_wires (int): number of wires.
            pattern (list[list[list[int]]] or Pattern): generators, as in the circuit.
            strategy (str): ``"uniform"`` in [0, 2π), ``"small"`` normal with standard deviation
                ``scale``, ``"identity"`` zeros, or ``"data"``.
            seed (int or numpy.random.Generator or None): source of the random numbers.
            scale (float): standard deviation of ``"small"``; size of the pairs' angles, in units
                of π, for ``"data"``.
            noise (float): standard deviation of the other weights for ``"data"``.
            samples (array-like): bits of shape ``(n_samples, n_wires)`` for ``"data"``.

        Returns:
            pennylane.numpy.tensor: weights of shape ``(n_weights,)``.

        Raises:
            ValueError: if the strategy is unknown or the samples are missing or do not fit.

        **Example**

        >>> IQP.init(2, strategy="data", samples=[[1, 1], [0, 0], [1, 1], [0, 0]], seed=0).round(3)
        tensor([0.785, 0.785, 0.314], requires_grad=True)

        **Source**: `arXiv:2503.02934 <https://arxiv.org/abs/2503.02934>`_.
        """
        pattern = _as_pattern(pattern, n_wires)

        def from_data(rng):
            return _data_weights(pattern, samples, rng, scale, noise)

        shape = (pattern.n_weights,)
        return draw_weights(shape, strategy, seed, scale=scale, extra={"data": from_data})


IQP = InstantaneousQuantumPolynomial
register_decomposition(IQP)


def _as_pattern(pattern, n_wires: int) -> Pattern:
    """The pattern as a :class:`Pattern` on ``n_wires`` wires."""
    if pattern is None:
        return all_up_to_weight(n_wires, min(2, n_wires))
    if not isinstance(pattern, Pattern):
        return Pattern.from_lists(pattern, n_wires)
    if pattern.n_wires != n_wires:
        raise ValueError(f"The pattern is one of {pattern.n_wires} wires; got {n_wires} wires.")
    return pattern


def _x_rotation(angle, wires):
    """The gate exp(-i angle/2 X...X)."""
    if len(wires) == 1:
        return qml.RX(angle, wires)
    if len(wires) == 2:
        return qml.IsingXX(angle, wires)
    return qml.PauliRot(angle, "X" * len(wires), wires)


def _data_weights(pattern: Pattern, samples, rng, scale: float, noise: float) -> np.ndarray:
    """Weights from the means and covariances of samples."""
    if samples is None:
        raise ValueError('strategy="data" needs samples=, bits of shape (n_samples, n_wires).')
    covariance = bit_covariance(samples)
    if len(covariance) != pattern.n_wires:
        raise ValueError(
            f"samples must have {pattern.n_wires} columns, one a wire; got {len(covariance)}."
        )
    single, pair = pattern.sizes == 1, pattern.sizes == 2
    first, last = pattern.wires[pattern.offsets[:-1]], pattern.wires[pattern.offsets[1:] - 1]
    angles = np.zeros(pattern.n_generators)
    angles[single] = np.arcsin(np.sqrt(np.mean(samples, axis=0)))[first[single]]
    largest = np.abs(covariance - np.diag(np.diag(covariance))).max()
    if largest > 0:
        angles[pair] = scale * np.pi * covariance[first[pair], last[pair]] / largest
    weights = np.bincount(pattern.parameters, angles) / np.bincount(pattern.parameters)
    heavy = np.bincount(pattern.parameters, pattern.sizes > 2) > 0
    weights[heavy] = rng.normal(0, noise, heavy.sum())
    return weights
