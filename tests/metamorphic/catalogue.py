"""All transformations by name."""

from __future__ import annotations

from tests.metamorphic import beside, order
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
    )
}
