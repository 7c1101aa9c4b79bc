"""Rows of results as named columns."""

from collections.abc import Iterable, Mapping

import numpy as np


class Records:
    """Columns of one length.

    Args:
        columns (Mapping[str, array-like]): name to values.

    Raises:
        ValueError: if the columns differ in length.

    **Example**

    >>> records = Records({"n_wires": [2, 3, 2], "loss": [0.5, 0.2, 0.4]})
    >>> records.where(n_wires=2)["loss"]
    array([0.5, 0.4])
    """

    def __init__(self, columns: Mapping):
        self.columns = {name: np.atleast_1d(values) for name, values in columns.items()}
        lengths = {name: len(values) for name, values in self.columns.items()}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"All columns must have one length; got {lengths}.")

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def where(self, **equal) -> "Records":
        """The rows in which every named column has the given value."""
        keep = np.ones(len(self), dtype=bool)
        for name, value in equal.items():
            keep &= self.columns[name] == value
        return Records({name: values[keep] for name, values in self.columns.items()})

    def distinct(self, name: str) -> list:
        """The values of a column, each once, sorted."""
        return np.unique(self.columns[name]).tolist()

    @classmethod
    def concatenate(cls, parts: Iterable["Records"]) -> "Records":
        """The rows of all parts, one part after the other.

        Raises:
            ValueError: if the parts have different columns.
        """
        parts = list(parts)
        names = list(parts[0].columns) if parts else []
        for part in parts:
            if list(part.columns) != names:
                raise ValueError(f"Expected the columns {names}; got {list(part.columns)}.")
        return cls({name: np.concatenate([part[name] for part in parts]) for name in names})
