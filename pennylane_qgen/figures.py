"""Figures of a training run: each function draws into axes and returns them.

Nothing here touches pyplot, so no window opens and no global state of matplotlib changes. The
greys and markers can be told apart in print without colour.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from .bits import check_bits

GENERATED = "#1b3a5c"
REAL = "#9aa5b1"
FRAME = 0.15
"""Darkness of the lines between images, from 0 to 1."""


def new_axes(*, width: float = 6.0, height: float = 4.0):
    """Empty axes on a figure of their own.

    Args:
        width (float): width of the figure in inches.
        height (float): height of the figure in inches.

    Returns:
        matplotlib.axes.Axes: the axes; their figure is ``axes.figure``.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained").subplots()


def save_figure(axes, path, *, dpi: int = 150) -> None:
    """Write the figure of some axes to a file whose suffix names the format, such as ``.png``.

    Args:
        axes (matplotlib.axes.Axes): any axes of the figure.
        path (str or os.PathLike): the file.
        dpi (int): dots an inch.
    """
    axes.figure.savefig(Path(path), dpi=dpi)


def loss_curve(loss, *, label: str = "training loss", ax=None):
    """Loss of each step, on a logarithmic axis where all losses are positive.

    Args:
        loss (array-like): losses of shape ``(n_steps,)``, as in ``result.history.loss``.
        label (str): name of the loss axis.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: if there is no loss, or the array is not one-dimensional.

    **Example**

    >>> loss_curve([0.5, 0.1, 0.05]).get_yscale()
    'log'
    """
    loss = np.asarray(loss, dtype=float)
    if loss.ndim != 1 or loss.size == 0:
        raise ValueError(f"loss must be a vector with an entry a step; got shape {loss.shape}.")
    ax = new_axes() if ax is None else ax
    ax.plot(np.arange(1, loss.size + 1), loss, color=GENERATED, marker="." * (loss.size == 1))
    if (loss > 0).all():
        ax.set_yscale("log")
    ax.set(xlabel="step", ylabel=label, title="Training")
    ax.grid(alpha=0.3)
    return ax


def image_side(n_wires: int) -> int | None:
    """Side of the square image that bits form, or ``None`` if they form none.

    Args:
        n_wires (int): number of bits.

    Returns:
        int or None: the side, at least 2.

    **Example**

    >>> image_side(16), image_side(12)
    (4, None)
    """
    side = round(n_wires**0.5)
    return side if side > 1 and side * side == n_wires else None


def sample_images(samples, *, rows: int = 6, columns: int = 6, title: str | None = None, ax=None):
    """The first samples as small square images, ones dark, in a grid.

    Args:
        samples (array-like): bits of shape ``(n_samples, side**2)``, row after row of an image.
        rows (int): rows of images.
        columns (int): columns of images.
        title (str or None): title of the axes.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: if the bits form no square image.

    **Example**

    >>> axes = sample_images([[0, 1, 1, 0], [1, 0, 0, 1]], title="two images")
    >>> axes.get_title()
    'two images'
    """
    bits = check_bits(samples)
    side = image_side(bits.shape[1])
    if side is None:
        raise ValueError(
            f"sample_images needs bits that form a square; got {bits.shape[1]} wires. "
            "Use outcome_histogram."
        )
    ax = new_axes(width=4.0) if ax is None else ax
    ax.imshow(_mosaic(bits, rows, columns, side), cmap="gray_r", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[], title=title)
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def _mosaic(bits: np.ndarray, rows: int, columns: int, side: int) -> np.ndarray:
    """Tiles with a frame of one light grey pixel; places without a sample stay white."""
    canvas = np.zeros((rows, columns, side + 1, side + 1))
    shown = bits[: rows * columns]
    places = np.unravel_index(np.arange(len(shown)), (rows, columns))
    canvas[:, :, -1, :] = canvas[:, :, :, -1] = FRAME
    canvas[*places, :-1, :-1] = shown.reshape(-1, side, side) * 0.9
    tiles = canvas.transpose(0, 2, 1, 3).reshape(rows * (side + 1), columns * (side + 1))
    return np.pad(tiles, ((1, 0), (1, 0)), constant_values=FRAME)


def outcome_histogram(real, generated, *, n_outcomes: int = 20, ax=None):
    """Relative frequencies of the most frequent bit strings of the data, real and generated.

    Args:
        real (array-like): bits of shape ``(n_samples, n_wires)``.
        generated (array-like): bits of shape ``(m_samples, n_wires)``.
        n_outcomes (int): number of bit strings to show.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: if the samples are not bits over the same wires.

    **Example**

    >>> axes = outcome_histogram([[0, 0], [1, 1]], [[0, 1], [1, 1]])
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['00', '11']
    """
    real, generated = check_bits(real), check_bits(generated)
    if real.shape[1] != generated.shape[1]:
        raise ValueError(
            f"Both sets must have the same wires; got {real.shape[1]} and {generated.shape[1]}."
        )
    strings, counts = np.unique(real, axis=0, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:n_outcomes]
    shares = [(generated == string).all(axis=1).mean() for string in strings[order]]
    places = np.arange(len(order))
    ax = new_axes(width=8.0) if ax is None else ax
    ax.bar(places - 0.2, counts[order] / len(real), 0.4, color=REAL, label="data")
    ax.bar(places + 0.2, shares, 0.4, color=GENERATED, label="generated")
    ax.set_xticks(places, ["".join(map(str, string)) for string in strings[order]], rotation=90)
    ax.set(xlabel="bit string", ylabel="relative frequency", title="Most frequent outcomes")
    ax.legend()
    return ax


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


def run_overview(*, real, generated, loss, estimates, title: str | None = None):
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
    >>> figure = run_overview(
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
        sample_images(real, rows=6, columns=9, title="Real data", ax=left)
        sample_images(generated, rows=6, columns=9, title="Generated samples", ax=right)
    else:
        outcome_histogram(real, generated, ax=figure.add_subplot(grid[0, :]))
    loss_curve(loss, ax=figure.add_subplot(grid[1, 0]))
    mmd_bars(estimates, ax=figure.add_subplot(grid[1, 1]))
    figure.suptitle(title)
    return figure
