r"""
How much will this cost me?
===========================

Before a training is submitted, its circuits, shots, errors and price can be counted: its first
step is taken on a device that prepares every circuit as the chip would, and answers with zeros.
Here the same Born machine is priced for four ways to train it, and for circuits that do and do not
fit to the chip.

It needs the plugin for Qiskit, ``pip install "pennylane-qgen[qiskit]"``, and no account. The
prices are made up; put in those of your contract.
"""

###############################################################################
# The model
# ---------

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml
from qiskit_ibm_runtime.fake_provider import FakeMontrealV2

import pennylane_qgen as qgen
from pennylane_qgen import hardware

warnings.filterwarnings("ignore", message="Since backends now support")

N_WIRES = 12
STEPS = 100
PRICES = {"price_per_execution": 0.30, "price_per_shot": 0.00035}

backend = FakeMontrealV2()
chip = hardware.from_backend(backend, n_wires=N_WIRES)
data = qgen.datasets.cardinality(N_WIRES, n_samples=500, seed=0)


def make_model(topology, layout=None):
    """A Born machine on the chip and its weights; a layout None is left to Qiskit."""
    device = qml.device(
        "qiskit.remote",
        wires=N_WIRES,
        backend=backend,
        initial_layout=layout,
        seed_transpiler=0,
    )

    @qml.set_shots(1000)
    @qml.qnode(device, diff_method="parameter-shift")
    def born_machine(weights):
        qgen.HardwareEfficient(weights, wires=range(N_WIRES), topology=topology)
        return qgen.mmd(data, n_observables=500, seed=0, wires=range(N_WIRES))

    weights = qgen.HardwareEfficient.init(2, N_WIRES, topology=topology, seed=0)
    return born_machine, weights


born_machine, weights = make_model(chip.edges, list(chip.qubits))
print(hardware.hardware_report(born_machine, weights, steps=STEPS, **PRICES))

###############################################################################
# Ways to train
# -------------
#
# Parameter-shift pays two circuits a weight in each step, SPSA three circuits in all. A few
# weights at a time, or few shots in the first steps, lie between. A step of SPSA learns less than
# one of gradient descent, so its price is one of a step, not of a result.

WAYS = {
    "all weights": {},
    "8 weights a step": {"n_parameters": 8},
    "few shots first": {"shots": lambda step: 100 if step < 50 else 1000},
    "SPSA": {"optimizer": qml.SPSAOptimizer(maxiter=STEPS)},
}
costs = {}
for name, options in WAYS.items():
    report = hardware.hardware_report(born_machine, weights, steps=STEPS, **PRICES, **options)
    costs[name] = report.cost
    print(f"{name:<18}{report.total.executions:>9,} circuits {report.total.shots:>12,} shots "
          f"{report.cost:>10,.0f}")  # fmt: skip

###############################################################################
# Circuits that fit
# -----------------
#
# A line or a ring of wires in any order has to be swapped along the chip. The couplings of the
# chip need no swaps, and their order lets gates act at the same time. The estimated error is the
# probability that any gate or readout goes wrong, from the backend's own numbers.

TOPOLOGIES = {
    "couplings": (chip.edges, list(chip.qubits)),
    "line": ("line", None),
    "ring": ("ring", None),
    "all to all": ("all_to_all", None),
}
compiled = {}
for name, (topology, layout) in TOPOLOGIES.items():
    model, model_weights = make_model(topology, layout)
    spsa = qml.SPSAOptimizer(maxiter=STEPS)
    compiled[name] = hardware.hardware_report(model, model_weights, optimizer=spsa).circuit
    circuit = compiled[name]
    print(f"{name:<12}two-qubit gates {circuit.two_qubit_gates:>4}, "
          f"depth {circuit.two_qubit_depth:>4}, error {circuit.error:.0%}")  # fmt: skip

fig, axes = plt.subplots(1, 2, figsize=(9, 3.2), layout="constrained")
axes[0].barh(list(costs), list(costs.values()), color="grey")
axes[0].set(xlabel=f"price of {STEPS} steps", xscale="log")
axes[0].invert_yaxis()
positions = np.arange(len(compiled))
axes[1].bar(positions, [c.two_qubit_depth for c in compiled.values()], color="grey")
for position, circuit in zip(positions, compiled.values(), strict=True):
    axes[1].text(
        position, circuit.two_qubit_depth, f"{circuit.error:.0%}", ha="center", va="bottom"
    )
axes[1].set_xticks(positions, compiled)
axes[1].set(ylabel="two-qubit depth, with error")
plt.show()

###############################################################################
# Then the limit: ``qgen.train(..., budget=hardware.Budget(executions=5000))`` submits no circuit
# beyond it, stops after a whole step, and goes on later when the budget is raised.
