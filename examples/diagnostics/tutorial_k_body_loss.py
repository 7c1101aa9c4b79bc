r"""
What can a k-body loss not see?
===============================

A loss that looks at correlations of at most k bits cannot tell apart two distributions that agree
on them. Here it takes uniform noise for structured data, until one more bit is looked at.

Losses of low order are popular, since they are the ones that do not concentrate [#barriers]_. The
maximum mean discrepancy (MMD) truncated at k keeps the words :math:`S` of at most k wires,

.. math:: L^{(k)} = \sum_{|S| \le k} w_S \big(\langle Z_S \rangle_{\mathrm{model}}
          - \langle Z_S \rangle_{\mathrm{data}}\big)^2,

and it is zero exactly if all marginals on k bits agree. The same holds for every loss that is a
function of k-body observables, such as a discriminator with that restriction.
"""

###############################################################################
# Data without low correlations
# -----------------------------
#
# All strings with an even number of ones. On three bits these are 000, 011, 101 and 110. (The paper
# prints 001 in place of 000; that set has single-bit means that are not one half.) Every two bits
# are independent and uniform, yet any two determine the third.

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

import pennylane_qgen as qgen
from pennylane_qgen import diagnostics

N_WIRES = 3

data = qgen.datasets.parity(N_WIRES)
printed = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 0]]
target = np.zeros(8)
target[[0b000, 0b011, 0b101, 0b110]] = 0.25

print(diagnostics.walsh_spectrum(target))
print("mean bits of the printed set:", np.mean(printed, axis=0))

###############################################################################
# The MMD between these data and uniform noise, by the order of the correlations that it comes from:
# all of it at order 3.

noise = np.full(8, 1 / 8)
profile = diagnostics.body_profile(N_WIRES, 1.0, model=noise, target=target)
print(profile)
print("by order:", profile.contributions.round(12))

###############################################################################
# Training blind
# --------------
#
# The same circuit and optimizer, with words of up to two wires, up to three wires, and the whole
# MMD, each from five random starts.


def fit(seed, **options):
    """Train and return the loss history and the distribution."""

    @qml.qnode(qml.device("qgen.lightning", wires=N_WIRES))
    def model(weights):
        qgen.HardwareEfficient(weights, wires=range(N_WIRES))
        return qgen.mmd(data, bandwidth=1.0, **options)

    start = qgen.HardwareEfficient.init(n_layers=3, n_wires=N_WIRES, seed=seed)
    result = qgen.train(model, start, optimizer=qml.AdamOptimizer(0.1), steps=150, progress=False)
    return result.loss, qgen.probabilities(model, result.weights)


losses = {
    "k = 2": {"max_weight": 2},
    "k = 3": {"max_weight": 3},
    "all words": {"method": "probs"},
}
distances, examples = {}, {}
for name, options in losses.items():
    runs = [fit(seed, **options) for seed in range(5)]
    distances[name] = [qgen.metrics.total_variation(q, target) for _, q in runs]
    examples[name] = runs[0][1]
    print(
        f"{name:<10} loss {max(loss for loss, _ in runs):.1e} at most, "
        f"total variation to the data {np.round(distances[name], 3)}"
    )

###############################################################################
# With k = 2 every run ends with a loss of zero. It is content, and wrong: what it ends in depends
# on the start, and is a random mixture of even and odd strings. On the left, what one start has
# become; on the right, the distance of all of them to the data, where uniform noise has 1/2.

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
strings = [f"{i:03b}" for i in range(8)]
positions = np.arange(8)
left.bar(positions, target, width=0.8, color="lightgrey", label="data")
left.bar(positions - 0.2, examples["k = 2"], width=0.35, color="white", ec="black", label="k = 2")
left.bar(positions + 0.2, examples["k = 3"], width=0.35, color="black", label="k = 3")
left.set_xticks(positions, strings)
left.set(xlabel="bit string", ylabel="probability", ylim=(0, 0.42))
left.legend(frameon=False, ncols=3)
for column, values in enumerate(distances.values()):
    right.plot(np.full(len(values), column), values, "ko", fillstyle="none")
right.axhline(0.5, color="grey", linestyle="--", label="uniform noise")
right.set_xticks(range(len(distances)), distances)
right.set(ylabel="total variation to the data", xlim=(-0.5, 2.5), ylim=(-0.03, 1.03))
right.legend(frameon=False)
plt.show()

###############################################################################
# More bits, more blindness
# -------------------------
#
# Parity on n bits shows at order n alone. So how much of a bandwidth's weight is there? At the
# bandwidth that trains, :math:`\sqrt n / 2`, hardly any: the MMD of uniform noise to these data
# falls faster than exponentially, although it is not truncated. A narrow bandwidth sees more, and
# cannot be trained at large n. Parity is hard for all of them.

for n_wires in (3, 6, 9, 12):
    weights = {
        bandwidth: diagnostics.body_profile(n_wires, bandwidth).weights[-1]
        for bandwidth in (0.3, 1.0, np.sqrt(n_wires) / 2)
    }
    values = "  ".join(f"{weight:.1e} (sigma {b:.2f})" for b, weight in weights.items())
    print(f"{n_wires:2d} bits, MMD of uniform noise: {values}")

###############################################################################
# References
# ----------
#
# .. [#barriers] M. Rudolph et al., "Trainability barriers and opportunities in quantum generative
#    modeling", `arXiv:2305.02881 <https://arxiv.org/abs/2305.02881>`__, proposition 5.
