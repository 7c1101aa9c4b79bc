r"""
Inverting the generator
=======================

If sampling the noise of a generator is hard for classical computers, is sampling its output hard
too? Theorem 1 of the paper on quantum latent distributions says yes, for a generator whose inverse
is easy and Lipschitz continuous. We train such a generator, get the photons back from its output,
and see how little noise the argument bears.
"""

###############################################################################
# An argument and its condition
# -----------------------------
#
# Let a generator :math:`g` turn photon numbers :math:`z` of a boson sampler into data. Suppose a
# classical computer could draw samples of :math:`g(z)`, nearly. Then it could apply
# :math:`g^{-1}`, and would have drawn photon numbers, nearly, which is believed to be hard. So the
# output is as hard as the latent: theorem 1 of arXiv:2508.19857.
#
# "Nearly" is where the Lipschitz constant enters. An output that is off by :math:`d` comes back as
# photon numbers off by at most :math:`\operatorname{Lip}(g^{-1})\, d`, and rounding repairs that
# while it is less than one half. For layers with weights :math:`W_l` and LeakyReLU of slope
# :math:`a` between them,
#
# .. math:: \operatorname{Lip}(g^{-1}) \le \frac{1}{a^{L-1}}
#           \prod_{l=1}^{L} \frac{1}{\sigma_{\min}(W_l)},
#           \qquad \text{tolerated error} = \frac{1}{2 \operatorname{Lip}(g^{-1})}.
#
# There is an inverse if no layer is narrower than the one before and no weight matrix has lost its
# rank. :class:`~pennylane_qgen.gan.InvertibleMLP` has such layers, and
# :func:`~pennylane_qgen.gan.check_invertible` says whether a network meets the condition.

import matplotlib.pyplot as plt
import numpy as np
import torch

from pennylane_qgen import gan, latent

# With networks this small, handing work to a second thread takes longer than doing it.
torch.set_num_threads(1)

photons = latent.BosonSampling(4, 8, seed=0)
generator = gan.InvertibleMLP([8, 24, 24], seed=0)

print("ours:     ", gan.check_invertible(generator))
print("narrow:   ", gan.check_invertible(gan.MLP([8, 4, 24])))
print("rectified:", gan.check_invertible(gan.MLP([8, 24, 24], activation="relu")))

###############################################################################
# The weights begin with orthonormal columns, so that only the slope of 0.2 counts: a factor of 5
# for the one layer of LeakyReLU.
#
# Training changes the bound
# --------------------------
#
# The data are 24 numbers that depend on six hidden ones. A generator that learns them well presses
# its eight latent directions into six, and that is what makes an inverse steep. A callback notes
# the bound in the course of training.

rng = np.random.default_rng(0)
mixing = rng.normal(size=(6, 24)) / np.sqrt(6)
data = np.tanh(rng.normal(size=(2000, 6)) @ mixing)

reports = {0: gan.check_invertible(generator)}


def note(game):
    """Keep the verdict on the generator every 50 steps."""
    if len(game.history) % 50 == 0:
        reports[len(game.history)] = gan.check_invertible(game.generator)


gan.train(
    generator,
    gan.MLP([24, 64, 64, 1], seed=1),
    photons,
    data,
    settings=gan.GANSettings(iterations=1000, batch_size=64, stepsize=2e-3, center=False),
    seed=0,
    callbacks=[note],
    torch_device="cpu",
)
report = reports[1000]
print(report)

steps = list(reports)
singular = np.array([reports[step].smallest_singular_values for step in steps])
figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
for layer, line in enumerate(("-", "--")):
    label = f"layer {layer + 1}"
    axes[0].semilogy(steps, singular[:, layer], line, color="#1b3a5c", label=label)
axes[0].set(xlabel="steps of the generator", ylabel="smallest singular value")
axes[0].legend(frameon=False)
axes[1].semilogy(steps, [reports[step].tolerated_error for step in steps], color="#d9772b")
axes[1].set(xlabel="steps of the generator", ylabel="tolerated error of an output")
for axis in axes:
    axis.spines[["top", "right"]].set_visible(False)
plt.show()

###############################################################################
# Nobody asked the training to keep the inverse tame, and it does not. The condition of the theorem
# still holds, with a constant that is worse.
#
# Photons from the output
# -----------------------
#
# The outputs look nothing like photon numbers. Their inverse does: every single one comes back.

counts = photons.sample(5000, seed=1)
exact = generator.double()
outputs = exact(torch.as_tensor(counts).double()).detach()
recovered = exact.inverse(outputs).numpy()

print("one output begins with:", *outputs[0, :4].numpy().round(3))
print("its inverse:", *(recovered[0].round(3) + 0.0), "  photons:", *counts[0])
print("largest deviation from the photon numbers:", abs(recovered - counts).max())

