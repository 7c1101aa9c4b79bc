"""Train the weights of a QNode that returns a loss."""

from collections.abc import Callable, Sequence

import numpy as np
import pennylane as qml

from ..checks import check_integer
from .as_optimizer import as_optimizer
from .budget import Budget, BudgetSpentError
from .checkpoint import begin
from .device_use import gradient_part, meter_qnode, schedule_shots
from .early_stopping import EarlyStopping
from .errors import NonFiniteError, TrainingError
from .objective import Objective, check_function
from .optimizer import Optimizer
from .progress import progress_bar
from .result import TrainingResult
from .run import Run, StopTraining


def train(
    qnode: Callable,
    weights,
    *,
    optimizer=None,
    steps: int = 100,
    stepsize_schedule: Callable[[int], float] | None = None,
    callbacks: Sequence[Callable] = (),
    early_stopping: EarlyStopping | None = None,
    checkpoint=None,
    checkpoint_every: int = 10,
    resume: bool = True,
    run_id: str = "",
    seed: int | np.random.Generator | None = None,
    shots: int | Callable[[int], int] | None = None,
    n_parameters: int | None = None,
    budget: Budget | None = None,
    executions=None,
    progress: bool | None = None,
) -> TrainingResult:
    """Minimise the loss that a QNode returns.

    With a PennyLane optimiser a step takes one forward and one backward pass. With ``checkpoint``
    a run that was killed goes on from the last whole state when it is called again in the same
    way, and ends with the same weights, bit for bit, as one never stopped. That holds for losses
    that are functions of the weights alone: the random state of a device with finite shots is not
    in the checkpoint, nor is the schedule.

    With ``executions`` it holds for devices with shots too: every result of the device is written
    to that file before it is used, and a circuit that was paid for is not executed again. With
    ``budget`` a circuit that would exceed it is not submitted; training ends after the last whole
    step. With either of them the gradient is taken by parameter-shift, as on hardware.

    Args:
        qnode (Callable): a QNode of interface "auto" or "autograd", or any differentiable function
            of one array of weights, that returns a real scalar.
        weights (array-like): initial weights, one array of any shape.
        optimizer (Optimizer, qml.GradientDescentOptimizer, qml.SPSAOptimizer, str or None): the
            optimiser or its name, see :func:`as_optimizer`; ``qml.AdamOptimizer(0.05)`` by
            default. It is not changed and can be used again.
        steps (int): number of iterations of the optimiser, those before a resumption included.
        stepsize_schedule (Callable or None): function from the step, counted from 0, to the step
            size, such as :func:`exponential_decay`.
        callbacks (Sequence[Callable]): functions called after every step with a
            :class:`TrainingState`; one that returns ``True`` ends training.
        early_stopping (EarlyStopping or None): rule to stop when the loss has stopped falling.
        checkpoint (str, os.PathLike or None): file to write the state of the run to, and to go on
            from if it is there.
        checkpoint_every (int): number of steps between two writings. The last whole step is also
            written when training ends, for whatever reason, an interrupt from the keyboard and an
            error included.
        resume (bool): whether to go on from a checkpoint that is there; if not, it is overwritten
            by the first writing.
        run_id (str): text that is stored in the checkpoint and must be the same to go on from it,
            such as the name of the data set.
        seed (int, numpy.random.Generator or None): seed of SPSA, CMA-ES and ``n_parameters``;
            NumPy's global generator is not touched.
        shots (int, Callable or None): number of shots, or a function from the step, counted from
            0, to it; those of the QNode by default.
        n_parameters (int or None): differentiate so many weights a step, drawn at random, as if
            the others were constants; all by default. For gradient-descent optimisers.
        budget (Budget or None): what may be spent on the device.
        executions (str, os.PathLike or None): file of the results of the device, one file a run.
        progress (bool or None): whether to show a progress bar; ``None`` shows it on a terminal.

    Returns:
        TrainingResult: final and best weights, the history and why training ended.

    Raises:
        TypeError: if the QNode, the weights, the loss or the optimiser is not what it must be.
        ValueError: if an argument is out of range, or a schedule is given to an optimiser without
            a step size.
        BudgetSpentError: if the budget was spent before the first step of this call.
        CheckpointError: if the checkpoint is damaged or belongs to another run; it is left as is.
        TrainingError: if the loss or the gradient is NaN or infinite.

    **Example**

    >>> dev = qml.device("default.qubit", wires=1)
    >>> @qml.qnode(dev)
    ... def circuit(weights):
    ...     qml.RX(weights[0], wires=0)
    ...     return qml.expval(qml.Z(0))
    >>> result = train(circuit, [0.5], optimizer=qml.AdamOptimizer(0.2), steps=60)
    >>> round(result.best_loss, 3), result.reason
    (-1.0, 'all 60 steps done')
    """
    check_function(qnode)
    optimizer = as_optimizer(optimizer)
    _check_arguments(optimizer, steps, checkpoint_every, stepsize_schedule, callbacks)
    weights = _check_weights(weights)
    start = begin(checkpoint, weights, optimizer, seed=seed, run_id=run_id, resume=resume)
    qnode, meter = meter_qnode(qnode, executions=executions, budget=budget, shots=shots)

    def step():
        return run.step

    objective = Objective(
        schedule_shots(qnode, shots, step),
        step,
        meter=meter,
        part=gradient_part(qnode, weights, n_parameters, shots=shots, step=step, seed=seed),
    )
    with progress_bar(progress, total=steps, initial=start.step) as bar:
        run = Run(
            start,
            steps=steps,
            callbacks=callbacks,
            early_stopping=early_stopping,
            schedule=stepsize_schedule,
            checkpoint=checkpoint,
            checkpoint_every=checkpoint_every,
            bar=bar,
            meter=meter,
        )
        return _minimize(run, objective, optimizer, np.random.default_rng(seed))


