r"""
Train here, sample there
========================

The loss of an IQP circuit and its gradient are classical calculations; sampling it is not, as far
as anyone knows. So it is trained on a laptop [#train]_, exactly and without shots, and only
sampled on the chip: one circuit instead of thousands. Here a circuit of sixteen wires is fitted to
the couplings of IBM's 27-qubit chip Montreal, trained on ``qgen.iqp``, and sampled with the noise
of that chip.

It needs the plugin for Qiskit, ``pip install "pennylane-qgen[qiskit]"``, and no account. Another
number of wires, up to the 27 of the chip, is an argument:
``python tutorial_train_here_sample_there.py 27``.
"""

###############################################################################
# A circuit that fits
# -------------------
#
# One generator for each wire and each coupling of sixteen good qubits.

import sys
import time
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml
from qiskit_aer import AerSimulator
from qiskit_ibm_runtime.fake_provider import FakeMontrealV2

import pennylane_qgen as qgen
from pennylane_qgen import hardware

warnings.filterwarnings("ignore", message="Since backends now support")

N_WIRES = int(sys.argv[1]) if len(sys.argv) > 1 else 16
SHOTS = 2000
BANDWIDTH = 2.0

chip = hardware.from_backend(FakeMontrealV2(), n_wires=N_WIRES)
pattern = chip.pattern
print(f"{N_WIRES} qubits, {len(chip.edges)} couplings, {pattern.n_weights} weights")

###############################################################################
# Data
# ----
#
# Spins of a magnet whose bonds are the couplings of the chip: neighbours are alike.

rng = np.random.default_rng(0)


def magnet(n_samples, sweeps=60, coupling=0.6):
    """Gibbs samples of an Ising model on the couplings, with a weak field."""
    spins = rng.choice([-1, 1], size=(n_samples, N_WIRES))
    neighbours = [[j for e in chip.edges if i in e for j in e if j != i] for i in range(N_WIRES)]
    for _ in range(sweeps):
        for i in range(N_WIRES):
            field = coupling * spins[:, neighbours[i]].sum(axis=1) + 0.2
            spins[:, i] = np.where(rng.random(n_samples) < 1 / (1 + np.exp(-2 * field)), 1, -1)
    return (1 - spins) // 2


train_data, test_data = magnet(4000), magnet(4000)

###############################################################################
# Training, exactly
# -----------------
#
# Up to 20 wires the loss is that of all probabilities; beyond, of 1,000 words of Z drawn by the
# seed, whose expectation values the device has in closed form.

device = qml.device("qgen.iqp", wires=N_WIRES, seed=0)


@qml.qnode(device)
def born_machine(weights):
    qgen.IQP(weights, wires=range(N_WIRES), pattern=pattern)
    return qgen.mmd(train_data, bandwidth=[1.0, BANDWIDTH], wires=range(N_WIRES), seed=0)


start = qgen.IQP.init(N_WIRES, pattern, strategy="data", samples=train_data, seed=0)
result = qgen.train(
    born_machine, start, optimizer=qml.AdamOptimizer(0.02), steps=150, progress=False
)
print(f"MMD {result.history.loss[0]:.5f} -> {result.best_loss:.5f}")

###############################################################################
# Sampling, with noise
# --------------------
#
# The noise model of the chip, simulated by matrix product states. The same lines with a backend of
# ``QiskitRuntimeService`` run on the chip itself. The noiseless samples are drawn from the state
# vector, two gigabytes at 27 wires.

noisy_backend = AerSimulator.from_backend(FakeMontrealV2(), method="matrix_product_state")
remote = qml.device(
    "qiskit.remote", wires=N_WIRES, backend=noisy_backend, initial_layout=list(chip.qubits)
)
deployed = qml.set_shots(born_machine.update(device=remote, diff_method=None), shots=SHOTS)
print(hardware.hardware_report(deployed, result.best_weights, optimizer="cobyla", steps=1).circuit)

noiseless = born_machine.update(device=qml.device("lightning.qubit", wires=N_WIRES))
began = time.perf_counter()
on_the_chip = qgen.sample(deployed, result.best_weights, shots=SHOTS)
print(f"{SHOTS} noisy samples in {time.perf_counter() - began:.0f} s")
samples = {
    "before training": qgen.sample(noiseless, start, shots=SHOTS, seed=1),
    "trained, noiseless": qgen.sample(noiseless, result.best_weights, shots=SHOTS, seed=2),
    "trained, on the chip": on_the_chip,
    "independent bits": qgen.metrics.independent_bits(train_data).sample(SHOTS, seed=3),
    "training data": train_data[:SHOTS],
}

###############################################################################
# Held-out data
# -------------
#
# The unbiased MMD to data that training has not seen, with standard errors.

estimates = {
    name: qgen.metrics.mmd_with_error(drawn, test_data[:SHOTS], bandwidth=BANDWIDTH)
    for name, drawn in samples.items()
}
for name, estimate in estimates.items():
    print(f"{name:<22}{1000 * estimate.value:8.2f} +- {1000 * estimate.standard_error:.2f}  x 1e-3")

fig, axes = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
values = [1000 * estimate.value for estimate in estimates.values()]
spreads = [1000 * estimate.standard_error for estimate in estimates.values()]
axes[0].errorbar(values, range(len(values)), xerr=spreads, fmt="o", color="black", capsize=3)
axes[0].set_yticks(range(len(values)), estimates)
axes[0].set(xlabel="held-out MMD (squared) / 0.001")
bins = np.linspace(-1.06, 1.06, N_WIRES + 2)
shown = {"held-out data": test_data, **{name: samples[name] for name in list(samples)[1:3]}}
for (name, drawn), colour in zip(shown.items(), ("lightgrey", "black", "tab:red"), strict=True):
    style = "stepfilled" if colour == "lightgrey" else "step"
    magnetisation = 1 - 2 * drawn.mean(axis=1)
    axes[1].hist(magnetisation, bins, density=True, histtype=style, color=colour, label=name)
axes[1].set(xlabel="magnetisation", ylabel="density")
axes[1].legend(frameon=False)
plt.show()

###############################################################################
# References
# ----------
#
# .. [#train] E. Recio-Armengol, S. Ahmed and J. Bowles, "Train on classical, deploy on quantum",
#    `arXiv:2503.02934 <https://arxiv.org/abs/2503.02934>`__.
