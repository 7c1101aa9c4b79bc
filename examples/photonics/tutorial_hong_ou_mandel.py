r"""
Hong-Ou-Mandel in five lines
============================

Two photons that meet on a balanced beam splitter leave it together. Here is the effect on two
devices, from the five lines of a circuit to the dip that Hong, Ou and Mandel measured in 1987.
"""

###############################################################################
# Two photons enter by different modes. A beam splitter of angle :math:`\theta` mixes the modes:
#
# .. math:: a^\dagger \to \cos\theta\, a^\dagger + \sin\theta\, b^\dagger, \qquad
#           b^\dagger \to \cos\theta\, b^\dagger - \sin\theta\, a^\dagger .
#
# Both photons pass, or both are reflected: two ways to one photon in each mode, and their
# amplitudes :math:`\cos^2\theta` and :math:`-\sin^2\theta` cancel at :math:`\theta = \pi/4`.

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

from pennylane_qgen import photonics


def circuit(theta):
    photonics.Photons([1, 1], wires=[0, 1])
    photonics.BeamSplitter(theta, 0.0, wires=[0, 1])
    return photonics.photon_probs(wires=[0, 1], cutoff=3)


device = qml.device("qgen.fock", wires=2)
print(qml.QNode(circuit, device)(np.pi / 4).round(3))

###############################################################################
# Entry ``[1, 1]`` of the table, a photon in each mode, is empty. ``qgen.fock`` keeps the amplitudes
# of the modes as a tensor; ``qgen.boson`` multiplies out the photons. Both
# agree with :math:`\cos^2 2\theta`.

angles = np.linspace(0, np.pi / 2, 61)
devices = ["qgen.fock", "qgen.boson"]
coincidences = {}
for name in devices:
    qnode = qml.QNode(circuit, qml.device(name, wires=2))
    coincidences[name] = np.array([qnode(theta)[1, 1] for theta in angles])
    print(f"{name:10s} {np.abs(coincidences[name] - np.cos(2 * angles) ** 2).max():.1e}")

###############################################################################
# Real photons are never quite the same. With an overlap :math:`x` of their wave functions the
# coincidences at the balanced beam splitter are :math:`(1 - x^2)/2`, and the *visibility* of the
# dip is :math:`V = x^2`. A delay :math:`\tau` between Gaussian pulses of width :math:`\sigma` gives
# :math:`x = e^{-\tau^2 / 4\sigma^2}`.

delays = np.linspace(-4, 4, 41)
overlaps = np.exp(-(delays**2) / 4)
dip = np.array(
    [
        qml.QNode(circuit, qml.device("qgen.boson", wires=2, indistinguishability=x))(np.pi / 4)
        for x in overlaps
    ]
)[:, 1, 1]

###############################################################################
# An experiment counts. With 400 pairs of photons at each delay, the seed fixed:


def clicks(theta):
    photonics.Photons([1, 1], wires=[0, 1])
    photonics.BeamSplitter(theta, 0.0, wires=[0, 1])
    return qml.probs(wires=[0, 1])


counted = []
for seed, x in enumerate(overlaps):
    noisy = qml.device("qgen.boson", wires=2, indistinguishability=x, seed=seed)
    counted.append(qml.set_shots(qml.QNode(clicks, noisy), 400)(np.pi / 4)[3])

###############################################################################
# The left figure is the interference of the amplitudes, the right one the dip.

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
left.plot(angles, np.cos(2 * angles) ** 2, color="0.6", lw=5, label=r"$\cos^2 2\theta$")
left.plot(angles, coincidences["qgen.fock"], color="tab:blue", lw=1.5, label="qgen.fock")
left.plot(angles[::5], coincidences["qgen.boson"][::5], "k.", ms=6, label="qgen.boson")
left.set(
    xlabel=r"angle $\theta$ of the beam splitter",
    ylabel="probability of a photon in each mode",
    xticks=[0, np.pi / 4, np.pi / 2],
    xticklabels=["0", r"$\pi/4$", r"$\pi/2$"],
)
left.legend(frameon=False)
right.plot(delays, dip, color="tab:blue", label="exact")
error = np.sqrt(np.array(counted) * (1 - np.array(counted)) / 400)
right.errorbar(delays, counted, error, fmt="k.", ms=4, lw=0.8, label="400 pairs a point")
right.axhline(0.5, color="0.6", lw=0.8, ls="--")
right.set(xlabel=r"delay $\tau / \sigma$", ylabel="both detectors click", ylim=(-0.03, 0.62))
right.legend(frameon=False, loc="lower right")
plt.show()

###############################################################################
# Gradients come with it. The derivative of the coincidences, :math:`-2 \sin 4\theta`, from the
# reverse sweep of ``qgen.fock``:

qnode = qml.QNode(circuit, device)
slope = qml.grad(lambda theta: qnode(theta)[1, 1])(qml.numpy.array(0.3, requires_grad=True))
print(f"slope {slope:.6f}, -2 sin(1.2) = {-2 * np.sin(1.2):.6f}")

###############################################################################
# References
# ----------
#
# C. K. Hong, Z. Y. Ou and L. Mandel, "Measurement of subpicosecond time intervals between two
# photons by interference", Physical Review Letters 59, 2044 (1987).
