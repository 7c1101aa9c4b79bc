"""The bits of a trained quantum circuit as a latent."""

import numpy as np
from sklearn.utils.validation import check_is_fitted

from ..bits import integers_to_bits
from ..qcbm import QCBM
from ..training.tree import digest, pack
from .base import Latent


class BornMachine(Latent):
    r"""Bits of a trained Born machine, :math:`x \sim |\langle x | \psi(\theta) \rangle|^2`.

    The exact distribution is computed once, so that draws cost microseconds. Where that is out of
    reach, on hardware or for more than 26 wires, take ``SampleBank(model.sample(n_samples))``.

    Args:
        model (QCBM): a fitted model on a simulator.

    Raises:
        TypeError: if it is no QCBM, or has options that are no plain data.
        sklearn.exceptions.NotFittedError: if it is not fitted.
        ValueError: if it has more than 26 wires.

    **Example**

    >>> model = qgen.QCBM(n_layers=1, device="lightning.qubit", steps=60, stepsize=0.1, seed=0)
    >>> latent = BornMachine(model.fit([[0, 0], [1, 1]] * 10))
    >>> latent.mean.round(1)
    array([0.5, 0.5])
    >>> latent.sample(1, seed=0).shape
    (1, 2)

    Source: Born machines, Liu and Wang, arXiv:1804.04168.
    """

    def __init__(self, model: QCBM):
        if not isinstance(model, QCBM):
            raise TypeError(
                f"model must be a QCBM; got {type(model).__name__}. Wrap the samples of another "
                "model in a SampleBank."
            )
        check_is_fitted(model)
        self.dim = model.n_wires_
        self._facts = _facts(model)
        probabilities = model.probabilities()
        self._cumulative = np.cumsum(probabilities)
        halves = [probabilities.reshape(2**wire, 2, -1) for wire in range(self.dim)]
        self._mean = np.array([half[:, 1].sum() for half in halves])

    @property
    def mean(self) -> np.ndarray:
        """Exact probability of a 1 on each wire."""
        return self._mean

    def describe(self) -> dict:
        """What the distribution is, as plain data; the digest is of the weights and options."""
        return {"kind": "BornMachine", **self._facts}

    def _draw(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        points = rng.random(n_samples) * self._cumulative[-1]
        strings = np.searchsorted(self._cumulative, points, side="right")
        return integers_to_bits(strings, self.dim)


def _facts(model: QCBM) -> dict:
    device = model.device if isinstance(model.device, str) else model.device.name
    defining = {
        "weights": np.asarray(model.weights_),
        "n_layers": model.n_layers,
        "ansatz_options": model.ansatz_options,
        "device_options": model.device_options,
    }
    return {
        "n_wires": model.n_wires_,
        "ansatz": f"{model.ansatz.__module__}.{model.ansatz.__qualname__}",
        "device": device,
        "sha256": digest(*pack(defining)),
    }
