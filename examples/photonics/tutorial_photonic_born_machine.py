r"""
A photonic Born machine
=======================

Single photons enter a mesh of beam splitters, and the detectors that click are the pixels of an
image. We train the mesh on bars and stripes, exactly and from shots, compare it with photons that
do not interfere, and let a PyTorch layer in front of it do what linear optics alone cannot.
"""

###############################################################################
# A Born machine is a generative model whose samples are measurements: the probability of an
# image is the Born rule's. In linear optics the state is made by photons that meet in beam
# splitters and phase shifters. This is what photonic processors do natively, and for many
# photons nobody knows how to imitate it on a classical computer.
#
# The images are bars and stripes of 2 by 2 pixels. Each pixel is a mode of light, bright if its
# detector clicks.

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml
import torch

import pennylane_qgen as qgen
from pennylane_qgen.photonics import Mesh, Photons

images = qgen.datasets.bars_and_stripes(2, 2).samples
target = qgen.bits.empirical_distribution(images)
print(images)

###############################################################################
# Exact training
# --------------
#
# Four photons enter six modes. Four modes are the pixels; the other two take the photons that
# are not needed, so that the number of bright pixels is not fixed.
# :class:`~pennylane_qgen.photonics.Mesh` is universal: its angles reach every interferometer of
# six modes.
#
# The device ``qgen.boson`` computes the table of all 126 Fock states. ``qml.probs`` are those of
# the click patterns, so ``qgen.mmd`` and every other loss of the package apply as they do to
# qubits. The gradient is one sweep back through the table and the mesh.

n_modes, n_photons, pixels = 6, 4, range(4)
modes = range(n_modes)
occupied = [1] * n_photons + [0] * (n_modes - n_photons)
bandwidth = [0.5, 1, 2]


def photons_through_mesh(weights):
    Photons(occupied, wires=modes)
    Mesh(weights, wires=modes, output_phases=False)


def born_machine(weights):
    photons_through_mesh(weights)
    return qgen.mmd(target, bandwidth, wires=pixels)


def clicks(weights):
    photons_through_mesh(weights)
    return qml.probs(wires=pixels)


device = qml.device("qgen.boson", wires=n_modes)
start = Mesh.init(n_modes, output_phases=False, strategy="haar", seed=2)
print(qml.draw(qml.QNode(born_machine, device), show_matrices=False)(start))

exact = qgen.train(
    qml.QNode(born_machine, device), start, optimizer=qml.AdamOptimizer(0.1), steps=150
)
learned = qml.QNode(clicks, device)(exact.weights)


def probability_of_the_images(probabilities):
    return np.asarray(probabilities)[target > 0].sum()


print(f"squared MMD {exact.loss:.4f}, images {probability_of_the_images(learned):.0%}")

###############################################################################
# What interference does
# ----------------------
#
# Photons of different colours go through the mesh one by one, as balls through a pinball machine
# would. They are the control that every claim about photons needs: the same mesh, trained in the
# same way.

pinball_device = qml.device("qgen.boson", wires=n_modes, indistinguishability=0.0)
pinball = qgen.train(
    qml.QNode(born_machine, pinball_device), start, optimizer=qml.AdamOptimizer(0.1), steps=150
)
learned_by_balls = qml.QNode(clicks, pinball_device)(pinball.weights)
print(f"squared MMD {pinball.loss:.4f}, images {probability_of_the_images(learned_by_balls):.0%}")

###############################################################################
# Interference lowers the loss by a quarter, but neither learns the data. Linear optics is not
# universal for distributions: no interferometer of six modes gives all four pixels, none, and
# the right pairs with equal probability. And the control is worth its time: without the dark and
# the bright image, the data is one pixel of each diagonal, and balls learn it as well as photons
# do.
#
# Training from shots
# -------------------
#
# Hardware has no table. It counts clicks, and gradients come from running the same mesh at
# shifted angles. With n photons the results are trigonometric polynomials of degree n in a phase
# and of degree 2n in the angle of a beam splitter, so the rules have 2n and 4n terms; the
# two-term rule of qubits would be wrong. ``diff_method="parameter-shift"`` looks how many
# photons can reach a gate and takes what is needed. The loss is quadratic in the measured
# frequencies, and shifted and unshifted circuits have shots of their own, so the gradient is
# unbiased.

shots = 500
sampling_device = qml.device("qgen.boson", wires=n_modes, seed=7)
sampled_machine = qml.set_shots(
    qml.QNode(born_machine, sampling_device, diff_method="parameter-shift"), shots
)
with qml.Tracker(sampling_device) as tracker:
    from_shots = qgen.train(sampled_machine, start, optimizer=qml.AdamOptimizer(0.2), steps=20)
learned_from_shots = qml.QNode(clicks, device)(from_shots.weights)
found = probability_of_the_images(learned_from_shots)
print(f"images {found:.0%} after {tracker.totals['simulations']} circuits of {shots} shots")

