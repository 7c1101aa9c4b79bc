"""Random spins, and samples split into batches."""

import numpy as np


def random_spins(n_wires: int, n_samples: int, rng: np.random.Generator) -> np.ndarray:
    """Independent numbers +1 and -1, ``int8`` of shape ``(n_wires, n_samples)``."""
    n_bytes = -(-n_samples // 8)
    drawn = np.frombuffer(rng.bytes(n_wires * n_bytes), dtype=np.uint8).reshape(n_wires, n_bytes)
    bits = np.unpackbits(drawn, axis=1, count=n_samples).view(np.int8)
    return 1 - 2 * bits


def random_spins_of_cat(
    n_wires: int, n_samples: int, cat: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Random spins with a product of +1 over the wires of a boolean mask, if it has any."""
    spins = random_spins(n_wires, n_samples, rng)
    if cat.any():
        spins[np.flatnonzero(cat)[-1]] *= spins[cat].prod(axis=0, dtype=np.int8)
    return spins


def batch_bounds(n_samples: int, n_batches: int) -> np.ndarray:
    """Where each batch of samples starts, and the end of the last; sizes differ by at most one."""
    return np.arange(n_batches + 1) * n_samples // n_batches
