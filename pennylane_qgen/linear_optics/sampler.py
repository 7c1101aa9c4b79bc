r"""Exact samples of photon numbers behind an interferometer, by Clifford and Clifford's algorithm.

Photons are added one by one, in random order. With modes :math:`r_1, \dots, r_{k-1}` drawn, the
next photon's mode j has probability proportional to

.. math:: \Big| \sum_l U_{j, \alpha_l}
          \operatorname{perm}(U_{r, \alpha \setminus \alpha_l}) \Big|^2 ,

and one pass over Glynn's formula gives all these minors
(:func:`~pennylane_qgen.linear_optics.minors`). A sample of n photons in 2n modes costs
:math:`O(n \, 1.81^n)`.

Sources: Clifford and Clifford, arXiv:1706.01260 and arXiv:2005.04214.
"""

from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numba
import numpy as np

from ..checks import check_integer
from .amplitudes import photon_modes
from .distinguishability import check_likeness, check_overlap, gram_isometry
from .fock_space import fock_states, n_fock_states
from .permanents import glynn_minors, new_workspace
from .streams import random_choice, random_uniform, start_stream, stream_key
from .unitaries import check_counts, check_isometry


def sample(
    unitary,
    input_counts,
    n_samples: int,
    *,
    indistinguishability: float = 1.0,
    gram=None,
    transmission=1.0,
    extra_photon: float = 0.0,
    seed=None,
    n_threads: int = 1,
) -> np.ndarray:
    r"""Photon numbers behind an interferometer, drawn from their exact distribution.

    Each photon belongs to the indistinguishable ones with probability x, else it goes its own way.
    Two photons then interfere with visibility :math:`V = x^2`, as pure photons of overlap x do.

    Args:
        unitary (array-like): unitary or isometry of shape ``(n_outputs, n_inputs)``.
        input_counts (array-like): photons in each input mode, shape ``(n_inputs,)``.
        n_samples (int): number of samples.
        indistinguishability (float): overlap x in [0, 1].
        gram (array-like or None): overlaps :math:`\langle i | j \rangle` of the internal states of
            the photons instead, in the order of their modes, at most one photon a mode; shape
            ``(n_photons, n_photons)``.
        transmission (float or array-like): probability in [0, 1] that a photon enters the
            interferometer, one number or one an input mode.
        extra_photon (float): probability in [0, 1] that a second photon, which interferes with
            none, accompanies a photon: the source's :math:`g^{(2)}` is about twice this.
        seed (int or numpy.random.Generator or None): source of the random numbers.
        n_threads (int): number of threads; the samples do not depend on it.

    Returns:
        numpy.ndarray: ``int16`` photon numbers of shape ``(n_samples, n_outputs)``; modes with
        several photons stay as they are.

    Raises:
        ValueError: if the matrix is not unitary, the Gram matrix is not positive, or an argument is
            out of range.

    **Example**

    Two photons on a balanced beam splitter never part:

    >>> from pennylane_qgen.linear_optics import beam_splitter
    >>> sample(beam_splitter(np.pi / 4), [1, 1], 4, seed=0).prod(axis=1)
    array([0, 0, 0, 0])

    Source: Clifford and Clifford, arXiv:1706.01260 and arXiv:2005.04214.
    """
    unitary = check_isometry(unitary)
    counts = check_counts(input_counts, unitary.shape[1])
    overlap, gram = check_likeness(indistinguishability, gram, counts)
    extra_photon = check_overlap(extra_photon, "extra_photon")
    n_samples = check_integer("n_samples", n_samples, 0)
    n_threads = check_integer("n_threads", n_threads, 1)
    modes = photon_modes(counts)
    survival = _transmissions(transmission, len(counts))[modes]
    alone = np.ascontiguousarray(np.cumsum(np.abs(unitary.T[modes]) ** 2, axis=1))
    columns = unitary[:, modes]
    if gram is not None:
        columns = gram_isometry(columns, gram)
    real, imag = np.ascontiguousarray(columns.real.T), np.ascontiguousarray(columns.imag.T)
    result = np.zeros((n_samples, len(unitary)), dtype=np.int16)
    key = stream_key(seed)

    def draw(edges):
        rows = result[edges[0] : edges[1]]
        _draw_samples(real, imag, alone, survival, overlap, extra_photon, key, edges[0], rows)

    _in_threads(draw, n_samples, n_threads)
    return result


def sample_distribution(
    probabilities, n_photons: int, n_modes: int, n_samples: int, *, seed=None
) -> np.ndarray:
    """Photon numbers drawn from a distribution that is known.

    Args:
        probabilities (array-like): distribution over ``fock_basis(n_photons, n_modes)``.
        n_photons (int): number of photons.
        n_modes (int): number of modes.
        n_samples (int): number of samples.
        seed (int or numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: ``int16`` photon numbers of shape ``(n_samples, n_modes)``.

    Raises:
        ValueError: if the distribution has another length or does not sum to 1.

    **Example**

    >>> sample_distribution([0, 1, 0], n_photons=2, n_modes=2, n_samples=2)
    array([[1, 1],
           [1, 1]], dtype=int16)
    """
    probabilities = np.asarray(probabilities, dtype=float)
    n_states = n_fock_states(n_photons, n_modes)
    if probabilities.shape != (n_states,):
        raise ValueError(
            f"The distribution of {n_photons} photons in {n_modes} modes must have shape "
            f"({n_states},); got {probabilities.shape}."
        )
    cumulative = np.cumsum(probabilities)
    if not abs(cumulative[-1] - 1) < 1e-6:
        raise ValueError(f"The probabilities must sum to 1; got a sum of {cumulative[-1]}.")
    points = np.random.default_rng(seed).random(n_samples) * cumulative[-1]
    states = np.searchsorted(cumulative, points, side="right")
    return fock_states(np.minimum(states, n_states - 1), n_photons, n_modes)


