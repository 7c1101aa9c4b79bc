r"""
From simulator to Quandela's cloud
==================================

A photonic circuit is developed on a laptop and ends on a photonic chip. On the way the noise comes
in, piece by piece, and at the end the bill.

Here the same circuit runs on the exact simulator of this package and on the simulators of
Quandela's `Perceval <https://perceval.quandela.net>`_, without noise and with it. Then it is made
ready for the cloud, so that a crash of the program does not cost money.

The device ``qgen.perceval`` needs Perceval, whose simulation library is free for non-commercial use
only. It is therefore an extra:

.. code-block:: bash

    pip install "pennylane-qgen[perceval]"
"""

###############################################################################
# A circuit and its reference
# ---------------------------
#
# Three photons enter six modes and meet in a mesh of beam splitters and phase shifters. The
# detectors tell light from darkness, so that a run gives six bits. ``qgen.boson`` computes their
# distribution exactly.

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

import pennylane_qgen as qgen

n_modes = 6
weights = np.asarray(qgen.Mesh.init(n_modes, strategy="haar", seed=2))


def circuit(weights):
    qgen.Photons([1, 0, 1, 0, 1, 0], wires=range(n_modes))
    qgen.Mesh(weights, wires=range(n_modes))
    return qml.probs(wires=range(n_modes))


def distribution(device):
    return qml.QNode(circuit, device)(weights)


ideal = distribution(qml.device("qgen.boson", wires=n_modes))
print(f"{np.count_nonzero(ideal > 1e-12)} of {ideal.size} click patterns occur.")

###############################################################################
# Perceval has several simulators. ``"SLOS"`` computes probabilities, and a QNode without shots
# returns them. Two programs by different people agree to fifteen digits, phases included.

slos = distribution(qml.device("qgen.perceval", wires=n_modes, computer="SLOS"))
print(f"Largest difference: {np.abs(slos - ideal).max():.1e}")

###############################################################################
# ``"CliffordClifford2017"`` draws samples without ever knowing their probabilities, as a chip does.
# Asked for exact numbers, it says so.

sampler = qml.device("qgen.perceval", wires=n_modes, computer="CliffordClifford2017")
try:
    distribution(sampler)
except qml.exceptions.DeviceError as error:
    print(error)

###############################################################################
# Noise, piece by piece
# ---------------------
#
# Photons of a real source differ a little from each other. How much is said in two ways, which are
# easily mistaken for each other: by the *overlap* :math:`x` of two photons, or by the *visibility*
# :math:`V = x^2` of the dip that Hong, Ou and Mandel saw. Perceval's ``indistinguishability`` is
# the visibility; that of every device of this package is the overlap. The device translates, and
# the two simulators agree again.

overlap = 0.93
partial = distribution(qml.device("qgen.perceval", wires=n_modes, indistinguishability=overlap))
reference = distribution(qml.device("qgen.boson", wires=n_modes, indistinguishability=overlap))
print(f"Overlap {overlap}, visibility {overlap**2:.3f}:")
print(f"largest difference {np.abs(partial - reference).max():.1e}")

###############################################################################
# The rest of the noise has Perceval's own words. A good source and chip of today lose most photons,
# emit a second one now and then (``g2``), and set their phases with a small error. The last of
# these needs phases to be set, so the interferometer is sent as a ``mesh``. The ``seed`` decides
# about the errors, which a chip keeps, and later about the samples.

noise = {"g2": 0.01, "transmittance": 0.3, "phase_error": 0.05}
options = {"noise": noise, "indistinguishability": overlap, "mesh": True, "seed": 1}
noisy = distribution(qml.device("qgen.perceval", wires=n_modes, **options))

###############################################################################
# With 30 % of the photons arriving, most pulses show fewer than three clicks. The usual remedy is
# to keep only the runs in which enough photons were seen. ``min_photons`` asks the computer to do
# that. It takes out the losses, but not the other noise.

kept = distribution(
    qml.device("qgen.perceval", wires=n_modes, detector="threshold", min_photons=3, **options)
)
n_clicks = np.array([bin(pattern).count("1") for pattern in range(ideal.size)])
three = n_clicks == 3
target = np.where(three, ideal, 0) / ideal[three].sum()


