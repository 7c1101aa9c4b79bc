r"""
How many parameters until minima are good?
==========================================

A variational circuit with few parameters has local minima everywhere, and nearly all of them are
bad. From a certain number of parameters on nearly all are global, and that number can be read off
the spectrum of the loss before a circuit is ever run [#anschuetz]_.

The statement is about losses :math:`\langle H \rangle` that are linear in the state, such as the
infidelity, and about random circuits. With the smallest eigenvalue of :math:`H` moved to zero, let

.. math:: m = \frac{(\operatorname{Tr} H)^2}{\operatorname{Tr} H^2},

which for a projector is its rank. Local minima become global where the number of parameters
:math:`p` reaches :math:`2m`.
"""

###############################################################################
# The threshold
# -------------
#
# The infidelity to a data state is a projector on all states but one, so :math:`m = 2^n - 1`: the
# number of parameters that makes its minima good doubles with every wire.

import matplotlib.pyplot as plt
import numpy as np

from pennylane_qgen import theory
from pennylane_qgen.studies.random_ansatz import RandomAnsatz, spectrum_of

for n_wires in (2, 4, 8, 16):
    m = theory.fidelity_degrees_of_freedom(n_wires)
    begin, end = theory.critical_parameter_count(m)
    print(f"{n_wires:>2} wires: minima of the infidelity are good from {begin:.0f} to {end:.0f}")

###############################################################################
# The experiment
# --------------
#
# Four wires, :math:`p` rotations :math:`e^{-i\theta Z_0/2}` between Haar-random unitaries, BFGS
# from uniform angles. The energy :math:`F` is 0 at the global minimum and 1 for a typical state.
# Every dash is the end of one run.

N_WIRES, INSTANCES = 4, 20
SPECTRA = {"rank-4": (2, 4, 6, 7, 8, 10), "fidelity": (10, 18, 24, 26, 28, 30, 32)}


def energies_of_minima(name, n_parameters, seed):
    """Where BFGS ends in 20 random circuits."""
    rng = np.random.default_rng(seed)
    spectrum = spectrum_of(name, N_WIRES)
    circuits = (RandomAnsatz(spectrum, n_parameters, rng) for _ in range(INSTANCES))
    return np.array([circuit.local_minimum(rng) for circuit in circuits])


fig, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained", sharey=True)
for axis, (name, counts) in zip(axes, SPECTRA.items(), strict=True):
    m = theory.degrees_of_freedom(spectrum_of(name, N_WIRES))
    print(f"{name}: 2m = {2 * m:.0f}")
    shares = []
    for count in counts:
        minima = energies_of_minima(name, count, seed=count)
        shares.append(np.mean(minima < 1e-3))
        axis.plot([count] * INSTANCES, minima, "_", color="grey")
        print(f"  p = {count:>2}: median energy {np.median(minima):.4f}, global {shares[-1]:.0%}")
    axis.plot(counts, shares, "ko-", label="share of global minima")
    axis.axvspan(*theory.critical_parameter_count(m), color="lightgrey", label="2m - 2 to 2m")
    axis.set(xlabel="parameters", title=name)
axes[0].set_ylabel("energy of minima")
axes[0].legend(frameon=False)
plt.show()

###############################################################################
# The grey band was not fitted. Below it no run of the infidelity succeeds, and above it all do.
#
# Before the threshold
# --------------------
#
# How bad are the minima of a circuit that is too small? The Kac-Rice formula counts critical points
# of the random field that such circuits converge to. It needs a rank that is small against the
# dimension, here 4 in 64.

law = theory.local_minimum_distribution(4, 4, seed=0)
rng = np.random.default_rng(0)
spectrum = spectrum_of("rank-4", 6)
minima = [RandomAnsatz(spectrum, 4, rng).local_minimum(rng) for _ in range(300)]
print("quartiles by Kac-Rice", law.quantile([0.25, 0.5, 0.75]).round(3))
print("quartiles by BFGS    ", np.quantile(minima, [0.25, 0.5, 0.75]).round(3))

fig, axis = plt.subplots(figsize=(5, 3.2), layout="constrained")
axis.hist(minima, bins=25, density=True, color="lightgrey", label="BFGS, 300 circuits")
axis.plot(law.energies, law.density, "k", label="Kac-Rice")
axis.set(xlabel="energy of local minima", ylabel="density", xlim=(0, 0.6))
axis.legend(frameon=False)
plt.show()

###############################################################################
# The optimised minima are about a fifth lower than the formula says: it counts every minimum once,
# and descent falls into the deep ones more often.
#
# What it does not say
# --------------------
#
# * The maximum mean discrepancy and the divergences are not linear in the state, and the theorem is
#   not about them.
# * Where :math:`m` comes close to the dimension the field is no good model. The local infidelity
#   of four wires has :math:`2m = 25.6`, and half of its minima are global only from 28 to 30
#   parameters on: ``qgen study local-minima`` prints that row beside the others.
# * A circuit that knows the problem has fewer directions to cover. The exponential number is the
#   price of an ansatz that knows nothing.
#
# References
# ----------
#
# .. [#anschuetz] E. R. Anschuetz, "Critical points in quantum generative models",
#    `arXiv:2109.06957 <https://arxiv.org/abs/2109.06957>`__.