###############################################################################
# A hybrid with PyTorch
# ---------------------
#
# A classical coin in front helps. A latent variable with three values, of learned probabilities,
# goes through a linear layer that sets the angles of the mesh. The device takes and returns
# torch tensors, gradients included, and ``postprocess`` of the loss applies it to the mixture.

torch.manual_seed(1)
layer = torch.nn.Linear(3, start.size, dtype=torch.float64)
torch.nn.init.normal_(layer.weight, std=1.5)
logits = torch.nn.Parameter(torch.zeros(3, dtype=torch.float64))
click_probabilities = qml.QNode(clicks, device)
loss = qgen.mmd(target, bandwidth, wires=pixels)


def mixture():
    components = torch.stack([click_probabilities(layer(z)) for z in torch.eye(3).double()])
    return torch.softmax(logits, dim=0) @ components


optimizer = torch.optim.Adam([*layer.parameters(), logits], lr=0.05)
hybrid_losses = []
for _ in range(150):
    optimizer.zero_grad()
    value = loss.postprocess(mixture())
    value.backward()
    optimizer.step()
    hybrid_losses.append(value.item())

with torch.no_grad():
    learned_by_hybrid = mixture().numpy()
found = probability_of_the_images(learned_by_hybrid)
print(f"squared MMD {hybrid_losses[-1]:.4f}, images {found:.0%}")

###############################################################################
# All of them side by side; the dashes are the data.

figure, (curves, bars) = plt.subplots(1, 2, figsize=(11, 4), width_ratios=[2, 3])
curves.semilogy(exact.history.loss, label="photons, exact")
curves.semilogy(pinball.history.loss, label="distinguishable photons")
curves.semilogy(from_shots.history.loss, ".", label=f"photons, {shots} shots")
curves.semilogy(hybrid_losses, label="hybrid with a linear layer")
curves.set(xlabel="step", ylabel="squared MMD", title="Training")
curves.legend()

series = {
    "photons": learned,
    "distinguishable": learned_by_balls,
    "from shots": learned_from_shots,
    "hybrid": learned_by_hybrid,
}
for position, (name, probabilities) in enumerate(series.items()):
    bars.bar(np.arange(16) + 0.2 * (position - 1.5), probabilities, 0.2, label=name)
bars.plot(np.flatnonzero(target), target[target > 0], "k_", markersize=18, label="data")
bars.set_xticks(range(16), [f"{value:04b}" for value in range(16)], rotation=90)
bars.set(xlabel="clicks of the four pixels", ylabel="probability", title="What was learned")
bars.set_ylim(0, 0.24)
bars.legend(ncols=3, loc="upper center")
figure.tight_layout()
plt.show()

###############################################################################
# On a noisy processor
# --------------------
#
# What was trained here runs on Perceval's computers: simulators of this machine with a noise
# model, as below, or Quandela's processors by their names. These photons overlap by 92 %, which is
# a visibility of 85 %, and of each photon 30 % are lost on the way. Lost photons leave dark
# pixels, so most of the distance comes from loss; keeping only those shots in which all four
# photons arrive takes that part away, at the price of shots.


def distance_of_samples(**options):
    """Squared MMD of samples to the data, unbiased, with its standard error."""
    processor = qml.device("qgen.perceval", wires=n_modes, computer="SLOS", seed=7, **options)

    @qml.set_shots(shots=4000)
    @qml.qnode(processor)
    def counts(weights):
        photons_through_mesh(weights)
        return qgen.photon_counts(wires=modes)

    outcomes = np.asarray(counts(exact.weights))
    kept = outcomes[outcomes.sum(axis=1) >= options.get("min_photons", 0)]
    samples = np.minimum(kept[:, list(pixels)], 1)
    data = np.repeat(images, 500, axis=0)
    estimate = qgen.metrics.mmd_with_error(samples, data, bandwidth=bandwidth)
    return estimate, len(kept)


noise = {"indistinguishability": 0.92, "efficiency": 0.7}
for name, options in {
    "ideal": {},
    "noisy": noise,
    "noisy, all photons seen": noise | {"min_photons": n_photons},
}.items():
    estimate, kept = distance_of_samples(**options)
    print(f"{name:<24} {estimate.value:.4f} +- {estimate.standard_error:.4f} from {kept} shots")

###############################################################################
# Other work
# ----------
#
# Salavrakos et al. introduced a Born machine for linear optics and trained it on Quandela's
# processor; recycling the outcomes that lost photons mitigates the loss [#salavrakos]_. Here
# losses and imperfect photons are options of the device, ``efficiency=`` and
# ``indistinguishability=``, and the loss function is the maximum mean discrepancy, whose
# gradient is unbiased from few shots. Gottlieb et al. train photonic models with the same
# discrepancy on a classical computer and leave only the sampling to hardware [#gottlieb]_.
#
# .. [#salavrakos] A. Salavrakos et al., "Error-mitigated photonic quantum circuit Born machine",
#    `arXiv:2405.02277 <https://arxiv.org/abs/2405.02277>`__.
# .. [#gottlieb] F. Gottlieb et al., "Efficient training of photonic quantum generative models",
#    `arXiv:2603.08793 <https://arxiv.org/abs/2603.08793>`__.