def distance(p, q):
    """Total variation distance."""
    return np.abs(p - q).sum() / 2


print(f"From the ideal distribution, all runs:        {distance(noisy, ideal):.3f}")
print(f"From that of three clicks, runs of three:     {distance(kept, target):.3f}")

###############################################################################
# Samples, in calls of limited size
# ---------------------------------
#
# Hardware gives samples, and every call has a limit. ``max_shots_per_call`` bounds what one call
# may spend. Perceval counts as shots the pulses in which a detector clicked at all. When a filter
# or losses make samples rarer than shots, the device calls again for what is missing.

sampling_device = qml.device(
    "qgen.perceval",
    wires=n_modes,
    detector="threshold",
    min_photons=3,
    max_shots_per_call=1000,
    **options,
)
sampled = qml.set_shots(qml.QNode(circuit, sampling_device), 4000)(weights)
print(f"4000 samples in calls of 1000, distance:      {distance(sampled, kept):.3f}")

###############################################################################
# The picture has the patterns of three clicks, most likely first. The noisy distribution is flatter
# than the ideal one: the interference of three photons is the part that suffers.

order = np.flatnonzero(three)[np.argsort(-target[three])]
labels = [format(pattern, f"0{n_modes}b") for pattern in order]
positions = np.arange(order.size)

figure, axis = plt.subplots(figsize=(9, 3.8), constrained_layout=True)
axis.bar(positions, target[order], width=0.85, color="#cfd6de", label="ideal")
axis.plot(positions, kept[order], "_", ms=14, mew=2.5, color="#1b3a5c", label="noisy, exact")
axis.plot(positions, sampled[order], "o", ms=4, color="#d9772b", label="noisy, 4000 samples")
axis.set_xticks(positions, labels, rotation=90, family="monospace", fontsize=8)
axis.set(xlabel="detectors that click", ylabel="probability", xlim=(-0.7, order.size - 0.3))
axis.set_title("Three photons in six modes, runs with three clicks")
axis.legend(frameon=False)
for side in ("top", "right"):
    axis.spines[side].set_visible(False)
plt.show()

###############################################################################
# To the cloud (not run here)
# ---------------------------
#
# What follows needs an account and was **not run here**; it is what there is to change.
#
# The token is Perceval's business. It is taken from the environment variable ``PCVL_CLOUD_TOKEN``
# or from Perceval's own configuration, and has no place in a program:
#
# .. code-block:: bash
#
#     export PCVL_CLOUD_TOKEN=...
#
# Names with a colon are platforms of Quandela's cloud: ``sim:`` for simulators that run there,
# ``qpu:`` for chips. A limit on the shots of a call is mandatory. ``jobs`` names a folder:
#
# .. code-block:: python
#
#     device = qml.device(
#         "qgen.perceval",
#         wires=n_modes,
#         computer="qpu:belenos",
#         detector="threshold",
#         min_photons=3,
#         max_shots_per_call=1_000_000,
#         jobs="belenos-jobs",
#     )
#     qnode = qml.set_shots(qml.QNode(circuit, device), 4000)
#     probabilities = qnode(weights)
#
# A call is a job that may wait in a queue for hours. Each is written to the folder before it is
# waited for: its name, then the id that the platform gave it, then its samples. If the laptop goes
# to sleep for good, start the same program again. It finds the jobs in the order in which it asks
# for them, waits for those that still run, and sends none twice, also in the middle of a training
# run, whose gradients are many jobs each. One case cannot be decided by a program: if it stopped
# between sending a job and learning its id, the error says which name to look for on the platform
# and how to go on.
#
# Other providers, such as Scaleway, come as objects:
#
# .. code-block:: python
#
#     import perceval
#
#     layer = perceval.ScalewayCommunicationLayer(platform_name="...", project_id="...")
#     computer = perceval.RemoteComputer(layer)
#     with computer.acquire():
#         device = qml.device("qgen.perceval", wires=n_modes, computer=computer, ...)
#
# Gradients run on hardware too. ``diff_method="parameter-shift"`` uses the shift rules of photons,
# which need as many circuits for a phase as twice the photons that can reach it, and twice as many
# again for a beam splitter. All of them are sent before the first is waited for.
