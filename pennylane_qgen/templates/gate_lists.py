r"""The gates of IQP circuits as other libraries write them, in plain data.

Three notations say the same thing:

* ``pattern`` of :class:`qml.IQP <pennylane.IQP>` and of :class:`~pennylane_qgen.IQP`, and ``gates``
  of iqpopt: for each parameter a list of generators, each a list of wires.
* ``gates`` of :class:`pennylane.labs.phox.CircuitConfig`: a dictionary from a parameter's index to
  its list of generators. The parameters are an array, read at these indices.

The angles are the same numbers in all of them. iqpopt and PennyLane's labs apply
:math:`e^{+i \theta X_S}` where :class:`~pennylane_qgen.IQP` applies :math:`e^{-i \theta X_S}`, so
amplitudes are complex conjugates and probabilities and expectation values of Z words are equal.

Source: iqpopt, arXiv:2501.04776.
"""

from collections.abc import Mapping, Sequence

from .patterns import Pattern


def pattern_from_gates(gates, n_wires: int) -> Pattern:
    """A pattern from a gate list of iqpopt or a gate dictionary of PennyLane's labs.

    Args:
        gates (Sequence or Mapping): for each parameter the list of its generators, each a list of
            wire positions; a mapping has the parameters' indices, 0, 1, ... in any order, as keys.
        n_wires (int): number of wires.

    Returns:
        Pattern: the generators; weight number ``j`` is parameter number ``j``.

    Raises:
        TypeError: if ``gates`` is neither a sequence nor a mapping.
        ValueError: if the keys have gaps, or the generators are not valid ones on the wires.

    **Example**

    >>> pattern_from_gates([[[0], [1]], [[0, 1]]], n_wires=2)
    Pattern.from_lists([[[0], [1]], [[0, 1]]], n_wires=2)
    >>> pattern_from_gates({1: [[0, 1]], 0: [[0], [1]]}, n_wires=2)
    Pattern.from_lists([[[0], [1]], [[0, 1]]], n_wires=2)

    Source: iqpopt, arXiv:2501.04776.
    """
    if isinstance(gates, Mapping):
        return Pattern.from_lists(_in_order(gates), n_wires)
    if isinstance(gates, Sequence) and not isinstance(gates, str):
        return Pattern.from_lists(gates, n_wires)
    raise TypeError(
        "gates must be a list with the generators of each parameter, or a dictionary from a "
        f"parameter's index to them; got {type(gates).__name__}."
    )


def to_gates(pattern: Pattern) -> list[list[list[int]]]:
    """The gate list of a pattern, for iqpopt's ``IqpSimulator`` or ``qml.IQP``.

    Args:
        pattern (Pattern): the generators.

    Returns:
        list[list[list[int]]]: for each parameter the list of its generators.

    **Example**

    >>> to_gates(Pattern.from_lists([[[0], [1]], [[1, 0]]], n_wires=2))
    [[[0], [1]], [[0, 1]]]

    Source: iqpopt, arXiv:2501.04776.
    """
    return pattern.to_lists()


def to_gate_dictionary(pattern: Pattern) -> dict[int, list[list[int]]]:
    """The gate dictionary of a pattern, for ``pennylane.labs.phox.CircuitConfig``.

    Args:
        pattern (Pattern): the generators.

    Returns:
        dict[int, list[list[int]]]: from a parameter's index to the list of its generators.

    **Example**

    >>> to_gate_dictionary(Pattern.from_lists([[[0], [1]], [[1, 0]]], n_wires=2))
    {0: [[0], [1]], 1: [[0, 1]]}
    """
    return dict(enumerate(pattern.to_lists()))


def _in_order(gates: Mapping) -> list:
    """The generators by the index of their parameter."""
    missing = sorted(set(range(len(gates))) - set(gates))
    if missing:
        raise ValueError(
            f"The keys of {len(gates)} gates must be the parameters' indices from 0 to "
            f"{len(gates) - 1}; got {list(gates)[:8]}, without {missing[0]}. Number the parameters "
            "anew and take only those of their values that have gates."
        )
    return [gates[index] for index in range(len(gates))]
