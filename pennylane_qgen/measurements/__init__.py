"""Measurement processes that are linear in the state."""

from .parities import ParityMP, parities

__all__ = ["ParityMP", "parities"]
