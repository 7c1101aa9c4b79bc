"""What all ansatz templates share: the contract, the checks and the random initial weights."""

from abc import abstractmethod
from collections import Counter

import numpy as np
import pennylane as qml
from pennylane import numpy as pnp
from pennylane.operation import Operation

from ..checks import check_choice


class Ansatz(Operation):
    r"""A trainable circuit with one tensor of weights.

    Every ansatz keeps to the same contract, on which devices and gradients build:

    * the only data is ``weights``, a real tensor; everything else is a hashable hyperparameter;
    * the gates of the decomposition and their wires do not depend on the values of the weights;
      no gate is left out because its angle is zero;
    * every gate parameter is :math:`c\,w_i + b` of at most one entry :math:`w_i` of the weights,
      with constants :math:`c` and :math:`b`;
    * one more leading axis of the weights is a batch (parameter broadcasting);
    * ``shape(...)`` is the shape of the weights and ``init(...)`` draws initial ones.

    Args:
        weights (tensor_like): the trainable parameters.
        wires (Wires): the wires the circuit acts on, as returned by :func:`check_wires`.
        **hyperparameters: all other arguments of the subclass, hashable.

    **Example**

    >>> isinstance(qgen.Product(np.zeros(2), wires=[0, 1]), Ansatz)
    True
    """

    grad_method = None
    num_params = 1
    ndim_params = (1,)
    resource_keys = frozenset({"weights_shape", "n_wires", "hyperparameters"})

    def __init__(self, weights, wires, **hyperparameters):
        self._hyperparameters = hyperparameters
        super().__init__(weights, wires=wires)

    @staticmethod
    @abstractmethod
    def shape(*args, **kwargs) -> tuple[int, ...]:
        """Shape of the weights."""

    @staticmethod
    @abstractmethod
    def init(*args, strategy="uniform", seed=None, **kwargs):
        """Initial weights, a float64 ``pennylane.numpy`` tensor with ``requires_grad=True``."""

    @property
    def resource_params(self) -> dict:
        """What PennyLane's graph decomposition needs to count the gates."""
        return {
            "weights_shape": qml.math.shape(self.data[0])[-self.ndim_params[0] :],
            "n_wires": len(self.wires),
            "hyperparameters": tuple(self.hyperparameters.items()),
        }


def register_decomposition(ansatz: type[Ansatz]) -> None:
    """Tell PennyLane's graph decomposition system about ``compute_decomposition``.

    Args:
        ansatz (type[Ansatz]): the class; its gates are counted on weights of zeros, which is
            right because they do not depend on the values of the weights.
    """

    def resources(weights_shape, n_wires, hyperparameters):
        with qml.QueuingManager.stop_recording():
            gates = ansatz.compute_decomposition(
                np.zeros(weights_shape),
                wires=qml.wires.Wires(range(n_wires)),
                **dict(hyperparameters),
            )
        return Counter(qml.resource_rep(type(gate), **gate.resource_params) for gate in gates)

    @qml.register_resources(resources)
    def rule(weights, wires, **hyperparameters):
        ansatz.compute_decomposition(weights, wires=wires, **hyperparameters)

    qml.add_decomps(ansatz, rule)


def check_wires(wires, minimum: int = 1) -> qml.wires.Wires:
    """Return ``wires`` as :class:`~pennylane.wires.Wires`.

    Args:
        wires (Any or Iterable): wire labels.
        minimum (int): the smallest number of wires that makes sense.

    Returns:
        Wires: the wires in the same order.

    Raises:
        ValueError: if a wire comes twice or there are fewer than ``minimum``.

    **Example**

    >>> check_wires("ab")
    Wires(['ab'])
    >>> check_wires(["a", "b"])
    Wires(['a', 'b'])
    """
    try:
        wires = qml.wires.Wires(wires)
    except qml.exceptions.WireError as error:
        raise ValueError(f"Wires must be unique; got {wires}.") from error
    if len(wires) < minimum:
        raise ValueError(f"This template needs at least {minimum} wires; got {len(wires)}.")
    return wires


def check_weights(name: str, weights, shape: tuple, formula: str | None = None):
    """Return weights as one tensor of the right shape, with at most one more axis, a batch.

    Args:
        name (str): the template, for the error message.
        weights (tensor_like or list): the weights.
        shape (tuple[int, ...]): the shape they must have.
        formula (str): how the shape comes about, for the error message.

    Returns:
        tensor_like: the weights; lists of numbers become an array.

    Raises:
        ValueError: if the shape differs or the weights are complex.
    """
    if type(weights) is object:
        # jax rebuilds operators with plain objects in place of tensors to compare tree structures
        return weights
    if isinstance(weights, list | tuple):
        weights = np.array(weights)
    got = tuple(qml.math.shape(weights))
    if got != shape and (len(got) != len(shape) + 1 or got[1:] != shape):
        raise ValueError(
            f"Weights of {name} must have shape {formula or shape}, with an optional leading batch "
            f"axis; got {got}. {name}.init(...) draws weights of the right shape."
        )
    if "complex" in qml.math.get_dtype_name(weights):
        raise ValueError(f"Weights of {name} must be real; got complex numbers.")
    return weights


def draw_weights(shape: tuple, strategy: str, seed, *, scale: float = 0.1, extra=None):
    """Draw initial weights.

    Args:
        shape (tuple[int, ...]): shape of the weights.
        strategy (str): ``"uniform"`` in [0, 2π), ``"small"`` normal with standard deviation
            ``scale``, ``"identity"`` all zeros, or a key of ``extra``.
        seed (int or numpy.random.Generator or None): source of the random numbers; ``None`` asks
            the system.
        scale (float): standard deviation of ``"small"``.
        extra (dict[str, Callable]): strategies of one template, functions of a Generator.

    Returns:
        pennylane.numpy.tensor: float64 weights with ``requires_grad=True``.

    Raises:
        ValueError: if the strategy is unknown.

    **Example**

    >>> draw_weights((2,), "identity", seed=0)
    tensor([0., 0.], requires_grad=True)
    """
    strategies = {
        "uniform": lambda rng: rng.uniform(0, 2 * np.pi, shape),
        "small": lambda rng: rng.normal(0, scale, shape),
        "identity": lambda rng: np.zeros(shape),
        **(extra or {}),
    }
    check_choice("strategy", strategy, strategies)
    values = strategies[strategy](np.random.default_rng(seed))
    return pnp.array(values, dtype=np.float64, requires_grad=True)
