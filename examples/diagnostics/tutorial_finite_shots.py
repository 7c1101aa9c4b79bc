r"""
Explicit or implicit loss under finite shots
============================================

A divergence asks for probabilities, which a quantum computer does not give. It gives samples. Train
the same circuit on the same data with a hundred shots a circuit, once by a divergence and once by a
loss that is a mean over samples, and only one of the two arrives [#rudolph]_.
"""

###############################################################################
# What shots see
# --------------
#
# The Kullback-Leibler divergence is *explicit*: it compares the probabilities of the data strings
# one by one. If the shots never meet a data string, its estimate is :math:`\ln(1/\epsilon)`,
# whatever the circuit does. For random products of single-wire states and the target
# :math:`|0\dots0\rangle` that happens with a probability that is known exactly.

import matplotlib.pyplot as plt
import numpy as np

from pennylane_qgen import studies
from pennylane_qgen.studies.kl_plateau import unseen_share

for n_wires in (5, 10, 20, 30):
    shares = ", ".join(f"{unseen_share(n_wires, shots):.3f}" for shots in (100, 10_000))
    print(f"{n_wires:>2} wires: share of circuits without a hit in 100 and 10000 shots: {shares}")

###############################################################################
# The maximum mean discrepancy (MMD) is *implicit*: a mean over pairs of samples, which a hundred
# shots estimate to within a few hundredths on any number of wires. The local fidelity is a mean of
# bits after the circuit has been undone on the data, and as cheap.
#
# The data and the circuit
# ------------------------
#
# Nine pixels of synthetic electron showers. Euler angles on every wire and three layers of
# trainable YX rotations, 132 angles in all, from a uniformly random start.

small = studies.FiniteShotTraining(
    wires=(9,), shots=(100, 0), n_seeds=1, n_epochs=300, all_layers=False
)

###############################################################################
# A step of training runs 265 circuits: the circuit itself, and two shifted ones for each angle,
# each with shots of its own. Through QNodes that takes seconds. The study keeps one state for each
# angle instead, from which both shifted distributions follow, and draws the shots from them, in a
# few hundredths of a second. Its exact gradients are those of ``qml.grad`` to 1e-12, which the
# tests check.

result = studies.run(small, seed=0, workers=1, progress=False)
print(result.table)

###############################################################################
# With a hundred shots
# --------------------
#
# The distance is the sum of :math:`|p - q|` over all strings, exact, though training saw only
# shots.

fig, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained", sharey=True)
for axis, shots in zip(axes, (100, 0), strict=True):
    for loss, style in (("mmd", "-"), ("local-fidelity", "--"), ("kl", ":")):
        rows = result.data.where(n_shots=shots, loss=loss)
        axis.semilogy(rows["epoch"], rows["total_variation"], "k" + style, label=loss)
    axis.set(xlabel="epoch", title=f"{shots} shots" if shots else "exact distributions")
axes[0].set_ylabel(r"total variation $\sum|p - q|$")
axes[0].legend(frameon=False)
plt.show()

finals = {
    (loss, shots): result.data.where(n_shots=shots, loss=loss)["total_variation"][-1]
    for loss in ("mmd", "local-fidelity", "kl")
    for shots in (100, 0)
}
ratio = finals["kl", 100] / finals["mmd", 100]
print(f"100 shots: the divergence ends {ratio:.1f} times as far from the data as the MMD")
print(f"exact: {finals['kl', 0] / finals['mmd', 0]:.1f} times")

###############################################################################
# With exact distributions all three losses do their work, and the divergence is no worse than the
# others. So it is not the landscape that fails at a hundred shots. It is the estimate.
#
# Nor do more shots help for long: the number that is needed to hit data strings grows exponentially
# with the wires.

wires = np.arange(4, 31)
fig, axis = plt.subplots(figsize=(5, 3.2), layout="constrained")
for shots, style in ((100, ":"), (10_000, "--"), (1_000_000, "-")):
    axis.plot(wires, [unseen_share(int(n), shots) for n in wires], "k" + style, label=f"{shots}")
axis.set(xlabel="wires", ylabel="share of circuits without a hit")
axis.legend(title="shots", frameon=False)
plt.show()

###############################################################################
# The full protocol, ten runs at 4, 9 and 12 wires and four numbers of shots, is
# ``qgen study finite-shot-training``; sixteen wires are ``qgen study shower-training``. The showers
# are synthetic, so that the numbers are not those of the paper; the ordering is.
#
# References
# ----------
#
# .. [#rudolph] M. S. Rudolph et al., "Trainability barriers and opportunities in quantum generative
#    modeling", `arXiv:2305.02881 <https://arxiv.org/abs/2305.02881>`__.
