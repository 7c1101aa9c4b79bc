"""One layer of rotations trained through shots: figure 6b of arXiv:2305.02881."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pennylane as qml

from ..kernels import HammingKernel
from ..training import train
from ..training.cma_optimizer import CMAES
from .figures import new_figure
from .mmd_variance import bandwidth_of
from .records import Records
from .result import Claim
from .shot_training import step
from .study import Study, Work

N_SHOTS = 512


@dataclass(frozen=True)
class SingleLayerTraining(Study):
    r"""RY rotations trained towards zeros, with 512 shots a circuit, by two optimisers.

    CMA-ES is the paper's. It looks only at the order of the losses, in which double precision keeps
    differences that are nothing beside the loss itself. Adam on parameter-shift gradients needs
    them to be larger than its :math:`\epsilon = 10^{-8}`.

    Args:
        wires (tuple[int]): numbers of wires.
        n_seeds (int): runs a point.
        adam_steps (int): steps of Adam, with a step size of 0.1.
        cma_steps (int): generations of CMA-ES.

    **Example**

    >>> from pennylane_qgen import studies
    >>> study = studies.SingleLayerTraining(wires=(10,), n_seeds=1, adam_steps=2, cma_steps=2)
    >>> work = study.plan()[0]
    >>> len(study.compute(work.parameters, np.random.default_rng(0))["loss"])
    3

    Source: arXiv:2305.02881, figure 6b.
    """

    wires: tuple[int, ...] = (10, 50, 100)
    n_seeds: int = 5
    adam_steps: int = 150
    cma_steps: int = 1000

    name: ClassVar[str] = "single-layer-training"
    title: ClassVar[str] = "A bandwidth of order n trains a hundred wires, a constant one does not"
    source: ClassVar[str] = "arXiv:2305.02881, figure 6b"

    @classmethod
    def sized(cls, quick: bool) -> "SingleLayerTraining":
        """Five runs, or one shorter one."""
        return cls(n_seeds=1, adam_steps=100, cma_steps=300) if quick else cls()

    def plan(self) -> list[Work]:
        """A chunk a run."""
        works = []
        for n in self.wires:
            for label in ("1", "n/4"):
                point = {"n_wires": n, "bandwidth": label}
                adam = {"optimizer": "adam", **point, "n_steps": self.adam_steps}
                works.append(Work(adam, self.n_seeds, self.adam_steps * (0.0005 * n**2 + 0.1)))
                cma = {"optimizer": "cma-es", **point, "n_steps": self.cma_steps}
                works.append(Work(cma, self.n_seeds, self.cma_steps * 0.5))
        return works

    @staticmethod
    def compute(parameters, rng) -> dict:
        """Exact loss after every step of a run that only saw shots."""
        n = parameters["n_wires"]
        kernel = HammingKernel(bandwidth_of(parameters["bandwidth"], n))
        start = rng.uniform(0, 2 * np.pi, n)
        run = {"adam": _train_by_adam, "cma-es": _train_by_cma}[parameters["optimizer"]]
        curve = [exact_loss(start, kernel)]
        run(
            start, kernel, parameters["n_steps"], rng, lambda w: curve.append(exact_loss(w, kernel))
        )
        return {"step": range(len(curve)), "loss": curve}

    def claims(self, records: Records) -> list[Claim]:
        """Which bandwidths train."""
        claims = []
        for n in self.wires:
            first, last = self._ends(records, "adam", n, "n/4")
            ratio = float(np.median(last / first))
            text = f"Fig 6b, n = {n}, σ = n/4, Adam: median final over initial loss"
            claims.append(Claim(text, "trains", f"{ratio:.1e}", "< 1e-2", bool(ratio < 1e-2)))
            first, last = self._ends(records, "adam", n, "1")
            change = float(np.abs(last - first).max())
            text = f"Fig 6b, n = {n}, σ = 1, Adam: largest change of the loss"
            if n >= 100:
                claims.append(Claim(text, "dead", f"{change:.1e}", "< 1e-3", bool(change < 1e-3)))
            else:
                paper = "trains" if n < 50 else "fails from about 50"
                claims.append(Claim(text, paper, f"{change:.1e}", "reported only", None))
        return [*claims, *self._by_rank(records)]

    def _by_rank(self, records) -> list[Claim]:
        """The paper's optimiser at the bandwidth that the paper finds dead."""
        claims = []
        for n in self.wires:
            for label in ("1", "n/4"):
                first, last = self._ends(records, "cma-es", n, label)
                text = f"Fig 6b, n = {n}, σ = {label}, CMA-ES: median loss after {self.cma_steps}"
                paper = "trains" if label == "n/4" or n < 50 else "does not train"
                ours = f"{np.median(last):.1e} from {np.median(first):.2f}"
                claims.append(Claim(text, paper, ours, "reported only", None))
        return claims

    def _ends(self, records, optimizer, n_wires, label):
        """First and last losses of the runs."""
        rows = records.where(optimizer=optimizer, n_wires=n_wires, bandwidth=label)
        runs = [rows.where(chunk=index)["loss"] for index in range(self.n_seeds)]
        return np.array([run[0] for run in runs]), np.array([run[-1] for run in runs])

    def figure(self, records: Records):
        """Exact loss of every run."""
        figure, panels = new_figure(len(self.wires))
        kinds = [(o, b) for o in ("adam", "cma-es") for b in ("1", "n/4")]
        for panel, n in zip(panels, self.wires, strict=True):
            for color, (optimizer, label) in enumerate(kinds):
                for index in range(self.n_seeds):
                    rows = records.where(
                        optimizer=optimizer, n_wires=n, bandwidth=label, chunk=index
                    )
                    legend = f"{optimizer}, σ = {label}" if index == 0 else None
                    panel.semilogy(rows["step"], rows["loss"], color=f"C{color}", label=legend)
            panel.set(xlabel="step or generation", ylabel="exact MMD²", title=f"{n} wires")
        panels[0].legend(fontsize="x-small")
        return figure


