"""What the studies of latent distributions share: latents by name, and comparisons of runs."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from scipy import stats
from threadpoolctl import threadpool_limits

from .. import latent
from ..checks import check_choice
from .records import Records
from .result import Claim

NAMES = ("quantum", "photonic", "dirichlet-multinomial", "gaussian", "bernoulli")

SYNTHETIC_DATA_SEED = 1000
"""Distance between the seed of a run's latent and that of its data, which are independent."""


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep torch to one thread; a chunk's own limit was set before torch was loaded."""
    import torch  # noqa: F401

    with threadpool_limits(limits=1):
        yield


def make_latent(name: str, n_modes: int, *, seed: int, interferometer="haar"):
    """A latent distribution of the paper, or a matched classical control.

    Half as many photons as modes enter the first half of them. The photonic latents of one seed
    share their interferometer.

    Args:
        name (str): ``"quantum"``, ``"photonic"`` (distinguishable), ``"dirichlet-multinomial"``,
            ``"gaussian"`` or ``"bernoulli"``.
        n_modes (int): size of the latent.
        seed (int): seed of the interferometer.
        interferometer (str or Sequence[int]): ``"haar"``, or delays of loops.

    Returns:
        pennylane_qgen.latent.Latent: the distribution.

    **Example**

    >>> make_latent("photonic", 4, seed=0).mean.sum().round(6)
    np.float64(2.0)
    """
    check_choice("latent", name, NAMES)
    if name == "gaussian":
        return latent.Gaussian(n_modes)
    if name == "bernoulli":
        return latent.Bernoulli(n_modes)
    options = {"interferometer": interferometer, "seed": seed}
    if name == "photonic":
        return latent.Distinguishable(n_modes // 2, n_modes, **options)
    photons = latent.BosonSampling(n_modes // 2, n_modes, **options)
    return photons if name == "quantum" else latent.DirichletMultinomial.matched_to(photons)


def mean_and_deviation(values, digits: int = 3) -> str:
    """Mean and standard deviation over runs, as the paper prints them.

    **Example**

    >>> mean_and_deviation([0.05, 0.07])
    '0.060 ± 0.014'
    """
    values = np.asarray(values, dtype=float)
    deviation = values.std(ddof=1) if values.size > 1 else np.nan
    return f"{values.mean():.{digits}f} ± {deviation:.{digits}f}"


def paired_test(lower, higher, digits: int = 3) -> str:
    """Mean difference of runs with the same seeds, with Student's t and its two-sided p.

    **Example**

    >>> paired_test([1.0, 2.0, 3.0], [2.0, 3.5, 4.0])
    '+1.167 (t = 7.0, p = 0.020, 3 of 3 seeds)'
    """
    difference = np.asarray(higher, dtype=float) - np.asarray(lower, dtype=float)
    seeds = f"{(difference > 0).sum()} of {difference.size} seeds"
    # Differences that differ by rounding only have no t.
    if difference.size < 2 or np.ptp(difference) <= 1e-12 * np.abs(difference).max():
        return f"{difference.mean():+.{digits}f} ({seeds})"
    t, p = stats.ttest_1samp(difference, 0.0)
    return f"{difference.mean():+.{digits}f} (t = {t:.1f}, p = {p:.3f}, {seeds})"


def reported(claim: str, paper: str, ours: str, note: str = "reported only") -> Claim:
    """A claim without a tolerance."""
    return Claim(claim, paper, ours, note, None)


def of_runs(records: Records, column: str, **equal) -> np.ndarray:
    """The last value of a column in every run that fits, in the order of the runs."""
    rows = records.where(**equal)
    return np.array([rows.where(run=run)[column][-1] for run in rows.distinct("run")])
