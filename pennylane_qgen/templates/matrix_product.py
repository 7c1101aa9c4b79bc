"""A staircase of blocks: matrix product states."""

from ..checks import check_integer
from .base import Ansatz, check_weights, check_wires, draw_weights, register_decomposition
from .two_qubit import N_BLOCK_WEIGHTS, blocks, haar_angles


class MatrixProduct(Ansatz):
    r"""A staircase of blocks, whose state is a matrix product state.

    Step :math:`i` acts on the wires :math:`i, \dots, i + \mathrm{block\_size} - 1`, and no later
    step touches wire :math:`i` again. The state has bond dimension at most
    :math:`2^{\mathrm{block\_size} - 1}` across every cut of the line. A step is a general
    two-wire block on each pair of neighbours in it, the last pair first: in the other order the
    first blocks of a step would merge with those of the step before.

    Args:
        weights (tensor_like): angles of shape ``(n_blocks, 15)`` with
            ``n_blocks = (n_wires - block_size + 1) * (block_size - 1)``;
            :func:`~pennylane_qgen.templates.two_qubit.two_qubit_block` has the order of the
            fifteen.
        wires (Any or Iterable): at least ``block_size`` wires.
        block_size (int): number of wires of a step, from 2.

    Raises:
        ValueError: if wires come twice, there are too few, or the weights do not fit.

    **Example**

    >>> MatrixProduct.shape(n_wires=5, block_size=3)
    (6, 15)
    >>> circuit = MatrixProduct(MatrixProduct.init(4, seed=0), wires=range(4))
    >>> [gate.wires.tolist() for gate in circuit.decomposition() if gate.name == "IsingXX"]
    [[0, 1], [1, 2], [2, 3]]

    **Source**: Schön et al., `arXiv:quant-ph/0501096 <https://arxiv.org/abs/quant-ph/0501096>`_.
    """

    ndim_params = (2,)

    def __init__(self, weights, wires, *, block_size=2):
        wires = check_wires(wires, minimum=2)
        shape = MatrixProduct.shape(len(wires), block_size=block_size)
        formula = f"((n_wires - block_size + 1) * (block_size - 1), {N_BLOCK_WEIGHTS}) = {shape}"
        weights = check_weights("MatrixProduct", weights, shape, formula)
        super().__init__(weights, wires, block_size=int(block_size))

    @staticmethod
    def compute_decomposition(weights, wires, block_size=2):
        """The gates, fifteen a two-wire block.

        Args:
            weights (tensor_like): angles of shape ``(n_blocks, 15)`` or ``(batch, n_blocks, 15)``.
            wires (Iterable): wires.
            block_size (int): number of wires of a step.

        Returns:
            list[Operation]: the gates.
        """
        pairs = _staircase(len(wires), block_size)
        return blocks(weights, [(wires[i], wires[j]) for i, j in pairs])

    @staticmethod
    def shape(n_wires: int, *, block_size: int = 2) -> tuple[int, int]:
        """Shape of the weights, ``(n_blocks, 15)``.

        Args:
            n_wires (int): number of wires.
            block_size (int): number of wires of a step, from 2.

        Returns:
            tuple[int, int]: number of two-wire blocks, number of angles of each.

        Raises:
            ValueError: if a step has more wires than there are.
        """
        check_integer("block_size", block_size, 2)
        if check_integer("n_wires", n_wires, 2) < block_size:
            raise ValueError(
                f"block_size must be at most the number of wires, {n_wires}; got {block_size}."
            )
        return (len(_staircase(n_wires, block_size)), N_BLOCK_WEIGHTS)

    @staticmethod
    def init(n_wires: int, *, block_size=2, strategy="uniform", seed=None, scale=0.1):
        """Initial weights.

        Args:
            n_wires (int): number of wires.
            block_size (int): number of wires of a step, from 2.
            strategy (str): ``"uniform"`` in [0, 2π); ``"small"`` normal with standard deviation
                ``scale``; ``"identity"`` zeros, at which the circuit is the identity; ``"haar"``
                makes every two-wire block a Haar-random unitary.
            seed (int or numpy.random.Generator or None): source of the random numbers.
            scale (float): standard deviation of ``"small"``.

        Returns:
            pennylane.numpy.tensor: weights of shape ``(n_blocks, 15)``.

        Raises:
            ValueError: if the strategy is unknown or the block too large.
        """
        shape = MatrixProduct.shape(n_wires, block_size=block_size)
        extra = {"haar": lambda rng: haar_angles(shape[0], rng)}
        return draw_weights(shape, strategy, seed, scale=scale, extra=extra)


register_decomposition(MatrixProduct)


def _staircase(n_wires: int, block_size: int) -> list[tuple[int, int]]:
    """Pairs of positions of the two-wire blocks, step after step."""
    steps = range(n_wires - block_size + 1)
    return [(step + i, step + i + 1) for step in steps for i in reversed(range(block_size - 1))]
