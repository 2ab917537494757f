"""Functions that make texts: JSON, URLs, paths, environment variables, templates.

Facts are those of the functions' own reference documentation.
"""

from __future__ import annotations

import re

import libcst as cst

from migrator.analysis.models import recorded
from migrator.analysis.models.outside.common import Handler, first, identity_of
from migrator.analysis.operations import construction, contents, copies, instances, strings
from migrator.analysis.store import answers
from migrator.analysis.store.machine import Machine, unknown
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Arguments,
    Bound,
    Class,
    ExternalInstance,
    FormOf,
    Hole,
    Instance,
    JsonOf,
    Piece,
    Text,
    Unknown,
    Value,
    alternatives,
    classes,
    contained,
    hole,
    join,
    made_of,
    text,
    texts,
    union,
)
from migrator.analysis.values.arguments import positional
from migrator.analysis.values.frames import Frame


def _dumps(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    given = first(arguments, "obj")
    _shown_to_encoder(machine, frame, given, arguments, node)
    options = alternatives(given)
    return union((guard, hole(JsonOf(copies.snapshot(value)), "json")) for guard, value in options)


def _shown_to_encoder(
    machine: Machine, frame: Frame, value: Value, arguments: Arguments, node: cst.CSTNode
) -> None:
    """An encoder of the project is run with what it encodes; `default` with what is no JSON."""
    strange = [part for part in contained(value) if isinstance(part, (Instance, Unknown))]
    encoder = arguments.keywords.get("cls")
    for _, cls in alternatives(encoder.value) if encoder is not None else ():
        if isinstance(cls, Class):
            made = construction.generic(machine, frame, cls)
            for method in classes.methods(cls):
                name = method.last_name
                given = join(UNKNOWN, *strange) if name == "default" else value
                if name != "__init__":
                    machine.call(frame, Bound(method, made), positional(given), node)


def _form(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`urlencode(...)`: the text of a form."""
    options = alternatives(copies.as_form(machine, first(arguments, "query")))
    return union((guard, hole(FormOf(value), "form")) for guard, value in options)


def _loads(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = first(arguments, "s")
    if isinstance(value, Answer):
        whole = value.part == "content"
        if whole:
            answers.parsed(machine, frame, value, node)
        return Answer(value.request, "json") if whole else made_of("json.loads()", value)
    if (doubled := recorded.loaded(value)) is not None:
        return doubled
    if isinstance(value, Text) and len(value.pieces) == 1 and isinstance(value.pieces[0], Hole):
        inner = value.pieces[0].value
        if isinstance(inner, JsonOf):
            return copies.copy(machine, inner.value)
        if isinstance(inner, Answer):
            return Answer(inner.request, "json")
    if machine.trying:
        answers.observe(machine, frame, value, node, "it is parsed in a `try`")
    return made_of("json.loads()", value)


def _parsed_form(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`parse_qs(...)`: of the body that a test double was given, else not known."""
    value = first(arguments, "qs")
    doubled = recorded.loaded(value)
    return made_of("parse_qs()", value) if doubled is None else doubled


def _environment(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    name = first(arguments, "key")
    label = name.known if isinstance(name, Text) and name.known else "environ"
    given = arguments.get("default", 1)
    default = given.value if given is not None else NONE
    return join(default, hole(unknown(label), label))


def _url_join(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    base, target = arguments.get("base", 0), arguments.get("url", 1)
    if base is None or target is None:
        return UNKNOWN
    pair = [(base.value, "base"), (target.value, "url")]
    return texts.product(
        pair, lambda row: texts.url_join(texts.as_text(row[0]), texts.as_text(row[1]))
    )


def _path_join(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    if arguments.open or not arguments.positional:
        held = [argument.value for argument in arguments.values()]
        return made_of("...", *held, *([arguments.rest] if arguments.rest is not None else []))
    parts = [(argument.value, "...") for argument in arguments.positional]
    return texts.product(
        parts, lambda row: texts.slash_join([texts.as_text(value) for value in row])
    )


def _quote(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    safe = arguments.get("safe", 1)
    if safe is not None and not (isinstance(safe.value, Text) and "/" in (safe.value.known or "")):
        answers.compared(machine, first(arguments, "string"))  # a slash would not survive
    return union(
        (guard, _quoted(value) if isinstance(value, Text) else hole(value))
        for guard, value in alternatives(first(arguments, "string"))
    )


def _quoted(value: Text) -> Text:
    """A text in which what is not plain becomes something else."""
    if _plain_url(value):
        return value
    pieces: list[Piece | Hole] = []
    for piece in value.pieces:
        if isinstance(piece, Hole):
            pieces.append(piece)
            continue
        for part in re.finditer(r"([\w\-./~]+)|[^\w\-./~]+", piece.text):
            start = piece.start + part.start()
            known = Piece(part[0], piece.literal, start) if part[1] else Hole(made_of("..."), "...")
            pieces.append(known)
    return Text(tuple(pieces))


def _quote_plus(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    if arguments.get("safe", 1) is None:
        answers.compared(machine, first(arguments, "string"))
    return _quote(machine, frame, arguments, node)


def _unsplit(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`urlunsplit((scheme, host, path, query, fragment))`."""
    parts = contents.elements(first(arguments, "components"))
    if parts is None or len(parts) < 3:
        return made_of("...", first(arguments, "components"))
    scheme, host, path = ((part, "...") for part in parts[:3])
    return texts.joined([scheme, (text("://"), ""), host, path])


def _plain_url(value: Text) -> bool:
    return re.fullmatch(rf"[\w\-./~{texts.HOLE}]*", texts.content_of(value)) is not None


def _text_of(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`str(x)`, `yarl.URL(x)` and the like."""
    if not arguments.positional and not arguments.keywords:
        return text("")
    options = alternatives(first(arguments, "url"))
    return union((guard, text_alternative(machine, frame, v, node)) for guard, v in options)


def _formatted(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`format(value, spec)`."""
    if len(arguments.positional) > 1:
        return hole(made_of("...", first(arguments)))
    return _text_of(machine, frame, arguments, node)


def text_alternative(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> Value:
    """What `str()` makes of one value."""
    if isinstance(value, Instance):
        own = classes.plain(value)
        if own is not None and not classes.inherits(value.cls, "Enum"):
            return own
        converter = classes.find(value.cls, "__str__") or classes.find(value.cls, "__repr__")
        if converter is not None:
            bound = instances.bind(machine, frame, converter, value, value.cls, node)
            return machine.call(frame, bound, Arguments(), node)
        return hole(made_of(value.cls.qualname, value, *value.attributes.values()))
    return texts.as_text(value)


def _template(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return ExternalInstance("string.Template", arguments)


def template_text(machine: Machine, template: ExternalInstance, arguments: Arguments) -> Value:
    """`Template(pattern).substitute(...)`."""
    pattern = template.arguments.get("template", 0)
    if pattern is None or not isinstance(pattern.value, Text):
        return UNKNOWN
    return strings.dollar(machine, pattern.value, arguments)


HANDLERS: dict[str, Handler] = {
    "json-text": _dumps,
    "form-text": _form,
    "parsed-form": _parsed_form,
    "url-of-parts": _unsplit,
    "parsed-json": _loads,
    "environment": _environment,
    "url-join": _url_join,
    "path-join": _path_join,
    "quote": _quote,
    "quote-plus": _quote_plus,
    "text": _text_of,
    "formatted": _formatted,
    "first": identity_of,
    "template": _template,
}
