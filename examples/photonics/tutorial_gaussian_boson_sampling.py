r"""
Gaussian boson sampling with Strawberry Fields
==============================================

Squeezed light through an interferometer, photons counted at every output: samples from the
Gaussian engine of Strawberry Fields, held against three closed forms, and put to use to find a
dense part of a graph.
"""

###############################################################################
# Squeezed vacuum holds photons in pairs. Behind an interferometer :math:`U` the pairs are spread
# over the modes, and the probability of a pattern of photons is a *hafnian*, a sum over all ways to
# pair them up (`Hamilton et al., arXiv:1612.01199 <https://arxiv.org/abs/1612.01199>`_). Without
# photon counting, everything about Gaussian light is a mean and a covariance, which is where the
# closed forms come from.
#
# The device ``qgen.sf.gaussian`` is the Gaussian engine of Strawberry Fields, and the samples are
# those of thewalrus. Install both with ``pip install "pennylane-qgen[photonic]"``.

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

from pennylane_qgen import photonics
from pennylane_qgen.linear_optics import haar_unitary

n_modes, r = 8, 0.4
unitary = haar_unitary(n_modes, seed=1)
device = qml.device("qgen.sf.gaussian", wires=n_modes, seed=2)


def boson_sampling(squeezings, unitary):
    for wire, amount in enumerate(squeezings):
        photonics.Squeezing(amount, 0.0, wires=wire)
    photonics.Interferometer(unitary, wires=range(len(unitary)))


@qml.qnode(device)
def moments():
    boson_sampling(np.full(n_modes, r), unitary)
    return photonics.photon_number(), photonics.photon_correlations()


@qml.set_shots(600)
@qml.qnode(device)
def samples():
    boson_sampling(np.full(n_modes, r), unitary)
    return photonics.photon_counts()


number, products = moments()
counts = samples()
print(f"photons a mode: {counts.mean(axis=0).round(3)}, exactly {np.sinh(r) ** 2:.3f}")

###############################################################################
# Each mode has :math:`\sinh^2 r` photons on average. How modes vary together depends on the
# interferometer through one matrix, :math:`M = U U^T \sinh r \cosh r`:
#
# .. math:: \langle n_i n_j \rangle - \langle n_i \rangle \langle n_j \rangle = |M_{ij}|^2
#           \qquad (i \neq j).
#
# And the total number is always even.

covariance = products - np.outer(number, number)
closed = np.abs(unitary @ unitary.T * np.sinh(r) * np.cosh(r)) ** 2
off_diagonal = ~np.eye(n_modes, dtype=bool)
sampled = np.cov(counts.T, bias=True)
print(f"device against closed form: {np.abs(covariance - closed)[off_diagonal].max():.1e}")
print(f"samples with an odd total: {(counts.sum(axis=1) % 2).sum()}")

totals = np.bincount(counts.sum(axis=1), minlength=17)[:17] / len(counts)
pairs = np.arange(9)
negative_binomial = np.array(
    [
        np.prod([(n_modes / 2 + k) / (k + 1) for k in range(pair)])
        * np.tanh(r) ** (2 * pair)
        / np.cosh(r) ** n_modes
        for pair in pairs
    ]
)

###############################################################################
# A graph is a symmetric matrix :math:`A`. Its factorisation :math:`A = U \lambda U^T` (Autonne and
# Takagi) says which squeezings, :math:`\tanh r_k = c \lambda_k`, and which interferometer make the
# light whose patterns with one photon in each of the modes S have a probability proportional to
# :math:`c^{|S|}` times the squared number of perfect matchings of the subgraph S. Dense subgraphs
# have many (`Arrazola and Bromley, arXiv:1803.10730 <https://arxiv.org/abs/1803.10730>`_).
#
# A clique of six vertices hides in a random graph of ten.

rng = np.random.default_rng(3)
n_nodes, clique = 10, np.array([0, 2, 3, 6, 8, 9])
adjacency = np.triu(rng.random((n_nodes, n_nodes)) < 0.25, 1)
adjacency = (adjacency | adjacency.T).astype(float)
adjacency[np.ix_(clique, clique)] = 1 - np.eye(len(clique))

eigenvalues, vectors = np.linalg.eigh(adjacency)
takagi = vectors * np.where(eigenvalues < 0, 1j, 1)  # a factor i turns the sign of a square
squeezings = -np.arctanh(0.75 * np.abs(eigenvalues) / np.abs(eigenvalues).max())


@qml.set_shots(20_000)
@qml.qnode(qml.device("qgen.sf.gaussian", wires=n_nodes, seed=4))
def graph_samples():
    boson_sampling(squeezings, takagi)
    return qml.sample()


clicks = graph_samples()
six = clicks[clicks.sum(axis=1) == 6]


def edges(subsets):
    """Number of edges inside each subset of nodes."""
    return np.einsum("si,ij,sj->s", subsets, adjacency, subsets) / 2


uniform = np.array([rng.permutation(n_nodes) < 6 for _ in range(len(six))]).astype(float)
found = six[np.argmax(edges(six))]
print(f"{len(six)} samples of six clicks; the densest: {np.flatnonzero(found)}")
print(f"edges, on average: {edges(six).mean():.2f} sampled, {edges(uniform).mean():.2f} uniform")

###############################################################################
# Click patterns of six out of ten detectors are dense more often than subsets drawn uniformly,
# and the clique, with its fifteen edges, is the one that comes most often.

figure, axes = plt.subplots(1, 3, figsize=(12, 3.7), layout="constrained")
axes[0].bar(np.arange(17), totals, color="tab:blue", alpha=0.5, label="samples")
axes[0].plot(2 * pairs, negative_binomial, "k.", label="closed form")
axes[0].set(xlabel="photons in all modes", ylabel="probability")
axes[0].legend(frameon=False)
limit = 1.1 * max(closed[off_diagonal].max(), sampled[off_diagonal].max())
axes[1].plot([0, limit], [0, limit], color="0.7", lw=1)
axes[1].plot(closed[off_diagonal], sampled[off_diagonal], "k.")
axes[1].set(xlabel="covariance, $|M_{ij}|^2$", ylabel="covariance of 600 samples")
bins = np.arange(-0.5, 16)
axes[2].hist(edges(uniform), bins, density=True, color="0.7", label="uniform subsets")
axes[2].hist(
    edges(six), bins, density=True, histtype="step", lw=2, color="tab:blue", label="six clicks"
)
axes[2].set(xlabel="edges among six nodes", ylabel="frequency")
axes[2].legend(frameon=False, loc="upper left")
plt.show()

###############################################################################
# What is easy here and what is not
# ---------------------------------
#
# Moments cost nothing at any number of modes, and these are a classical computation. Samples cost
# a hafnian each, whose time doubles with every two photons; a few dim modes are sampled from a
# table instead. Clicks alone are read from the exact distribution of up to twelve modes. Nothing
# here shows an advantage of light over a computer.
