"""What photon detectors saw, mode by mode."""

import numpy as np

from ..checks import check_choice
from ..figures import STYLES, named, new_axes

STATISTICS = {"mean": "mean photon number", "clicks": "probability of a click"}


def photon_statistics(counts, *, statistic: str = "mean", ax=None):
    """Mean photon number or click probability of each mode, with standard errors.

    Args:
        counts (array-like or Mapping[str, array-like]): photons counted, or clicks, of shape
            ``(n_samples, n_modes)``, or those of several sources of light by name.
        statistic (str): ``"mean"`` photon number, or the probability of at least one photon,
            ``"clicks"``.
        ax (matplotlib.axes.Axes or None): axes to draw into; new ones by default.

    Returns:
        matplotlib.axes.Axes: the axes.

    Raises:
        ValueError: if an array is not two-dimensional or has fewer than two samples, a count is
            negative or not whole, numbers of modes differ, or the statistic is unknown.

    **Example**

    >>> axes = photon_statistics({"bosons": [[2, 0], [0, 2]], "balls": [[1, 1], [2, 0]]})
    >>> axes.get_ylabel()
    'mean photon number'
    """
    check_choice("statistic", statistic, STATISTICS)
    sources = {name: _check_counts(one, name) for name, one in named(counts, "counts").items()}
    n_modes = {photons.shape[1] for photons in sources.values()}
    if len(n_modes) > 1:
        raise ValueError(f"All counts must be of the same modes; got {sorted(n_modes)} modes.")
    modes = np.arange(*n_modes)
    offsets = 0.5 * (np.arange(len(sources)) - (len(sources) - 1) / 2) / len(sources)
    ax = new_axes() if ax is None else ax
    for (name, photons), offset, style in zip(sources.items(), offsets, STYLES, strict=False):
        seen = photons if statistic == "mean" else photons > 0
        error = seen.std(axis=0, ddof=1) / np.sqrt(len(seen))
        points = style | {"linestyle": "", "markersize": 4}
        ax.errorbar(modes + offset, seen.mean(axis=0), error, label=name, capsize=2, **points)
    ax.set(xlabel="mode", ylabel=STATISTICS[statistic])
    ax.set_ylim(bottom=0)
    ax.xaxis.get_major_locator().set_params(integer=True)
    ax.grid(axis="y", alpha=0.3)
    if len(sources) > 1:
        ax.legend(frameon=False)
    return ax


def _check_counts(counts, name: str) -> np.ndarray:
    photons = np.asarray(counts)
    if photons.ndim != 2 or len(photons) < 2 or photons.shape[1] == 0:
        raise ValueError(
            f"{name} must be photon counts of shape (n_samples, n_modes), at least two samples; "
            f"got shape {photons.shape}."
        )
    if photons.dtype.kind not in "biuf" or (photons < 0).any() or (photons % 1 != 0).any():
        raise ValueError(f"{name} must be whole numbers of photons, from 0.")
    return photons
