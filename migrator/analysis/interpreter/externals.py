"""What functions of the standard library and of well-known packages give.

Each handler takes the arguments of the call and returns its value; None means that the call is
not understood after all. Facts are those of the packages' own reference documentation.
"""

from __future__ import annotations

import http as http_library
import re
from collections.abc import Callable
from functools import cache

import libcst as cst

from migrator.analysis import texts
from migrator.analysis.interpreter import classes, containers, http, mocks, strings
from migrator.analysis.interpreter.machine import Frame, Machine, unknown
from migrator.analysis.values import (
    NONE,
    UNKNOWN,
    Answer,
    Argument,
    Arguments,
    Const,
    External,
    ExternalInstance,
    Hole,
    Instance,
    JsonOf,
    Mapping,
    Partial,
    Sequence,
    Text,
    Value,
    alternatives,
    hole,
    join,
    text,
    union,
)

Handler = Callable[[Machine, Frame, Arguments, cst.CSTNode], "Value | None"]


def value_of(name: str) -> Value | None:
    """The constant that a dotted outside name stands for, such as `http.HTTPStatus.OK`."""
    if name.startswith("http.HTTPMethod."):
        return text(name.rsplit(".", 1)[-1])
    number = status_number(name)
    return Const(number) if number is not None else None


@cache
def status_number(name: str) -> int | None:
    """The status code that a dotted name stands for, None when it is no such name."""
    holder, _, last = name.rpartition(".")
    if match := re.fullmatch(r"HTTP_(\d{3})(_\w+)?", last):
        return int(match[1])
    if not holder.endswith(("HTTPStatus", "codes", "http.client", "http", "status")):
        return None
    if holder.endswith("codes") and last in ("ok", "okay", "all_ok", "all_okay", "all_good"):
        return 200
    try:
        return int(http_library.HTTPStatus[last.upper()])
    except KeyError:
        return None


def handler(name: str) -> Handler | None:
    """The handler for a dotted name, None when the function is not known."""
    return _HANDLERS.get(name)


def _first(arguments: Arguments, name: str = "") -> Value:
    given = arguments.get(name, 0)
    return given.value if given is not None else UNKNOWN


