"""The covariance matrix adaptation evolution strategy, CMA-ES."""

from functools import partial

import numpy as np

from .optimizer import Ending, Optimizer, Step
from .tape import Tape

QUIET = {"verbose": -9, "verb_log": 0, "verb_disp": 0, "signals_filename": ""}


class CMAES(Optimizer):
    """CMA-ES of the package ``cma``: no gradient, one generation a step.

    The weights of a step are the mean of the distribution, its loss the best of the generation.
    A checkpoint holds every loss evaluated and the seed; going on replays them, which gives the
    same numbers as a run never stopped.

    Args:
        sigma (float): initial standard deviation of the samples around the weights, in radians for
            angles.
        popsize (int or None): weights evaluated in a generation; 4 + 3 ln(n_weights) by default.
        options (dict or None): further options of ``cma.CMAOptions``, such as ``"CMA_diagonal"``,
            which is needed for more than some thousand weights.

    Raises:
        ValueError: if ``sigma`` is not positive, or an option would change the randomness.

    **Example**

    >>> CMAES(sigma=0.3, popsize=8).settings()
    {'sigma': 0.3, 'popsize': 8, 'options': {}}

    Source: Hansen and Ostermeier, Evol. Comput. 9, 159 (2001).
    """

    name = "CMA-ES"

    def __init__(self, sigma: float = 0.2, *, popsize: int | None = None, options=None):
        if not sigma > 0:
            raise ValueError(f"sigma must be positive; got {sigma}.")
        self.sigma, self.popsize, self.options = float(sigma), popsize, dict(options or {})
        taken = {"seed", "randn", "popsize"} & set(self.options)
        if taken:
            raise ValueError(
                f"options must not hold {sorted(taken)}: use the argument popsize=, and seed= of "
                "train."
            )

    def settings(self) -> dict:
        """Initial width, population size and further options."""
        return {"sigma": self.sigma, "popsize": self.popsize, "options": self.options}

    def minimize(self, objective, weights, report, *, rng, state=None, stepsize=None):
        """Run generations; the recorded ones are replayed without a report."""
        begin = {"start": np.array(weights, dtype=float), "rng": rng.bit_generator.state}
        begin |= {key: state[key] for key in begin if key in (state or {})}
        strategy = self._strategy(begin)
        shape = begin["start"].shape
        tape = Tape(objective, shape, (state or {}).get("tape", state))
        done = (state or {}).get("iterations", 0)
        while not (ended := strategy.stop()):
            vectors = strategy.ask()
            losses = [tape.value(vector) for vector in vectors]
            strategy.tell(vectors, losses)
            if strategy.countiter > done:
                best = int(np.argmin(losses))
                point, loss, _ = tape.evaluated(vectors[best])
                mean = np.array(strategy.result.xfavorite).reshape(shape)
                reached = partial(_state, tape, begin, iterations=strategy.countiter)
                report(Step(weights=mean, loss=loss, point=point, state=reached))
        message = ", ".join(f"{key}={value}" for key, value in ended.items())
        return Ending(f"CMA-ES met its criterion {message}", True)

    def _strategy(self, begin: dict):
        """A strategy that draws from a generator of its own, never from NumPy's global one."""
        import cma  # which changes warnings.filters, so only where it is asked for

        start = begin["start"]
        if start.size < 2:
            raise ValueError(f"CMA-ES needs at least 2 weights; got {start.size}.")
        bit_generator = getattr(np.random, begin["rng"]["bit_generator"])()
        bit_generator.state = begin["rng"]
        generator = np.random.Generator(bit_generator)
        options = {
            "maxiter": np.inf,
            **QUIET,
            **self.options,
            "randn": lambda *shape: generator.standard_normal(shape),
            "seed": np.nan,
        }
        if self.popsize is not None:
            options["popsize"] = self.popsize
        return cma.CMAEvolutionStrategy(start.ravel(), self.sigma, options)


def _state(tape: Tape, begin: dict, *, iterations: int) -> dict:
    return {**begin, "iterations": iterations, "tape": tape.state()}
