r"""
A Born machine with a thousand qubits
=====================================

A circuit of 1,000 wires and 500,500 weights is trained on two cores in less than a minute. No state
vector is involved: the loss is a sum over Z words, each of which has a closed form.

The squared maximum mean discrepancy (MMD) between a model and data is an average over random words
:math:`S` of :math:`(\langle Z_S \rangle_{\mathrm{model}} - \langle Z_S \rangle_{\mathrm{data}})^2`.
In an instantaneous quantum polynomial (IQP) circuit of one- and two-wire rotations, a word on
:math:`w` wires costs a sum of :math:`2^{w-1}` terms, whatever the number of wires [#nest]_. So the
loss and its gradient are classical calculations, although no efficient classical way is known to
sample from the circuit [#train]_.
"""

###############################################################################
# Data
# ----
#
# Spins on a scale-free graph: a few hubs with many neighbours, and many leaves. Without a field the
# magnet is up or down as a whole, so every bit is one half on average and a model that treats bits
# as independent misses all there is.

import time

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

import pennylane_qgen as qgen

N_WIRES = 1000

data = qgen.datasets.scale_free_ising(N_WIRES, field=0.0, n_samples=4000, seed=0)
train, test = data.train_test_split(0.5, seed=0)
print(train.describe())

###############################################################################
# The model
# ---------
#
# All single wires and all pairs, from the state :math:`(|0\dots0\rangle + |1\dots1\rangle)/\sqrt2`
# (``spin_sym``), as the data do not change when all bits are flipped. Every step of training draws
# 1,000 new words from the kernel's Walsh spectrum; the loss and its gradient are unbiased for all
# words. With ``coherent=False`` the device runs the classical control, in which every rotation
# flips its wires at random.


def make_model(samples, bandwidth, *, coherent=True, **words):
    """A QNode that returns the MMD to the samples."""

    @qml.qnode(qml.device("qgen.iqp", wires=N_WIRES, coherent=coherent, seed=0))
    def born_machine(weights):
        qgen.IQP(weights, wires=range(N_WIRES), spin_sym=True)
        return qgen.mmd(samples, bandwidth=bandwidth, **words)

    return born_machine


start = qgen.IQP.init(N_WIRES, strategy="small", scale=0.003, seed=0)
print(f"{start.size} weights")

###############################################################################
# Gradient descent with momentum takes steps in proportion to the gradient. Adam would move every
# one of the half million weights by the same amount, though most of them have nothing to learn but
# noise.


def fit(*, coherent):
    """Train for 100 steps."""
    model = make_model(
        train, [8, 14, 20], coherent=coherent, n_observables=1000, resample=True, seed=1
    )
    optimizer = qml.MomentumOptimizer(20.0, momentum=0.9)
    begin = time.perf_counter()
    result = qgen.train(model, start, optimizer=optimizer, steps=100, progress=False)
    return result, time.perf_counter() - begin


trained, seconds = fit(coherent=True)
control, seconds_control = fit(coherent=False)
print(f"100 steps: IQP {seconds:.0f} s, without coherence {seconds_control:.0f} s")

fig, axis = plt.subplots(figsize=(6, 3.2), layout="constrained")
axis.semilogy(trained.history.loss, color="black", label="IQP")
axis.semilogy(control.history.loss, color="grey", linestyle="--", label="without coherence")
axis.set(xlabel="step", ylabel="MMD (squared)")
axis.legend(frameon=False)
plt.show()

###############################################################################
# Held-out data
# -------------
#
# The same loss on samples that training has not seen, from 2,000 words a bandwidth. To compare, the
# MMD from samples: of independent bits, which a model of the means would give, and of the training
# data, which is the least that can be resolved.

BANDWIDTHS = (8.0, 14.0, 20.0)


def held_out(weights, coherent):
    """MMD to the test data at each bandwidth."""
    return [
        float(make_model(test, b, coherent=coherent, n_observables=2000, seed=2)(weights))
        for b in BANDWIDTHS
    ]


def from_samples(samples):
    """The same from samples."""
    return [qgen.metrics.mmd(samples, test, bandwidth=b) for b in BANDWIDTHS]


independent = qgen.metrics.independent_bits(train.samples).sample(2000, seed=3)
table = {
    "before training": held_out(start, True),
    "independent bits": from_samples(independent),
    "IQP": held_out(trained.weights, True),
    "without coherence": held_out(control.weights, False),
    "training data": from_samples(train),
}
print(f"{'MMD x 1000 at bandwidth':<24}" + "".join(f"{b:>9}" for b in BANDWIDTHS))
for name, values in table.items():
    print(f"{name:<24}" + "".join(f"{1000 * value:9.3f}" for value in values))

###############################################################################
# The model is now about a hundred times closer to the held-out data than before, and than
# independent bits. The control does as well: these are the correlations of a ferromagnet, which
# random flips describe without a quantum computer. That is why it belongs beside every such result.
#
# The magnetisation
# -----------------
#
# The control is easily sampled, even at a thousand wires, so it shows what training has found: the
# two peaks of a magnet. A sample of the coherent circuit takes a quantum computer of 1,000 qubits;
# asking the simulator for one is an error that says so.


def magnetisation(samples):
    """Mean spin of each sample."""
    return 1 - 2 * np.asarray(samples).mean(axis=1)


control_model = make_model(train, 14.0, coherent=False)
drawn = qgen.sample(control_model, control.weights, shots=2000, seed=4)
bins = np.linspace(-1, 1, 61)
fig, axis = plt.subplots(figsize=(6, 3.2), layout="constrained")
axis.hist(magnetisation(test), bins, color="lightgrey", label="held-out data")
axis.hist(magnetisation(drawn), bins, histtype="step", color="black", label="without coherence")
axis.hist(
    magnetisation(independent), bins, histtype="step", color="grey", ls="--", label="independent"
)
axis.set(xlabel="magnetisation", ylabel="samples")
axis.legend(frameon=False)
plt.show()

###############################################################################
# References
# ----------
#
# .. [#nest] M. van den Nest, "Simulating quantum computers with probabilistic methods",
#    `arXiv:0911.1624 <https://arxiv.org/abs/0911.1624>`__.
# .. [#train] E. Recio-Armengol, S. Ahmed and J. Bowles, "Train on classical, deploy on quantum",
#    `arXiv:2503.02934 <https://arxiv.org/abs/2503.02934>`__.
