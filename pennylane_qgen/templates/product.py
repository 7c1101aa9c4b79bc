"""A layer of single-wire rotations: independent bits."""

import numpy as np
import pennylane as qml

from ..bits import check_bits
from ..checks import check_choice
from .base import Ansatz, check_weights, check_wires, draw_weights, register_decomposition

ROTATIONS = {"RX": qml.RX, "RY": qml.RY}


class Product(Ansatz):
    r"""One rotation on each wire, which makes the bits independent.

    .. math:: P(x_i = 1) = \sin^2(\theta_i/2).

    The simplest ansatz, and the one to compare others with.

    Args:
        weights (tensor_like): angles of shape ``(n_wires,)``.
        wires (Any or Iterable): the wires.
        rotation (str): ``"RY"`` or ``"RX"``.

    Raises:
        ValueError: if wires come twice, the weights do not fit or the rotation is unknown.

    **Example**

    >>> circuit = Product(np.array([np.pi, 0.0, 0.0]), wires=["a", "b", "c"])
    >>> [(gate.name, gate.wires[0]) for gate in circuit.decomposition()]
    [('RY', 'a'), ('RY', 'b'), ('RY', 'c')]

    **Source**: Herbst, Brandić and Pérez-Salinas, `arXiv:2512.24801
    <https://arxiv.org/abs/2512.24801>`_, whose numerics draw ``"RX"`` angles uniformly and whose
    definition 1 is ``strategy="haar"``.
    """

    def __init__(self, weights, wires, *, rotation="RY"):
        wires = check_wires(wires)
        check_choice("rotation", rotation, ROTATIONS)
        weights = check_weights("Product", weights, (len(wires),), f"(n_wires,) = ({len(wires)},)")
        super().__init__(weights, wires, rotation=rotation)

    @staticmethod
    def compute_decomposition(weights, wires, rotation="RY"):
        """The gates, one rotation a wire.

        Args:
            weights (tensor_like): angles of shape ``(n_wires,)`` or ``(batch, n_wires)``.
            wires (Iterable): wires.
            rotation (str): ``"RY"`` or ``"RX"``.

        Returns:
            list[Operation]: the gates.
        """
        return [ROTATIONS[rotation](weights[..., i], wire) for i, wire in enumerate(wires)]

    @staticmethod
    def shape(n_wires: int) -> tuple[int]:
        """Shape of the weights, ``(n_wires,)``."""
        return (n_wires,)

    @staticmethod
    def init(n_wires, *, strategy="uniform", seed=None, scale=0.1, samples=None):
        r"""Initial weights.

        Args:
            n_wires (int): number of wires.
            strategy (str): ``"uniform"`` in [0, 2π); ``"small"`` normal with standard deviation
                ``scale``; ``"identity"`` zeros; ``"haar"`` the bit probabilities of Haar-random
                single-wire states, uniform in [0, 1]; ``"data"`` the means of the samples,
                :math:`\theta_i = 2\arcsin\sqrt{m_i}`.
            seed (int or numpy.random.Generator or None): source of the random numbers.
            scale (float): standard deviation of ``"small"``.
            samples (array-like): bits of shape ``(n_samples, n_wires)`` for ``"data"``.

        Returns:
            pennylane.numpy.tensor: weights of shape ``(n_wires,)``.

        Raises:
            ValueError: if the strategy is unknown or the samples are missing or do not fit.

        **Example**

        >>> Product.init(2, strategy="data", samples=[[1, 0], [1, 1]]).round(4)
        tensor([3.1416, 1.5708], requires_grad=True)
        """
        extra = {
            "haar": lambda rng: _angles_of(rng.uniform(0, 1, n_wires)),
            "data": lambda rng: _angles_of(_bit_means(samples, n_wires)),
        }
        return draw_weights((n_wires,), strategy, seed, scale=scale, extra=extra)


register_decomposition(Product)


def _angles_of(probabilities: np.ndarray) -> np.ndarray:
    return 2 * np.arcsin(np.sqrt(probabilities))


def _bit_means(samples, n_wires: int) -> np.ndarray:
    if samples is None:
        raise ValueError('strategy="data" needs samples=, bits of shape (n_samples, n_wires).')
    bits = check_bits(samples)
    if bits.shape[1] != n_wires:
        raise ValueError(f"samples must have {n_wires} columns, one a wire; got {bits.shape[1]}.")
    return bits.mean(axis=0)
