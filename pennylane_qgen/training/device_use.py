"""How a training run uses the device of its QNode: metered, with scheduled shots, in parts."""

from collections.abc import Callable

import numpy as np
import pennylane as qml

from ..checks import check_integer
from .metered_device import MeteredDevice
from .random_parameters import RandomParameters


def meter_qnode(qnode, *, executions, budget, shots):
    """QNode on a metered device, if a budget or a file of executions is asked for.

    Args:
        qnode (Callable): a QNode, or a function if nothing is asked for.
        executions (str, os.PathLike or None): file of the executions.
        budget (Budget or None): limit of what may be spent.
        shots (int, Callable or None): shots of the run, if they are not the QNode's.

    Returns:
        tuple[Callable, MeteredDevice or None]: the QNode and its meter.

    Raises:
        ValueError: if the device is metered already, or shots are limited but not known.
        TypeError: if a QNode is needed.
    """
    asked = executions is not None or budget is not None
    if not asked:
        return qnode, getattr(qnode, "device", None) if _is_metered(qnode) else None
    check_qnode(qnode, "budget= and executions=")
    if _is_metered(qnode):
        raise ValueError(
            "The device of this QNode is a MeteredDevice already; give budget= and executions= to "
            "it, and leave them out here."
        )
    if budget is not None and budget.shots is not None and not (qnode.shots or shots):
        raise ValueError(
            "A budget of shots needs a QNode with shots; this one is analytic. Say how many, "
            "qml.set_shots(qnode, shots=1000) or shots= here."
        )
    meter = MeteredDevice(qnode.device, executions=executions, budget=budget)
    return qnode.update(device=meter), meter


def _is_metered(qnode) -> bool:
    return isinstance(qnode, qml.QNode) and isinstance(qnode.device, MeteredDevice)


def check_qnode(qnode, argument: str) -> None:
    """Raise a TypeError if an argument of ``train`` needs a QNode and got something else."""
    if not isinstance(qnode, qml.QNode):
        raise TypeError(
            f"{argument} of train need a QNode, whose circuit and device are used; got "
            f"{type(qnode).__name__}."
        )


def schedule_shots(qnode, shots, step: Callable[[], int]):
    """Function of the weights that runs a QNode with the shots of the step.

    Args:
        qnode (qml.QNode): the QNode.
        shots (int, Callable or None): shots, or function from the step, counted from 0, to them.
        step (Callable): number of the step.

    Returns:
        Callable: the QNode itself if ``shots`` is ``None``.

    Raises:
        ValueError: if the shots are no positive integer, also in a later step.
    """
    if shots is None:
        return qnode
    check_qnode(qnode, "shots=")
    if not callable(shots):
        return qml.set_shots(qnode, shots=check_integer("shots", shots, 1))

    def scheduled(weights):
        number = check_integer("shots", shots(step()), 1)
        return qml.set_shots(qnode, shots=number)(weights)

    return scheduled


def gradient_part(qnode, weights, n_parameters, *, shots, step, seed):
    """What an :class:`Objective` needs to differentiate a few weights at a time.

    Args:
        qnode (qml.QNode): the QNode.
        weights (numpy.ndarray): weights of the run.
        n_parameters (int or None): number of weights a step; all of them if ``None``.
        shots (int, Callable or None): as in :func:`schedule_shots`.
        step (Callable): number of the step.
        seed (int, numpy.random.Generator or None): seed of the run.

    Returns:
        Callable or None: function of the number of the step.
    """
    if n_parameters is None:
        return None
    check_qnode(qnode, "n_parameters=")
    check_integer("n_parameters", n_parameters, 1, weights.size)
    if not isinstance(seed, int | np.integer):
        seed = int(np.random.default_rng(seed).integers(2**63))
    draw = RandomParameters(qnode, weights.shape, n_parameters=n_parameters, seed=int(seed))

    def part(number):
        of_step, mask = draw(number)
        return schedule_shots(of_step, shots, step), mask

    return part
