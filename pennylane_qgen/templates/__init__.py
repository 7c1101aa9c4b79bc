"""Circuits to train: each a PennyLane operation with ``shape`` and ``init``."""

from .base import Ansatz
from .brickwork import Brickwork
from .gate_lists import pattern_from_gates, to_gate_dictionary, to_gates
from .hardware_efficient import HardwareEfficient
from .iqp import IQP
from .matrix_product import MatrixProduct
from .patterns import Pattern, all_up_to_weight, from_covariance, nearest_neighbours
from .peaked import Peaked
from .product import Product
from .random_peaked import RandomPeaked

__all__ = [
    "IQP",
    "Ansatz",
    "Brickwork",
    "HardwareEfficient",
    "MatrixProduct",
    "Pattern",
    "Peaked",
    "Product",
    "RandomPeaked",
    "all_up_to_weight",
    "from_covariance",
    "nearest_neighbours",
    "pattern_from_gates",
    "to_gate_dictionary",
    "to_gates",
]
