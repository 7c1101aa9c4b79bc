"""Training: the loop, the optimisers it takes, checkpoints and the history of a run."""

from .archive import read_archive, write_archive
from .as_optimizer import as_optimizer
from .checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from .cma_optimizer import CMAES
from .early_stopping import EarlyStopping
from .errors import CheckpointError, NonFiniteError, TrainingError
from .history import History
from .loop import train
from .objective import Objective
from .optimizer import Ending, Optimizer, Step
from .pennylane_optimizer import PennyLaneOptimizer
from .result import TrainingResult, TrainingState
from .schedules import cosine, exponential_decay
from .scipy_optimizer import SciPyOptimizer
from .spsa_optimizer import SPSA

__all__ = [
    "CMAES",
    "SPSA",
    "Checkpoint",
    "CheckpointError",
    "EarlyStopping",
    "Ending",
    "History",
    "NonFiniteError",
    "Objective",
    "Optimizer",
    "PennyLaneOptimizer",
    "SciPyOptimizer",
    "Step",
    "TrainingError",
    "TrainingResult",
    "TrainingState",
    "as_optimizer",
    "cosine",
    "exponential_decay",
    "load_checkpoint",
    "read_archive",
    "save_checkpoint",
    "train",
    "write_archive",
]
