"""Measurement processes that are linear in the state."""

from .distribution import DistributionMP
from .parities import ParityMP, parities

__all__ = ["DistributionMP", "ParityMP", "parities"]
