"""What mitigation does to the MMD of trained circuits on a fake chip, by its distance to the exact.

Three circuits are trained without noise, and each is evaluated 20 times in five ways. The squares
of the means come from independent batches of shots, so shots alone make no bias: what is left is
noise, and what mitigation leaves of it.
"""

import numpy as np
import pennylane as qml
from qiskit_aer import AerSimulator
from qiskit_ibm_runtime.fake_provider import FakeManilaV2

import pennylane_qgen as qgen
from pennylane_qgen import hardware

N_WIRES = 4
SHOTS = 4000
REPETITIONS = 20
SEEDS = (0, 1, 2)

DATA = qgen.datasets.bars_and_stripes(2, 2)
CHIP = hardware.from_backend(FakeManilaV2(), n_wires=N_WIRES)
BACKEND = AerSimulator.from_backend(FakeManilaV2())
ANSATZ = {"rotations": ["RY"], "topology": CHIP.edges}


def remote(optimization_level):
    """The chip; folded circuits survive at level 0 only."""
    return qml.device(
        "qiskit.remote",
        wires=N_WIRES,
        backend=BACKEND,
        initial_layout=list(CHIP.qubits),
        optimization_level=optimization_level,
    )


def make_model(device, shots=SHOTS):
    """The MMD from all 15 words of four wires, with one circuit."""

    @qml.set_shots(shots)
    @qml.qnode(device)
    def born_machine(weights):
        qgen.HardwareEfficient(weights, wires=range(N_WIRES), **ANSATZ)
        return qgen.mmd(DATA, bandwidth=[0.5, 1.0], max_weight=N_WIRES, wires=range(N_WIRES))

    return born_machine


def main():
    exact_model = make_model(qml.device("qgen.lightning", wires=N_WIRES), shots=None)
    errors = hardware.readout_errors(remote(2), wires=range(N_WIRES), shots=50_000)
    optimised, plain = make_model(remote(2)), make_model(remote(0))
    folded = hardware.zero_noise(plain, scale_factors=[1, 3])
    models = {
        "noisy": optimised,
        "noisy, not optimised": plain,
        "readout undone": hardware.mitigate_readout(optimised, errors),
        "extrapolated": folded,
        "both": hardware.mitigate_readout(folded, errors),
    }
    for seed in SEEDS:
        start = qgen.HardwareEfficient.init(2, N_WIRES, seed=seed, **ANSATZ)
        optimizer = qml.AdamOptimizer(0.1)
        trained = qgen.train(exact_model, start, optimizer=optimizer, steps=60, progress=False)
        exact = float(exact_model(trained.best_weights))
        print(f"seed {seed}, exact {1000 * exact:.1f} (all times 1000)", flush=True)
        for name, model in models.items():
            values = [float(model(trained.best_weights)) for _ in range(REPETITIONS)]
            mean, error = np.mean(values), np.std(values, ddof=1) / np.sqrt(REPETITIONS)
            print(
                f"  {name:<22} {1000 * mean:7.1f}, off by {1000 * (mean - exact):+6.1f} "
                f"+- {1000 * error:.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
