"""Plain nested data (numbers, text, arrays, lists, dictionaries, random generators) as JSON.

Arrays are taken out of the tree and stored beside it, so that nothing has to be pickled and every
float keeps its bits.
"""

import hashlib
import json

import numpy as np
import pennylane.numpy as pnp

BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


def pack(tree) -> tuple[object, dict[str, np.ndarray]]:
    """Split a tree into a JSON-serialisable structure and the arrays it refers to.

    Args:
        tree: numbers, strings, ``None``, numeric arrays, ``numpy.random.Generator`` objects, and
            lists, tuples and dictionaries of them.

    Returns:
        tuple[object, dict[str, numpy.ndarray]]: the structure and its arrays by name.

    Raises:
        TypeError: if the tree holds another object, such as a function.

    **Example**

    >>> pack({"t": 3, "moments": np.zeros(2)})
    ({'dict': [['t', 3], ['moments', {'array': 'a0'}]]}, {'a0': array([0., 0.])})
    """
    arrays = {}
    return _pack(tree, arrays), arrays


def _pack(tree, arrays):
    if tree is None or type(tree) in (bool, int, float, str):
        return tree
    if isinstance(tree, np.ndarray | np.generic):
        return _pack_array(tree, arrays)
    if isinstance(tree, np.random.Generator):
        return {"generator": _pack(tree.bit_generator.state, arrays)}
    if isinstance(tree, dict):
        return {"dict": [[_pack(k, arrays), _pack(v, arrays)] for k, v in tree.items()]}
    if type(tree) in (list, tuple):
        return {type(tree).__name__: [_pack(item, arrays) for item in tree]}
    raise TypeError(
        "Only numbers, text, arrays, random generators and lists or dictionaries of them can be "
        f"stored in a file; got {type(tree).__name__}."
    )


def _pack_array(array, arrays):
    plain = np.array(array)
    if plain.dtype.kind not in "biufc":
        raise TypeError(f"Only numeric arrays can be stored in a file; got dtype {plain.dtype}.")
    name = f"a{len(arrays)}"
    arrays[name] = plain
    if isinstance(array, pnp.tensor):
        return {"tensor": name, "requires_grad": bool(array.requires_grad)}
    return {"array": name}


def unpack(structure, arrays: dict[str, np.ndarray]):
    """Rebuild the tree that :func:`pack` split; arrays of no dimension become NumPy scalars.

    Args:
        structure: the JSON structure.
        arrays (dict[str, numpy.ndarray]): its arrays by name.

    Returns:
        the tree.

    **Example**

    >>> unpack(*pack({"t": 3, "pair": (1.5, None)}))
    {'t': 3, 'pair': (1.5, None)}
    """
    if not isinstance(structure, dict):
        return structure
    if "tensor" in structure:
        array = arrays[structure["tensor"]]
        return pnp.tensor(array, requires_grad=structure["requires_grad"])
    [(tag, content)] = structure.items()
    if tag == "array":
        return arrays[content][()]
    if tag == "generator":
        return _generator(unpack(content, arrays))
    if tag == "dict":
        return {unpack(k, arrays): unpack(v, arrays) for k, v in content}
    return {"list": list, "tuple": tuple}[tag](unpack(item, arrays) for item in content)


def _generator(state: dict) -> np.random.Generator:
    """Random generator in a stored state."""
    if state["bit_generator"] not in BIT_GENERATORS:
        raise ValueError(f"Unknown random bit generator {state['bit_generator']!r}.")
    bit_generator = getattr(np.random, state["bit_generator"])()
    bit_generator.state = state
    return np.random.Generator(bit_generator)


def digest(structure, arrays: dict[str, np.ndarray]) -> str:
    """SHA-256 of a packed tree, as 64 hexadecimal digits.

    Args:
        structure: the JSON structure.
        arrays (dict[str, numpy.ndarray]): its arrays by name.

    Returns:
        str: the digest; equal trees have equal digests.
    """
    sha = hashlib.sha256(json.dumps(structure).encode())
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        sha.update(f"{name} {array.dtype.str} {array.shape}".encode())
        sha.update(array.reshape(-1).view(np.uint8).data)
    return sha.hexdigest()
