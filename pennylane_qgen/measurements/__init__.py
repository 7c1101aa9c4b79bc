"""Measurement processes that are linear in the state."""

from .device_support import takes_parities
from .parities import ParityMP, parities
from .word_expvals import WordExpvals

__all__ = ["ParityMP", "WordExpvals", "parities", "takes_parities"]
