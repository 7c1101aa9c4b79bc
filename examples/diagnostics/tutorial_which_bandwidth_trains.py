r"""
Which bandwidth trains?
=======================

The bandwidth of the maximum mean discrepancy (MMD) decides whether a circuit of a hundred qubits
can be trained at all. A formula says which one, and a training run with 256 shots agrees.

The kernel :math:`e^{-d_H(x, y) / (2\sigma^2)}` is a mixture of correlations: a random word
:math:`S` holds each wire with probability :math:`s = (1 - e^{-1/(2\sigma^2)})/2`, and

.. math:: \mathrm{MMD}^2 = \mathbb{E}_S \big(\langle Z_S \rangle_{\mathrm{model}}
          - \langle Z_S \rangle_{\mathrm{data}}\big)^2.

With :math:`\sigma` of order 1 the words have of order n wires, and at random angles such
correlations are exponentially small [#barriers]_.
"""

###############################################################################
# Which correlations a bandwidth sees
# -----------------------------------

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

import pennylane_qgen as qgen
from pennylane_qgen import diagnostics, theory

N_WIRES = 100
BANDWIDTHS = {"1": 1.0, r"$\sqrt{n}/2$": np.sqrt(N_WIRES) / 2}

for bandwidth in BANDWIDTHS.values():
    print(f"bandwidth {bandwidth:g}: {diagnostics.body_profile(N_WIRES, bandwidth)}")

###############################################################################
# The variance of the loss, exactly
# ---------------------------------
#
# Take the simplest circuit, one rotation by a random angle on each wire, and the simplest data, all
# zeros. Theorem 2 of the reference gives the variance of the loss over the angles in closed form.
# First, a check against simulation at ten wires.


def product_model(n_wires, bandwidth):
    """One RY on each wire, compared with all zeros."""

    @qml.qnode(qml.device("qgen.lightning", wires=n_wires))
    def model(weights):
        qgen.Product(weights, wires=range(n_wires))
        return qgen.mmd(np.zeros((1, n_wires), dtype=int), bandwidth=bandwidth)

    return model


for bandwidth in (1.0, np.sqrt(10) / 2):
    found = diagnostics.loss_variance(
        product_model(10, bandwidth),
        lambda rng: qgen.Product.init(10, seed=rng),
        n_circuits=300,
        seed=0,
    )
    exact = theory.product_target_loss("zeros", bandwidth, n_wires=10, family="angle")
    print(f"bandwidth {bandwidth:.2f}: closed form {exact.variance:.4f}, {found}")

###############################################################################
# Now the formula at sizes that no simulator reaches. On the right, the bandwidth is measured in
# units of :math:`\sqrt n`: the best one is close to :math:`\sqrt{n}/2` at any size, and there the
# variance falls only as 1/n. A bandwidth too small costs much more than one too large.


def variance(n_wires, bandwidth):
    """Variance of the loss over random angles."""
    return theory.product_target_loss("zeros", bandwidth, n_wires=n_wires, family="angle").variance


sizes = np.unique(np.logspace(0.5, 3, 40).astype(int))
fixed = [variance(n, 1.0) for n in sizes]
scaled = [variance(n, np.sqrt(n) / 2) for n in sizes]
print("bandwidth 1:        ", diagnostics.concentration_fit(sizes[-12:], fixed[-12:]))
print("bandwidth sqrt(n)/2:", diagnostics.concentration_fit(sizes[-12:], scaled[-12:]))

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
left.loglog(sizes, scaled, "k-", label=r"$\sigma = \sqrt{n}/2$")
left.loglog(sizes, fixed, "k--", label=r"$\sigma = 1$")
left.set(xlabel="wires", ylabel="variance of the loss", ylim=(1e-12, 1))
left.legend(frameon=False)
ratios = np.linspace(0.1, 1.5, 141)
for n_wires, style in ((10, ":"), (100, "--"), (1000, "-")):
    curve = [n_wires * variance(n_wires, r * np.sqrt(n_wires)) for r in ratios]
    right.plot(ratios, curve, "k" + style, label=f"n = {n_wires}")
right.set(xlabel=r"$\sigma / \sqrt{n}$", ylabel=r"$n \times$ variance")
right.legend(frameon=False)
plt.show()

###############################################################################
# Training a hundred qubits with 256 shots
# ----------------------------------------
#
# A product circuit is easily sampled: with ``coherent=False``, ``qgen.iqp`` flips each wire with
# the right probability, which for single-wire gates is the same distribution. The gradient is that
# of parameter-shift, with 256 shots for each of 200 circuits, as on hardware; every evaluation
# draws 200 new words.


def train(bandwidth):
    """Train from random angles and return the angles."""

    @qml.set_shots(256)
    @qml.qnode(
        qml.device("qgen.iqp", wires=N_WIRES, coherent=False, seed=1), diff_method="parameter-shift"
    )
    def model(weights):
        qgen.Product(weights, wires=range(N_WIRES), rotation="RX")
        zeros = np.zeros((1, N_WIRES), dtype=int)
        return qgen.mmd(zeros, bandwidth=bandwidth, n_observables=200)

    start = qgen.Product.init(N_WIRES, seed=2)
    optimizer = qml.AdamOptimizer(0.4)
    return qgen.train(model, start, optimizer=optimizer, steps=18, progress=False)


fig, axis = plt.subplots(figsize=(6, 3.2), layout="constrained")
for (label, bandwidth), style in zip(BANDWIDTHS.items(), ("--", "-"), strict=True):
    result = train(bandwidth)
    axis.plot(result.history.loss, "k" + style, label=rf"$\sigma$ = {label}")
    polarization = float(np.cos(result.weights).mean())
    print(f"bandwidth {bandwidth:g}: mean <Z> {polarization:.3f} after training; the goal is 1")
axis.set(xlabel="step", ylabel="MMD (squared)", ylim=(-0.05, 1.1))
axis.legend(frameon=False)
plt.show()

###############################################################################
# The same circuit, data, optimizer and shots: the bandwidth alone makes the difference. What
# :math:`\sqrt{n}/2` gives up is detail, since it hardly sees correlations of more than a few bits.
# That is why :func:`~pennylane_qgen.mmd` averages over several bandwidths when asked to. The
# default is :math:`\sqrt{n}/2`.
#
# References
# ----------
#
# .. [#barriers] M. Rudolph et al., "Trainability barriers and opportunities in quantum generative
#    modeling", `arXiv:2305.02881 <https://arxiv.org/abs/2305.02881>`__, whose bandwidth is the
#    square of ours.
