"""The progress bar of a training run."""

import sys

from tqdm import tqdm


def progress_bar(enabled: bool | None, *, total: int, initial: int) -> tqdm:
    """Bar on a terminal; a silent one elsewhere.

    Args:
        enabled (bool or None): whether to show the bar; ``None`` shows it if the standard error
            stream is a terminal.
        total (int): number of steps of the run.
        initial (int): number of steps done already.

    Returns:
        tqdm.tqdm: the bar.
    """
    shown = sys.stderr.isatty() if enabled is None else enabled
    return tqdm(total=total, initial=initial, disable=not shown, desc="training", unit="step")


def advance(bar: tqdm, loss: float) -> None:
    """Move the bar by one step and show the loss.

    Args:
        bar (tqdm.tqdm): the bar.
        loss (float): loss of the step.
    """
    if not bar.disable:
        bar.set_postfix_str(f"loss {loss:.4g}", refresh=False)
        bar.update()
