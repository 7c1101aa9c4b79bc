"""Build, train, study and deploy quantum generative models in PennyLane."""

from . import datasets, kernels, metrics
from ._version import __version__
from .losses import (
    Loss,
    compute_uncompute,
    data_state,
    fidelity,
    jensen_shannon_divergence,
    kl_divergence,
    local_fidelity,
    mmd,
    reverse_kl_divergence,
    squared_distance,
    total_variation,
)
from .measurements import parities
from .qcbm import QCBM
from .sampling import probabilities, sample
from .templates import (
    IQP,
    Ansatz,
    Brickwork,
    HardwareEfficient,
    MatrixProduct,
    Pattern,
    Peaked,
    Product,
    RandomPeaked,
    all_up_to_weight,
    from_covariance,
    nearest_neighbours,
)
from .training import EarlyStopping, TrainingResult, cosine, exponential_decay, train

__all__ = [
    "IQP",
    "QCBM",
    "Ansatz",
    "Brickwork",
    "EarlyStopping",
    "HardwareEfficient",
    "Loss",
    "MatrixProduct",
    "Pattern",
    "Peaked",
    "Product",
    "RandomPeaked",
    "TrainingResult",
    "__version__",
    "all_up_to_weight",
    "compute_uncompute",
    "cosine",
    "data_state",
    "datasets",
    "exponential_decay",
    "fidelity",
    "from_covariance",
    "jensen_shannon_divergence",
    "kernels",
    "kl_divergence",
    "local_fidelity",
    "metrics",
    "mmd",
    "nearest_neighbours",
    "parities",
    "probabilities",
    "reverse_kl_divergence",
    "sample",
    "squared_distance",
    "total_variation",
    "train",
]