def _train_by_cma(start, kernel, n_steps, rng, report) -> None:
    train(
        lambda weights: sampled_loss(weights, kernel, rng),
        start,
        optimizer=CMAES(sigma=0.5),
        steps=n_steps,
        seed=int(rng.integers(2**31)),
        progress=False,
        callbacks=[lambda state: report(state.weights)],
    )


def _train_by_adam(start, kernel, n_steps, rng, report) -> None:
    optimizer, weights = qml.AdamOptimizer(0.1), start
    for _ in range(n_steps):
        gradient = sampled_gradient(weights, kernel, rng)
        weights = step(optimizer, gradient, weights)
        report(weights)


def sampled_loss(weights, kernel: HammingKernel, rng: np.random.Generator) -> float:
    """Loss to zeros from the frequencies of 512 shots.

    Args:
        weights (array-like): RY angles, of shape ``(n_wires,)``.
        kernel (HammingKernel): the kernel.
        rng (numpy.random.Generator): source of the shots.

    Returns:
        float: the MMD squared of the frequencies.
    """
    bits = _shots(np.asarray(weights), rng)
    model, data = _mean_kernels(bits, bits, kernel)
    return float(model + 1 - 2 * data)


def sampled_gradient(weights, kernel: HammingKernel, rng: np.random.Generator) -> np.ndarray:
    r"""Parameter-shift gradient of the loss to zeros, with new shots for each of 2n circuits.

    .. math:: g_j = \sum_x c(x)\,\frac{\hat q_j^+(x) - \hat q_j^-(x)}{2}, \qquad
              c(x) = 2 \sum_y K(x, y)\, (\hat q(y) - p(y))

    Args:
        weights (numpy.ndarray): RY angles, of shape ``(n_wires,)``.
        kernel (HammingKernel): the kernel.
        rng (numpy.random.Generator): source of the shots.

    Returns:
        numpy.ndarray: unbiased, of shape ``(n_wires,)``.
    """
    center = _shots(weights, rng)
    gradient = np.empty(len(weights))
    for wire in range(len(weights)):
        sides = []
        for shift in (np.pi / 2, -np.pi / 2):
            shifted = weights.copy()
            shifted[wire] += shift
            model, data = _mean_kernels(center, _shots(shifted, rng), kernel)
            sides.append(2 * (model - data))
        gradient[wire] = (sides[0] - sides[1]) / 2
    return gradient


def _shots(weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    ones = np.square(np.sin(weights / 2)).astype(np.float32)
    return (rng.random((N_SHOTS, ones.size), dtype=np.float32) < ones).astype(np.float32)


def _mean_kernels(x: np.ndarray, y: np.ndarray, kernel: HammingKernel) -> tuple[float, float]:
    """Means of K(x, y) over all pairs, and of K(0, y); single precision holds whole distances."""
    ones_x, ones_y = x.sum(axis=1), y.sum(axis=1)
    distances = ones_x[:, None] + ones_y[None, :] - 2 * x @ y.T
    table = kernel.of_distance(np.arange(x.shape[1] + 1))
    return table[distances.astype(np.int32)].mean(), table[ones_y.astype(np.int32)].mean()


def exact_loss(weights, kernel: HammingKernel) -> float:
    """The same without shots, a product over the wires."""
    u = np.cos(np.asarray(weights))[None, :]
    s = kernel.flip_probabilities()[:, None]
    model, data = (1 - s + s * u**2).prod(axis=1), (1 - s + s * u).prod(axis=1)
    return float((model + 1 - 2 * data).mean())
