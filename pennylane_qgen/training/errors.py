"""Errors of training and of the files it writes."""


class TrainingError(RuntimeError):
    """Training cannot go on: the loss or its gradient is not a finite number."""


class CheckpointError(ValueError):
    """A file cannot be read as what it should be: truncated, corrupted, foreign or unfitting."""


class NonFiniteError(ArithmeticError):
    """A loss or gradient that is NaN or infinite, before the step it occurred in is known."""
