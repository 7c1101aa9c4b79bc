r"""
Sampling 24 photons on a laptop
===============================

How large may a boson sampler be until a laptop gives up? Here 24 photons in 48 modes are sampled
exactly, the samples are checked against formulas, and at the end comes a machine of the same size
that is easy to simulate although it looks the same.

Photons that fly through a network of beam splitters are the shortest way to a distribution that
classical computers find hard to sample from: nothing has to be entangled or corrected, the photons
only have to be alike. *Boson samplers* were built to show this, and they have become sources of
randomness for generative models.
"""

###############################################################################
# What makes it hard
# ------------------
#
# With the photons in modes :math:`s` and detections in modes :math:`t`, the probability is
#
# .. math:: P(t) = \frac{|\operatorname{perm} U_{t, s}|^2}{\prod_j t_j!},
#
# and a permanent of an :math:`n \times n` matrix takes about :math:`n 2^n` operations. There are
# many outcomes, too.

import time
from math import comb

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

import pennylane_qgen as qgen
from pennylane_qgen.linear_optics import factorial_moments, haar_unitary, mean_counts

print(f"Outcomes of 24 photons in 48 modes: {comb(24 + 48 - 1, 24):.1e}")

###############################################################################
# A table of all probabilities is out of the question. But samples do not need one. The algorithm of
# Clifford and Clifford (`arXiv:1706.01260 <https://arxiv.org/abs/1706.01260>`_, `arXiv:2005.04214
# <https://arxiv.org/abs/2005.04214>`_) adds one photon after the other and draws each of its modes
# exactly, given those before. A whole sample costs about as much as *one* probability.
#
# ``qgen.boson`` compares the estimated costs of table and sampler, and takes the cheaper one.


def random_network(n_photons, device="qgen.boson", **options):
    """Circuit with a photon in every other mode of a random network, and the circuit's matrix."""
    n_modes = 2 * n_photons
    unitary = haar_unitary(n_modes, seed=n_photons)

    @qml.qnode(qml.device(device, wires=n_modes, seed=1, **options))
    def circuit():
        qgen.Photons([1, 0] * n_photons, wires=range(n_modes))
        qgen.Interferometer(unitary, wires=range(n_modes))
        return qgen.photon_counts()

    return circuit, unitary


def timed_samples(circuit, shots):
    """Samples and the seconds that they took the processor."""
    start = time.process_time()
    samples = qml.set_shots(circuit, shots)()
    return samples, time.process_time() - start


circuit, _ = random_network(4)
timed_samples(circuit, 10)  # loads the compiled functions

###############################################################################
# The laptop at work
# ------------------
#
# We draw 500 samples of more and more photons, in one thread.

shots = 500
sizes = np.array([8, 12, 16, 20, 24])
seconds, samples, matrices = {}, {}, {}
for n_photons in sizes:
    circuit, matrices[n_photons] = random_network(n_photons)
    samples[n_photons], seconds[n_photons] = timed_samples(circuit, shots)
    print(f"{n_photons} photons in {2 * n_photons} modes: {seconds[n_photons]:8.3f} s")

###############################################################################
# The paper on quantum latent distributions (`arXiv:2508.19857 <https://arxiv.org/abs/2508.19857>`_)
# reports about 670 seconds for the last line. Each further photon costs a factor of about 1.8, with
# as many modes as twice the photons: :math:`n \cdot 1.81^n` for large :math:`n`. Ten photons more,
# and the laptop needs two hours; ten more still, five weeks. That is what hardness looks like: no
# wall, but a slope that gets the better of any machine.
#
# Are the samples right?
# ----------------------
#
# Nobody can compute the distribution of 24 photons in 48 modes. But some of its means have closed
# forms. With :math:`D_j` the mean number of photons in mode :math:`j`, :math:`V_{jk} = |U_{jk}|^2`
# and :math:`G = U_s U_s^\dagger` from the columns that photons enter,
#
# .. math:: \langle n_i n_j \rangle = D_i D_j - 2 (V V^T)_{ij} + |G_{ij}|^2, \qquad i \neq j.
#
# Every pair of detectors is a test. The distances from the formula, in standard errors, should
# scatter around zero with a width of one.


