r"""
Choose a loss
=============

The same circuit, data, optimizer and starts with nine losses: what each needs to measure, how its
gradient looks, what it costs, and how close to the true distribution it ends. A small problem on
purpose, where everything can be measured and all of them work.

Every loss here is one measurement that is linear in the state, followed by a smooth function. What
is measured decides where a loss can be used: *all probabilities* exist on few wires only,
*parities* and *expectation values* on any number and on hardware.
"""

###############################################################################
# Data and circuit
# ----------------
#
# A mixture of Gaussians on 64 grid points, six wires, of which 1,000 samples are known. Distances
# are measured to the distribution behind the samples, which training never sees.

import time

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

import pennylane_qgen as qgen

N_WIRES = 6
WIRES = range(N_WIRES)
BANDWIDTH = [0.5, 1, 2]

data = qgen.datasets.gaussian_mixture(N_WIRES, n_samples=1000, seed=0)
dev = qml.device("qgen.lightning", wires=N_WIRES)
starts = [qgen.HardwareEfficient.init(4, N_WIRES, seed=seed) for seed in range(3)]


def of_distribution(loss):
    """A QNode that measures the circuit's own distribution."""

    @qml.qnode(dev)
    def model(weights):
        qgen.HardwareEfficient(weights, wires=WIRES)
        return loss()

    return model


def of_overlap(loss):
    """A QNode that prepares the data state and undoes the circuit on it."""

    @qml.qnode(dev)
    def model(weights):
        qgen.compute_uncompute(data, qgen.HardwareEfficient, weights, wires=WIRES)
        return loss(wires=WIRES)

    return model


###############################################################################
# The losses
# ----------
#
# The fidelity losses prepare the data as a state and run the circuit backwards, so what they
# compare are amplitudes: the phases have to be right too. The MMD of words draws 100 of them from
# the spectrum of its kernel at every step, so it is a random estimate of the MMD, without bias.

LOSSES = {
    "MMD": ("all probabilities", of_distribution(lambda: qgen.mmd(data, bandwidth=BANDWIDTH))),
    "MMD, 100 words": (
        "parities",
        of_distribution(
            lambda: qgen.mmd(data, bandwidth=BANDWIDTH, n_observables=100, resample=True, seed=0)
        ),
    ),
    "squared distance": ("all probabilities", of_distribution(lambda: qgen.squared_distance(data))),
    "KL": ("all probabilities", of_distribution(lambda: qgen.kl_divergence(data))),
    "reverse KL": ("all probabilities", of_distribution(lambda: qgen.reverse_kl_divergence(data))),
    "Jensen-Shannon": (
        "all probabilities",
        of_distribution(lambda: qgen.jensen_shannon_divergence(data)),
    ),
    "total variation": ("all probabilities", of_distribution(lambda: qgen.total_variation(data))),
    "fidelity": ("one projector", of_overlap(qgen.fidelity)),
    "local fidelity": ("<Z> of each wire", of_overlap(qgen.local_fidelity)),
}

###############################################################################
# Training
# --------
#
# 120 steps of Adam from three random starts. The mean norm of the first gradient shows that losses
# have different units: a step size that suits one may not suit another, unless the optimizer
# normalises, as Adam does.

born = of_distribution(qml.probs)
exact_mmd = of_distribution(lambda: qgen.mmd(data.probabilities, bandwidth=BANDWIDTH))
truth = data.probabilities

finals, example = {}, {}
print(f"{'loss':<18}{'measured':<19}{'|gradient|':>10}{'TVD':>7}{'KL':>7}{'MMD':>9}{'ms/step':>9}")
for name, (measured, model) in LOSSES.items():
    begin, rows = time.process_time(), []
    for weights in starts:
        result = qgen.train(
            model, weights, optimizer=qml.AdamOptimizer(0.05), steps=120, progress=False
        )
        p = qgen.probabilities(born, result.weights)
        distance = qgen.metrics.total_variation(p, truth)
        divergence = qgen.metrics.kl_divergence(truth, p)
        rows.append(
            [result.history.gradient_norm[0], distance, divergence, exact_mmd(result.weights)]
        )
    milliseconds = 1000 * (time.process_time() - begin) / (len(starts) * 120)
    finals[name] = np.array(rows)
    example[name] = p
    gradient, distance, divergence, mmd = finals[name].mean(axis=0)
    print(
        f"{name:<18}{measured:<19}{gradient:10.3f}{distance:7.3f}{divergence:7.3f}{mmd:9.5f}"
        f"{milliseconds:9.1f}"
    )

noise = qgen.metrics.total_variation(qgen.bits.empirical_distribution(data), truth)
print(f"the 1,000 samples themselves: TVD {noise:.3f}")

###############################################################################
# All nine arrive, and the data are to blame for what is left: the samples are as far from the true
# distribution as the models are. Each dot is a start.

fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
for row, values in enumerate(finals.values()):
    left.plot(values[:, 1], [row] * len(values), "ko", fillstyle="none")
left.axvline(noise, color="grey", linestyle="--", label="the samples themselves")
left.set_yticks(range(len(finals)), finals)
left.invert_yaxis()
left.set(xlabel="total variation to the true distribution", xlim=(0, None))
left.legend(frameon=False, loc="lower left")
shown = {name: example[name] for name in ("MMD", "KL", "local fidelity")}
qgen.plot.histogram(truth, shown, order="value", ax=right)
plt.show()

###############################################################################
# So which one?
# -------------
#
# On few wires, with exact probabilities, it hardly matters. Elsewhere it does:
#
# .. list-table::
#    :header-rows: 1
#    :widths: 30 70
#
#    * - loss
#      - when
#    * - :func:`~pennylane_qgen.mmd`
#      - The first choice. With shots, on hardware, and on a thousand wires; the bandwidth decides
#        what it sees.
#    * - :func:`~pennylane_qgen.kl_divergence`, :func:`~pennylane_qgen.reverse_kl_divergence`,
#        :func:`~pennylane_qgen.jensen_shannon_divergence`, :func:`~pennylane_qgen.total_variation`,
#        :func:`~pennylane_qgen.squared_distance`
#      - Simulations of up to 20 wires. With shots they need to have met every string of the data:
#        see "Explicit losses under finite shots".
#    * - :func:`~pennylane_qgen.local_fidelity`
#      - The data state can be prepared, and a wire's :math:`\langle Z \rangle` is cheap. It also
#        fixes phases, which no sample shows: see "Local fidelity".
#    * - :func:`~pennylane_qgen.fidelity`
#      - Small circuits, and starts near the goal.
#
# On a simulator the times differ by the number of observables, here up to six. On hardware they
# would not: each loss takes one circuit, and two for the gradient of each weight.
