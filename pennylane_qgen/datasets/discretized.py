"""Continuous densities on the integers ``0 .. 2**n_wires - 1``."""

import numpy as np
from scipy.stats import lognorm

from .base import Dataset, check_exact, from_probabilities


def gaussian_mixture(
    n_wires: int = 8, *, means=None, stds=None, weights=None, n_samples: int = 1000, seed=None
) -> Dataset:
    r"""A mixture of Gaussians on the integers.

    .. math:: p(x) \propto \sum_k w_k \exp\left(-\frac{(x - \mu_k)^2}{2 s_k^2}\right),
        \qquad x = 0, \dots, 2^n - 1

    Args:
        n_wires (int): number of bits of an integer, at most 20.
        means (float | Sequence[float] | None): centres, in units of the integers; a quarter and
            three quarters of the range by default.
        stds (float | Sequence[float] | None): positive widths, one for all or one a mean;
            a sixteenth of the range by default.
        weights (Sequence[float] | None): non-negative heights of the peaks; 1 by default.
        n_samples (int): number of samples.
        seed (int | numpy.random.Generator | None): source of the draws.

    Returns:
        Dataset: the samples with their exact probabilities.

    Raises:
        ValueError: if a width is not positive, a weight is negative, or the numbers of means,
            widths and weights differ.

    **Example**

    >>> gaussian_mixture(2, means=0, stds=1).probabilities.round(3)
    array([0.57 , 0.346, 0.077, 0.006])

    Source: arXiv:1804.04168 (differentiable learning of quantum circuit Born machines).
    """
    check_exact(n_wires, "gaussian_mixture")
    size = 2**n_wires
    means = np.atleast_1d([size / 4, 3 * size / 4] if means is None else means).astype(float)
    stds = _one_a_peak(size / 16 if stds is None else stds, len(means), "stds")
    weights = _one_a_peak(1 if weights is None else weights, len(means), "weights")
    if stds.min() <= 0 or weights.min() < 0:
        raise ValueError(
            f"stds must be positive and weights non-negative; got stds {stds} and "
            f"weights {weights}."
        )
    distance = (np.arange(size)[:, None] - means) / stds
    return from_probabilities(
        _normalized(np.exp(-(distance**2) / 2) @ weights, "gaussian_mixture"),
        n_samples=n_samples,
        seed=seed,
        name=f"mixture of {len(means)} Gaussians, {n_wires} wires",
        source=f"generated: means {means.tolist()}, stds {stds.tolist()}, "
        f"weights {weights.tolist()} (arXiv:1804.04168)",
    )


def log_normal(
    n_wires: int = 3, *, mean: float = 1.0, std: float = 1.0, n_samples: int = 1000, seed=None
) -> Dataset:
    r"""A log-normal density on the integers.

    The probability of :math:`x` is the mass of :math:`e^Z`, with :math:`Z` normal, on
    :math:`[x - \frac12, x + \frac12]`, divided by the mass on all integers of the range.

    Args:
        n_wires (int): number of bits of an integer, at most 20.
        mean (float): mean of the logarithm.
        std (float): positive standard deviation of the logarithm.
        n_samples (int): number of samples.
        seed (int | numpy.random.Generator | None): source of the draws.

    Returns:
        Dataset: the samples with their exact probabilities.

    Raises:
        ValueError: if ``std`` is not positive, or the range holds none of the mass.

    **Example**

    >>> log_normal(2).probabilities.round(3)
    array([0.075, 0.385, 0.318, 0.222])

    Source: arXiv:1904.00043 (quantum GAN, three wires, mean 1, std 1).
    """
    check_exact(n_wires, "log_normal")
    if std <= 0:
        raise ValueError(f"std must be positive; got {std}.")
    edges = np.arange(2**n_wires + 1) - 0.5
    mass = np.diff(lognorm(s=std, scale=np.exp(mean)).cdf(edges))
    return from_probabilities(
        _normalized(mass, "log_normal"),
        n_samples=n_samples,
        seed=seed,
        name=f"log-normal, {n_wires} wires",
        source=f"generated: bin masses of LogNormal({mean}, {std}) (arXiv:1904.00043)",
    )


def mixture_2d(
    n_wires: int = 12,
    *,
    n_modes: int = 8,
    layout: str = "ring",
    std: float = 0.03,
    n_samples: int = 1000,
    seed=None,
) -> Dataset:
    """Equal Gaussian modes on a ring or a grid in the plane.

    The first half of the wires is the integer x, the second half the integer y. Both run over
    the unit square; the ring has the radius 0.35 about its centre, the grid is evenly spaced.

    Args:
        n_wires (int): an even number of wires, at most 20.
        n_modes (int): number of modes; a square number for the grid.
        layout (str): ``"ring"`` or ``"grid"``.
        std (float): positive width of a mode, in units of the side of the square.
        n_samples (int): number of samples.
        seed (int | numpy.random.Generator | None): source of the draws.

    Returns:
        Dataset: the samples with their exact probabilities.

    Raises:
        ValueError: if an argument is out of its range.

    **Example**

    >>> mixture_2d(8, n_modes=4, layout="grid", n_samples=5, seed=0)
    Dataset('4 modes on a grid, 8 wires', n_samples=5, n_wires=8)

    Source: the ring of arXiv:1611.02163, discretised here.
    """
    check_exact(n_wires, "mixture_2d")
    if n_wires % 2:
        raise ValueError(f"n_wires must be even, half for x and half for y; got {n_wires}.")
    if std <= 0:
        raise ValueError(f"std must be positive; got {std}.")
    centres = _centres(n_modes, layout)
    side = 2 ** (n_wires // 2)
    position = (np.arange(side) + 0.5) / side
    along_x, along_y = (np.exp(-(((position - c[:, None]) / std) ** 2) / 2) for c in centres.T)
    return from_probabilities(
        _normalized((along_x.T @ along_y).ravel(), "mixture_2d"),
        n_samples=n_samples,
        seed=seed,
        name=f"{n_modes} modes on a {layout}, {n_wires} wires",
        source=f"generated: {n_modes} Gaussians of width {std} on a {layout} "
        "(after arXiv:1611.02163)",
    )


def _centres(n_modes: int, layout: str) -> np.ndarray:
    """Centres of the modes in the unit square, shape ``(n_modes, 2)``."""
    if n_modes < 1:
        raise ValueError(f"n_modes must be at least 1; got {n_modes}.")
    if layout == "ring":
        angle = 2 * np.pi * np.arange(n_modes) / n_modes
        return 0.5 + 0.35 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    if layout == "grid":
        side = round(n_modes**0.5)
        if side**2 != n_modes:
            raise ValueError(f"A grid needs a square number of modes; got {n_modes}.")
        ticks = (np.arange(side) + 0.5) / side
        return np.stack(np.meshgrid(ticks, ticks, indexing="ij"), axis=-1).reshape(-1, 2)
    raise ValueError(f'layout must be "ring" or "grid"; got {layout!r}.')


def _one_a_peak(values, n_peaks: int, name: str) -> np.ndarray:
    array = np.asarray(values, dtype=float)
    if array.shape not in ((), (1,), (n_peaks,)):
        raise ValueError(
            f"{name} must be one number or one a mean, {n_peaks}; got shape {array.shape}."
        )
    return np.broadcast_to(array, (n_peaks,))


def _normalized(mass: np.ndarray, name: str) -> np.ndarray:
    total = mass.sum()
    if not (np.isfinite(total) and total > 0):
        raise ValueError(
            f"{name} has no mass on the integers 0 to {mass.size - 1}; move its centre into the "
            "range or make it wider."
        )
    return mass / total