def _identity(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return _first(arguments)


def _second(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    given = arguments.get("val", 1)
    return given.value if given is not None else UNKNOWN


def _dumps(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    options = alternatives(_first(arguments, "obj"))
    return union((guard, hole(JsonOf(value), "json")) for guard, value in options)


def _form(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`urlencode(...)`: the text of a form."""
    return hole(unknown("form", "body-not-json"))


def _loads(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = _first(arguments, "s")
    if isinstance(value, Answer):
        return Answer(value.request, "json") if value.part == "content" else UNKNOWN
    if (doubled := mocks.loaded(value)) is not None:
        return doubled
    if isinstance(value, Text) and len(value.pieces) == 1 and isinstance(value.pieces[0], Hole):
        inner = value.pieces[0].value
        if isinstance(inner, JsonOf):
            return containers.copy(machine, inner.value)
        if isinstance(inner, Answer):
            return Answer(inner.request, "json")
    return unknown("json.loads()")


def _environment(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    name = _first(arguments, "key")
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
        return UNKNOWN
    parts = [(argument.value, "...") for argument in arguments.positional]
    return texts.product(
        parts, lambda row: texts.slash_join([texts.as_text(value) for value in row])
    )


def _quote(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return union(
        (guard, value if isinstance(value, Text) and _plain_url(value) else hole(value))
        for guard, value in alternatives(_first(arguments, "string"))
    )


def _plain_url(value: Text) -> bool:
    return re.fullmatch(r"[\w\-./~%s]*" % texts.HOLE, texts.flat(value)[0]) is not None


def _text_of(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`str(x)`, `yarl.URL(x)` and the like."""
    if not arguments.positional and not arguments.keywords:
        return text("")
    options = alternatives(_first(arguments, "url"))
    return union((guard, text_alternative(machine, frame, v, node)) for guard, v in options)


def text_alternative(machine: Machine, frame: Frame, value: Value, node: cst.CSTNode) -> Value:
    """What `str()` makes of one value."""
    if isinstance(value, Instance):
        own = classes.plain(value)
        if own is not None and not classes.inherits(value.cls, "Enum"):
            return own
        converter = classes.find(value.cls, "__str__")
        if converter is not None:
            bound = classes.bind(machine, frame, converter, value, value.cls, node)
            return machine.call(machine, frame, bound, Arguments(), node)
    return texts.as_text(value)


def _partial(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.open)
    return union((g, Partial(v, rest)) for g, v in alternatives(_first(arguments)))


def _call_first(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`executor.submit(f, *args)`, `asyncio.to_thread(f, *args)`: `f` is called with the rest."""
    rest = Arguments(arguments.positional[1:], arguments.keywords, arguments.open)
    return machine.call(machine, frame, _first(arguments), rest, node)


def _call_second(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`loop.run_in_executor(None, f, *args)`."""
    if len(arguments.positional) < 2:
        return UNKNOWN
    rest = Arguments(arguments.positional[2:], arguments.keywords, arguments.open)
    return machine.call(machine, frame, arguments.positional[1].value, rest, node)


def _thread(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    target = arguments.get("target", 1)
    if target is None:
        return UNKNOWN
    args, keywords = arguments.get("args", 3), arguments.get("kwargs", 4)
    values = containers.elements(args.value) if args is not None else []
    named = Arguments(open=values is None or keywords is not None)
    given = Arguments(tuple(Argument(v) for v in values or ()), {}, named.open)
    machine.call(machine, frame, target.value, given, node)
    return unknown("thread")


def _map(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    items = []
    for argument in arguments.positional[1:]:
        known = containers.elements(argument.value)
        items.append(join(*known) if known else _element(argument.value))
    result = machine.call(machine, frame, _first(arguments), classes.positional(*items), node)
    return Sequence(machine.path, None, element=result)


def _element(value: Value) -> Value:
    return value.element or UNKNOWN if isinstance(value, Sequence) else UNKNOWN


def _gather(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    values = [argument.value for argument in arguments.positional]
    if arguments.rest is not None:
        return Sequence(machine.path, None, element=join(*values, arguments.rest))
    return Sequence(machine.path, values)


def _range(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    numbers = [a.value.value for a in arguments.positional if isinstance(a.value, Const)]
    bounds = [n for n in numbers if isinstance(n, int)]
    if len(bounds) != len(arguments.positional) or not 1 <= len(bounds) <= 3 or 0 in bounds[2:]:
        return Sequence(machine.path, None, "range", unknown("number"))
    counted = range(*bounds)
    if len(counted) > _MOST_NUMBERS:
        return Sequence(machine.path, None, "range", unknown("number"))
    return Sequence(machine.path, [Const(n) for n in counted], "range")


_MOST_NUMBERS = 1000


def _field(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`field(default=...)`: the class definition looks into it."""
    return ExternalInstance("?field", arguments)


def _dict(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return containers.from_call(machine, arguments)


def _sequence(kind: str) -> Handler:
    def handle(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
        if not arguments.positional:
            return Sequence(machine.path, [], kind)
        value = _first(arguments)
        known = containers.elements(value)
        items = list(known) if known is not None else None
        element = value.element if isinstance(value, Sequence) else UNKNOWN
        if isinstance(value, Answer):
            element = value
        return Sequence(machine.path, items, kind, element)

    return handle


def _zip(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    columns = [containers.elements(argument.value) for argument in arguments.positional]
    if any(column is None for column in columns):
        return UNKNOWN
    known = [column for column in columns if column is not None]
    rows: list[Value] = [
        Sequence(machine.path, list(row), "tuple") for row in zip(*known, strict=False)
    ]
    return Sequence(machine.path, rows)


def _enumerate(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    known = containers.elements(_first(arguments))
    if known is None:
        pair = Sequence(machine.path, [UNKNOWN, _element(_first(arguments))], "tuple")
        return Sequence(machine.path, None, element=pair)
    rows: list[Value] = [
        Sequence(machine.path, [Const(n), item], "tuple") for n, item in enumerate(known)
    ]
    return Sequence(machine.path, rows)


def _length(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = _first(arguments)
    if isinstance(value, Answer):
        http.use(machine, frame, value, "content-tested", node, "its length is taken")
    known = containers.elements(value)
    if known is not None:
        return Const(len(known))
    return (
        Const(len(value.known)) if isinstance(value, Text) and value.known is not None else UNKNOWN
    )


def _getattr(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    name = arguments.get("", 1)
    default = arguments.get("", 2)
    found: list[Value] = []
    for _, alternative in alternatives(name.value if name else UNKNOWN):
        if isinstance(alternative, Text) and alternative.known is not None:
            found.append(
                machine.attribute(machine, frame, _first(arguments), alternative.known, node)
            )
        else:
            found.append(_dynamic_attribute(_first(arguments), alternative))
    if default is not None:
        found.append(default.value)
    return join(*found) if found else UNKNOWN


def _dynamic_attribute(receiver: Value, name: Value) -> Value:
    """`getattr(session, verb)` with a verb that is not known."""
    if isinstance(receiver, (ExternalInstance, External)):
        return Partial(External("?dynamic"), Arguments((Argument(receiver), Argument(name))))
    return UNKNOWN


def _setattr(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    name, value = arguments.get("", 1), arguments.get("", 2)
    target = _first(arguments)
    if name and value and isinstance(name.value, Text) and name.value.known is not None:
        machine.set_attribute(machine, frame, target, name.value.known, value.value)
    return NONE


def _names(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    """`locals()`, `vars(x)`, `asdict(x)`: keys are names, which cannot be renamed alone."""
    if arguments.positional:
        value = _first(arguments)
        if isinstance(value, Instance):
            return classes.as_mapping(machine, value)
        return Mapping(machine.path, open="it is made of attributes that are not known")
    return Mapping(machine.path, open="it is made of the names of variables")


def _copy(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    options = alternatives(_first(arguments))
    return union((guard, containers.copy(machine, value)) for guard, value in options)


def _namespace(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    attributes = {name: argument.value for name, argument in arguments.keywords.items()}
    return ExternalInstance("types.SimpleNamespace", arguments, attributes)


def _template(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return ExternalInstance("string.Template", arguments)


def _context(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    return _first(arguments) if arguments.positional else NONE


def _next(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = _first(arguments)
    known = containers.elements(value)
    if known:
        return known[0]
    return value.element or UNKNOWN if isinstance(value, Sequence) else UNKNOWN


def _number(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = _first(arguments)
    if isinstance(value, (Answer, Const)):
        return value
    if isinstance(value, Text) and value.known is not None and value.known.strip().isdigit():
        return Const(int(value.known))
    return UNKNOWN


def _truth(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = _first(arguments)
    if isinstance(value, Answer) and value.part in ("content", "json"):
        http.use(machine, frame, value, "content-tested", node, "its truth is tested")
    return UNKNOWN


def _type(machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode) -> Value:
    value = _first(arguments)
    return value.cls if isinstance(value, Instance) and len(arguments.positional) == 1 else UNKNOWN


def _import_module(
    machine: Machine, frame: Frame, arguments: Arguments, node: cst.CSTNode
) -> Value:
    name = _first(arguments, "name")
    known = name.known if isinstance(name, Text) else None
    found = machine.project.resolve(known, frame.module) if known else None
    if found is None:
        return External(known) if known else UNKNOWN
    return found


_HANDLERS: dict[str, Handler] = {
    "json.dumps": _dumps,
    "orjson.dumps": _dumps,
    "ujson.dumps": _dumps,
    "simplejson.dumps": _dumps,
    "rapidjson.dumps": _dumps,
    "flask.json.dumps": _dumps,
    "urllib.parse.urlencode": _form,
    "json.loads": _loads,
    "orjson.loads": _loads,
    "ujson.loads": _loads,
    "simplejson.loads": _loads,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "os.environ.setdefault": _environment,
    "os.environ.pop": _environment,
    "decouple.config": _environment,
    "urllib.parse.urljoin": _url_join,
    "requests.compat.urljoin": _url_join,
    "posixpath.join": _path_join,
    "os.path.join": _path_join,
    "urllib.parse.quote": _quote,
    "urllib.parse.quote_plus": _quote,
    "requests.utils.quote": _quote,
    "builtins.str": _text_of,
    "builtins.bytes": _text_of,
    "builtins.format": _text_of,
    "yarl.URL": _text_of,
    "httpx.URL": _text_of,
    "pathlib.PurePosixPath": _path_join,
    "pathlib.PurePath": _path_join,
    "textwrap.dedent": _identity,
    "functools.partial": _partial,
    "functools.partialmethod": _partial,
    "functools.wraps": lambda m, f, a, n: External("?decorator"),
    "functools.lru_cache": lambda m, f, a, n: External("?decorator"),
    "asyncio.to_thread": _call_first,
    "anyio.to_thread.run_sync": _call_first,
    "asgiref.sync.sync_to_async": _identity,
    "asgiref.sync.async_to_sync": _identity,
    "?.submit": _call_first,
    "?.run_in_executor": _call_second,
    "?.run_until_complete": _identity,
    "?.create_task": _identity,
    "?.apply_async": _call_first,
    "concurrent.futures.ThreadPoolExecutor.submit": _call_first,
    "concurrent.futures.ThreadPoolExecutor.map": _map,
    "threading.Thread": _thread,
    "multiprocessing.Process": _thread,
    "builtins.map": _map,
    "builtins.filter": lambda m, f, a, n: Sequence(m.path, None, element=UNKNOWN),
    "asyncio.run": _identity,
    "anyio.run": _call_first,
    "trio.run": _call_first,
    "asyncio.create_task": _identity,
    "asyncio.ensure_future": _identity,
    "asyncio.wait_for": _identity,
    "asyncio.shield": _identity,
    "asyncio.gather": _gather,
    "builtins.range": _range,
    "dataclasses.field": _field,
    "attr.ib": _field,
    "attr.field": _field,
    "attrs.field": _field,
    "pydantic.Field": _field,
    "builtins.dict": _dict,
    "collections.OrderedDict": _dict,
    "types.MappingProxyType": _copy,
    "builtins.list": _sequence("list"),
    "builtins.tuple": _sequence("tuple"),
    "builtins.set": _sequence("set"),
    "builtins.frozenset": _sequence("set"),
    "builtins.sorted": _sequence("list"),
    "builtins.reversed": lambda m, f, a, n: Sequence(m.path, None, element=_next(m, f, a, n)),
    "builtins.iter": _identity,
    "builtins.next": _next,
    "builtins.anext": _next,
    "builtins.zip": _zip,
    "builtins.enumerate": _enumerate,
    "builtins.len": _length,
    "builtins.int": _number,
    "builtins.bool": _truth,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.locals": _names,
    "builtins.vars": _names,
    "builtins.globals": _names,
    "builtins.type": _type,
    "dataclasses.asdict": _names,
    "attr.asdict": _names,
    "attrs.asdict": _names,
    "dataclasses.replace": _identity,
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "typing.cast": _second,
    "types.SimpleNamespace": _namespace,
    "string.Template": _template,
    "string.Template.substitute": lambda m, f, a, n: None,
    "contextlib.closing": _context,
    "contextlib.aclosing": _context,
    "contextlib.nullcontext": _context,
    "contextlib.suppress": lambda m, f, a, n: NONE,
    "importlib.import_module": _import_module,
}


def template_text(machine: Machine, template: ExternalInstance, arguments: Arguments) -> Value:
    """`Template(pattern).substitute(...)`."""
    pattern = template.arguments.get("template", 0)
    if pattern is None or not isinstance(pattern.value, Text):
        return UNKNOWN
    return strings.dollar(pattern.value, arguments)
