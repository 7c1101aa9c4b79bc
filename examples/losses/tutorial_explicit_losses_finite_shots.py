r"""
Explicit losses under finite shots
==================================

The Kullback-Leibler divergence needs the probability of every data string, and a hundred shots on
twelve wires show hardly any of them. Its value is then a constant and its gradient points nowhere,
while the MMD of the same shots is right to a few hundredths.

A loss is called *explicit* if it compares probabilities string by string, as the divergences do.
With shots, the probability of a string that was not measured is zero, and is clipped at some
:math:`\epsilon`. An *implicit* loss is a mean over samples, like the maximum mean discrepancy
(MMD), and takes no notice of how many strings there are [#rudolph]_. How a training run ends is the
subject of "Explicit or implicit loss under finite shots"; here we look at what it is fed.
"""

###############################################################################
# Value: what the shots have met
# ------------------------------
#
# As many random data strings as wires, and random circuits of two layers. The estimate of
#
# .. math:: \sum_x p(x) \ln \frac{p(x)}{\max(\hat q(x), \epsilon)}
#
# knows a data string only if it is among the shots. If none is, it equals
# :math:`\ln(1/\epsilon) - \ln n`, whatever the circuit does.

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

import pennylane_qgen as qgen

EPSILON = 1e-6
SIZES = np.array([4, 6, 8, 10, 12])
N_CIRCUITS = 10


def make_model(loss, data, shots, seed=0):
    """A QNode with RY rotations and CNOT gates that returns a loss, exact or from shots."""
    device = qml.device(
        "lightning.qubit" if shots else "qgen.lightning", wires=data.n_wires, seed=seed
    )

    @qml.set_shots(shots)
    @qml.qnode(device, diff_method="parameter-shift" if shots else "best")
    def model(weights):
        qgen.HardwareEfficient(weights, wires=range(data.n_wires), rotations=["RY"])
        return loss(data)

    return model


def kl(data):
    """Explicit."""
    return qgen.kl_divergence(data, epsilon=EPSILON)


def cosine(a, b):
    """Cosine of the angle between two gradients, 0 if one of them vanishes."""
    norms = np.linalg.norm(a) * np.linalg.norm(b)
    return float(np.sum(a * b) / norms) if norms else 0.0


def compare(loss, n_wires, shots):
    """Values and gradients of random circuits: exact, and from shots."""
    data = qgen.datasets.random_strings(n_wires, n_wires, seed=1)
    rows = []
    for seed in range(N_CIRCUITS):
        weights = qgen.HardwareEfficient.init(2, n_wires, rotations=["RY"], seed=seed)
        exact, estimate = make_model(loss, data, None), make_model(loss, data, shots, seed)
        gradients = qml.grad(exact)(weights), qml.grad(estimate)(weights)
        rows.append([float(exact(weights)), float(estimate(weights)), cosine(*gradients)])
    return np.array(rows)


CASES = {
    "KL, 100 shots": (kl, 100),
    "KL, 1,000 shots": (kl, 1000),
    "MMD, 100 shots": (qgen.mmd, 100),
}
found = {
    name: [compare(loss, int(n_wires), shots) for n_wires in SIZES]
    for name, (loss, shots) in CASES.items()
}

for name, tables in found.items():
    print(name)
    for n_wires, table in zip(SIZES, tables, strict=True):
        exact, estimate, angle = table.mean(axis=0)
        print(
            f"  {n_wires:>2} wires: exact {exact:6.3f}, estimate {estimate:6.3f}, "
            f"cosine {angle:6.3f}"
        )

###############################################################################
# The dots are circuits. On the line the estimate would be right. That of the divergence climbs to
# the plateau and stays there; the estimates of the MMD stay on their line, a little above it: the
# square of noise is positive, here by less than 1/shots on average.

