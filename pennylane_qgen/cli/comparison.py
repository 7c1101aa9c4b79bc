"""How close samples come to held-out data: the model, what it must beat, what it cannot beat."""

import math

from ..metrics import evaluate, independent_bits

LABELS = {
    "untrained": "untrained model",
    "independent_bits": "independent bits",
    "trained": "trained model",
    "training_set": "training data (floor)",
}
"""The rows of the table, in order."""

MIN_HELD_OUT = 6
"""The five nearest neighbours that recall and coverage are made of, and the sample itself."""


def compare(*, untrained, trained, train, test, bandwidth, seed: int) -> dict[str, dict]:
    """Metrics of all rows against the test set.

    Args:
        untrained (array-like): samples of the model before training.
        trained (array-like): samples of the model after it.
        train (Dataset): data that the model and the independent bits were fitted to.
        test (Dataset): held-out data.
        bandwidth (float | Sequence[float] | None): of the MMD.
        seed (int): seed of the samples of the independent bits.

    Returns:
        dict[str, dict]: for each key of `LABELS` what :func:`~pennylane_qgen.metrics.evaluate`
        returns.
    """
    samples = {
        "untrained": untrained,
        "independent_bits": independent_bits(train.samples).sample(len(trained), seed=seed),
        "trained": trained,
        "training_set": train.samples,
    }
    return {name: evaluate(samples[name], test.samples, bandwidth=bandwidth) for name in LABELS}


def check_sizes(train, test) -> None:
    """Refuse sets that are too small to say anything.

    Raises:
        ValueError: if one has fewer than six samples.
    """
    if min(len(train), len(test)) < MIN_HELD_OUT:
        raise ValueError(
            f"Training and test set must have at least {MIN_HELD_OUT} samples each; got "
            f"{len(train)} and {len(test)}. Change test_size, or take more data: many data sets "
            "have the option n_samples."
        )


def standard_errors_below(better: dict, worse: dict) -> float:
    """Difference of two rows' MMD squared in units of its standard error.

    The errors of both are added in squares, as if their test sets were different ones. They share
    one, whose error cancels in part, so this is too small rather than too large.
    """
    error = math.hypot(better["mmd_standard_error"], worse["mmd_standard_error"])
    return (worse["mmd"] - better["mmd"]) / error if error else math.inf


def table(rows: dict[str, dict]) -> str:
    """The rows as text.

    Args:
        rows (dict[str, dict]): what `compare` returns.

    Returns:
        str: a line for the names of the columns, and one a row.
    """
    lines = [f"{'':<23}{'MMD² (unbiased)':<24}{'covariances':<14}total variation"]
    for name, label in LABELS.items():
        row = rows[name]
        mmd = f"{row['mmd']:8.5f} ± {row['mmd_standard_error']:.5f}"
        distance = f"{row['total_variation']:.3f}" if "total_variation" in row else "-"
        lines.append(f"{label:<23}{mmd:<24}{row['covariance_distance']:<14.3f}{distance}")
    return "\n".join(lines)
