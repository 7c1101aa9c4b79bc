"""Covariance matrices of bits or photon counts, side by side."""

import numpy as np

from ..figures import named, new_axes

GAP = 0.08
"""Space between two matrices, as a share of their width."""


def covariances(samples, *, ax=None):
    """Covariance matrix of each set of samples, all on one scale of greys and colours.

    The scale is that of the covariances between different wires; variances, on the diagonal, are
    usually larger and are cut off at its end. Lightness grows with the value throughout, so the
    matrices can be read in grey.

    Args:
        samples (array-like or Mapping[str, array-like]): bits or counts of shape
            ``(n_samples, n_wires)``, or several by name over the same wires.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: if an array is not two-dimensional, has fewer than two samples or wires, or
            numbers of wires differ.

    **Example**

    >>> axes = covariances({"data": [[0, 0], [1, 1]], "model": [[0, 1], [1, 0]]})
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['data', 'model']
    """
    matrices = {name: _covariance(one, name) for name, one in named(samples, "samples").items()}
    sizes = {len(matrix) for matrix in matrices.values()}
    if len(sizes) > 1:
        raise ValueError(f"All samples must be over the same wires; got {sorted(sizes)}.")
    [size] = sizes
    different = ~np.eye(size, dtype=bool)
    limit = max(np.abs(matrix[different]).max() for matrix in matrices.values())
    ax = new_axes(width=1 + 3 * len(matrices), height=3.2) if ax is None else ax
    gap = max(1, round(GAP * size))
    picture = np.full((size, len(matrices) * (size + gap) - gap), np.nan)
    starts = (size + gap) * np.arange(len(matrices))
    for start, matrix in zip(starts, matrices.values(), strict=True):
        picture[:, start : start + size] = matrix
    limit = limit or 1.0  # independent samples of few values can have no covariance at all
    drawn = ax.imshow(picture, cmap="cividis", vmin=-limit, vmax=limit, interpolation="nearest")
    ax.set_xticks(starts + (size - 1) / 2, list(matrices))
    ax.tick_params(axis="x", length=0)
    ax.set_ylabel("wire")
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.spines[:].set_visible(False)
    ax.figure.colorbar(drawn, ax=ax, label="covariance", extend="max")
    return ax


def _covariance(samples, name: str) -> np.ndarray:
    values = np.asarray(samples, dtype=float)
    if values.ndim != 2 or min(values.shape) < 2:
        raise ValueError(
            f"{name} must be an array of shape (n_samples, n_wires), at least two of each; got "
            f"shape {values.shape}."
        )
    return np.cov(values.T, bias=True)