def _minimize(run: Run, objective: Objective, optimizer: Optimizer, rng) -> TrainingResult:
    """Let the optimiser run, and end in order however it ends."""
    start = run.start
    try:
        run.check_end()
        ending = optimizer.minimize(
            objective,
            start.weights,
            run.report,
            rng=rng,
            state=None if run.path is None else start.state,
            stepsize=None if run.schedule is None else run.stepsize,
        )
        reason, converged = f"{optimizer.name} ended: {ending.message}", ending.converged
    except StopTraining as stop:
        reason, converged = stop.reason, stop.converged
    except BudgetSpentError as error:
        run.save()
        if run.step == run.first_step:
            raise BudgetSpentError(_spent(run, error)) from error
        reason, converged = f"{error}; step {run.step + 1} was not finished", False
    except NonFiniteError as error:
        run.save()
        raise TrainingError(_non_finite(run, error)) from error
    except BaseException:
        run.save()
        raise
    run.save()
    return run.result(reason, converged=converged)


def _spent(run: Run, error: BudgetSpentError) -> str:
    return (
        f"No step could be taken after step {run.step}: {error}. Raise the budget to go on, or use "
        "the weights there are."
    )


def _non_finite(run: Run, error: NonFiniteError) -> str:
    kept = "No checkpoint was written; pass checkpoint= to keep one."
    if run.path is not None and run.saved_step:
        kept = f"The last good checkpoint is {run.path}, after step {run.saved_step}."
    elif run.path is not None:
        kept = f"No step was finished before it, so {run.path} was not written."
    return (
        f"Training stopped in step {run.step + 1}: {error}. {kept} Try a smaller step size or "
        "other initial weights; for divergences of probabilities that reach 0, raise the loss's "
        "epsilon."
    )


def _check_weights(weights) -> np.ndarray:
    """Weights as a float64 array of their own."""
    if isinstance(weights, tuple):
        raise TypeError("weights must be one array; got a tuple. Concatenate its arrays into one.")
    array = np.array(qml.math.toarray(weights) if hasattr(weights, "shape") else weights)
    if array.dtype.kind not in "biuf" or array.size == 0:
        raise TypeError(
            "weights must be a non-empty array of real numbers; got "
            f"shape {array.shape} and dtype {array.dtype}."
        )
    if not np.isfinite(array).all():
        raise ValueError("weights must be finite; got NaN or infinity among them.")
    return array.astype(float)


def _check_arguments(optimizer, steps, checkpoint_every, schedule, callbacks) -> None:
    for name, number in (("steps", steps), ("checkpoint_every", checkpoint_every)):
        check_integer(name, number, 1)
    if schedule is not None and not optimizer.has_stepsize:
        raise ValueError(
            f"stepsize_schedule needs an optimiser with a step size; {optimizer.name} has none. "
            "Leave it out, or use a gradient-descent optimiser."
        )
    if callable(callbacks) or not all(callable(callback) for callback in callbacks):
        raise TypeError("callbacks must be a list of functions; got something else in or for it.")
