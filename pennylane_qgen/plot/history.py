"""Loss and gradient norm of a training run, step by step."""

import numpy as np

from ..figures import STYLES, named, new_axes


def loss_curve(loss, *, label: str = "loss", ax=None):
    """Loss of each step, on a logarithmic axis where all losses are positive.

    Args:
        loss (array-like or Mapping[str, array-like]): losses of shape ``(n_steps,)``, as in
            ``result.history.loss``, or those of several runs by name.
        label (str): name of the loss axis, with the unit if there is one.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: if there is no loss, an array is not one-dimensional, or there are more runs
            than can be told apart.

    **Example**

    >>> loss_curve([0.5, 0.1, 0.05]).get_yscale()
    'log'
    """
    runs = {name: _check_steps("loss", values) for name, values in named(loss, label).items()}
    ax = new_axes() if ax is None else ax
    for (name, values), style in zip(runs.items(), STYLES, strict=False):
        _draw_steps(ax, values, style, label=name)
    if all((values > 0).all() for values in runs.values()):
        ax.set_yscale("log")
    ax.set(xlabel="step", ylabel=label)
    ax.grid(alpha=0.3)
    if len(runs) > 1:
        ax.legend(frameon=False)
    return ax


def history(history, *, label: str = "loss", ax=None):
    """Loss and norm of the gradient of a training run, each with an axis of its own.

    Args:
        history (History or TrainingResult): ``result.history``, or the result itself.
        label (str): name of the loss axis, with the unit if there is one.
        ax (matplotlib.axes.Axes or None): axes to draw the loss into; new ones by default. The
            gradient has a second axis on the right, unless the optimiser had no gradient.

    Returns:
        matplotlib.axes.Axes: the axes of the loss.

    Raises:
        ValueError: if the history has no steps.

    **Example**

    >>> steps = qgen.training.History()
    >>> steps.append(loss=0.5, gradient_norm=1.2)
    >>> steps.append(loss=0.1, gradient_norm=0.3)
    >>> left, right = history(steps).figure.axes
    >>> left.get_ylabel(), right.get_ylabel()
    ('loss', 'norm of the gradient')
    """
    steps = getattr(history, "history", history)
    ax = loss_curve(steps.loss, label=label, ax=ax)
    norms = np.asarray(steps.gradient_norm, dtype=float)
    if np.isnan(norms).all():
        return ax
    right = ax.twinx()
    _draw_steps(right, norms, STYLES[1], label="norm of the gradient")
    right.set_ylabel("norm of the gradient")
    if (norms[~np.isnan(norms)] > 0).all():
        right.set_yscale("log")
    ax.legend(handles=[*ax.lines, *right.lines], frameon=False)
    return ax


def _draw_steps(ax, values: np.ndarray, style: dict, *, label: str) -> None:
    """A line; a single step is a point, which a line without markers would not show."""
    line = style if values.size == 1 else style | {"marker": ""}
    ax.plot(np.arange(1, values.size + 1), values, label=label, **line)


def _check_steps(name: str, values) -> np.ndarray:
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or values.size == 0:
        raise ValueError(f"{name} must be a vector with an entry a step; got shape {values.shape}.")
    return values
