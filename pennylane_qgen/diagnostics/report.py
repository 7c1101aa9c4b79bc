"""What a diagnosis found, as text and as one HTML file, with a verdict at its end."""

from dataclasses import dataclass, field
from html import escape
from math import sqrt

import numpy as np

from ..whole_files import write_whole
from .concentration import ConcentrationFit
from .porter_thomas import PorterThomasTest
from .random_weights import GradientVariance, LossVariance
from .report_figures import figures_of
from .shots import ShotsNeeded
from .support import Peakedness

SPREAD = 4.0
"""A distribution counts as spread up to this value of 2^n sum p^2; Porter-Thomas has 2."""

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Diagnosis</title><style>
body {{ font-family: sans-serif; max-width: 50em; margin: 2em auto; line-height: 1.5; }}
table {{ border-collapse: collapse; }} td {{ padding: 0.2em 1em 0.2em 0; vertical-align: top; }}
.verdict {{ border-left: 4px solid #1b3a5c; padding-left: 1em; }}
</style></head><body>{body}</body></html>
"""


@dataclass(frozen=True, eq=False)
class Distribution:
    r"""What random weights do to the distribution.

    Args:
        collisions (numpy.ndarray): :math:`2^n \sum p^2` at each of some random weights.
        porter_thomas (PorterThomasTest or None): the test at the first of them; ``None`` if only
            samples were available.
        peak (Peakedness): the most likely string there.
        probabilities (numpy.ndarray or None): the exact distribution there.

    **Example**

    >>> peak = qgen.diagnostics.peakedness([0.5, 0.25, 0.25, 0.0])
    >>> found = Distribution(np.array([1.9, 2.1]), None, peak, None)
    >>> found.n_wires, found.collision, round(found.collision_error, 3)
    (2, 2.0, 0.1)
    """

    collisions: np.ndarray
    porter_thomas: PorterThomasTest | None
    peak: Peakedness
    probabilities: np.ndarray | None = field(repr=False)

    @property
    def n_wires(self) -> int:
        """Number of wires."""
        return len(self.peak.string)

    @property
    def collision(self) -> float:
        """Mean over the weights."""
        return float(self.collisions.mean())

    @property
    def collision_error(self) -> float:
        """Standard error of the mean."""
        return float(self.collisions.std(ddof=1) / sqrt(len(self.collisions)))


@dataclass(frozen=True, eq=False)
class Scaling:
    """The variance of the loss by the number of wires.

    Args:
        sizes (numpy.ndarray): numbers of wires.
        variances (numpy.ndarray): the variance at each.
        errors (numpy.ndarray): their standard errors.
        fit (ConcentrationFit): the law they follow.

    **Example**

    >>> sizes = np.arange(4, 10)
    >>> variances = 4.0**-sizes
    >>> fit = qgen.diagnostics.concentration_fit(sizes, variances, 0.1 * variances)
    >>> Scaling(sizes, variances, 0.1 * variances, fit).fit.verdict
    'exponential'
    """

    sizes: np.ndarray
    variances: np.ndarray
    errors: np.ndarray
    fit: ConcentrationFit


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """All that :func:`~pennylane_qgen.diagnostics.diagnose` found.

    Args:
        loss (LossVariance): variance of the loss over random weights.
        gradient (GradientVariance): variance of its gradient.
        distribution (Distribution or None): spread and peak of the distribution.
        needed (ShotsNeeded or None): shots to see a typical partial derivative, as the difference
            of two shifted losses.
        budget (int): shots of one evaluation.
        scaling (Scaling or None): the variance at several sizes.
        notes (tuple[str, ...]): what could not be looked at, and why.

    **Example**

    >>> @qml.qnode(qml.device("qgen.lightning", wires=2, seed=1))
    ... def model(weights):
    ...     qgen.Product(weights, wires=range(2))
    ...     return qgen.mmd([[0, 0]], bandwidth=1.0)
    >>> found = qgen.diagnose(model, lambda rng: qgen.Product.init(2, seed=rng), seed=0)
    >>> [name for name, _ in found.rows]
    ['loss', 'gradient', 'shots', 'spread', 'law', 'peak']
    >>> found.verdict.split(":")[0]
    'The gradient is visible at this size'
    """

    loss: LossVariance
    gradient: GradientVariance
    distribution: Distribution | None
    needed: ShotsNeeded | None
    budget: int
    scaling: Scaling | None
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The findings, each with its name."""
        rows = [("loss", str(self.loss)), ("gradient", str(self.gradient))]
        if self.needed is not None:
            rows.append(("shots", f"{self.needed}, twice a derivative (budget {self.budget})"))
        if self.distribution is not None:
            found = self.distribution
            rows.append((
                "spread",
                f"2^n sum p^2 = {found.collision:.3g} +- {found.collision_error:.2g} over "
                f"{len(found.collisions)} random weights (uniform 1, Porter-Thomas 2)",
            ))  # fmt: skip
            if found.porter_thomas is not None:
                rows.append(("law", str(found.porter_thomas)))
            rows.append(("peak", str(found.peak)))
        if self.scaling is not None:
            sizes = ", ".join(str(size) for size in self.scaling.sizes)
            rows.append(("sizes", f"variance over {sizes} wires: {self.scaling.fit}"))
        return rows + [("note", note) for note in self.notes]

    @property
    def verdict(self) -> str:
        """Will it train from random weights? With the evidence."""
        return " ".join([self._visibility(), *self._trend(), *self._spread()])

    def _visibility(self) -> str:
        if self.loss.is_constant:
            return "The loss is constant: no weights are better than others."
        derivative = f"a typical partial derivative is {sqrt(self.gradient.mean_square):.2g}"
        if self.needed is None:
            return f"The noise of shots is not known: {derivative}."
        shots = f"{derivative}, which takes {self.needed.shots:.2g} shots to see"
        if self.needed.shots <= self.budget:
            return f"The gradient is visible at this size: {shots}, and there are {self.budget}."
        return f"The gradient drowns in shot noise: {shots}, and there are only {self.budget}."

    def _trend(self) -> list[str]:
        if self.scaling is None:
            return []
        fit = self.scaling.fit
        rate = f"{fit.rate:.2g} +- {fit.rate_error:.1g}"
        if fit.verdict == "constant":
            text = "It will stay so at larger sizes: the variance does not change with n."
        elif fit.rate < 0:
            text = "It gets better with size: the variance grows."
        elif fit.verdict == "polynomial":
            text = f"It gets worse slowly: the variance falls as n^-b with b = {rate}."
        else:
            text = (
                f"It will not train at larger sizes: the variance falls as 2^-bn with b = {rate}, "
                "and the shots grow as its inverse."
            )
        hint = " The sizes do not tell this law from the next; add larger ones."
        return [text + (hint if fit.margin < 2 else "")]

    def _spread(self) -> list[str]:
        if self.distribution is None:
            return []
        value = f"2^n sum p^2 = {self.distribution.collision:.2g}"
        if self.distribution.collision <= SPREAD:
            # Twice the mean collision probability less that of the uniform distribution.
            distance = 2 * (self.distribution.collision - 1) / 2.0**self.distribution.n_wires
            return [
                f"The distribution is spread ({value}): the squared distance of two such circuits "
                f"is about {distance:.1g}, and no kernel makes it larger on average."
            ]
        return [f"The distribution is uneven ({value}): some strings carry most of it."]

    def __str__(self):
        width = max(len(name) for name, _ in self.rows)
        lines = [f"{name:<{width}}  {text}" for name, text in self.rows]
        return "\n".join([*lines, "", f"Verdict: {self.verdict}"])

    def html(self) -> str:
        """One page with its figures inside, which needs no other file and no network."""
        table = "".join(
            f"<tr><td>{escape(name)}</td><td>{escape(text)}</td></tr>" for name, text in self.rows
        )
        images = "".join(
            f'<figure><img alt="{escape(caption)}" src="data:image/png;base64,{data}">'
            f"<figcaption>{escape(caption)}</figcaption></figure>"
            for caption, data in figures_of(self)
        )
        verdict = f'<p class="verdict"><b>Verdict.</b> {escape(self.verdict)}</p>'
        body = f"<h1>Diagnosis</h1><table>{table}</table>{images}<h2>Verdict</h2>{verdict}"
        return _PAGE.format(body=body)

    def save(self, path) -> None:
        """Write the page to a file; an older file is replaced only when the new one is whole.

        Args:
            path (str or os.PathLike): the HTML file.
        """
        write_whole(path, lambda temporary: temporary.write_text(self.html(), encoding="utf-8"))

    def _repr_html_(self) -> str:
        return self.html()
