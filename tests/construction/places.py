"""Where a program can keep something: what is written there, and what is read later.

A place is text with two holes: `$` is what is written, and `@` stands in front of its names, empty
or the module that it lives in.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """`top` makes the place and writes the first value; `write` and `read` use it afterwards.

    `head` is what a function needs at its top in order to write. `unseen` writes in a way that
    hides where. `takes` is `any`, `text` or `hashable`. `once` says that reading takes the value
    away. `within` says that all of the program stands in one function. `moves` says that a kernel
    should follow what is kept here.
    """

    name: str
    top: str
    write: str
    read: str
    head: str = ""
    unseen: str = ""
    alias: str = ""
    takes: str = "any"
    once: bool = False
    within: bool = False
    moves: bool = False
    imports: tuple[str, ...] = ()
    own_thread: bool = False  # each thread sees its own value
    empty: str = ""  # the place without a first value, where reading takes the oldest away
    own_module: str = ""  # the module that the place is an attribute of, wherever the rest stands


def _text(text: str) -> str:
    return textwrap.dedent(text).strip("\n")


_BOX = """
class Box:
    def __init__(self, kept):
        self.kept = kept


BOX = Box($)
"""

PLACES: tuple[Place, ...] = (
    Place(
        "global",
        "KEPT = $",
        "@KEPT = $",
        "@KEPT",
        head="global KEPT",
        unseen="globals()[NAME.upper()] = $",
        moves=True,
    ),
    Place("cell", "kept = $", "kept = $", "kept", head="nonlocal kept", within=True, moves=True),
    Place(
        "closure",
        _text("""
            def cell(kept):
                def keep_it(given):
                    nonlocal kept
                    kept = given

                def look():
                    return kept

                return keep_it, look


            KEEP, LOOK = cell($)
        """),
        "@KEEP($)",
        "@LOOK()",
    ),
    Place(
        "default-argument",
        _text("""
            def cell(*given, kept=[$]):
                kept.extend(given)
                return kept[-1]
        """),
        "@cell($)",
        "@cell()",
        unseen="@cell.__kwdefaults__[NAME] = [$]",
    ),
    Place(
        "defaults",
        "def look(kept=$):\n    return kept",
        "@look.__defaults__ = ($,)",
        "@look()",
        unseen='setattr(@look, f"__{NAME}__".replace("kept", "defaults"), ($,))',
    ),
    Place(
        "instance",
        _text(_BOX),
        "@BOX.kept = $",
        "@BOX.kept",
        unseen="setattr(@BOX, NAME, $)",
        alias="box = @BOX\nbox.kept = $",
        moves=True,
    ),
    Place(
        "instance-method",
        _text("""
            class Box:
                def __init__(self, kept):
                    self._kept = kept

                def keep(self, given):
                    self._kept = given

                def look(self):
                    return self._kept


            BOX = Box($)
        """),
        "@BOX.keep($)",
        "@BOX.look()",
        unseen='setattr(@BOX, "_" + NAME, $)',
        alias="keep_it = @BOX.keep\nkeep_it($)",
        moves=True,
    ),
    Place(
        "instance-dict",
        _text(_BOX),
        'vars(@BOX)["kept"] = $',
        "@BOX.kept",
        unseen="vars(@BOX).update({NAME: $})",
        alias='attributes = @BOX.__dict__\nattributes["kept"] = $',
    ),
    Place(
        "new-attribute",
        "class Box:\n    pass\n\n\nBOX = Box()\nBOX.kept = $",
        "@BOX.kept = $",
        "getattr(@BOX, 'kept')",
        unseen="setattr(@BOX, NAME, $)",
    ),
    Place(
        "class",
        "class Box:\n    kept = $",
        "@Box.kept = $",
        "@Box.kept",
        unseen="setattr(@Box, NAME, $)",
        alias="box = @Box\nbox.kept = $",
        moves=True,
    ),
    Place(
        "class-through-instance",
        _text("""
            class Box:
                held = [$]

                @property
                def kept(self):
                    return self.held[-1]
        """),
        "@Box().held.append($)",
        "@Box().kept",
        unseen="getattr(@Box, NAME.replace('kept', 'held')).append($)",
    ),
    Place(
        "class-seen-by-instance",
        "class Box:\n    kept = $\n\n\nBOX = Box()",
        "type(@BOX).kept = $",
        "@BOX.kept",
        unseen="setattr(@Box, NAME, $)",
        alias="box = @Box\nbox.kept = $",
    ),
    Place(
        "base-class",
        "class Base:\n    kept = $\n\n\nclass Box(Base):\n    pass",
        "@Base.kept = $",
        "@Box.kept",
        unseen="setattr(@Base, NAME, $)",
    ),
    Place(
        "property",
        _text("""
            class Box:
                def __init__(self, kept):
                    self._kept = kept

                @property
                def kept(self):
                    return self._kept

                @kept.setter
                def kept(self, given):
                    self._kept = given


            BOX = Box($)
        """),
        "@BOX.kept = $",
        "@BOX.kept",
        unseen="setattr(@BOX, NAME, $)",
        alias="box = @BOX\nbox.kept = $",
        moves=True,
    ),
    Place(
        "slots",
        "class Box:\n    __slots__ = ('kept',)\n\n\nBOX = Box()\nBOX.kept = $",
        "@BOX.kept = $",
        "@BOX.kept",
        unseen="setattr(@BOX, NAME, $)",
    ),
    Place(
        "data-class",
        "@dataclasses.dataclass\nclass Box:\n    kept: object\n\n\nBOX = Box($)",
        "@BOX.kept = $",
        "@BOX.kept",
        unseen="setattr(@BOX, NAME, $)",
        alias="box = @BOX\nbox.kept = $",
        moves=True,
        imports=("dataclasses",),
    ),
    Place(
        "descriptor",
        _text("""
            class Cell:
                def __get__(self, box, owner=None):
                    return box.held

                def __set__(self, box, given):
                    box.held = given


            class Box:
                kept = Cell()


            BOX = Box()
            BOX.kept = $
        """),
        "@BOX.kept = $",
        "@BOX.kept",
        unseen="setattr(@BOX, NAME, $)",
    ),
    Place(
        "forwarding",
        _text("""
            class Box:
                def __init__(self, kept):
                    self.__dict__["held"] = {"kept": kept}

                def __getattr__(self, name):
                    return self.held[name]

                def __setattr__(self, name, given):
                    self.held[name] = given


            BOX = Box($)
        """),
        "@BOX.kept = $",
        "@BOX.kept",
        unseen="setattr(@BOX, NAME, $)",
    ),
    Place(
        "function-attribute",
        "def box():\n    pass\n\n\nbox.kept = $",
        "@box.kept = $",
        "@box.kept",
        unseen="setattr(@box, NAME, $)",
    ),
    Place(
        "module",
        "state.kept = $",
        "state.kept = $",
        "state.kept",
        unseen="setattr(state, NAME, $)",
        alias="module = sys.modules['state']\nmodule.kept = $",
        own_module="state",
        imports=("sys",),
        moves=True,
    ),
    Place(
        "outside-module",
        "requests.kept = $",
        "requests.kept = $",
        "requests.kept",
        unseen="setattr(requests, NAME, $)",
    ),
    Place(
        "outside-object",
        "BOX = types.SimpleNamespace(kept=$)",
        "@BOX.kept = $",
        "@BOX.kept",
        unseen="setattr(@BOX, NAME, $)",
        alias="box = @BOX\nbox.kept = $",
        imports=("types",),
        moves=True,
    ),
    Place(
        "outside-namespace",
        "BOX = argparse.Namespace(kept=$)",
        "@BOX.kept = $",
        "@BOX.kept",
        unseen="setattr(@BOX, NAME, $)",
        imports=("argparse",),
    ),
    Place(
        "session-attribute",
        "SESSION = requests.Session()\nSESSION.kept = $",
        "@SESSION.kept = $",
        "@SESSION.kept",
        unseen="setattr(@SESSION, NAME, $)",
        alias="session = @SESSION\nsession.kept = $",
    ),
    Place(
        "known-key",
        'KEPT = {"kept": $}',
        '@KEPT["kept"] = $',
        '@KEPT["kept"]',
        unseen="@KEPT[NAME] = $",
        alias='kept = @KEPT\nkept["kept"] = $',
        moves=True,
    ),
    Place(
        "known-key-updated",
        'KEPT = {"kept": $}',
        "@KEPT.update(kept=$)",
        '@KEPT.get("kept")',
        unseen="@KEPT.update({NAME: $})",
        alias="update = @KEPT.update\nupdate(kept=$)",
    ),
    Place(
        "unknown-key",
        'KEPT = {"kept": $}',
        '@KEPT["kept"] = $',
        "@KEPT[NAME]",
        unseen="@KEPT[NAME] = $",
        alias='kept = @KEPT\nkept["kept"] = $',
    ),
    Place(
        "nested-key",
        'KEPT = {"a": {"b": [$]}}',
        '@KEPT["a"]["b"][0] = $',
        '@KEPT["a"]["b"][0]',
        unseen='@KEPT[NAME[:0] + "a"]["b"] = [$]',
        alias='inner = @KEPT["a"]\ninner["b"][0] = $',
        moves=True,
    ),
    Place(
        "number-key",
        "KEPT = {1: $}",
        "@KEPT[1] = $",
        "@KEPT[1]",
        unseen="@KEPT[len(NAME) - 3] = $",
    ),
    Place(
        "known-index",
        "KEPT = [$, 0]",
        "@KEPT[0] = $",
        "@KEPT[0]",
        unseen="@KEPT[len(NAME) - 4] = $",
        alias="kept = @KEPT\nkept[0] = $",
        moves=True,
    ),
    Place(
        "unknown-index",
        "KEPT = [$, 0]",
        "@KEPT[0] = $",
        "@KEPT[len(NAME) - 4]",
        unseen="@KEPT[len(NAME) - 4] = $",
    ),
    Place(
        "appended",
        "KEPT = [$]",
        "@KEPT.append($)",
        "@KEPT[-1]",
        unseen='getattr(@KEPT, {"kept": "append"}[NAME])($)',
        alias="append = @KEPT.append\nappend($)",
    ),
    Place(
        "slice",
        "KEPT = [$]",
        "@KEPT[:] = [$]",
        "[*@KEPT][0]",
        unseen="@KEPT[len(NAME) - 4 :] = [$]",
    ),
    Place(
        "set",
        "KEPT = {$}",
        "@KEPT.clear()\n@KEPT.add($)",
        "next(iter(@KEPT))",
        unseen='getattr(@KEPT, NAME.replace("kept", "clear"))()\n@KEPT.add($)',
        takes="hashable",
    ),
    Place(
        "deque",
        "KEPT = collections.deque([$], maxlen=1)",
        "@KEPT.append($)",
        "@KEPT[0]",
        unseen='getattr(@KEPT, {"kept": "append"}[NAME])($)',
        imports=("collections",),
    ),
    Place(
        "default-dict",
        "KEPT = collections.defaultdict(list)\nKEPT['kept'].append($)",
        "@KEPT['kept'].append($)",
        "@KEPT['kept'][-1]",
        unseen="@KEPT[NAME].append($)",
        imports=("collections",),
    ),
    Place(
        "queue",
        "KEPT = queue.Queue()\nKEPT.put($)",
        "@KEPT.put($)",
        "@KEPT.get_nowait()",
        unseen='getattr(@KEPT, NAME.replace("kept", "put"))($)',
        once=True,
        empty="KEPT = queue.Queue()",
        imports=("queue",),
    ),
    Place(
        "stack",
        "KEPT = [$]",
        "@KEPT.append($)",
        "@KEPT.pop()",
        unseen='getattr(@KEPT, {"kept": "append"}[NAME])($)',
        once=True,
    ),
    Place(
        "iterator",
        "KEPT = []\nPARTS = (part for part in KEPT)\nKEPT.append($)",
        "@KEPT.append($)",
        "next(@PARTS)",
        unseen='getattr(@KEPT, {"kept": "append"}[NAME])($)',
        once=True,
        empty="KEPT = []\nPARTS = (part for part in KEPT)",
    ),
    Place(
        "exception",
        "ERROR = ValueError($)",
        "@ERROR.args = ($,)",
        "@ERROR.args[0]",
        unseen='setattr(@ERROR, {"kept": "args"}[NAME], ($,))',
    ),
    Place(
        "exception-attribute",
        "class Gone(Exception):\n    pass\n\n\nERROR = Gone()\nERROR.kept = $",
        "@ERROR.kept = $",
        "@ERROR.kept",
        unseen="setattr(@ERROR, NAME, $)",
    ),
    Place(
        "generator-sent",
        _text("""
            def cell(kept):
                while True:
                    given = yield kept
                    if given is not LOOK:
                        kept = given


            LOOK = object()
            CELL = cell($)
            next(CELL)
        """),
        "@CELL.send($)",
        "@CELL.send(@LOOK)",
        unseen='getattr(@CELL, NAME.replace("kept", "send"))($)',
    ),
    Place(
        "generator-yielded",
        "def cell():\n    while True:\n        yield HELD[-1]\n\n\nHELD = [$]\nCELL = cell()",
        "@HELD.append($)",
        "next(@CELL)",
        unseen='getattr(@HELD, {"kept": "append"}[NAME])($)',
    ),
    Place(
        "context-variable",
        'KEPT = contextvars.ContextVar("kept", default=$)',
        "@KEPT.set($)",
        "@KEPT.get()",
        unseen='getattr(@KEPT, NAME.replace("kept", "set"))($)',
        imports=("contextvars",),
        own_thread=True,
    ),
    Place(
        "thread-local",
        "KEPT = threading.local()\nKEPT.kept = $",
        "@KEPT.kept = $",
        "@KEPT.kept",
        unseen="setattr(@KEPT, NAME, $)",
        alias="kept = @KEPT\nkept.kept = $",
        imports=("threading",),
        own_thread=True,
    ),
    Place(
        "weak-dictionary",
        "KEPT = weakref.WeakKeyDictionary()\nKEPT[Exception] = $",
        "@KEPT[Exception] = $",
        "@KEPT[Exception]",
        unseen='@KEPT[{"kept": Exception}[NAME]] = $',
        imports=("weakref",),
    ),
    Place(
        "partial",
        "KEPT = functools.partial(dict, kept=$)",
        '@KEPT.keywords["kept"] = $',
        '@KEPT()["kept"]',
        unseen="@KEPT.keywords[NAME] = $",
        imports=("functools",),
    ),
    Place(
        "chain-map",
        'KEPT = collections.ChainMap({}, {"kept": $})',
        '@KEPT["kept"] = $',
        '@KEPT["kept"]',
        unseen="@KEPT[NAME] = $",
        imports=("collections",),
    ),
    Place(
        "environment",
        'os.environ["KEPT"] = $',
        'os.environ["KEPT"] = $',
        'os.environ["KEPT"]',
        unseen="os.environ[NAME.upper()] = $",
        takes="text",
        imports=("os",),
    ),
    Place(
        "stream",
        "KEPT = io.StringIO()\nKEPT.write($)",
        "@KEPT.seek(0)\n@KEPT.truncate()\n@KEPT.write($)",
        "@KEPT.getvalue()",
        unseen='@KEPT.seek(0)\n@KEPT.truncate()\ngetattr(@KEPT, NAME.replace("kept", "write"))($)',
        takes="text",
        imports=("io",),
    ),
)
