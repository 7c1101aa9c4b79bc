"""Layers of rotations and entangling gates."""

import pennylane as qml

from ..checks import check_choice, check_integer
from .base import Ansatz, check_weights, check_wires, draw_weights, register_decomposition
from .topology import edges_of, normalise_topology

ROTATIONS = {"RX": qml.RX, "RY": qml.RY, "RZ": qml.RZ}
ENTANGLERS = ("cnot", "cz", "yx")


class HardwareEfficient(Ansatz):
    r"""Rotations on every wire, then layers of entangling gates and rotations.

    .. math:: U = \Big[\prod_{l=1}^{L} R(\theta_l)\,W_l\Big]\,R(\theta_0),

    where :math:`R` applies the gates named in ``rotations`` to each wire, and :math:`W_l` an
    entangling gate to each edge of ``topology`` in order. The entangler ``"yx"`` is trainable,

    .. math:: e^{-i\alpha Y_i X_j/2} = \mathrm{CX}_{ij}\;\mathrm{RY}_i(\alpha)\;\mathrm{CX}_{ij},

    with its own angle for each edge :math:`(i, j)` of each layer.

    Args:
        weights (tensor_like): all angles in one vector of shape ``(n_weights,)``, in the order in
            which the gates act: first :math:`\theta_0`; then for each layer the
            :math:`\alpha_l`, one an edge in the order of the edges (``"yx"`` only), and
            :math:`\theta_l`. Each :math:`\theta_l` runs over the wires, and within a wire over
            ``rotations``: angle ``r`` of wire ``i`` is its entry ``i * len(rotations) + r``. So
            ``n_weights = (n_layers + 1) * n_wires * n_rotations + n_layers * n_edges``, the last
            term for ``"yx"`` only; the number of layers follows from the length.
        wires (Any or Iterable): the wires.
        rotations (Sequence[str]): ``"RX"``, ``"RY"`` and ``"RZ"`` in the order in which they act;
            ``("RZ", "RY", "RZ")`` are Euler angles.
        entangler (str): ``"cnot"``, ``"cz"`` or ``"yx"``.
        topology (str or graph or Iterable): ``"line"``, ``"ring"``, ``"all_to_all"``, a graph with
            nodes 0, 1, ... or a list of pairs of wire positions, control first.

    Raises:
        ValueError: if wires come twice, the weights do not fit, or a name is unknown.

    **Example**

    >>> weights = HardwareEfficient.init(n_layers=1, n_wires=2, strategy="identity")
    >>> @qml.qnode(qml.device("default.qubit"))
    ... def circuit(weights):
    ...     HardwareEfficient(weights, wires=range(2))
    ...     return qml.probs()
    >>> print(qml.draw(circuit, level="device")(weights))
    0: ──RY(0.00)──RZ(0.00)─╭●──RY(0.00)──RZ(0.00)─┤  Probs
    1: ──RY(0.00)──RZ(0.00)─╰X──RY(0.00)──RZ(0.00)─┤  Probs

    **Source**: Kandala et al., `arXiv:1704.05018 <https://arxiv.org/abs/1704.05018>`_; with
    ``rotations=("RZ", "RY", "RZ"), entangler="yx"`` the ansatz of Rudolph et al.,
    `arXiv:2305.02881 <https://arxiv.org/abs/2305.02881>`_.
    """

    def __init__(
        self, weights, wires, *, rotations=("RY", "RZ"), entangler="cnot", topology="line"
    ):
        wires = check_wires(wires)
        options = _check_options(len(wires), rotations, entangler, topology)
        first, per_layer = _counts(len(wires), **options)
        length = (qml.math.shape(weights) or (0,))[-1] if type(weights) is not object else first
        n_layers, rest = divmod(length - first, per_layer)
        shape = (length,) if n_layers >= 0 and rest == 0 else (-1,)
        formula = f"({first} + {per_layer} * n_layers,)"
        weights = check_weights("HardwareEfficient", weights, shape, formula)
        super().__init__(weights, wires, **options)

    @staticmethod
    def compute_decomposition(
        weights, wires, rotations=("RY", "RZ"), entangler="cnot", topology="line"
    ):
        """The gates in the order of the weights.

        Args:
            weights (tensor_like): angles of shape ``(n_weights,)`` or ``(batch, n_weights)``.
            wires (Iterable): wires.
            rotations (Sequence[str]): names of the rotations.
            entangler (str): name of the entangling gate.
            topology (str or tuple[tuple[int, int], ...]): which wires are entangled.

        Returns:
            list[Operation]: the gates.
        """
        n_weights = qml.math.shape(weights)[-1]
        first, per_layer = _counts(len(wires), rotations, entangler, topology)
        edges = [(wires[i], wires[j]) for i, j in edges_of(topology, len(wires))]
        angles = iter([weights[..., k] for k in range(n_weights)])
        gates = _rotate(angles, wires, rotations)
        for _ in range((n_weights - first) // per_layer):
            for edge in edges:
                gates += _entangle(angles, edge, entangler)
            gates += _rotate(angles, wires, rotations)
        return gates

    @staticmethod
    def shape(
        n_layers, n_wires, *, rotations=("RY", "RZ"), entangler="cnot", topology="line"
    ) -> tuple[int]:
        """Shape of the weights.

        Args:
            n_layers (int): number of entangling layers, from 0.
            n_wires (int): number of wires.
            rotations (Sequence[str]): names of the rotations.
            entangler (str): name of the entangling gate.
            topology (str or graph or Iterable): which wires are entangled.

        Returns:
            tuple[int]: ``(n_weights,)``.

        **Example**

        >>> HardwareEfficient.shape(n_layers=4, n_wires=16)
        (160,)
        """
        check_integer("n_layers", n_layers, 0)
        options = _check_options(n_wires, rotations, entangler, topology)
        first, per_layer = _counts(n_wires, **options)
        return (first + n_layers * per_layer,)

    @staticmethod
    def init(
        n_layers,
        n_wires,
        *,
        rotations=("RY", "RZ"),
        entangler="cnot",
        topology="line",
        strategy="uniform",
        seed=None,
        scale=0.1,
    ):
        """Initial weights.

        Args:
            n_layers (int): number of entangling layers, from 0.
            n_wires (int): number of wires.
            rotations (Sequence[str]): names of the rotations.
            entangler (str): name of the entangling gate.
            topology (str or graph or Iterable): which wires are entangled.
            strategy (str): ``"uniform"`` in [0, 2π); ``"small"`` normal with standard deviation
                ``scale``; ``"identity"`` zeros, at which the circuit leaves the state of all
                zeros as it is (CNOT and CZ do too).
            seed (int or numpy.random.Generator or None): source of the random numbers.
            scale (float): standard deviation of ``"small"``.

        Returns:
            pennylane.numpy.tensor: weights of shape ``(n_weights,)``.

        Raises:
            ValueError: if a name is unknown.

        **Example**

        >>> HardwareEfficient.init(n_layers=0, n_wires=2, seed=0).round(3)
        tensor([4.002, 1.695, 0.257, 0.104], requires_grad=True)
        """
        shape = HardwareEfficient.shape(
            n_layers, n_wires, rotations=rotations, entangler=entangler, topology=topology
        )
        return draw_weights(shape, strategy, seed, scale=scale)


register_decomposition(HardwareEfficient)


def _check_options(n_wires: int, rotations, entangler, topology) -> dict:
    """The hyperparameters, checked and hashable."""
    rotations = (rotations,) if isinstance(rotations, str) else tuple(rotations)
    if not rotations:
        raise ValueError(f"rotations must name at least one of {tuple(ROTATIONS)}; got none.")
    for rotation in rotations:
        check_choice("rotations", rotation, ROTATIONS)
    check_choice("entangler", entangler, ENTANGLERS)
    topology = normalise_topology(topology, n_wires)
    return {"rotations": rotations, "entangler": entangler, "topology": topology}


def _counts(n_wires: int, rotations, entangler, topology) -> tuple[int, int]:
    """Number of weights of the first rotations, and of each layer."""
    first = n_wires * len(rotations)
    trainable = len(edges_of(topology, n_wires)) if entangler == "yx" else 0
    return first, first + trainable


def _rotate(angles, wires, rotations) -> list:
    return [ROTATIONS[name](next(angles), wire) for wire in wires for name in rotations]


def _entangle(angles, edge, entangler) -> list:
    if entangler == "cnot":
        return [qml.CNOT(edge)]
    if entangler == "cz":
        return [qml.CZ(edge)]
    return [qml.CNOT(edge), qml.RY(next(angles), edge[0]), qml.CNOT(edge)]
