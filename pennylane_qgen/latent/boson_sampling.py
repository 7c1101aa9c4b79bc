"""Photon numbers behind an interferometer, of photons that interfere or do not."""

from functools import cached_property
from math import comb

import numpy as np

from ..checks import check_choice, check_integer
from ..linear_optics import (
    Cost,
    detect,
    distribution,
    estimate_sampling,
    estimate_table,
    factorial_moments,
    mean_counts,
    sample,
    sample_single_loop,
)
from ..linear_optics.detection import DETECTORS
from ..linear_optics.distinguishability import check_overlap
from ..linear_optics.fock_space import fock_states
from ..theory.photon_counts import click_means
from .base import Latent
from .device_draws import draw_on_device
from .interferometers import choose_interferometer
from .sample_bank import SampleBank

METHODS = ("auto", "table", "sampler")

_TABLE_SECONDS = 5.0
_TABLE_BYTES = 2**30
"""A latent is drawn from again and again, so that a table of this cost pays soon."""


class BosonSampling(Latent):
    r"""Photon numbers of boson sampling: one photon in each of the first modes.

    .. math:: p(t) = \frac{|\operatorname{perm} U_t|^2}{t_1! \cdots t_m!}

    for indistinguishable photons, with a row of U for each photon that leaves. Draws are exact,
    and outcomes with several photons in a mode are kept. They come from the table of all
    probabilities where that is cheap, which costs microseconds a draw, from the Markov chain of
    :func:`~pennylane_qgen.linear_optics.sample_single_loop` for one loop of delay 1, and else from
    :func:`~pennylane_qgen.linear_optics.sample`.

    Args:
        n_photons (int): number n of photons.
        n_modes (int): number m of modes, at least n; the latent dimension.
        interferometer (str or array-like or Sequence[int] or None): ``None`` or "haar" for a
            Haar-random unitary; a matrix of shape ``(n_modes, n_inputs)`` with orthonormal
            columns; or the delays of time-bin loops such as ``(1, 3, 9)``, with uniformly random
            angles.
        seed (int or numpy.random.Generator or None): source of the random interferometer.
        indistinguishability (float): overlap x of two photons, in [0, 1].
        transmission (float): probability in [0, 1] that a photon is not lost. Draws with all
            photons left are distributed as those without loss.
        detector (str): "number" for photon numbers, "threshold" for clicks (bits).
        method (str): "table", whatever memory it takes, or "sampler"; "auto" takes the table up to
            5 s and 1 GiB.
        max_seconds (float): a call that would take longer, by estimate, is refused.
        n_threads (int): number of threads of the sampler; draws do not depend on it.

    Attributes:
        unitary (numpy.ndarray): matrix of the interferometer, ``(n_modes, n_inputs)``, read-only.
        loops (tuple or None): delays and angles of the loops, if there are loops.

    Raises:
        ValueError: if there are more photons than modes or inputs, the matrix is not unitary, or
            an argument is out of range.

    **Example**

    >>> latent = BosonSampling(3, 6, seed=0)
    >>> latent.sample(4, seed=1).sum(axis=1)
    array([3, 3, 3, 3])

    Source: arXiv:2508.19857; the sampler is that of arXiv:2005.04214.
    """

    def __init__(
        self,
        n_photons: int,
        n_modes: int,
        *,
        interferometer=None,
        seed=None,
        indistinguishability: float = 1.0,
        transmission: float = 1.0,
        detector: str = "number",
        method: str = "auto",
        max_seconds: float = 600.0,
        n_threads: int = 1,
    ):
        self.n_photons = check_integer("n_photons", n_photons, 1)
        self.n_modes = self.dim = check_integer("n_modes", n_modes, self.n_photons)
        self.indistinguishability = check_overlap(indistinguishability)
        self.transmission = check_overlap(transmission, "transmission")
        check_choice("detector", detector, DETECTORS)
        check_choice("method", method, METHODS)
        self.detector = detector
        self.max_seconds = float(max_seconds)
        self.n_threads = check_integer("n_threads", n_threads, 1)
        self._interferometer = choose_interferometer(interferometer, self.n_modes, seed)
        self.unitary = self._interferometer.matrix
        self.unitary.flags.writeable = False  # the table and the moments are made of it once
        self.loops = self._interferometer.loops
        if self.unitary.shape[1] < self.n_photons:
            raise ValueError(
                f"interferometer must have an input for each of {self.n_photons} photons; got "
                f"shape {self.unitary.shape}."
            )
        self._columns = np.ascontiguousarray(self.unitary[:, : self.n_photons])
        self._photons = np.ones(self.n_photons, dtype=np.int64)
        self._seed = int(seed) if isinstance(seed, int | np.integer) else None
        self._from_table = method == "table" or (method == "auto" and self._table_is_cheap())

    @cached_property
    def mean(self) -> np.ndarray:
        """Mean photon numbers, or click probabilities, in closed form."""
        if self.detector == "threshold":
            return click_means(
                self._columns,
                indistinguishability=self.indistinguishability,
                transmission=self.transmission,
            )
        return self.transmission * mean_counts(self._columns, self._photons)

    @cached_property
    def covariance(self) -> np.ndarray:
        """Covariance of the photon numbers in closed form, ``(n_modes, n_modes)``.

        Raises:
            ValueError: for threshold detectors, which have no such form.
        """
        if self.detector != "number":
            raise ValueError(
                "The covariance has a closed form for detector='number' only; estimate that of "
                "clicks from samples."
            )
        means = mean_counts(self._columns, self._photons)
        moments = factorial_moments(
            self._columns, self._photons, indistinguishability=self.indistinguishability
        )
        left = self.transmission
        return left**2 * (moments - np.outer(means, means)) + left * np.diag(means)

    def describe(self) -> dict:
        """What the distribution is, as plain data; the digest is of the columns with photons."""
        return {
            "kind": type(self).__name__,
            "n_photons": self.n_photons,
            "n_modes": self.n_modes,
            **self._interferometer.describe(self.n_photons),
            "seed": self._seed,
            "indistinguishability": self.indistinguishability,
            "transmission": self.transmission,
            "detector": self.detector,
        }

    def estimate(self, n_samples: int) -> Cost:
        """What a call of :meth:`sample` will cost, the table counted as if not yet made.

        Args:
            n_samples (int): number of draws.

        Returns:
            Cost: memory in bytes and time in seconds.

        **Example**

        >>> BosonSampling(36, 72, seed=0).estimate(500).seconds > 600
        True
        """
        if self._from_table:
            return self._table_cost()
        seconds = n_samples * self._seconds_per_draw / self.n_threads
        return Cost(2 * n_samples * self.n_modes, seconds)

    def from_device(
        self, device, n_shots: int, *, complete_only: bool = False, **device_options
    ) -> SampleBank:
        """The photon numbers that a device measures for these photons, as a latent of its own.

        Losses, detector noise and the likeness of the photons are those of the device, whatever
        this latent says; outcomes with several photons in a mode are kept. Save the bank: it is
        what the hardware gave.

        Args:
            device (str or qml.devices.Device): a photonic device with a wire a mode, or its name,
                such as "qgen.boson", "qgen.perceval" or, for loops, "qgen.tbi".
            n_shots (int): number of shots.
            complete_only (bool): whether to keep only shots in which every photon was counted, as
                experiments do that would otherwise see losses.
            **device_options: further arguments of ``qml.device`` where the device is given by
                name, such as a seed.

        Returns:
            SampleBank: the shots.

        Raises:
            ValueError: if the device has too few wires, the interferometer is not square, clicks
                are to be complete, or no shot is left.

        **Example**

        >>> bank = BosonSampling(2, 4, seed=0).from_device("qgen.boson", 100, seed=1)
        >>> bank.sample(3, seed=0).sum(axis=1)
        array([2, 2, 2])

        Source: arXiv:2508.19857 keeps only shots with all photons and draws from banks of them.
        """
        options = {"complete_only": complete_only, **device_options}
        return draw_on_device(self, device, n_shots, **options)

    @cached_property
    def _seconds_per_draw(self) -> float:
        """Expected time of the sampler: only photons that are there and interfere cost much."""
        joining = self.indistinguishability * self.transmission
        if self._interferometer.is_single_loop:
            joining = 0.0
        numbers = range(self.n_photons + 1) if 0 < joining < 1 else (int(joining) * self.n_photons,)
        many = 1000  # next to which what a call costs by itself is nothing
        return sum(
            comb(self.n_photons, k)
            * joining**k
            * (1 - joining) ** (self.n_photons - k)
            * estimate_sampling(k, self.n_modes, many).seconds
            / many
            for k in numbers
        )

    def _draw(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        self._check_time(n_samples)
        left = self.transmission
        if self._from_table:
            points = rng.random(n_samples) * self._cumulative[-1]
            states = np.searchsorted(self._cumulative, points, side="right")
            counts = fock_states(states, self.n_photons, self.n_modes)
        elif self._interferometer.is_single_loop:
            counts = sample_single_loop(
                np.arange(self.n_modes) < self.n_photons,
                self.loops[1],
                n_samples,
                indistinguishability=self.indistinguishability,
                seed=rng,
            )
        else:
            counts = sample(
                self._columns,
                self._photons,
                n_samples,
                indistinguishability=self.indistinguishability,
                transmission=self.transmission,
                seed=rng,
                n_threads=self.n_threads,
            )
            left = 1.0
        # The same loss in all modes may as well happen at the detectors.
        return detect(counts, detector=self.detector, efficiency=left, seed=rng)

    @cached_property
    def _cumulative(self) -> np.ndarray:
        probabilities = distribution(
            self._columns, self._photons, indistinguishability=self.indistinguishability
        )
        return np.cumsum(probabilities, out=probabilities)

    def _table_cost(self) -> Cost:
        mixture = 0 < self.indistinguishability < 1
        return estimate_table(self.n_photons, self.n_modes, mixture=mixture)

    def _table_is_cheap(self) -> bool:
        if self._interferometer.is_single_loop or self.indistinguishability == 0:
            return False
        cost = self._table_cost()
        return cost.seconds <= _TABLE_SECONDS and cost.bytes <= _TABLE_BYTES

    def _check_time(self, n_samples: int) -> None:
        cost = self.estimate(n_samples)
        if cost.seconds > self.max_seconds:
            raise ValueError(
                f"{n_samples} draws of {self.n_photons} photons in {self.n_modes} modes would take "
                f"about {cost.seconds:.2g} s, more than max_seconds={self.max_seconds:g}. Take "
                "fewer photons or draws, allow more max_seconds or n_threads, or draw once and "
                "keep the draws in a SampleBank."
            )


class Distinguishable(BosonSampling):
    r"""Photons that do not interfere: each goes its own way with probabilities :math:`|U_{jk}|^2`.

    The control of :class:`BosonSampling` with the interference switched off: the same
    interferometer for the same seed, and the same means. It is classically easy. Its one-mode
    distributions are others too: the second factorial moments are half of the bosonic ones.

    Args:
        n_photons (int): as for :class:`BosonSampling`.
        n_modes (int): as for :class:`BosonSampling`.
        interferometer (str or array-like or Sequence[int] or None): as for :class:`BosonSampling`.
        seed (int or numpy.random.Generator or None): as for :class:`BosonSampling`.
        transmission (float): as for :class:`BosonSampling`.
        detector (str): as for :class:`BosonSampling`.

    Raises:
        ValueError: as for :class:`BosonSampling`.

    **Example**

    >>> quantum, classical = BosonSampling(3, 6, seed=0), Distinguishable(3, 6, seed=0)
    >>> np.allclose(quantum.mean, classical.mean)
    True

    Source: arXiv:2508.19857, where it is called the photonic latent.
    """

    def __init__(
        self,
        n_photons: int,
        n_modes: int,
        *,
        interferometer=None,
        seed=None,
        transmission: float = 1.0,
        detector: str = "number",
    ):
        super().__init__(
            n_photons,
            n_modes,
            interferometer=interferometer,
            seed=seed,
            indistinguishability=0.0,
            transmission=transmission,
            detector=detector,
        )
