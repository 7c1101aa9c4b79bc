"""Training: the loop, the optimisers it takes, checkpoints and the history of a run."""

from .archive import read_archive, write_archive
from .as_optimizer import as_optimizer
from .budget import Budget, BudgetSpentError, Usage
from .checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from .cma_optimizer import CMAES
from .early_stopping import EarlyStopping
from .errors import CheckpointError, NonFiniteError, TrainingError
from .execution_store import ExecutionStore
from .history import History
from .loop import train
from .metered_device import MeteredDevice
from .objective import Objective
from .optimizer import Ending, Optimizer, Step
from .pennylane_optimizer import PennyLaneOptimizer
from .result import TrainingResult, TrainingState
from .sampled_mmd import SampledMMD
from .schedules import cosine, exponential_decay
from .scipy_optimizer import SciPyOptimizer
from .spsa_optimizer import SPSA

__all__ = [
    "CMAES",
    "SPSA",
    "Budget",
    "BudgetSpentError",
    "Checkpoint",
    "CheckpointError",
    "EarlyStopping",
    "Ending",
    "ExecutionStore",
    "History",
    "MeteredDevice",
    "NonFiniteError",
    "Objective",
    "Optimizer",
    "PennyLaneOptimizer",
    "SampledMMD",
    "SciPyOptimizer",
    "Step",
    "TrainingError",
    "TrainingResult",
    "TrainingState",
    "Usage",
    "as_optimizer",
    "cosine",
    "exponential_decay",
    "load_checkpoint",
    "read_archive",
    "save_checkpoint",
    "train",
    "write_archive",
]
