"""Layers of two-wire blocks on alternating pairs of neighbours."""

import pennylane as qml

from ..checks import check_integer
from .base import Ansatz, check_weights, check_wires, draw_weights, register_decomposition
from .two_qubit import N_BLOCK_WEIGHTS, blocks, haar_angles


class Brickwork(Ansatz):
    r"""General two-wire blocks on the pairs (0, 1), (2, 3), ... and (1, 2), (3, 4), ... in turn.

    Args:
        weights (tensor_like): angles of shape ``(n_blocks, 15)``, the blocks layer after layer;
            :func:`~pennylane_qgen.templates.two_qubit.two_qubit_block` has the order of the
            fifteen. Layers of the first kind have ``n_wires // 2`` blocks, those of the second
            ``(n_wires - 1) // 2``; on two wires every layer is the one pair.
        wires (Any or Iterable): at least two wires.

    Raises:
        ValueError: if wires come twice or the weights are not those of whole layers.

    **Example**

    >>> Brickwork.shape(n_layers=2, n_wires=4)
    (3, 15)
    >>> circuit = Brickwork(Brickwork.init(2, 4, seed=0), wires=range(4))
    >>> [gate.wires.tolist() for gate in circuit.decomposition() if gate.name == "IsingXX"]
    [[0, 1], [2, 3], [1, 2]]

    **Source**: Brandão, Harrow and Horodecki, `arXiv:1208.0692 <https://arxiv.org/abs/1208.0692>`_.
    """

    ndim_params = (2,)

    def __init__(self, weights, wires):
        wires = check_wires(wires, minimum=2)
        weights = check_layers("Brickwork", weights, len(wires))
        super().__init__(weights, wires)

    @staticmethod
    def compute_decomposition(weights, wires):
        """The gates, fifteen a block.

        Args:
            weights (tensor_like): angles of shape ``(n_blocks, 15)`` or ``(batch, n_blocks, 15)``.
            wires (Iterable): wires.

        Returns:
            list[Operation]: the gates.
        """
        n_layers = count_layers(qml.math.shape(weights)[-2], len(wires))
        pairs = brickwork_pairs(n_layers, len(wires))
        return blocks(weights, [(wires[i], wires[j]) for i, j in pairs])

    @staticmethod
    def shape(n_layers: int, n_wires: int) -> tuple[int, int]:
        """Shape of the weights, ``(n_blocks, 15)``.

        Args:
            n_layers (int): number of layers, from 1.
            n_wires (int): number of wires, from 2.

        Returns:
            tuple[int, int]: number of blocks, number of angles of each.
        """
        check_integer("n_layers", n_layers, 1)
        check_integer("n_wires", n_wires, 2)
        return (len(brickwork_pairs(n_layers, n_wires)), N_BLOCK_WEIGHTS)

    @staticmethod
    def init(n_layers: int, n_wires: int, *, strategy="uniform", seed=None, scale=0.1):
        """Initial weights.

        Args:
            n_layers (int): number of layers, from 1.
            n_wires (int): number of wires, from 2.
            strategy (str): ``"uniform"`` in [0, 2π); ``"small"`` normal with standard deviation
                ``scale``; ``"identity"`` zeros, at which the circuit is the identity; ``"haar"``
                makes every block a Haar-random unitary, which uniform angles do not.
            seed (int or numpy.random.Generator or None): source of the random numbers.
            scale (float): standard deviation of ``"small"``.

        Returns:
            pennylane.numpy.tensor: weights of shape ``(n_blocks, 15)``.

        Raises:
            ValueError: if the strategy is unknown.
        """
        shape = Brickwork.shape(n_layers, n_wires)
        extra = {"haar": lambda rng: haar_angles(shape[0], rng)}
        return draw_weights(shape, strategy, seed, scale=scale, extra=extra)


register_decomposition(Brickwork)


def brickwork_pairs(n_layers: int, n_wires: int, *, first_layer: int = 0) -> list[tuple[int, int]]:
    """Pairs of positions of all blocks, layer after layer.

    Args:
        n_layers (int): number of layers.
        n_wires (int): number of wires, from 2.
        first_layer (int): number of the first layer; layers of odd number start at position 1.

    Returns:
        list[tuple[int, int]]: the pairs.

    **Example**

    >>> brickwork_pairs(2, 5)
    [(0, 1), (2, 3), (1, 2), (3, 4)]
    """
    starts = [(first_layer + layer) % 2 if n_wires > 2 else 0 for layer in range(n_layers)]
    return [(i, i + 1) for start in starts for i in range(start, n_wires - 1, 2)]


def count_layers(n_blocks: int, n_wires: int) -> int:
    """Number of layers that have ``n_blocks`` blocks; 0 if they do not fill whole layers."""
    if n_wires == 2:
        return n_blocks
    doubles, rest = divmod(n_blocks, n_wires - 1)
    if rest not in (0, n_wires // 2):
        return 0
    return 2 * doubles + (rest > 0)


def check_layers(name: str, weights, n_wires: int):
    """Return weights that are those of one or more whole brickwork layers as one tensor."""
    shape = (0,) if type(weights) is object else qml.math.shape(weights)
    n_blocks = shape[-2] if len(shape) >= 2 else 0
    expected = (n_blocks if count_layers(n_blocks, n_wires) > 0 else -1, N_BLOCK_WEIGHTS)
    even, odd = (n_wires // 2, (n_wires - 1) // 2) if n_wires > 2 else (1, 1)
    formula = (
        f"(n_blocks, {N_BLOCK_WEIGHTS}) with {even} and {odd} blocks in alternating layers on "
        f"{n_wires} wires"
    )
    return check_weights(name, weights, expected, formula)
