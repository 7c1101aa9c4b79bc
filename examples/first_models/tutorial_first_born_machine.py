r"""
Your first Born machine
=======================

Train a circuit of four wires until its measurements look like the data, draw samples from it, and
see whether it has learned more than the mean of each bit. It takes a few seconds.

A *Born machine* is a quantum circuit whose measurement outcomes are the samples of a generative
model: the probability of a bit string is :math:`q_\theta(x) = |\langle x | \psi(\theta)
\rangle|^2`, by the rule of Born [#liu]_. Training turns the angles :math:`\theta` until
:math:`q_\theta` is close to the distribution of the data.
"""

###############################################################################
# The data
# --------
#
# Pictures of 2 x 2 pixels in which every row, or every column, has one colour: *bars and stripes*.
# Six of the sixteen possible pictures are of this kind, and each is as likely as the others. Data
# are arrays of zeros and ones, a row for each sample.

import matplotlib.pyplot as plt
import pennylane as qml

import pennylane_qgen as qgen

N_WIRES = 4

data = qgen.datasets.bars_and_stripes(2, 2)
print(data.samples)

###############################################################################
# The model
# ---------
#
# A device, a circuit with weights, and a loss in place of what a QNode usually returns. The loss is
# the maximum mean discrepancy (MMD), the distance between two sets of samples as a kernel sees it.
# Two bandwidths are averaged: a narrow kernel sees details, a wide one keeps gradients alive.

dev = qml.device("qgen.lightning", wires=N_WIRES)


@qml.qnode(dev)
def born_machine(weights):
    qgen.HardwareEfficient(weights, wires=range(N_WIRES))
    return qgen.mmd(data, bandwidth=[0.5, 1])


weights = qgen.HardwareEfficient.init(n_layers=3, n_wires=N_WIRES, seed=0)
print(f"{weights.size} weights, loss {born_machine(weights):.4f} at random ones")

###############################################################################
# It is a QNode like any other, so it can be drawn and differentiated.

print(qml.draw(born_machine, show_matrices=False)(weights))
print("norm of the gradient:", qml.numpy.linalg.norm(qml.grad(born_machine)(weights)).round(4))

###############################################################################
# Training
# --------

result = qgen.train(
    born_machine, weights, optimizer=qml.AdamOptimizer(0.1), steps=150, progress=False
)
print(f"loss {result.history.loss[0]:.4f} -> {result.best_loss:.6f}: {result.reason}")

fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
qgen.plot.history(result, label="MMD (squared)", ax=ax)
plt.show()

###############################################################################
# Sampling
# --------
#
# ``qgen.sample`` runs the same circuit and measures bits in place of the loss. Ten shots:

print(qgen.sample(born_machine, result.best_weights, shots=10, seed=1))

###############################################################################
# Is it any good?
# ---------------
#
# A model should beat one that knows nothing but the mean of each bit. Here all means are one half,
# so that model is uniform noise: the same training with :class:`~pennylane_qgen.Product`, a circuit
# without entangling gates, cannot do better.


@qml.qnode(dev)
def independent_bits(weights):
    qgen.Product(weights, wires=range(N_WIRES))
    return qgen.mmd(data, bandwidth=[0.5, 1])


baseline = qgen.train(
    independent_bits,
    qgen.Product.init(N_WIRES, seed=0),
    optimizer=qml.AdamOptimizer(0.1),
    steps=150,
    progress=False,
)

models = {
    "Born machine": qgen.probabilities(born_machine, result.best_weights),
    "untrained": qgen.probabilities(born_machine, weights),
    "independent bits": qgen.probabilities(independent_bits, baseline.best_weights),
}
fig, ax = plt.subplots(figsize=(6, 3.2), layout="constrained")
qgen.plot.histogram(data.probabilities, models, ax=ax)
plt.show()

for name, model in models.items():
    distance = qgen.metrics.total_variation(model, data.probabilities)
    valid = model[data.probabilities > 0].sum()
    print(f"{name:<18} total variation {distance:.4f}, bars and stripes {valid:.1%}")

###############################################################################
# With 16 outcomes the answer is known exactly. On more wires distances are estimated from samples,
# on data that training has not seen: :func:`qgen.metrics.evaluate
# <pennylane_qgen.metrics.evaluate>` puts the metrics together.
#
# From here
# ---------
#
# * Another device: ``qml.device("default.qubit", wires=4)``, or one of a cloud. Nothing else
#   changes.
# * Another circuit or loss: any template, any gates, any of the losses. The tutorials "Write your
#   own ansatz and loss" and "Choose a loss" say how.
# * Larger data: "Bars and stripes as a picture" has sixteen wires.
#
# References
# ----------
#
# .. [#liu] J.-G. Liu and L. Wang, "Differentiable learning of quantum circuit Born machines",
#    `arXiv:1804.04168 <https://arxiv.org/abs/1804.04168>`__.
