import pytest
from threadpoolctl import threadpool_limits


@pytest.fixture(autouse=True)
def one_thread():
    """Networks this small only lose by threads, and on a busy machine they lose very much."""
    with threadpool_limits(limits=1):
        yield