fig, axes = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
markers = dict(zip(SIZES, "ov^sD", strict=True))
for ax, name in zip(axes, ("KL, 100 shots", "MMD, 100 shots"), strict=True):
    for n_wires, table in zip(SIZES, found[name], strict=True):
        grey = str(0.75 - 0.75 * (n_wires - SIZES[0]) / np.ptp(SIZES))
        ax.plot(
            table[:, 0], table[:, 1], markers[n_wires], color=grey, ms=5, label=f"{n_wires} wires"
        )
    ends = np.array([0, max(table[:, :2].max() for table in found[name])])
    ax.plot(ends, ends, color="black", linewidth=0.8)
    ax.set(xlabel="exact loss", ylabel="estimate from shots", title=name)
axes[0].axhline(np.log(1 / EPSILON) - np.log(12), color="black", linestyle=":")
axes[0].text(0.1, 11.6, "12 wires, none met")
axes[0].set_ylim(0, 14)
axes[0].legend(frameon=False, loc="lower right")
plt.show()

###############################################################################
# Gradient: where it points
# -------------------------
#
# By parameter-shift the gradient of the divergence is
#
# .. math:: -\sum_{x\ \mathrm{met}} \frac{p(x)}{\hat q(x)}\,
#           \frac{\hat q_+(x) - \hat q_-(x)}{2},
#
# a sum over the data strings that were met by the shots of the unshifted circuit. All others have
# been clipped and do not move. What is left is divided by a :math:`\hat q(x)` of one or two shots.

fig, ax = plt.subplots(figsize=(6, 3.4), layout="constrained")
styles = {"KL, 100 shots": "o:", "KL, 1,000 shots": "s--", "MMD, 100 shots": "^-"}
for name, style in styles.items():
    angles = np.array([table[:, 2] for table in found[name]])
    error = angles.std(axis=1, ddof=1) / np.sqrt(N_CIRCUITS)
    ax.errorbar(SIZES, angles.mean(axis=1), error, fmt="k" + style, capsize=3, label=name)
ax.axhline(0, color="grey", linewidth=0.8)
ax.set(xlabel="wires", ylabel="cosine to the exact gradient", xticks=SIZES, ylim=(-0.2, 1.05))
ax.legend(frameon=False)
plt.show()

###############################################################################
# From six wires on the gradient of the divergence from a hundred shots is hardly better than a
# random direction, and ten times as many shots help little. The exact gradient is made by the data
# strings of smallest probability, which the shots meet last. The MMD keeps its direction.
#
# A smaller clip?
# ---------------
#
# It moves the plateau and not the gradient: strings that were not met contribute nothing, for any
# :math:`\epsilon` below one shot.

data = qgen.datasets.random_strings(8, 8, seed=1)
weights = qgen.HardwareEfficient.init(2, 8, rotations=["RY"], seed=0)
reference = qml.grad(make_model(kl, data, None))(weights)
for epsilon in (1e-3, 1e-6, 1e-12):
    model = make_model(lambda data, e=epsilon: qgen.kl_divergence(data, epsilon=e), data, 100)
    value, angle = float(model(weights)), cosine(qml.grad(model)(weights), reference)
    print(f"epsilon {epsilon:.0e}: value {value:6.2f}, cosine {angle:6.3f}")

###############################################################################
# What to do
# ----------
#
# * With shots, train an implicit loss: :func:`~pennylane_qgen.mmd`, or
#   :func:`~pennylane_qgen.local_fidelity` where the data state can be prepared.
# * Keep divergences for simulations, and for judging a trained model of few wires.
# * If a divergence from shots does not fall, or equals :math:`\ln(1/\epsilon)` up to the entropy of
#   the data, it has met no data. That is not a barren plateau of the landscape but a blind
#   measurement.
# * The MMD has a price too: it does not see what its kernel smooths away. See "Which bandwidth
#   trains?" and "What can a k-body loss not see?".
#
# References
# ----------
#
# .. [#rudolph] M. S. Rudolph et al., "Trainability barriers and opportunities in quantum generative
#    modeling", `arXiv:2305.02881 <https://arxiv.org/abs/2305.02881>`__, theorem 1 and figure 4.
