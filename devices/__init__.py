"""PennyLane devices for generative models, found by their strings such as ``qgen.lightning``."""
