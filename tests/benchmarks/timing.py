"""Process CPU time of functions measured side by side, the best of several interleaved rounds."""

import time
from collections.abc import Callable


def best_times(functions: dict[str, Callable], rounds: int = 7) -> dict[str, float]:
    """Seconds a call takes, the best over rounds in which every function runs once.

    Interleaving lets a slow spell of the machine meet all of them; a first call warms each up. In
    a round, a quick function is called for some milliseconds, since its first call after another
    function finds the caches cold.
    """
    for function in functions.values():
        function()
    best = dict.fromkeys(functions, float("inf"))
    for _ in range(rounds):
        for name, function in functions.items():
            best[name] = min(best[name], _mean_time(function))
    return best


def _mean_time(function: Callable, at_least: float = 5e-3) -> float:
    calls, start = 0, time.process_time()
    while (elapsed := time.process_time() - start) < at_least:
        function()
        calls += 1
    return elapsed / calls


def report(title: str, seconds: float, peer: str, peer_seconds: float, target: str) -> None:
    """Print one line: both times, their ratio and what was to be reached."""
    ratio = peer_seconds / seconds
    print(
        f"{title:<58} {seconds * 1e3:>10.3f} ms | {peer:<34} {peer_seconds * 1e3:>10.3f} ms | "
        f"peer/ours {ratio:>8.2f} | target {target}",
        flush=True,
    )
