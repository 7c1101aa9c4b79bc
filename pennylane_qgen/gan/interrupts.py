"""Ctrl-C that waits for a step to end."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def held_back_interrupt() -> Iterator[Callable[[], bool]]:
    """Hold back the first Ctrl-C until the block has ended; the second one is not held back.

    Python tells only the main thread of Ctrl-C, so that elsewhere nothing is held back, nor where
    a process is to ignore it.

    Yields:
        Callable[[], bool]: says whether Ctrl-C was pressed.
    """
    usual = signal.getsignal(signal.SIGINT)
    pressed = False

    def hold_back(number, frame):
        nonlocal pressed
        pressed = True
        signal.signal(signal.SIGINT, usual)

    if threading.current_thread() is not threading.main_thread() or not callable(usual):
        yield lambda: False
        return
    signal.signal(signal.SIGINT, hold_back)
    try:
        yield lambda: pressed
    finally:
        signal.signal(signal.SIGINT, usual)
    if pressed:
        signal.raise_signal(signal.SIGINT)