###############################################################################
# So whatever can be told from the photons can be told from the outputs. The mean number of *pairs*
# of photons in the same mode is
#
# .. math:: \Big\langle \sum_j \frac{n_j (n_j - 1)}{2} \Big\rangle
#           = \tfrac{1}{2} \sum_j \big( \operatorname{Var} n_j + \langle n_j \rangle^2
#           - \langle n_j \rangle \big),
#
# known exactly for the interferometer, and half as large for photons that do not interfere.


def pairs(counts):
    """Number of pairs of photons in the same mode, for each sample."""
    return (counts * (counts - 1) / 2).sum(axis=1)


def exact_pairs(noise):
    """Its mean in closed form."""
    return (noise.covariance.diagonal() + noise.mean**2 - noise.mean).sum() / 2


found = pairs(recovered.round())
print(f"pairs, from outputs:     {found.mean():.3f} +- {found.std() / np.sqrt(len(found)):.3f}")
print(f"bosons, exact:           {exact_pairs(photons):.3f}")
print(f"distinguishable, exact:  {exact_pairs(latent.Distinguishable(4, 8, seed=0)):.3f}")

###############################################################################
# Anybody who holds the generator and its outputs can see from them that the photons interfered.
#
# Noise above and below the tolerance
# -----------------------------------
#
# Now the outputs are known with an error: to each we add a vector of a given length in a random
# direction, and round what the inverse says. A random direction is a mild test. The worst one
# follows from the Jacobian of the inverse: the inverses of the layers in turn, with the slopes of
# LeakyReLU between them. It is the singular vector that belongs to the largest singular value.


def worst_directions(counts):
    """For each sample, the direction of the output that the inverse stretches most."""
    first, second = (layer.weight.detach().numpy() for layer in exact.layers)
    hidden = counts @ first.T + exact.layers[0].bias.detach().numpy()
    slopes = np.where(hidden >= 0, 1.0, exact.slope)
    jacobians = np.linalg.pinv(first) / slopes[:, None, :] @ np.linalg.inv(second)
    return np.linalg.svd(jacobians, full_matrices=False)[2][:, 0]


def share_recovered(directions, length):
    """Share of samples of which all photon numbers come back."""
    noisy = outputs + length * torch.as_tensor(directions)
    return (exact.inverse(noisy).round().numpy() == counts).all(axis=1).mean()


random = np.random.default_rng(2).normal(size=outputs.shape)
random /= np.linalg.norm(random, axis=1, keepdims=True)
worst = worst_directions(counts)

tolerated = report.tolerated_error
lengths = tolerated * np.geomspace(0.3, 1000, 28)
figure, axis = plt.subplots(figsize=(8, 4), layout="constrained")
for directions, label, style in (
    (random, "random direction", {"color": "#1b3a5c", "marker": "o"}),
    (worst, "worst direction", {"color": "#d9772b", "marker": "s", "linestyle": "--"}),
):
    shares = [share_recovered(directions, length) for length in lengths]
    axis.semilogx(lengths, shares, label=label, markersize=4, **style)
    held = sum(share == 1 for share in shares)
    print(f"{label}: all come back up to {lengths[held - 1] / tolerated:.1f} times the tolerance")
axis.axvline(tolerated, color="black", linewidth=1, linestyle=":", label="tolerated error")
axis.axvline(np.linalg.norm(data.std(axis=0)), color="#9aa5b1", label="spread of the data")
axis.set(xlabel="length of the error", ylabel="share of samples whose photons come back")
axis.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
axis.spines[["top", "right"]].set_visible(False)
plt.show()

###############################################################################
# Below the tolerance everything comes back, as it must. The bound takes the worst of each layer, so
# that in fact several times as much is borne. But then, far below the spread of the data, the
# photons are lost, and with them the argument.
#
# What the theorem does not say
# -----------------------------
#
# * *A tiny tolerance is practically nothing.* Each further layer of LeakyReLU divides it by 5 at
#   least in the bound, and training does the rest. A classical sampler whose outputs are off by
#   more is not excluded, and a user of the data may not see the difference.
# * *Hardness is a matter of the whole distribution.* The number of pairs above has a closed form; a
#   classical model may share it, and many other statistics, and still be easy to sample. And hard
#   means hard for many photons: these 4 are simulated on this page.
# * *It is about sampling, not about learning.* Nothing says that the data need such a latent, or
#   that a generator learns them better from it. Generators that narrow, or that draw classes in the
#   end as for molecules, are not covered at all.
#
# So the theorem tells when the hardness of a latent survives the generator. Whether it is of use is
# a question for experiments with classical controls.
