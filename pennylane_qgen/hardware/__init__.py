"""Real machines: their couplings, what a run costs, and what can be done about their noise."""

from ..training import Budget, BudgetSpentError, MeteredDevice, SampledMMD, Usage
from .coupling import Chip, from_backend
from .error_rates import ErrorRates
from .readout import ReadoutErrors, mitigate_readout, readout_errors
from .report import HardwareReport, hardware_report
from .zero_noise import zero_noise

__all__ = [
    "Budget",
    "BudgetSpentError",
    "Chip",
    "ErrorRates",
    "HardwareReport",
    "MeteredDevice",
    "ReadoutErrors",
    "SampledMMD",
    "Usage",
    "from_backend",
    "hardware_report",
    "mitigate_readout",
    "readout_errors",
    "zero_noise",
]
