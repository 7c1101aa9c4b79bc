r"""
Local fidelity
==============

Undo the circuit on the data and look at one wire at a time: the local fidelity asks for the same
goal as the overlap of two states, but its gradient falls off as a power of the number of wires
instead of exponentially. With a hundred shots on fourteen wires it trains, and the global one does
not.

Both losses prepare the data as a state, :math:`|\varphi\rangle = \sum_x \sqrt{p(x)}\,|x\rangle`,
and run the circuit backwards. If :math:`U(\theta)|0\rangle = |\varphi\rangle`, all wires are back
at zero:

.. math:: L_\mathrm{global} = 1 - P(\text{all wires are } 0), \qquad
          L_\mathrm{local} = 1 - \frac{1}{n} \sum_i P(\text{wire } i \text{ is } 0).

The second is the local quantum fidelity loss of [#rudolph]_.
"""

###############################################################################
# Two losses, one circuit
# -----------------------
#
# :func:`~pennylane_qgen.compute_uncompute` writes the circuit, whatever the ansatz. The data are
# all zeros or all ones, whose state is that of Greenberger, Horne and Zeilinger.

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

import pennylane_qgen as qgen
from pennylane_qgen import diagnostics


def ansatz(weights, wires):
    """Layers of RY rotations and CNOT gates along a line."""
    qgen.HardwareEfficient(weights, wires=wires, rotations=["RY"])


def make_model(loss, n_wires, shots=None):
    """A QNode that undoes the ansatz on the data, exactly or with shots."""
    device = qml.device("lightning.qubit" if shots else "qgen.lightning", wires=n_wires, seed=0)

    @qml.set_shots(shots)
    @qml.qnode(device, diff_method="parameter-shift" if shots else "best")
    def model(weights):
        qgen.compute_uncompute(qgen.datasets.ghz(n_wires), ansatz, weights, wires=range(n_wires))
        return loss(wires=range(n_wires))

    return model


def init(n_layers, n_wires, seed):
    """Uniformly random angles."""
    return qgen.HardwareEfficient.init(n_layers, n_wires, rotations=["RY"], seed=seed)


###############################################################################
# They agree on the goal, and bound each other: if one wire is wrong the whole is wrong, and if the
# whole is wrong at least one wire is,
#
# .. math:: L_\mathrm{local} \le L_\mathrm{global} \le n\, L_\mathrm{local}.

weights = init(1, 6, seed=3)
local, whole = (
    float(make_model(loss, 6)(weights)) for loss in (qgen.local_fidelity, qgen.fidelity)
)
print(f"{local:.3f} <= {whole:.3f} <= {6 * local:.3f}")

###############################################################################
# How gradients shrink
# --------------------
#
# The variance of a partial derivative over random angles, for one layer and, as a warning, for as
# many layers as wires. The legend has the law that fits best and its exponent.

SIZES = np.arange(3, 11)


def gradient_variance(loss, n_wires, n_layers, n_circuits):
    """Variance over random angles, with its standard error."""
    return diagnostics.gradient_variance(
        make_model(loss, n_wires),
        lambda rng: init(n_layers, n_wires, rng),
        n_circuits=n_circuits,
        seed=n_wires,
    )


found = {
    "local, 1 layer": [gradient_variance(qgen.local_fidelity, int(n), 1, 30) for n in SIZES],
    "local, n layers": [gradient_variance(qgen.local_fidelity, int(n), int(n), 6) for n in SIZES],
    "global, 1 layer": [gradient_variance(qgen.fidelity, int(n), 1, 60) for n in SIZES],
}
variances = {name: [one.variance for one in sizes] for name, sizes in found.items()}
errors = {name: [one.standard_error for one in sizes] for name, sizes in found.items()}
for name in found:
    print(f"{name:<16}{diagnostics.concentration_fit(SIZES, variances[name], errors[name])}")

fig, ax = plt.subplots(figsize=(6, 3.8), layout="constrained")
qgen.plot.scaling(SIZES, variances, errors, label="variance of a partial derivative", ax=ax)
plt.show()

###############################################################################
# A hundred shots
# ---------------
#
# One layer from random angles, parameter-shift, 100 shots a circuit. If no shot finds all wires at
# zero, for none of the shifted circuits either, the gradient of the global loss is exactly zero.
# How often is that so? The same shots always say of each wire how often it was right.

SHOTS, N_STARTS = 100, 20


def share_without_gradient(loss, n_wires):
    """Share of random starts at which the gradient from shots vanishes."""
    model = make_model(loss, n_wires, SHOTS)
    return np.mean([not qml.grad(model)(init(1, n_wires, s)).any() for s in range(N_STARTS)])


for n_wires in (8, 11, 14):
    print(
        f"{n_wires:>2} wires: no gradient at {share_without_gradient(qgen.fidelity, n_wires):.0%}"
    )

###############################################################################
# Training, from one start on fourteen wires. On fewer wires some of the starts are lucky, and from
# there the global loss trains as well as the local one.

N_WIRES, STEPS = 14, 28
start = init(1, N_WIRES, seed=1)
LOSSES = {"local": qgen.local_fidelity, "global": qgen.fidelity}
exact = {name: make_model(loss, N_WIRES) for name, loss in LOSSES.items()}


@qml.qnode(qml.device("qgen.lightning", wires=N_WIRES))
def born_machine(weights):
    ansatz(weights, wires=range(N_WIRES))
    return qml.probs()


curves, models = {}, {}
for name, loss in LOSSES.items():
    model = make_model(loss, N_WIRES, SHOTS)
    result = qgen.train(
        model, start, optimizer=qml.AdamOptimizer(0.15), steps=STEPS, progress=False
    )
    curves[f"trained on the {name} loss"] = result.history.loss
    models[name] = qgen.probabilities(born_machine, result.weights)
    reached = {kind: float(one(result.weights)) for kind, one in exact.items()}
    print(
        f"trained on the {name:<7} loss: local {reached['local']:.3f}, "
        f"global {reached['global']:.3f}, "
        f"probability of the data {models[name][[0, -1]].sum():.3f}"
    )

fig, ax = plt.subplots(figsize=(6, 3.4), layout="constrained")
qgen.plot.loss_curve(curves, label="infidelity from 100 shots", ax=ax)
ax.set_yscale("linear")
ax.set_ylim(0, 1.05)
plt.show()

###############################################################################
# What it does not do
# -------------------
#
# * Depth kills it too: with as many layers as wires its gradient falls off exponentially. Locality
#   of the loss helps where light cones are narrow.
# * It is about amplitudes. Samples do not show phases, yet a circuit with the right probabilities
#   and other phases than :math:`\sqrt{p}` has a loss above zero, so it can ask for more than is
#   needed.
# * The data state has to be prepared: here up to 20 wires, on hardware by a circuit that may be
#   long. The MMD needs samples only, and in "Choose a loss" it ends as close.
#
# References
# ----------
#
# .. [#rudolph] M. S. Rudolph et al., "Trainability barriers and opportunities in quantum generative
#    modeling", `arXiv:2305.02881 <https://arxiv.org/abs/2305.02881>`__, equation 52.
