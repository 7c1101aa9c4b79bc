r"""Expectation values of Z words of IQP circuits without a state vector, for thousands of wires.

A word needs only the wires it is on and those that are coupled to them. With few wires it has a
closed form (:mod:`~pennylane_qgen.iqp.closed_form`), unless a generator of more than two wires
anticommutes with it; any word has a Monte Carlo estimate (:mod:`~pennylane_qgen.iqp.monte_carlo`).

Sources: van den Nest, arXiv:0911.1624; Recio-Armengol, Ahmed and Bowles, arXiv:2503.02934.
"""

import numpy as np

from ..bits import as_words, distinct_rows
from ..templates.patterns import Pattern
from .closed_form import ClosedFormWords
from .interactions import Ragged, interactions_of
from .method_choice import METHODS, Route, choose_routes
from .monte_carlo import MonteCarloWords


class WordExpectations:
    r"""Expectation values of Z words after rotations :math:`e^{-i \theta_g X_{S_g}}`.

    Args:
        pattern (Pattern): the generators :math:`S_g`.
        words (array-like): words of shape ``(n_words, n_wires)`` as zeros and ones, or integer
            masks. Equal words are computed once.
        method (str): how to compute them.

            * ``"exact"``: in closed form, a sum of ``2**(weight - 1)`` terms. No generator of more
              than two wires may have an odd number of them in common with a word.
            * ``"monte-carlo"``: the mean over ``n_samples`` random bit strings.
            * ``"hybrid"``: in closed form where ``2**(weight - 1) <= n_patterns``. For heavier
              words, ``n_patterns`` of these terms at random. Monte Carlo where there is no closed
              form.
            * ``"auto"``: for each word the cheapest of these.
        n_samples (int): number of samples of Monte Carlo.
        n_patterns (int): number of terms of ``"hybrid"``; by default a fourth of ``n_samples``,
            but all of them up to 256.
        cat (array-like): the wires :math:`T` of an initial state
            :math:`(|0\dots0\rangle + |1_T\rangle)/\sqrt2`, as a boolean mask of shape
            ``(n_wires,)``; None for :math:`|0\dots0\rangle`.
        dtype (type): of the local fields in Monte Carlo, ``numpy.float64``, or ``numpy.float32``
            for half the memory.

    Attributes:
        n_words (int): number of words.
        cost (float): rough number of floating-point operations of :meth:`evaluate`; the gradient
            takes about twice as many more.

    Raises:
        ValueError: if an argument is out of range, or a word has no closed form and
            ``method="exact"``.

    **Example**

    >>> from pennylane_qgen.iqp.word_expectations import WordExpectations
    >>> pattern = qgen.templates.Pattern.from_lists([[[0], [1]], [[0, 1]]], n_wires=2)
    >>> words = WordExpectations(pattern, [[0, 0], [1, 0], [1, 1]])
    >>> words.evaluate(np.array([0.3, 0.3, 0.1]), rng=0).values.round(4)
    array([[1.    , 0.8089, 0.6812]])
    """

    def __init__(
        self,
        pattern: Pattern,
        words,
        *,
        method: str = "auto",
        n_samples: int = 1000,
        n_patterns: int | None = None,
        cat=None,
        dtype: type = np.float64,
    ):
        if method not in METHODS:
            raise ValueError(f"method must be one of {', '.join(METHODS)}; got {method!r}.")
        if n_patterns is None:
            n_patterns = max(min(n_samples, 256), n_samples // 4)
        if n_samples < 1 or n_patterns < 1:
            raise ValueError(
                f"n_samples and n_patterns must be positive; got {n_samples} and {n_patterns}."
            )
        self._interactions = interactions_of(pattern)
        self._method, self._n_samples, self._n_patterns = method, n_samples, n_patterns
        rows = as_words(words, pattern.n_wires)
        self.n_words = len(rows)
        distinct, self._inverse = distinct_rows(rows)
        wires = _wires_of(distinct)
        cat = _as_mask(cat, pattern.n_wires)
        # The identity is 1, and words with an odd number of the cat's wires are 0.
        self._constants = (wires.sizes == 0).astype(float)
        is_even = distinct[:, cat].sum(axis=1) % 2 == 0
        self._plan(wires, np.flatnonzero((wires.sizes > 0) & is_even), cat, np.dtype(dtype))

    def _plan(self, words: Ragged, open_words: np.ndarray, cat: np.ndarray, dtype) -> None:
        """Give each word that is no constant to an estimator."""
        interactions, n_samples, n_patterns = self._interactions, self._n_samples, self._n_patterns
        words = words.take(open_words)
        heavy = interactions.anticommuting_heavy(words)
        routes, self.cost = choose_routes(
            interactions,
            words,
            heavy,
            method=self._method,
            n_samples=n_samples,
            n_patterns=n_patterns,
        )
        self._estimators = []
        for route in np.unique(routes):
            chosen = np.flatnonzero(routes == route)
            task = interactions, words.take(chosen)
            if route == Route.EXACT:
                estimator = ClosedFormWords(*task, cat)
            elif route == Route.HYBRID:
                estimator = ClosedFormWords(*task, cat, n_patterns=n_patterns)
            else:
                estimator = MonteCarloWords(
                    *task, heavy.take(chosen), cat, n_samples=n_samples, dtype=dtype
                )
            self._estimators.append((open_words[chosen], estimator))

    def evaluate(self, angles, rng=None, n_batches: int = 1) -> "WordEstimates":
        """Estimate the expectation values.

        The samples are split into disjoint batches of nearly equal size, and each row of the
        result is the mean over its batch: an independent, unbiased estimate. Words known exactly
        have equal rows.

        Args:
            angles (array-like): one angle a generator of the pattern.
            rng (int or numpy.random.Generator or None): source of the samples.
            n_batches (int): number of batches.

        Returns:
            WordEstimates: the values, and their reverse pass.

        Raises:
            ValueError: if there are more batches than samples, or the angles do not fit.
        """
        self._check_batches(n_batches)
        rng = np.random.default_rng(rng)
        angles = self._interactions.split(angles)
        distinct = np.tile(self._constants, (n_batches, 1))
        reverse_passes = []
        for columns, estimator in self._estimators:
            distinct[:, columns], reverse_pass = estimator.evaluate(angles, rng, n_batches)
            reverse_passes.append((columns, reverse_pass))
        return WordEstimates(distinct[:, self._inverse], self._pull_back(reverse_passes))

    def _pull_back(self, reverse_passes):
        def pull_back(cotangent: np.ndarray) -> np.ndarray:
            distinct = np.zeros((len(self._constants), len(cotangent)))
            np.add.at(distinct, self._inverse, cotangent.T)
            gradient = self._interactions.zeros()
            for columns, reverse_pass in reverse_passes:
                reverse_pass(np.ascontiguousarray(distinct[columns].T), gradient)
            return self._interactions.join(gradient)

        return pull_back

    def _check_batches(self, n_batches: int) -> None:
        sizes = {"n_samples": self._n_samples} if self._method != "exact" else {}
        if self._method in ("auto", "hybrid"):
            sizes["n_patterns"] = self._n_patterns
        if n_batches < 1:
            raise ValueError(f"n_batches must be positive; got {n_batches}.")
        for name, size in sizes.items():
            if size < n_batches:
                raise ValueError(
                    f"{n_batches} batches need at least as many samples; got {name}={size}. "
                    f"Increase {name}, or use fewer batches."
                )


class WordEstimates:
    """Estimates of the expectation values of words.

    Attributes:
        values (numpy.ndarray): float64 of shape ``(n_batches, n_words)``.

    Args:
        values (numpy.ndarray): float64 of shape ``(n_batches, n_words)``.
        pull_back (Callable): maps a cotangent of the shape of the values to the gradient by the
            angles.

    **Example**

    >>> WordEstimates(np.zeros((1, 2)), lambda cotangent: cotangent.sum(axis=0)).pull_back([[1, 2]])
    array([1., 2.])
    """

    def __init__(self, values: np.ndarray, pull_back):
        self.values = values
        self._pull_back = pull_back

    def pull_back(self, cotangent) -> np.ndarray:
        """Gradient of ``sum(cotangent * values)`` by the angles, for the same samples.

        Args:
            cotangent (array-like): of the shape of the values.

        Returns:
            numpy.ndarray: float64 of shape ``(n_generators,)``.

        Raises:
            ValueError: if the shape is another one.
        """
        cotangent = np.asarray(cotangent, dtype=float)
        if cotangent.shape != self.values.shape:
            raise ValueError(
                f"The cotangent must have the shape of the values, {self.values.shape}; "
                f"got {cotangent.shape}."
            )
        return self._pull_back(cotangent)


def _as_mask(cat, n_wires: int) -> np.ndarray:
    mask = np.zeros(n_wires, dtype=bool) if cat is None else np.asarray(cat, dtype=bool)
    if mask.shape != (n_wires,):
        raise ValueError(f"cat must be a boolean mask of shape ({n_wires},); got {mask.shape}.")
    return mask


def _wires_of(words: np.ndarray) -> Ragged:
    """Wires of each word, from rows of bits."""
    # Five times as fast as numpy.nonzero in two dimensions.
    positions = np.flatnonzero(words.view(bool))
    rows, wires = np.divmod(positions, words.shape[1])
    return Ragged.from_sizes(np.bincount(rows, minlength=len(words)), wires)
