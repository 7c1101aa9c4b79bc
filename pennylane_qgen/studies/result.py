"""What a study returns: published values beside ours, the numbers and a figure."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .records import Records

MARKS = {True: "yes", False: "NO", None: "-"}


@dataclass(frozen=True)
class Claim:
    """A published value beside ours.

    Args:
        claim (str): what is claimed, and where.
        paper (str): the published value.
        ours (str): the value found here.
        tolerance (str): the largest deviation allowed.
        met (bool or None): whether the deviation is allowed; ``None`` where a value is only
            reported, which the claim explains.
    """

    claim: str
    paper: str
    ours: str
    tolerance: str
    met: bool | None

    @classmethod
    def relative(cls, claim: str, paper: float, ours: float, tolerance: float, error: float = 0.0):
        """A claim within a share of the published value, and three standard errors of ours.

        Args:
            claim (str): what is claimed.
            paper (float): the published value.
            ours (float): the value found here.
            tolerance (float): largest allowed share, such as 0.01.
            error (float): standard error of ours.

        Returns:
            Claim: the comparison.

        **Example**

        >>> Claim.relative("E", 0.5, 0.504, 0.01).met
        True
        """
        allowed = tolerance * abs(paper) + 3 * error
        text = f"{100 * tolerance:g} %"
        if error:
            text += f" + 3 s.e. ({300 * error / abs(paper):.1f} %)"
        return cls(claim, f"{paper:.4g}", f"{ours:.4g}", text, bool(abs(ours - paper) <= allowed))

    @classmethod
    def z_score(cls, claim: str, expected: float, ours: float, error: float, limit: float = 4.0):
        """A claim within standard errors of an exact value.

        Args:
            claim (str): what is claimed.
            expected (float): the exact value.
            ours (float): its estimate.
            error (float): standard error of the estimate, positive.
            limit (float): largest allowed number of standard errors.

        Returns:
            Claim: the comparison.

        **Example**

        >>> Claim.z_score("mean", 1.0, 1.1, 0.05).ours
        '1.1 (z = +2.0)'
        """
        z = (ours - expected) / error
        return cls(
            claim,
            f"{expected:.4g}",
            f"{ours:.4g} (z = {z:+.1f})",
            f"|z| < {limit:g}",
            bool(abs(z) < limit),
        )


@dataclass(frozen=True)
class StudyResult:
    """The outcome of a study.

    Args:
        name (str): name of the study.
        title (str): its title.
        claims (tuple[Claim, ...]): published values beside ours.
        data (Records): all numbers.
        drawing (matplotlib.figure.Figure): the figure.
        seed (int): seed of the run.

    **Example**

    >>> from pennylane_qgen import studies
    >>> result = studies.run(studies.KBodyBlindness(wires=(3,)), workers=1)
    >>> result.name, result.met, len(result.claims)
    ('k-body-blindness', True, 4)
    >>> result.data["loss"].shape
    (6,)
    """

    name: str
    title: str
    claims: tuple[Claim, ...]
    data: Records
    drawing: object
    seed: int

    @property
    def table(self) -> str:
        """The table ``claim | paper | ours | tolerance | met``."""
        return format_table(self.claims)

    def figure(self):
        """The figure, a ``matplotlib.figure.Figure``."""
        return self.drawing

    @property
    def met(self) -> bool:
        """Whether every claim with a tolerance is met."""
        return all(claim.met is not False for claim in self.claims)

    def save(self, folder) -> None:
        """Write ``table.txt`` and ``figure.png`` into a folder that exists.

        Args:
            folder (str or os.PathLike): the folder.
        """
        head = f"{self.title} (qgen study {self.name}, seed {self.seed})\n\n"
        Path(folder, "table.txt").write_text(head + self.table + "\n", encoding="utf-8")
        self.drawing.savefig(Path(folder, "figure.png"), dpi=150)


def format_table(claims: Sequence[Claim], *, width: int = 58) -> str:
    """Claims as a table of text.

    Args:
        claims (Sequence[Claim]): the rows.
        width (int): characters a line of the first column; longer text goes on below.

    Returns:
        str: the table.

    **Example**

    >>> print(format_table([Claim("mean", "1.0", "1.1", "20 %", True)]))
    claim | paper | ours | tolerance | met
    ------+-------+------+-----------+----
    mean  | 1.0   | 1.1  | 20 %      | yes
    """
    header = ["claim", "paper", "ours", "tolerance", "met"]
    rows = [[textwrap.wrap(cell, width) or [""] for cell in header]]
    for claim in claims:
        cells = [claim.claim, claim.paper, claim.ours, claim.tolerance, MARKS[claim.met]]
        wrapped = [
            textwrap.wrap(cell, width if i == 0 else 34) or [""] for i, cell in enumerate(cells)
        ]
        rows.append(wrapped)
    widths = [max(len(line) for row in rows for line in row[i]) for i in range(len(header))]
    lines = [line for row in rows for line in _row_lines(row, widths)]
    rule = "-+-".join("-" * w for w in widths)
    return "\n".join([lines[0], rule, *lines[1:]])


def _row_lines(row: list[list[str]], widths: list[int]) -> list[str]:
    height = max(len(cell) for cell in row)
    padded = [cell + [""] * (height - len(cell)) for cell in row]
    return [
        " | ".join(text.ljust(w) for text, w in zip(line, widths, strict=True)).rstrip()
        for line in zip(*padded, strict=True)
    ]


@dataclass(frozen=True)
class Point:
    """One of several values that a claim is about.

    Args:
        label (str): where, such as ``"n = 4"``.
        expected (float): published or exact value.
        ours (float): the value found here.
        error (float): standard error of ours.
    """

    label: str
    expected: float
    ours: float
    error: float = 0.0


def worst_relative(claim: str, points: Sequence[Point], tolerance: float) -> Claim:
    """The claim :meth:`Claim.relative` at the point that comes closest to missing it, or misses.

    Args:
        claim (str): what is claimed of all points.
        points (Sequence[Point]): the values.
        tolerance (float): largest allowed share.

    Returns:
        Claim: the comparison at the worst point.

    **Example**

    >>> worst_relative("E", [Point("n = 2", 1.0, 1.001), Point("n = 3", 0.5, 0.6)], 0.01).claim
    'E; worst of 2: n = 3'
    """

    def share_of_allowed(point):
        allowed = tolerance * abs(point.expected) + 3 * point.error
        return abs(point.ours - point.expected) / allowed

    point = max(points, key=share_of_allowed)
    text = f"{claim}; worst of {len(points)}: {point.label}"
    return Claim.relative(text, point.expected, point.ours, tolerance, point.error)


def worst_z(claim: str, points: Sequence[Point], limit: float = 4.0) -> Claim:
    """The claim :meth:`Claim.z_score` at the point furthest from its exact value.

    Args:
        claim (str): what is claimed of all points.
        points (Sequence[Point]): the values, with standard errors.
        limit (float): largest allowed number of standard errors.

    Returns:
        Claim: the comparison at the worst point.
    """
    point = max(points, key=lambda point: abs(point.ours - point.expected) / point.error)
    text = f"{claim}; worst of {len(points)}: {point.label}"
    return Claim.z_score(text, point.expected, point.ours, point.error, limit)
