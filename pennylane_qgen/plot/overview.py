"""A whole training run in one picture."""

from collections.abc import Mapping

import numpy as np

from ..figures import new_axes
from .histogram import histogram
from .history import loss_curve
from .images import image_side, images


def mmd_bars(estimates: Mapping[str, tuple[float, float]], *, ax=None):
    r"""MMD squared of several sources of samples, as bars with one standard error.

    The axis is linear up to the power of ten above twice the smallest standard error, so that
    estimates below zero, which an unbiased estimator has, can be shown, and logarithmic beyond.

    Args:
        estimates (Mapping[str, tuple[float, float]]): name to value and standard error.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: if there is nothing to draw.

    **Example**

    >>> axes = mmd_bars({"model": (0.001, 0.0005), "baseline": (0.1, 0.002)})
    >>> axes.get_yscale()
    'symlog'
    """
    if not estimates:
        raise ValueError("estimates must name at least one source of samples; got none.")
    values, errors = np.array(list(estimates.values()), dtype=float).T
    ax = new_axes() if ax is None else ax
    greys = [str(level) for level in np.linspace(0.82, 0.3, len(values))]
    places = np.arange(len(values))
    ax.bar(places, values, 0.65, color=greys, edgecolor="black", yerr=errors, capsize=4)
    linear = 10 ** np.ceil(np.log10(2 * errors.min() or 1e-6))
    ax.set_yscale("symlog", linthresh=linear)
    ax.set_ylim(min(0, 1.5 * (values - errors).min()), 3 * max((values + errors).max(), linear))
    for place, value, error in zip(places, values, errors, strict=True):
        ax.text(place, max(value + error, 0), f"{value:.2g}", ha="center", va="bottom")
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set_xticks(places, list(estimates))
    ax.set(ylabel="MMD² to held-out data", title="Distance to held-out data")
    return ax


def overview(*, real, generated, loss, estimates, title: str | None = None):
    """One picture of a training run: data, generated samples, loss curve and held-out distances.

    Args:
        real (array-like): bits of shape ``(n_samples, n_wires)``.
        generated (array-like): bits of shape ``(m_samples, n_wires)``.
        loss (array-like): losses of shape ``(n_steps,)``.
        estimates (Mapping[str, tuple[float, float]]): as for `mmd_bars`.
        title (str or None): title of the figure.

    Returns:
        matplotlib.figure.Figure: the figure.

    Raises:
        ValueError: as the functions for its parts.

    **Example**

    >>> bits = [[0, 1, 1, 0]] * 5
    >>> figure = overview(
    ...     real=bits, generated=bits, loss=[1.0, 0.1], estimates={"model": (0.0, 0.1)}
    ... )
    >>> len(figure.axes)
    4
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 8), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=[1.15, 1])
    if image_side(np.shape(real)[1]) is not None:
        left, right = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[0, 1])
        images(real, rows=6, columns=9, title="Real data", ax=left)
        images(generated, rows=6, columns=9, title="Generated samples", ax=right)
    else:
        histogram(real, {"generated": generated}, ax=figure.add_subplot(grid[0, :]))
    loss_curve(loss, label="training loss", ax=figure.add_subplot(grid[1, 0]))
    mmd_bars(estimates, ax=figure.add_subplot(grid[1, 1]))
    figure.suptitle(title)
    return figure
