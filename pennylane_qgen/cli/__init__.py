"""The command ``qgen``: train, sample and evaluate Born machines without writing Python."""

from .app import main

__all__ = ["main"]
