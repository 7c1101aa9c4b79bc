"""Fixtures of more than one test file."""

import pytest


@pytest.fixture
def double_precision():
    """jax in float64, for comparisons beyond single precision; it is a process-wide setting."""
    import jax

    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)
