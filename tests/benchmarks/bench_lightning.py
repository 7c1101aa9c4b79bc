"""Value and gradient of the exact MMD on qgen.lightning, against its peers, one thread.

The yardstick is lightning's C++ code called directly: its gate kernels for the state and its
vector-Jacobian product for the gradient, everything serialised beforehand.
"""

import time

import numpy as np
import pennylane as qml
import torch
from pennylane_qgen.devices import lightning_backend
from timing import best_times, report

import pennylane_qgen as qgen

BANDWIDTHS = [0.5, 1.0, 2.0]


def make_qnode(device, data, diff_method="best"):
    n_wires = data.shape[1]

    @qml.qnode(device, diff_method=diff_method)
    def circuit(weights):
        qgen.HardwareEfficient(weights, wires=range(n_wires))
        return qgen.mmd(data, BANDWIDTHS)

    return circuit


def setting(n_wires: int, n_layers: int):
    data = np.random.default_rng(0).integers(0, 2, (1000, n_wires))
    weights = qgen.HardwareEfficient.init(n_layers=n_layers, n_wires=n_wires, seed=0)
    circuit = make_qnode(qml.device("qgen.lightning", wires=n_wires), data)
    return data, weights, circuit


def raw_product(circuit, weights):
    """State and vector-Jacobian product in C++, on the program the device has made."""
    qml.grad(circuit)(weights)
    device = circuit.device
    [backend] = device._backends.values()
    api = lightning_backend._direct_api()
    angles = backend.program.bind([np.array(weights)])
    names, _, *rest = backend._serialized
    operations = api.create_ops_listC128(names, backend._parameters(angles), *rest)
    wanted = backend._positions[backend.program.trainable_angles([0])].tolist()
    state = device._new_state(len(device.wires))
    image = np.random.default_rng(0).normal(size=2 ** len(device.wires)) + 0j

    def product():
        backend.run(state, angles)
        api.VectorJacobianProductC128()(state.state_vector, operations, image, wanted)

    return product


def moving(gradient, weights):
    """The gradient at weights that change: with the same ones the device reuses its state."""
    noise = iter(np.random.default_rng(1).normal(size=10**6) * 1e-6)
    return lambda: gradient(weights + next(noise))


def seconds_per_step(circuit, weights, steps: int) -> float:
    """CPU seconds of a step of qgen.train, set-up and first step taken off."""

    def run(n):
        start = time.process_time()
        qgen.train(circuit, weights, optimizer=qml.AdamOptimizer(0.01), steps=n, progress=False)
        return time.process_time() - start

    run(2)
    return min((run(steps + 2) - run(2)) / steps for _ in range(3))


def against_raw_product() -> None:
    for n_wires, n_layers in ((8, 8), (12, 12), (14, 14), (16, 4), (16, 16)):
        _, weights, circuit = setting(n_wires, n_layers)
        product = raw_product(circuit, weights)
        times = best_times(
            {"qnode": moving(qml.grad(circuit), weights), "raw": product},
            rounds=15 if n_wires <= 12 else 5,
        )
        steps = {8: 200, 12: 100, 14: 30}.get(n_wires, 6)
        loop = seconds_per_step(circuit, weights, steps)
        name = f"n={n_wires}, {n_layers} layers, {weights.size} weights"
        goal = ">= 0.67" if n_wires >= 16 else "none set"
        report(f"{name}: QNode gradient", times["qnode"], "raw C++ product", times["raw"], goal)
        goal = ">= 0.67" if n_wires >= 12 else "none set"
        report(f"{name}: step of qgen.train", loop, "raw C++ product", times["raw"], goal)


def against_parameter_shift() -> None:
    data, weights, circuit = setting(12, 12)
    shifted = make_qnode(qml.device("lightning.qubit", wires=12), data, "parameter-shift")
    gradient = qml.grad(circuit)
    ours = best_times({"ours": moving(gradient, weights)}, rounds=15)["ours"]
    start = time.process_time()
    expected = qml.grad(shifted)(weights)
    peer = time.process_time() - start
    np.testing.assert_allclose(gradient(weights), expected, atol=1e-9)
    loop = seconds_per_step(circuit, weights, 100)
    report("n=12, 12 layers: QNode gradient", ours, "parameter-shift, lightning", peer, ">= 100")
    report("n=12, 12 layers: step of train", loop, "parameter-shift, lightning", peer, ">= 500")


def against_backpropagation() -> None:
    data, weights, circuit = setting(16, 16)
    peer_qnode = make_qnode(qml.device("default.qubit", wires=16), data, "backprop")

    def backpropagate():
        tensor = torch.tensor(np.array(weights), requires_grad=True)
        peer_qnode(tensor).backward()
        return tensor.grad.numpy()

    torch.set_num_threads(1)
    gradient = qml.grad(circuit)
    np.testing.assert_allclose(gradient(weights), backpropagate(), atol=1e-9)
    times = best_times({"ours": moving(gradient, weights), "torch": backpropagate}, rounds=3)
    report(
        "n=16, 16 layers: QNode gradient", times["ours"], "torch backprop", times["torch"], ">= 5"
    )


if __name__ == "__main__":
    against_raw_product()
    against_parameter_shift()
    against_backpropagation()
