"""All transformations by name."""

from __future__ import annotations

from tests.metamorphic import beside, moving, order, rewriting
from tests.metamorphic.transformation import Transformation

TRANSFORMATIONS = {
    item.name: item
    for item in (
        Transformation("definitions", order.definitions, exact=True),
        Transformation("methods", order.methods, exact=True),
        Transformation("hoisted", order.hoisted, exact=True),
        Transformation("constants", order.constants, exact=True),
        Transformation("arguments", order.arguments, exact=True, base=order.named_files),
        Transformation("file-names", order.file_names, exact=True),
        Transformation("unrelated", beside.packages, exact=True),
        Transformation("namesakes", beside.packages, exact=True, base=beside.with_common_names),
        Transformation("extracted", rewriting.extracted, exact=False),
        Transformation("lambda", rewriting.in_lambda, exact=False),
        Transformation("container", rewriting.in_container, exact=False),
        Transformation("either-way", rewriting.either_way, exact=False),
        Transformation("copied", rewriting.copied, exact=False),
        Transformation("variable", rewriting.in_variable, exact=False),
        Transformation("condition", rewriting.in_condition, exact=False),
        Transformation("loop", rewriting.in_loop, exact=False),
        Transformation("block", rewriting.in_block, exact=False),
        Transformation("thrown", rewriting.thrown, exact=False),
        Transformation("inlined", moving.inlined, exact=False, may_gain=True),
        Transformation("value-inlined", moving.variable_inlined, exact=False, may_gain=True),
        Transformation("moved", moving.moved, exact=False),
    )
}
