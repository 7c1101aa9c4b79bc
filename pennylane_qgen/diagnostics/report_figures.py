"""The figures of a diagnosis, as PNG images in base64. They can be told apart in grey."""

import base64
from io import BytesIO

import numpy as np

from ..figures import DARK, LIGHT, new_axes
from ..theory import porter_thomas_tail


def figures_of(diagnosis) -> list[tuple[str, str]]:
    """Captions and images of all that a diagnosis holds.

    Args:
        diagnosis (Diagnosis): with or without a distribution and sizes.

    Returns:
        list[tuple[str, str]]: caption and PNG in base64.
    """
    figures = [
        ("Losses at random weights", losses(diagnosis.loss.values)),
        ("Variance of each partial derivative", gradients(diagnosis.gradient.by_parameter)),
    ]
    found = diagnosis.distribution
    if found is not None and found.probabilities is not None:
        figures.append(("Share of outcomes above a probability", exceedance(found.probabilities)))
    if diagnosis.scaling is not None:
        figures.append(("Variance of the loss by size", variance_by_size(diagnosis.scaling)))
    return [(caption, _encode(axes)) for caption, axes in figures]


def losses(values, ax=None):
    """Histogram of losses over random weights.

    Args:
        values (array-like): losses.
        ax (matplotlib.axes.Axes or None): axes to draw into.

    Returns:
        matplotlib.axes.Axes: the axes.
    """
    ax = new_axes(height=3.0) if ax is None else ax
    ax.hist(values, bins=20, color=LIGHT, edgecolor=DARK)
    ax.set(xlabel="loss", ylabel="random weights")
    return ax


def gradients(by_parameter, ax=None):
    """Variance of each partial derivative, largest first.

    Args:
        by_parameter (array-like): variances in any shape.
        ax (matplotlib.axes.Axes or None): axes to draw into.

    Returns:
        matplotlib.axes.Axes: the axes.
    """
    ax = new_axes(height=3.0) if ax is None else ax
    ordered = np.sort(np.ravel(by_parameter))[::-1]
    ax.plot(np.arange(1, ordered.size + 1), ordered, "o-", color=DARK, markersize=3)
    if ordered.min() > 0:
        ax.set_yscale("log")
    ax.set(xlabel="parameter, in order of variance", ylabel="variance of the derivative")
    return ax


def exceedance(probabilities, ax=None):
    """Share of outcomes with at least a probability, beside that of a Haar-random state.

    Args:
        probabilities (array-like): vector of length ``2**n_wires``.
        ax (matplotlib.axes.Axes or None): axes to draw into.

    Returns:
        matplotlib.axes.Axes: the axes.
    """
    ax = new_axes(height=3.0) if ax is None else ax
    size = len(probabilities)
    ordered = np.sort(probabilities)[::-1] * size
    ax.step(ordered, np.arange(1, size + 1) / size, where="pre", color=DARK, label="model")
    y = np.linspace(0, min(max(ordered[0], 5.0), 10.0), 200)
    tail = porter_thomas_tail(y, size.bit_length() - 1)
    ax.plot(y, tail, "--", color=LIGHT, label="Porter-Thomas")
    ax.set(xlabel=r"$2^n p(x)$", ylabel="share of outcomes", yscale="log", xlim=(0, y[-1]))
    ax.set_ylim(0.5 / size, 1.5)
    ax.legend(frameon=False)
    return ax


def variance_by_size(scaling, ax=None):
    """Variance of the loss at each number of wires, and the fitted law.

    Args:
        scaling (Scaling): sizes, variances, errors and fit.
        ax (matplotlib.axes.Axes or None): axes to draw into.

    Returns:
        matplotlib.axes.Axes: the axes.
    """
    ax = new_axes(height=3.0) if ax is None else ax
    ax.errorbar(scaling.sizes, scaling.variances, scaling.errors, fmt="o", color=DARK)
    n = np.linspace(min(scaling.sizes), max(scaling.sizes), 100)
    ax.plot(n, scaling.fit.predict(n), "--", color=LIGHT, label=scaling.fit.verdict)
    ax.set(xlabel="wires", ylabel="variance of the loss", yscale="log")
    ax.legend(frameon=False)
    return ax


def _encode(axes) -> str:
    buffer = BytesIO()
    axes.figure.savefig(buffer, format="png", dpi=110)
    return base64.b64encode(buffer.getvalue()).decode()
