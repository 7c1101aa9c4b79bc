"""The Walsh-Hadamard transform and the exact MMD built on it, one thread."""

import tracemalloc

import autograd
import numpy as np
from timing import best_times, report

from pennylane_qgen.kernels import HammingKernel
from pennylane_qgen.losses import mmd
from pennylane_qgen.walsh import walsh_hadamard_transform


def numpy_reshape(x):
    """The transform as one writes it in NumPy, a stage at a time."""
    stride = 1
    while stride < x.size:
        pairs = x.reshape(-1, 2, stride)
        x = np.stack([pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]], axis=1).reshape(-1)
        stride *= 2
    return x


def transform() -> None:
    rng = np.random.default_rng(0)
    for n_wires in (12, 16, 20):
        x = rng.normal(size=2**n_wires)
        np.testing.assert_allclose(walsh_hadamard_transform(x), numpy_reshape(x), atol=1e-9)
        buffer = np.zeros_like(x)  # of zeros, so that no repetition makes it overflow
        times = best_times(
            {
                "new array": lambda x=x: walsh_hadamard_transform(x),
                "in place": lambda b=buffer: walsh_hadamard_transform(b, overwrite_x=True),
                "numpy": lambda x=x: numpy_reshape(x),
            },
            rounds=20,
        )
        target = ">= 15" if n_wires == 20 else "none set"
        for name in ("new array", "in place"):
            report(
                f"transform, n={n_wires}, {name}",
                times[name],
                "numpy reshape",
                times["numpy"],
                target,
            )


def exact_mmd() -> None:
    """Value and cotangent at 20 wires: under 150 ms and 200 MB."""
    rng = np.random.default_rng(0)
    q, p = rng.dirichlet(np.ones(2**20), size=2)
    loss = mmd(p, bandwidth=[0.5, 1.0, 2.0])
    value_and_gradient = autograd.value_and_grad(loss.postprocess)
    seconds = best_times({"ours": lambda: value_and_gradient(q)})["ours"]
    tracemalloc.start()
    value_and_gradient(q)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(
        f"exact MMD, n=20, value and cotangent: {seconds * 1e3:.1f} ms (target < 150), "
        f"peak {peak / 2**20:.0f} MiB (target < 200)"
    )
    kernel = HammingKernel((0.5, 1.0, 2.0))
    print(f"kernel alone: {best_times({'k': lambda: kernel.apply(q)})['k'] * 1e3:.1f} ms")


if __name__ == "__main__":
    transform()
    exact_mmd()
