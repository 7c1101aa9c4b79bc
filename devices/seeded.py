"""A device with a random generator of its own."""

import numpy as np

from ..randomness import DeviceRandomness


class Seeded:
    """Mixin of devices that draw samples; :func:`~pennylane_qgen.sample` seeds their generator."""

    _randomness: DeviceRandomness

    @property
    def _rng(self) -> np.random.Generator:
        """The generator to draw from: in training that of the step, else the device's."""
        return self._randomness.generator()
