r"""Samples of a single time-bin loop, exact and classically easy.

With one loop of delay 1, all that connects the pulses before a beam splitter to those behind is
the pulse inside the loop. The number of photons is conserved, so once the pulses that left have
been counted, the loop holds a known number l of photons: a Fock state. The next pulse brings b
photons, a leave, and l + b - a stay, with the probability of two Fock states on a beam splitter.
This is a Markov chain on one integer, and a sample costs no more than the number of pulses. Several
loops have no such chain: sample :func:`~pennylane_qgen.linear_optics.loop_matrix` instead.
"""

import numba
import numpy as np

from ..checks import check_integer
from .distinguishability import check_overlap
from .streams import random_uniform, start_stream, stream_key
from .unitaries import check_counts


def sample_single_loop(
    input_counts, angles, n_samples: int, *, indistinguishability: float = 1.0, seed=None
) -> np.ndarray:
    r"""Photon numbers behind one loop of delay 1, that is ``loop_matrix(m, (1,), angles)``.

    Args:
        input_counts (array-like): photons in each time bin, shape ``(n_modes,)``, two bins or more.
        angles (array-like): beam-splitter angles in radians, shape ``(n_modes - 1,)``.
        n_samples (int): number of samples.
        indistinguishability (float): overlap x in [0, 1], as for
            :func:`~pennylane_qgen.linear_optics.sample`.
        seed (int or numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: ``int16`` of shape ``(n_samples, n_modes)``.

    Raises:
        ValueError: if the number of angles is not one less than that of bins, or an argument is out
            of range.

    **Example**

    >>> sample_single_loop([1, 1, 0], [np.pi / 4, 0.0], 3, seed=0).tolist()
    [[2, 0, 0], [2, 0, 0], [0, 2, 0]]

    Source: the interferometer, Motes et al., arXiv:1403.4007.
    """
    counts = np.asarray(input_counts)
    counts = check_counts(counts, counts.size)
    angles = np.asarray(angles, dtype=float)
    if angles.shape != (len(counts) - 1,) or not len(angles):
        raise ValueError(
            "A loop of delay 1 has one angle less than time bins, and at least one; got "
            f"{angles.shape} angles for {len(counts)} bins."
        )
    overlap = check_overlap(indistinguishability)
    n_samples = check_integer("n_samples", n_samples, 0)
    result = np.zeros((n_samples, len(counts)), dtype=np.int16)
    streams = np.empty((n_samples, 1), dtype=np.uint64)
    loop = np.zeros((n_samples, 2), dtype=np.int64)
    _enter(streams, stream_key(seed), overlap, counts[0], loop)
    for time, angle in enumerate(angles):
        arriving, inside = int(counts[time + 1]), int(counts[: time + 1].sum())
        leaving = _leaving_probabilities(np.cos(angle), np.sin(angle), inside, arriving)
        cumulative = np.cumsum(leaving, axis=-1)
        _meet(streams, overlap, arriving, cumulative, np.sin(angle) ** 2, loop, result[:, time])
    result[:, -1] = loop.sum(axis=1)
    return result


@numba.njit(cache=True)
def _enter(streams, key, overlap, n_first, loop):
    """Start the streams and fill the loop: interfering photons in column 0, others in column 1."""
    for number in range(len(streams)):
        start_stream(streams[number], key, number)
        loop[number, 0] = _interfering(streams[number], overlap, n_first)
        loop[number, 1] = n_first - loop[number, 0]


@numba.njit(cache=True)
def _interfering(stream, overlap, n_photons):
    """How many of some photons join the indistinguishable ones."""
    joined = 0
    for _ in range(n_photons):
        joined += overlap == 1 or random_uniform(stream) < overlap
    return joined


@numba.njit(cache=True)
def _meet(streams, overlap, n_arriving, cumulative, reflectivity, loop, left):
    """A pulse meets what is in the loop, in every sample; counts what leaves."""
    for number in range(len(streams)):
        stream = streams[number]
        together = _interfering(stream, overlap, n_arriving)
        chances = cumulative[together, loop[number, 0]]
        point, total = random_uniform(stream), together + loop[number, 0]
        leaving = 0
        while leaving < total and chances[leaving] <= point:
            leaving += 1
        loop[number, 0] = total - leaving
        apart = n_arriving - together
        alone_in_loop = loop[number, 1]
        for photon in range(alone_in_loop + apart):
            stays = reflectivity if photon < alone_in_loop else 1 - reflectivity
            staying = random_uniform(stream) < stays
            leaving += not staying
            loop[number, 1] += staying - (photon < alone_in_loop)
        left[number] = leaving


@numba.njit(cache=True)
def _leaving_probabilities(cosine, sine, most_inside, most_arriving):
    r"""Probability that some photons leave a beam splitter, by those arriving and those inside.

    The amplitudes follow from those of one photon less, whose creation operator the beam splitter
    maps to a sum over both outputs. Indices of the table: arriving, inside, leaving.
    """
    most = most_inside + most_arriving
    amplitudes = np.zeros((most_arriving + 1, most_inside + 1, most + 1))
    amplitudes[0, 0, 0] = 1.0
    for arriving in range(most_arriving + 1):
        for inside in range(most_inside + 1):
            n = arriving + inside
            if n == 0:
                continue
            if inside > 0:
                fewer = amplitudes[arriving, inside - 1]
                leaves, stays, norm = cosine, sine, np.sqrt(inside)
            else:
                fewer = amplitudes[arriving - 1, inside]
                leaves, stays, norm = -sine, cosine, np.sqrt(arriving)
            here = amplitudes[arriving, inside]
            for leaving in range(n + 1):
                here[leaving] = stays * np.sqrt(n - leaving) * fewer[leaving] / norm
                if leaving > 0:
                    here[leaving] += leaves * np.sqrt(leaving) * fewer[leaving - 1] / norm
    return amplitudes**2
