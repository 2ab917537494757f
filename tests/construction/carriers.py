"""Ways in which one function hands a value to another, or to nobody in particular.

A carrier is a program with three holes: `$` is the value, in the function that makes the request;
`result` is what arrives; the look at it is put at the end.
"""

from __future__ import annotations

import sys
import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Carrier:
    """`give` ends the function `delete(entries)`, `take` leaves `result` at the top of the program.

    `more` are definitions beside it. With `whole` the function is written out there, around a line
    `SEND` that stands for the request. `module` is the file that the function stands in, when that
    is another one. `far` says that nobody can be asked to follow this.
    """

    name: str
    give: str
    take: str
    more: str = ""
    far: bool = False
    whole: bool = False
    module: str = ""


def _carrier(
    name: str,
    give: str,
    take: str,
    more: str = "",
    *,
    far: bool = False,
    whole: bool = False,
    module: str = "",
) -> Carrier:
    texts = (textwrap.dedent(text).strip("\n") for text in (give, take, more))
    return Carrier(name, *texts, far, whole, module)


_CALL = 'delete(["te-01"])'
_GONE = """
class Gone(Exception):
    pass
"""
_CAUGHT = f"""
try:
    {_CALL}
except Gone as error:
    result = error.args[0]
"""

RETURNED = (
    _carrier("return", "return $", f"result = {_CALL}"),
    _carrier("return-tuple", "return $, len(entries)", f"result, count = {_CALL}"),
    _carrier("return-list", "return [$]", f"result = {_CALL}[0]"),
    _carrier("return-dictionary", 'return {"kept": $}', f'result = {_CALL}["kept"]'),
    _carrier("return-function", "return lambda: $", f"result = {_CALL}()"),
    _carrier("return-if", "return $ if entries else None", f"result = {_CALL}"),
    _carrier("return-or", "return entries and $", f"result = {_CALL}"),
    _carrier(
        "return-of-branches",
        "if len(entries) > 1:\n    return None\nreturn $",
        f"result = {_CALL}",
    ),
    _carrier("return-from-loop", "for _ in entries:\n    return $", f"result = {_CALL}"),
    _carrier(
        "return-from-try", "try:\n    return $\nfinally:\n    len(entries)", f"result = {_CALL}"
    ),
    _carrier("return-from-finally", "try:\n    pass\nfinally:\n    return $", f"result = {_CALL}"),
    _carrier(
        "return-through-functions",
        "return $",
        "result = outer(['te-01'])",
        """
        def inner(entries):
            return delete(entries)


        def outer(entries):
            kept = inner(entries)
            return kept
        """,
    ),
    _carrier(
        "return-named-tuple",
        "return Kept($, len(entries))",
        f"result = {_CALL}.answer",
        'Kept = collections.namedtuple("Kept", "answer count")',
    ),
    _carrier(
        "return-data-class",
        "return Kept($)",
        f"result = {_CALL}.answer",
        """
        @dataclasses.dataclass
        class Kept:
            answer: object
        """,
    ),
    _carrier("return-namespace", "return types.SimpleNamespace(kept=$)", f"result = {_CALL}.kept"),
    _carrier("return-iterator", "return iter([$])", f"result = next({_CALL})"),
    _carrier("return-starred", "return 0, *[$]", f"_, result = {_CALL}"),
    _carrier(
        "unpacked-into-call",
        "return [$]",
        f"result = same(*{_CALL})",
        "def same(given):\n    return given",
    ),
    _carrier(
        "named-into-call",
        'return {"given": $}',
        f"result = same(**{_CALL})",
        "def same(given):\n    return given",
    ),
)
RAISED = (
    _carrier("raise", "raise Gone($)", _CAUGHT, _GONE),
    _carrier(
        "raise-attribute",
        "error = Gone()\nerror.kept = $\nraise error",
        _CAUGHT.replace("error.args[0]", "error.kept"),
        _GONE,
    ),
    _carrier(
        "raise-own-field",
        "raise Gone($)",
        _CAUGHT.replace("error.args[0]", "error.kept"),
        """
        class Gone(Exception):
            def __init__(self, kept):
                super().__init__("gone")
                self.kept = kept
        """,
    ),
    _carrier(
        "raise-as-base", "raise Gone($)", _CAUGHT.replace("except Gone", "except Exception"), _GONE
    ),
    _carrier(
        "raise-through",
        "raise Gone($)",
        _CAUGHT.replace(_CALL, 'outer(["te-01"])'),
        """
        class Gone(Exception):
            pass


        def outer(entries):
            try:
                return delete(entries)
            finally:
                len(entries)
        """,
    ),
    _carrier(
        "raise-again",
        "raise Gone($)",
        _CAUGHT.replace(_CALL, 'outer(["te-01"])'),
        """
        class Gone(Exception):
            pass


        def outer(entries):
            try:
                return delete(entries)
            except Gone:
                raise
        """,
    ),
    _carrier(
        "raise-from",
        "raise Gone($)",
        """
        try:
            outer(["te-01"])
        except RuntimeError as error:
            result = error.__cause__.args[0]
        """,
        """
        class Gone(Exception):
            pass


        def outer(entries):
            try:
                return delete(entries)
            except Gone as error:
                raise RuntimeError("outer") from error
        """,
    ),
    _carrier("raise-stop", "raise StopIteration($)", _CAUGHT.replace("Gone", "StopIteration")),
    _carrier(
        "raise-exit",
        "sys.exit($)",
        _CAUGHT.replace("Gone", "SystemExit").replace("args[0]", "code"),
        far=True,
    ),
    _carrier(
        "raise-into-block",
        "raise Gone($)",
        f"with Catching() as catching:\n    {_CALL}\nresult = catching.kept",
        """
        class Gone(Exception):
            pass


        class Catching:
            def __enter__(self):
                return self

            def __exit__(self, kind, error, trace):
                self.kept = error.args[0]
                return True
        """,
    ),
    _carrier(
        "raise-in-group",
        'raise ExceptionGroup("all", [ValueError($)])',
        _CAUGHT.replace("Gone", "ExceptionGroup").replace("args[0]", "exceptions[0].args[0]"),
    ),
    _carrier(
        "raise-in-thread",
        "raise Gone($)",
        """
        with futures.ThreadPoolExecutor(1) as pool:
            error = pool.submit(delete, ["te-01"]).exception()
        result = error.args[0]
        """,
        _GONE,
    ),
)
GENERATED = (
    _carrier("yield", "yield $", f"result = next({_CALL})"),
    _carrier(
        "yield-in-loop", "for _ in entries:\n    yield $", f"for result in {_CALL}:\n    pass"
    ),
    _carrier("yield-second", "yield 0\nyield $", f"_, result = {_CALL}"),
    _carrier(
        "yield-from",
        "yield $",
        "result = list(outer(['te-01']))[0]",
        "def outer(entries):\n    yield from delete(entries)",
    ),
    _carrier(
        "generator-return",
        "yield 0\nreturn $",
        "result = list(outer(['te-01']))[-1]",
        "def outer(entries):\n    kept = yield from delete(entries)\n    yield kept",
    ),
    _carrier(
        "send",
        "RUN.send($)",
        f"next(RUN)\n{_CALL}\nresult = KEPT[0]",
        """
        KEPT = []


        def collect():
            while True:
                KEPT.append((yield))


        RUN = collect()
        """,
        far=True,
    ),
    _carrier(
        "throw",
        "return RUN.throw(ValueError($))",
        f"next(RUN)\nresult = {_CALL}",
        """
        def collect():
            try:
                yield
            except ValueError as error:
                yield error.args[0]


        RUN = collect()
        """,
        far=True,
    ),
    _carrier(
        "coroutine",
        "return $",
        "result = asyncio.run(main())",
        "async def main():\n    return await asyncio.to_thread(delete, ['te-01'])",
    ),
    _carrier(
        "coroutine-awaited",
        "",
        "result = asyncio.run(main())",
        """
        async def delete(entries):
            SEND
            return $


        async def main():
            return await delete(["te-01"])
        """,
        whole=True,
    ),
    _carrier(
        "coroutine-gathered",
        "",
        "result = asyncio.run(main())[0]",
        """
        async def delete(entries):
            SEND
            return $


        async def main():
            return await asyncio.gather(delete(["te-01"]))
        """,
        whole=True,
    ),
    _carrier(
        "task",
        "",
        "result = asyncio.run(main())",
        """
        async def delete(entries):
            SEND
            return $


        async def main():
            task = asyncio.create_task(delete(["te-01"]))
            await task
            return task.result()
        """,
        whole=True,
    ),
    _carrier(
        "asynchronous-queue",
        "",
        "result = asyncio.run(main())",
        """
        async def delete(entries, kept):
            SEND
            await kept.put($)


        async def main():
            kept = asyncio.Queue()
            await delete(["te-01"], kept)
            return await kept.get()
        """,
        whole=True,
    ),
    _carrier(
        "asynchronous-generator",
        "",
        "result = asyncio.run(main())",
        """
        async def delete(entries):
            SEND
            yield $


        async def main():
            async for kept in delete(["te-01"]):
                return kept
        """,
        whole=True,
    ),
    _carrier(
        "context-manager",
        "",
        "with deleting(['te-01']) as result:\n    pass",
        """
        @contextlib.contextmanager
        def deleting(entries):
            SEND
            yield $
        """,
        whole=True,
    ),
)
HANDED = (
    _carrier(
        "callback",
        "DONE[0]($)",
        f"DONE.append(KEPT.append)\n{_CALL}\nresult = KEPT[0]",
        "DONE, KEPT = [], []",
    ),
    _carrier(
        "callback-argument",
        "",
        'delete(["te-01"], done=keep)\nresult = KEPT[0]',
        """
        KEPT = []


        def keep(given):
            KEPT.append(given)


        def delete(entries, done):
            SEND
            done($)
        """,
        whole=True,
    ),
    _carrier(
        "callback-lambda",
        "",
        'kept = {}\ndelete(["te-01"], lambda given: kept.update(a=given))\nresult = kept["a"]',
        "def delete(entries, done):\n    SEND\n    done($)",
        whole=True,
    ),
    _carrier(
        "callback-method",
        "",
        'keeping = Keeping()\ndelete(["te-01"], keeping.keep)\nresult = keeping.kept',
        """
        class Keeping:
            def keep(self, given):
                self.kept = given


        def delete(entries, done):
            SEND
            done($)
        """,
        whole=True,
    ),
    _carrier(
        "callback-partial",
        "",
        'kept = {}\ndelete(["te-01"], functools.partial(kept.setdefault, "a"))\nresult = kept["a"]',
        "def delete(entries, done):\n    SEND\n    done($)",
        whole=True,
    ),
    _carrier(
        "out-list",
        "",
        'kept = []\ndelete(["te-01"], kept)\nresult = kept[0]',
        "def delete(entries, kept):\n    SEND\n    kept.append($)",
        whole=True,
    ),
    _carrier(
        "out-dictionary",
        "",
        'kept = {}\ndelete(["te-01"], kept)\nresult = kept["a"]',
        'def delete(entries, kept):\n    SEND\n    kept["a"] = $',
        whole=True,
    ),
    _carrier(
        "out-object",
        "",
        'box = Box()\ndelete(["te-01"], box)\nresult = box.kept',
        "class Box:\n    kept = None\n\n\ndef delete(entries, box):\n    SEND\n    box.kept = $",
        whole=True,
    ),
    _carrier(
        "future",
        "FUTURE.set_result($)",
        f"{_CALL}\nresult = FUTURE.result()",
        "FUTURE = futures.Future()",
        far=True,
    ),
    _carrier(
        "executor",
        "return $",
        """
        with futures.ThreadPoolExecutor(1) as pool:
            result = pool.submit(delete, ["te-01"]).result()
        """,
    ),
    _carrier(
        "executor-map",
        "return $",
        'with futures.ThreadPoolExecutor(1) as pool:\n    result, = pool.map(delete, [["te-01"]])',
    ),
    _carrier(
        "executor-completed",
        "return $",
        """
        with futures.ThreadPoolExecutor(1) as pool:
            waiting = [pool.submit(delete, ["te-01"])]
            for done in futures.as_completed(waiting):
                result = done.result()
        """,
    ),
    _carrier(
        "executor-callback",
        "return $",
        """
        KEPT = []
        with futures.ThreadPoolExecutor(1) as pool:
            pool.submit(delete, ["te-01"]).add_done_callback(lambda f: KEPT.append(f.result()))
        result = KEPT[0]
        """,
        far=True,
    ),
    _carrier(
        "thread-object",
        "",
        "worker = Worker()\nworker.start()\nworker.join()\nresult = worker.kept",
        """
        class Worker(threading.Thread):
            def run(self):
                entries = ["te-01"]
                SEND
                self.kept = $
        """,
        whole=True,
    ),
    _carrier(
        "exit-stack",
        "STACK.callback(KEPT.append, $)",
        f"with STACK:\n    {_CALL}\nresult = KEPT[0]",
        "KEPT = []\nSTACK = contextlib.ExitStack()",
        far=True,
    ),
    _carrier("map", "return $", 'result, = map(delete, [["te-01"]])'),
    _carrier(
        "comprehension", "return $", 'result = [delete(entries) for entries in [["te-01"]]][0]'
    ),
    _carrier(
        "dictionary-comprehension",
        "return $",
        'result = {i: delete(["te-01"]) for i in range(1)}[0]',
    ),
    _carrier(
        "sorting-key",
        "KEPT.append($)\nreturn 0",
        'sorted([["te-01"]], key=delete)\nresult = KEPT[0]',
        "KEPT = []",
    ),
    _carrier(
        "reduce", "return $", 'result = functools.reduce(lambda kept, e: delete(e), [["te-01"]], 0)'
    ),
    _carrier("iterated", "return $", f"result = next(iter(lambda: {_CALL}, None))"),
    _carrier("started-map", "return $", 'result, = itertools.starmap(delete, [(["te-01"],)])'),
    _carrier("caller", "return $", 'result = operator.call(delete, ["te-01"])'),
    _carrier("walrus", "return $", f"if (result := {_CALL}) is None:\n    raise SystemExit(1)"),
    _carrier(
        "printed",
        "print($)",
        f"""
        stream = io.StringIO()
        with contextlib.redirect_stdout(stream):
            {_CALL}
        result = stream.getvalue()
        """,
        far=True,
    ),
    _carrier(
        "warned",
        "warnings.warn(str($))",
        f"""
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            {_CALL}
        result = str(seen[0].message)
        """,
        far=True,
    ),
    _carrier(
        "pickled", "return pickle.dumps([str($)])", f"result = pickle.loads({_CALL})[0]", far=True
    ),
    _carrier("dumped", "return json.dumps([str($)])", f"result = json.loads({_CALL})[0]", far=True),
    _carrier("copied", "return copy.deepcopy([$])", f"result = {_CALL}[0]", far=True),
)
DEFINED = (
    _carrier(
        "decorator",
        "",
        f"result = {_CALL}",
        """
        def traced(function):
            @functools.wraps(function)
            def inner(*given, **named):
                return function(*given, **named)

            return inner


        @traced
        def delete(entries):
            SEND
            return $
        """,
        whole=True,
    ),
    _carrier(
        "decorator-that-keeps",
        "",
        f"{_CALL}\nresult = KEPT[0]",
        """
        KEPT = []


        def keeping(function):
            def inner(*given):
                KEPT.append(function(*given))

            return inner


        @keeping
        def delete(entries):
            SEND
            return $
        """,
        whole=True,
    ),
    _carrier(
        "decorator-with-argument",
        "",
        f"result = {_CALL}",
        """
        def times(count):
            def decorate(function):
                def inner(entries):
                    for _ in range(count):
                        kept = function(entries)
                    return kept

                return inner

            return decorate


        @times(1)
        def delete(entries):
            SEND
            return $
        """,
        whole=True,
    ),
    _carrier(
        "cached",
        "",
        'result = delete(("te-01",))',
        "@functools.lru_cache(maxsize=None)\ndef delete(entries):\n    SEND\n    return $",
        whole=True,
    ),
    _carrier(
        "recursion",
        "",
        'result = delete(["te-01"], 3)',
        """
        def delete(entries, depth):
            if depth:
                return delete(entries, depth - 1)
            SEND
            return $
        """,
        whole=True,
    ),
    _carrier(
        "mutual-recursion",
        "if len(entries) > 1:\n    return again(entries[1:])\nreturn $",
        "result = again(['te-01'])",
        "def again(entries):\n    return delete(entries)",
    ),
    _carrier(
        "constructor",
        "",
        'result = Deleted(["te-01"]).kept',
        "class Deleted:\n    def __init__(self, entries):\n        SEND\n        self.kept = $",
        whole=True,
    ),
    _carrier(
        "called-object",
        "",
        'result = Deleting()(["te-01"])',
        "class Deleting:\n    def __call__(self, entries):\n        SEND\n        return $",
        whole=True,
    ),
    _carrier(
        "property",
        "",
        'result = Deleting(["te-01"]).kept',
        """
        class Deleting:
            def __init__(self, entries):
                self.entries = entries

            @property
            def kept(self):
                entries = self.entries
                SEND
                return $
        """,
        whole=True,
    ),
    _carrier(
        "class-method",
        "",
        'result = Deleting.delete(["te-01"])',
        """
        class Deleting:
            @classmethod
            def delete(cls, entries):
                SEND
                return $
        """,
        whole=True,
    ),
    _carrier(
        "overridden",
        "",
        'result = Deleting().run(["te-01"])',
        """
        class Base:
            def run(self, entries):
                return self.delete(entries)

            def delete(self, entries):
                raise NotImplementedError


        class Deleting(Base):
            def delete(self, entries):
                SEND
                return $
        """,
        whole=True,
    ),
    _carrier(
        "super",
        "",
        'result = Deleting().delete(["te-01"])',
        """
        class Base:
            def delete(self, entries):
                SEND
                return $


        class Deleting(Base):
            def delete(self, entries):
                return super().delete(entries)
        """,
        whole=True,
    ),
    _carrier(
        "forwarded-attribute",
        "",
        'result = Forwarding(Deleting()).delete(["te-01"])',
        """
        class Deleting:
            def delete(self, entries):
                SEND
                return $


        class Forwarding:
            def __init__(self, inner):
                self.inner = inner

            def __getattr__(self, name):
                return getattr(self.inner, name)
        """,
        whole=True,
        far=True,
    ),
    _carrier(
        "table-of-functions",
        "return $",
        'TABLE = {"remove": delete}\nresult = TABLE["remove"](["te-01"])',
    ),
    _carrier(
        "name-of-function", "return $", 'result = globals()["del" + "ete"](["te-01"])', far=True
    ),
    _carrier(
        "closure",
        "",
        "result = maker(['te-01'])()",
        "def maker(entries):\n    def inner():\n        SEND\n        return $\n\n    return inner",
        whole=True,
    ),
    _carrier("other-module", "return $", 'result = client.delete(["te-01"])', module="client.py"),
    _carrier(
        "imported-name",
        "return $",
        'from client import delete as remove\n\nresult = remove(["te-01"])',
        module="client.py",
    ),
    _carrier(
        "imported-all", "return $", f"from client import *\n\nresult = {_CALL}", module="client.py"
    ),
    _carrier(
        "imported-by-name",
        "return $",
        'result = importlib.import_module("client").delete(["te-01"])',
        module="client.py",
        far=True,
    ),
    _carrier(
        "module-global",
        "global KEPT\nKEPT = $",
        'client.delete(["te-01"])\nresult = client.KEPT',
        "",
        module="client.py",
    ),
)
_NEWER = frozenset({"raise-in-group", "caller"})
"""What Python has from 3.11 on: exception groups, `operator.call`."""

CARRIERS = tuple(
    carrier
    for carrier in (*RETURNED, *RAISED, *GENERATED, *HANDED, *DEFINED)
    if carrier.name not in _NEWER or sys.version_info >= (3, 11)
)
