"""Vectors of eight float64 numbers inside numba functions.

LLVM does not turn the loops of :mod:`~pennylane_qgen.linear_optics.permanents` into vector code by
itself, which makes them several times slower. With these it gets vectors to begin with, and maps
them to the registers of whatever processor it compiles for. Vectors know ``+``, ``-`` and ``*``;
products and sums may be fused.
"""

import operator

from llvmlite import ir
from numba import types
from numba.core.datamodel import models
from numba.core.extending import intrinsic, lower_builtin, register_model, type_callable

LANES = 8


class VectorType(types.Type):
    """Numba's type of a vector of eight float64 numbers."""

    def __init__(self):
        super().__init__(name=f"Vector({LANES} x float64)")


_VECTOR = VectorType()
_LLVM_VECTOR = ir.VectorType(ir.DoubleType(), LANES)


@register_model(VectorType)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, data_model_manager, numba_type):
        super().__init__(data_model_manager, numba_type, _LLVM_VECTOR)


def _register(function, instruction):
    @type_callable(function)
    def result_type(context):
        def of_operands(left, right):
            return _VECTOR if left == right == _VECTOR else None

        return of_operands

    @lower_builtin(function, _VECTOR, _VECTOR)
    def lower(context, builder, signature, operands):
        return getattr(builder, instruction)(*operands, flags=("contract",))


for _function, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
):
    _register(_function, _instruction)


@intrinsic
def load(typing_context, array, start):
    """The vector ``array[start : start + 8]`` of a contiguous float64 array; no bounds check."""

    def generate(context, builder, signature, arguments):
        return builder.load(_address(context, builder, signature, arguments), align=8)

    return _VECTOR(array, start), generate


@intrinsic
def store(typing_context, array, start, vector):
    """Write a vector to ``array[start : start + 8]``; no bounds check."""

    def generate(context, builder, signature, arguments):
        builder.store(arguments[2], _address(context, builder, signature, arguments), align=8)
        return context.get_dummy_value()

    return types.void(array, start, vector), generate


@intrinsic
def broadcast(typing_context, number):
    """The vector of eight times a float64 number."""

    def generate(context, builder, signature, arguments):
        index = ir.IntType(32)
        single = builder.insert_element(
            ir.Constant(_LLVM_VECTOR, ir.Undefined), arguments[0], index(0)
        )
        zeros = ir.Constant(ir.VectorType(index, LANES), [0] * LANES)
        return builder.shuffle_vector(single, ir.Constant(_LLVM_VECTOR, ir.Undefined), zeros)

    return _VECTOR(types.float64), generate


def _address(context, builder, signature, arguments):
    array_type = signature.args[0]
    array = context.make_array(array_type)(context, builder, arguments[0])
    first = builder.gep(array.data, [arguments[1]])
    return builder.bitcast(first, _LLVM_VECTOR.as_pointer())