def _transmissions(transmission, n_inputs: int) -> np.ndarray:
    values = np.asarray(transmission, dtype=float)
    if values.shape not in ((), (n_inputs,)):
        raise ValueError(
            f"transmission must be one number or one for each of {n_inputs} input modes; got "
            f"shape {values.shape}."
        )
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"transmission must lie in [0, 1]; got {transmission!r}.")
    return np.broadcast_to(values, n_inputs)


def _in_threads(draw, n_samples: int, n_threads: int) -> None:
    """Call ``draw`` on ranges of samples, several for each thread since samples differ in cost."""
    if n_threads == 1:
        draw((0, n_samples))
        return
    edges = np.linspace(0, n_samples, min(16 * n_threads, n_samples) + 1).astype(int)
    with ThreadPoolExecutor(n_threads) as pool:
        list(pool.map(draw, pairwise(edges)))


_Scratch = namedtuple("_Scratch", "work row_real row_imag row_counts row_of real imag weights")


@numba.njit(cache=True, nogil=True)
def _draw_samples(real, imag, cumulative, survival, overlap, extra, key, first, result):
    """Fill rows of ``result``: the samples from number ``first`` on, each with its own stream."""
    n_photons, n_modes = real.shape
    together = np.empty(n_photons, np.int64)
    stream = np.empty(1, np.uint64)
    scratch = _Scratch(
        new_workspace(n_photons),
        np.empty((n_photons, n_photons)),
        np.empty((n_photons, n_photons)),
        np.empty(n_photons, np.int64),
        np.full(n_modes, -1, np.int64),
        np.empty(n_modes),
        np.empty(n_modes),
        np.empty(n_modes),
    )
    for number in range(len(result)):
        start_stream(stream, key, first + number)
        n_together, counts = 0, result[number]
        for photon in range(n_photons):
            if extra > 0 and random_uniform(stream) < extra * survival[photon]:
                counts[_walk(stream, cumulative[photon])] += 1
            if survival[photon] < 1 and random_uniform(stream) >= survival[photon]:
                continue
            if overlap == 1 or random_uniform(stream) < overlap:
                together[n_together] = photon
                n_together += 1
            else:
                counts[_walk(stream, cumulative[photon])] += 1
        _add_interfering(stream, real, imag, together[:n_together], scratch, counts)


@numba.njit(cache=True)
def _walk(stream, cumulative):
    """Output mode of a photon on its own."""
    point = random_uniform(stream) * cumulative[-1]
    mode = 0
    while mode < len(cumulative) - 1 and cumulative[mode] <= point:
        mode += 1
    return mode


@numba.njit(cache=True)
def _add_interfering(stream, real, imag, photons, scratch, counts):
    """Add indistinguishable photons to ``counts``; permutes ``photons``."""
    n_modes, n_outputs = real.shape[1], len(counts)
    for i in range(len(photons) - 1, 0, -1):
        j = int(random_uniform(stream) * (i + 1))
        photons[i], photons[j] = photons[j], photons[i]
    n_rows = 0
    for k in range(len(photons)):
        glynn_minors(
            scratch.row_real, scratch.row_imag, scratch.row_counts, n_rows, k + 1, scratch.work
        )
        _mode_weights(real, imag, photons[: k + 1], scratch)
        mode = random_choice(stream, scratch.weights, n_modes)
        counts[mode % n_outputs] += 1  # with a Gram matrix, internal states stand outermost
        row = scratch.row_of[mode]
        if row >= 0:
            scratch.row_counts[row] += 1
            continue
        scratch.row_of[mode], scratch.row_counts[n_rows] = n_rows, 1
        for column in range(len(photons)):
            scratch.row_real[n_rows, column] = real[photons[column], mode]
            scratch.row_imag[n_rows, column] = imag[photons[column], mode]
        n_rows += 1
    scratch.row_of[:] = -1


@numba.njit(cache=True)
def _mode_weights(real, imag, photons, scratch):
    """Weight of each mode for the next photon: the squared permanent with its row added."""
    scratch.real[:] = 0
    scratch.imag[:] = 0
    for column in range(len(photons)):
        u_real, u_imag = real[photons[column]], imag[photons[column]]
        m_real, m_imag = scratch.work.minor_real[column], scratch.work.minor_imag[column]
        for mode in range(len(u_real)):
            scratch.real[mode] += u_real[mode] * m_real - u_imag[mode] * m_imag
            scratch.imag[mode] += u_real[mode] * m_imag + u_imag[mode] * m_real
    for mode in range(len(scratch.weights)):
        scratch.weights[mode] = scratch.real[mode] ** 2 + scratch.imag[mode] ** 2
