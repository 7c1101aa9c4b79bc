r"""
Train a Born machine on a noisy chip
====================================

A Born machine is trained on a copy of IBM's five-qubit chip Manila, with its couplings and its
noise model. It is the same QNode as on a simulator; what changes is that every circuit costs
money, so each result is stored before it is used.

Kill this script at any time and run it again: it goes on where it was, and no stored circuit is
executed twice.

It needs the plugin for Qiskit, ``pip install "pennylane-qgen[qiskit]"``, and no account.
"""

###############################################################################
# The chip
# --------
#
# :func:`~pennylane_qgen.hardware.from_backend` picks four connected qubits with small errors.
# Entangling gates stand only where the chip has couplings, so nothing has to be swapped.

import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml
from qiskit_aer import AerSimulator
from qiskit_ibm_runtime.fake_provider import FakeManilaV2

import pennylane_qgen as qgen
from pennylane_qgen import hardware

warnings.filterwarnings("ignore", message="Since backends now support")

WIRES = range(4)
SHOTS = 1000

backend = AerSimulator.from_backend(FakeManilaV2())
chip = hardware.from_backend(backend, n_wires=4)
print(f"qubits {chip.qubits}, couplings {chip.edges}")


def remote(**options):
    """The chip as a PennyLane device. For the real one, give a backend of QiskitRuntimeService."""
    layout = list(chip.qubits)
    return qml.device("qiskit.remote", wires=4, backend=backend, initial_layout=layout, **options)


###############################################################################
# The model
# ---------
#
# Bars and stripes on 2 x 2 pixels, six of sixteen strings. A metered device stands in front of the
# chip: it counts, keeps to the budget, and writes every result to a file.

data = qgen.datasets.bars_and_stripes(2, 2)
folder = Path("noisy_chip_run")
folder.mkdir(exist_ok=True)
chip_device = remote()
device = hardware.MeteredDevice(
    chip_device, executions=folder / "executions", budget=hardware.Budget(executions=500)
)


def make_model(device, shots=SHOTS, **options):
    """A QNode that returns the MMD to the data."""

    @qml.set_shots(shots)
    @qml.qnode(device, diff_method="parameter-shift")
    def born_machine(weights):
        qgen.HardwareEfficient(weights, wires=WIRES, rotations=["RY"], topology=chip.edges)
        return qgen.mmd(data, bandwidth=[0.5, 1.0], wires=WIRES, **options)

    return born_machine


born_machine = make_model(device)
start = qgen.HardwareEfficient.init(
    n_layers=2, n_wires=4, rotations=["RY"], topology=chip.edges, seed=3
)

###############################################################################
# What will it cost?
# ------------------
#
# Parameter-shift takes two circuits a weight. Here only three of the twelve weights, drawn at
# random, are differentiated in each step.

training = {"optimizer": qml.AdamOptimizer(0.2), "steps": 12, "n_parameters": 3}
print(hardware.hardware_report(born_machine, start, **training))

###############################################################################
# Training
# --------
#
# The tracker sees what the chip executes; answers from the file are not among it.

with qml.Tracker(chip_device) as tracker:
    result = qgen.train(
        born_machine, start, seed=0, checkpoint=folder / "run.npz", progress=False, **training
    )
    print(result.reason)
    errors = hardware.readout_errors(device, wires=WIRES, shots=4000)
print(f"executed {tracker.totals.get('executions', 0)}, from the file {device.replayed}")
print(f"readout errors of ones: {errors.ones.round(3)}")

###############################################################################
# Noiseless, noisy, mitigated
# ---------------------------
#
# The trained weights, evaluated four times each. Readout errors are undone by the inverse of the
# two calibration circuits; noise of the gates is extrapolated to none from the circuit and the
# circuit folded to three times its length. Folding needs a device that does not simplify the
# circuit again. The loss is measured here by all words of four wires, whose squares are unbiased:
# frequencies of few shots would make it too large, and hide what the noise does.

evaluation = {"shots": 4000, "max_weight": 4}
noisy = make_model(remote(), **evaluation)
unoptimised = make_model(remote(optimization_level=0), **evaluation)
models = {
    "noiseless": make_model(qml.device("lightning.qubit", wires=4, seed=0), **evaluation),
    "noisy": noisy,
    "readout undone": hardware.mitigate_readout(noisy, errors),
    "readout and gates": hardware.mitigate_readout(
        hardware.zero_noise(unoptimised, scale_factors=[1, 3]), errors
    ),
}
exact = float(qml.set_shots(models["noiseless"], shots=None)(result.weights))
losses = {
    name: np.array([float(model(result.weights)) for _ in range(4)])
    for name, model in models.items()
}
print(f"{'before training':<20}{float(qml.set_shots(models['noiseless'], shots=None)(start)):.4f}")
print(f"{'exact':<20}{exact:.4f}")
for name, values in losses.items():
    print(f"{name:<20}{values.mean():.4f} +- {values.std(ddof=1) / np.sqrt(values.size):.4f}")

###############################################################################
# Noise can move a loss up or down, so mitigation is judged by the distance to the exact value, not
# by the loss. It multiplies the variance of what it corrects: four evaluations show a large effect
# at most. The guide on hardware has a table of twenty, for three circuits.

fig, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
axes[0].plot(result.history.step, result.history.loss, color="black")
axes[0].set(xlabel="step", ylabel="MMD (squared), on the chip")
positions = np.arange(len(losses))
means = [values.mean() for values in losses.values()]
spreads = [values.std(ddof=1) / np.sqrt(values.size) for values in losses.values()]
axes[1].errorbar(positions, means, spreads, fmt="o", color="black", capsize=3)
axes[1].axhline(exact, color="grey", linestyle="--")
axes[1].set_xticks(positions, losses, rotation=15)
axes[1].set(ylabel="MMD (squared), trained")
plt.show()

###############################################################################
# The folder ``noisy_chip_run`` holds the run. Delete it to begin anew.
