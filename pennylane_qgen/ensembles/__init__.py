"""Random distributions over bit strings: what circuits with random weights give.

Every family is a function ``family(n_wires, n_vectors, *, seed)`` that returns probability vectors
of shape ``(n_vectors, 2**n_wires)``.
"""

from .brickwork import brickwork
from .dirichlet import dirichlet
from .iqp import iqp
from .matrix_product import matrix_product
from .pareto import pareto
from .peaked import peaked
from .product import product
from .product_iqp import product_iqp

FAMILIES = {
    "product": product,
    "product-iqp": product_iqp,
    "iqp": iqp,
    "matrix-product": matrix_product,
    "brickwork": brickwork,
    "peaked": peaked,
    "pareto": pareto,
    "dirichlet": dirichlet,
}
"""All families by name."""

__all__ = [
    "FAMILIES",
    "brickwork",
    "dirichlet",
    "iqp",
    "matrix_product",
    "pareto",
    "peaked",
    "product",
    "product_iqp",
]
