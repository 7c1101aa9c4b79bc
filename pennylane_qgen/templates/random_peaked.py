"""Random layers, then trained layers that gather the amplitude again."""

from functools import lru_cache

import numpy as np

from ..checks import check_integer
from .base import Ansatz, check_wires, register_decomposition
from .brickwork import Brickwork, brickwork_pairs, check_layers
from .two_qubit import blocks, haar_angles


class RandomPeaked(Ansatz):
    r"""Fixed random brickwork layers followed by trained ones.

    .. math:: U = U_\mathrm{trained}(\theta)\; U_\mathrm{random}

    with :math:`\tau_r` layers of Haar-random two-wire blocks, drawn once from ``seed``, and
    :math:`\tau_p` trained layers as in :class:`Brickwork`. The layers alternate throughout: the
    last random layer is on the pairs (1, 2), (3, 4), ... and the first trained one on (0, 1), ...
    The random blocks are decomposed into gates with constant angles, so that every device runs
    them.

    Args:
        weights (tensor_like): angles of the trained layers, of shape ``(n_blocks, 15)`` as in
            :class:`Brickwork`.
        wires (Any or Iterable): at least two wires.
        n_random_layers (int): number :math:`\tau_r` of random layers, from 0.
        seed (int): decides on the random blocks. An integer, because they are part of the circuit
            and must be the same each time it is built.

    Raises:
        ValueError: if wires come twice or the weights are not those of whole layers.

    **Example**

    >>> weights = RandomPeaked.init(n_layers=2, n_wires=4, seed=0)
    >>> circuit = RandomPeaked(weights, wires=range(4), n_random_layers=3)
    >>> len([gate for gate in circuit.decomposition() if gate.name == "IsingXX"])
    7

    **Source**: Aaronson and Zhang, `arXiv:2404.14493 <https://arxiv.org/abs/2404.14493>`_.
    """

    ndim_params = (2,)

    def __init__(self, weights, wires, *, n_random_layers, seed=0):
        wires = check_wires(wires, minimum=2)
        check_integer("n_random_layers", n_random_layers, 0)
        check_integer("seed", seed, 0)
        weights = check_layers("RandomPeaked", weights, len(wires))
        super().__init__(weights, wires, n_random_layers=int(n_random_layers), seed=int(seed))

    @staticmethod
    def compute_decomposition(weights, wires, n_random_layers, seed=0):
        """The gates: random blocks with constant angles, then trained ones.

        Args:
            weights (tensor_like): angles of shape ``(n_blocks, 15)`` or ``(batch, n_blocks, 15)``.
            wires (Iterable): wires.
            n_random_layers (int): number of random layers.
            seed (int): decides on the random blocks.

        Returns:
            list[Operation]: the gates.
        """
        pairs, angles = _random_blocks(n_random_layers, len(wires), seed)
        gates = blocks(angles, [(wires[i], wires[j]) for i, j in pairs])
        return gates + Brickwork.compute_decomposition(weights, wires)

    @staticmethod
    def shape(n_layers: int, n_wires: int) -> tuple[int, int]:
        """Shape of the weights, ``(n_blocks, 15)``, for ``n_layers`` trained layers."""
        return Brickwork.shape(n_layers, n_wires)

    @staticmethod
    def init(n_layers: int, n_wires: int, *, strategy="uniform", seed=None, scale=0.1):
        """Initial weights of the trained layers, as in :meth:`Brickwork.init`.

        Args:
            n_layers (int): number of trained layers, from 1.
            n_wires (int): number of wires, from 2.
            strategy (str): ``"uniform"``, ``"small"``, ``"identity"`` or ``"haar"``.
            seed (int or numpy.random.Generator or None): source of the random numbers of the
                weights; the random layers have their own seed.
            scale (float): standard deviation of ``"small"``.

        Returns:
            pennylane.numpy.tensor: weights of shape ``(n_blocks, 15)``.
        """
        return Brickwork.init(n_layers, n_wires, strategy=strategy, seed=seed, scale=scale)


register_decomposition(RandomPeaked)


@lru_cache(maxsize=64)
def _random_blocks(n_layers: int, n_wires: int, seed: int):
    """Pairs of positions and angles of the fixed blocks; the last layer is of the odd kind."""
    pairs = brickwork_pairs(n_layers, n_wires, first_layer=n_layers % 2)
    angles = haar_angles(len(pairs), np.random.default_rng(seed))
    angles.setflags(write=False)
    return pairs, angles