def pairs_against_theory(samples, unitary, indistinguishability=1.0):
    """Measured and exact covariances of all pairs of modes, and the measured standard errors."""
    counts = [1, 0] * (len(unitary) // 2)
    means = mean_counts(unitary, counts)
    products = factorial_moments(unitary, counts, indistinguishability=indistinguishability)
    i, j = np.triu_indices(len(unitary), 1)
    drawn = samples[:, i].astype(float) * samples[:, j]
    measured = drawn.mean(axis=0) - means[i] * means[j]
    errors = drawn.std(axis=0, ddof=1) / np.sqrt(len(samples))
    return measured, products[i, j] - means[i] * means[j], errors


measured, exact, errors = pairs_against_theory(samples[24], matrices[24])
seen = errors > 0
deviations = (measured - exact)[seen] / errors[seen]
print(f"{deviations.size} pairs of 48 modes, 500 samples:")
print(f"mean deviation {deviations.mean():+.2f}, width {deviations.std():.2f} standard errors")

###############################################################################
# Is this test able to see a mistake? Photons that can be told apart have the same means, but other
# correlations. With 8 photons and 200,000 samples the difference is plain.

n_samples = 200_000
correlations = {}
for overlap in (1.0, 0.0):
    circuit, unitary = random_network(8, indistinguishability=overlap)
    drawn, _ = timed_samples(circuit, n_samples)
    correlations[overlap] = pairs_against_theory(drawn, unitary, overlap)

quantum, classical = correlations[1.0], correlations[0.0]
wrong = (quantum[0] - classical[1]) / quantum[2]
print(
    f"Bosons against the formula for bosons:          "
    f"{np.std((quantum[0] - quantum[1]) / quantum[2]):.2f}"
)
print(f"Bosons against that for distinguishable photons: {np.std(wrong):.2f}")

###############################################################################
# The left picture has the times, and a line of :math:`n \cdot 1.81^n` through the last of them; few
# photons take no longer than the circuit around them. The right one has the covariances of all 120
# pairs of modes. Classical particles avoid each other, since a particle that is here is not there.
# Bosons do both: some pairs of modes like to be occupied together.

figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
line = np.linspace(8, 26, 50)
times = np.array([seconds[n] for n in sizes])
left.semilogy(
    line, times[-1] * line / 24 * 1.81 ** (line - 24), color="#9aa5b1", label=r"$n\,1.81^n$"
)
left.semilogy(sizes, times, "o", color="#1b3a5c", label="this run, one thread")
left.semilogy([24], [670], "s", color="#d9772b", label="arXiv:2508.19857")
left.set(xlabel="photons n, in 2n modes", ylabel="seconds for 500 samples")
left.legend(frameon=False)

names = {1.0: ("bosons", "#1b3a5c", "o"), 0.0: ("distinguishable", "#d9772b", "x")}
for overlap, (label, colour, marker) in names.items():
    measured, exact, _ = correlations[overlap]
    right.plot(exact, measured, marker, ms=3.5, color=colour, alpha=0.6, label=label)
ends = np.array([quantum[1].min(), quantum[1].max()])
right.plot(ends, ends, color="#9aa5b1", zorder=0)
right.axhline(0, color="#dfe3e8", lw=0.8, zorder=-1)
right.set(xlabel="covariance, closed form", ylabel=f"covariance of {n_samples:,} samples")
right.legend(frameon=False)
for axis in (left, right):
    axis.spines[["top", "right"]].set_visible(False)
plt.show()

###############################################################################
# A machine that is easier than it looks
# --------------------------------------
#
# Networks of 48 modes are large. A *time-bin interferometer* has one beam splitter and a loop of
# fibre: pulses of light come one after the other, a pulse in the loop meets the next one, and the
# setting of the beam splitter changes from pulse to pulse. The circuit is
# :class:`~pennylane_qgen.Loops`, the device ``qgen.tbi``.
#
# With a single loop, all that connects earlier pulses to later ones is the light inside the loop.
# Once the pulses that left are counted, the number of photons in the loop is known, so the machine
# is a Markov chain on one number. However many photons there are, sampling is fast.


def pulse_train(delays, n_photons=24):
    """Circuit of a train of pulses, every other one with a photon, through loops."""
    n_bins = 2 * n_photons
    angles = qgen.Loops.init(n_bins, delays=delays, seed=0)

    @qml.qnode(qml.device("qgen.tbi", wires=n_bins, delays=delays, seed=1))
    def circuit():
        qgen.Photons([1, 0] * n_photons, wires=range(n_bins))
        qgen.Loops(angles, delays=delays, wires=range(n_bins))
        return qgen.photon_counts()

    return circuit


timed_samples(pulse_train((1,)), 10)
_, one_loop = timed_samples(pulse_train((1,)), 100_000)
_, three_loops = timed_samples(pulse_train((1, 3, 9)), 20)
print(f"One loop, 24 photons:    {1e6 * one_loop / 100_000:9.1f} microseconds a sample")
print(f"Three loops, 24 photons: {1e6 * three_loops / 20:9.1f} microseconds a sample")

###############################################################################
# Several loops close this way out, and the general sampler takes over. When a photonic device is
# called hard to simulate, ask for the number of its loops. When a generative model gains from one,
# ask what it would gain from the easy machine, and from photons that can be told apart. Both
# controls are a word away here: ``delays=(1,)`` and ``indistinguishability=0``.
