"""A training run: what happens around an optimiser's steps."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, replace

import numpy as np
import pennylane.numpy as pnp

from .budget import Usage
from .checkpoint import Checkpoint, save_checkpoint
from .early_stopping import EarlyStopping
from .optimizer import Step
from .progress import advance
from .result import TrainingResult, TrainingState


class StopTraining(Exception):  # noqa: N818 - it is the end of a run, not an error
    """Raised out of an optimiser when the run is over."""

    def __init__(self, reason: str, *, converged: bool = False):
        super().__init__(reason)
        self.reason = reason
        self.converged = converged


class Run:
    """Takes the reports of an optimiser and keeps the history, the best weights and the file.

    Args:
        start (Checkpoint): state to start from.
        steps (int): number of steps of the whole run.
        callbacks (Sequence[Callable]): called after every step.
        early_stopping (EarlyStopping or None): rule to stop by.
        schedule (Callable or None): step size of each step.
        checkpoint (str, os.PathLike or None): file to write.
        checkpoint_every (int): number of steps between two writings.
        bar (tqdm.tqdm): progress bar.
        meter (MeteredDevice or None): device that counts what is spent.
    """

    def __init__(
        self,
        start: Checkpoint,
        *,
        steps: int,
        callbacks: Sequence[Callable],
        early_stopping: EarlyStopping | None,
        schedule: Callable[[int], float] | None,
        checkpoint,
        checkpoint_every: int,
        bar,
        meter=None,
    ):
        self.start, self.history, self.bar = start, start.history, bar
        self.steps, self.callbacks, self.schedule = steps, callbacks, schedule
        self.path, self.every = checkpoint, checkpoint_every
        self.weights, self.best = start.weights, (start.best_weights, start.best_loss)
        self.first_step = start.step
        self.saved_step = start.step or None
        self._unsaved = None
        self._began = time.perf_counter() - start.wall_time
        self._meter = meter
        if meter is not None:
            meter.begin(usage=Usage(*start.usage), seconds=self.seconds)
        self._tracker = None if early_stopping is None else early_stopping.start()
        self._waited_out = self._replay_losses()

    def _replay_losses(self) -> bool:
        """Bring early stopping to where the run was; whether it had stopped there."""
        waited_out = False
        for loss in self.history.loss if self._tracker else ():
            waited_out = self._tracker.update(loss)
        return waited_out

    @property
    def step(self) -> int:
        """Number of steps done."""
        return len(self.history)

    def seconds(self) -> float:
        """Seconds of training so far, those before a resumption included."""
        return time.perf_counter() - self._began

    @property
    def usage(self) -> Usage | None:
        """What was spent on a metered device."""
        return None if self._meter is None else self._meter.usage

    def stepsize(self) -> float:
        """Step size of the step about to begin."""
        value = float(self.schedule(self.step))
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(
                f"stepsize_schedule must return a finite number, at least 0; got {value} for step "
                f"{self.step}."
            )
        return value

    def report(self, step: Step) -> None:
        """Take in a step; raise :class:`StopTraining` if it is the last one."""
        self.weights = step.weights
        if step.loss < self.best[1]:
            self.best = step.point, step.loss
        self.history.append(
            loss=step.loss,
            gradient_norm=step.gradient_norm,
            stepsize=step.stepsize,
            wall_time=self.seconds(),
        )
        self._unsaved = self.step, step, self.best
        self._waited_out = self._tracker is not None and self._tracker.update(step.loss)
        if self.path is not None and self.step % self.every == 0:
            self.save()
        advance(self.bar, step.loss)
        self._call_back(step)
        self.check_end()

    def _call_back(self, step: Step) -> None:
        if not self.callbacks:
            return
        weights = np.asarray(step.weights).view()
        weights.flags.writeable = False
        state = TrainingState(self.step, weights, step.loss, self.best[1], self.history)
        for callback in self.callbacks:
            if callback(state) is True:
                name = getattr(callback, "__name__", type(callback).__name__)
                raise StopTraining(f"callback {name} stopped at step {self.step}")

    def check_end(self) -> None:
        """Raise :class:`StopTraining` if no further step should be taken."""
        if self._waited_out:
            patience = self._tracker.rule.patience
            raise StopTraining(
                f"early stopping: no improvement in {patience} steps", converged=True
            )
        if self.step >= self.steps:
            raise StopTraining(f"all {self.steps} steps done")

    def save(self) -> None:
        """Write the state after the last whole step, if a file was asked for and it is new."""
        if self.path is None or self._unsaved is None:
            return
        number, step, (best_weights, best_loss) = self._unsaved
        save_checkpoint(
            self.path,
            replace(
                self.start,
                weights=step.weights,
                best_weights=best_weights,
                best_loss=best_loss,
                history=self.history.first(number),
                state=step.state(),
                usage=astuple(self.usage or Usage()),
            ),
        )
        self.saved_step, self._unsaved = number, None

    def result(self, reason: str, *, converged: bool) -> TrainingResult:
        """Result of the run so far."""
        best_weights, best_loss = self.best
        return TrainingResult(
            weights=pnp.array(self.weights, requires_grad=True),
            loss=float(self.history.loss[-1]) if self.step else math.nan,
            best_weights=pnp.array(best_weights, requires_grad=True),
            best_loss=best_loss,
            history=self.history,
            steps=self.step,
            reason=reason,
            converged=converged,
            wall_time=float(self.history.wall_time[-1]) if self.step else 0.0,
            usage=self.usage,
        )
