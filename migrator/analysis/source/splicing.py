"""A module after edits, without a second parse where each of them stays within one token.

Decided here: a token that keeps its kind keeps its place in the grammar, so the tree of the edited
text is the old tree with the new tokens in it. That is only claimed where it can be seen: the
characters that go and those that come are plain ones, they stand strictly within a literal (or are
all of a name), and nothing beside them could give them another meaning. Every other edit is left to
the parser.
"""

from __future__ import annotations

import keyword
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

import libcst as cst

from migrator.analysis.source import literals, scopes
from migrator.analysis.source.module import Module
from migrator.analysis.source.positions import Shifted
from migrator.files.source import Source
from migrator.model import Edit

_PLAIN = re.compile(r"[\w/.~-]*", re.ASCII)
_Token = cst.SimpleString | cst.Name | cst.FormattedStringText | cst.TemplatedStringText


def spliced(module: Module, source: Source, edits: Iterable[Edit]) -> Module | None:
    """The module after the edits, whose text is `source`; None where that has to be parsed.

    It is not indexed yet. The nodes in which nothing changed are those of `module`.
    """
    normalised = source.parse_text()
    if any(one.notebook is not None for one in (source, module.source)):
        return None
    if (normalised.text, module.normalised.text) != (source.text, module.source.text):
        return None
    edits = sorted(set(edits), key=lambda edit: (edit.start, edit.end))
    around: set[int] = set()
    replaced: dict[int, _Token] = {}
    for token, own in _by_token(module, edits, around):
        renewed = _renewed(module, token, own)
        if renewed is None:
            return None
        replaced[id(token)] = renewed
    origins: dict[int, cst.CSTNode] = {}
    tree = _rebuilt(module.tree, around, replaced, origins)
    assert isinstance(tree, cst.Module)
    moves = [(edit.start, len(edit.after) - (edit.end - edit.start)) for edit in edits]
    positions = Shifted(module.positions, origins, moves)
    for token in replaced.values():
        start, end = positions.span(token)
        if source.text[start:end] != token.value:
            return None
    return Module(
        module.name,
        module.root,
        source,
        tree,
        normalised,
        module.is_package,
        module.editable,
        _positions=positions,
    )


def _by_token(
    module: Module, edits: list[Edit], around: set[int]
) -> Iterator[tuple[cst.CSTNode, list[Edit]]]:
    """The edits, which are in order, by the smallest node around each; `around` gets the others."""
    waiting: list[tuple[cst.CSTNode, list[Edit]]] = [(module.tree, edits)]
    while waiting:
        node, inner = waiting.pop()
        starts = [edit.start for edit in inner]
        given: set[int] = set()
        for child in scopes.children(node):
            start, end = module.stretch(child)
            first, last = bisect_left(starts, start), bisect_right(starts, end)
            own = [n for n in range(first, last) if inner[n].end <= end and n not in given]
            if own:
                given.update(own)
                waiting.append((child, [inner[n] for n in own]))
        if given:
            around.add(id(node))
        left = [edit for n, edit in enumerate(inner) if n not in given]
        if left:
            yield node, left


def _renewed(module: Module, token: cst.CSTNode, edits: list[Edit]) -> _Token | None:
    """The token after its edits; None when it might become something else than a token."""
    if not isinstance(token, _Token):
        return None
    start, end = module.span(token)
    if module.source.text[start:end] != token.value:
        return None
    if isinstance(token, cst.Name):
        edit, *more = edits
        whole = (edit.start, edit.end) == (start, end) and not more
        return token.with_changes(value=edit.after) if whole and _is_name(edit.after) else None
    first, last = start, end
    if isinstance(token, cst.SimpleString):
        spelling = literals.take_apart(token.value)
        first += spelling.start
        last = first + len(spelling.content)
    elif set("{}\\") & set(token.value):  # half of a doubled brace would be a field
        return None
    value, done = [], start
    for edit in edits:
        inside = start < edit.start and edit.end < end and first <= edit.start and edit.end <= last
        if edit.start < done or not inside or not _is_plain(edit, module.source.text):
            return None
        value += [module.source.text[done : edit.start], edit.after]
        done = edit.end
    return token.with_changes(value="".join([*value, module.source.text[done:end]]))


def _is_plain(edit: Edit, text: str) -> bool:
    """Whether an edit within a literal ends neither that nor an escape, and begins none."""
    return (
        text[edit.start : edit.end] == edit.before
        and _PLAIN.fullmatch(edit.before + edit.after) is not None
        and text[edit.start - 1] != "\\"
    )


def _is_name(text: str) -> bool:
    known = keyword.iskeyword(text) or keyword.issoftkeyword(text)
    return text.isascii() and text.isidentifier() and not known


def _rebuilt(
    node: cst.CSTNode,
    around: set[int],
    replaced: Mapping[int, cst.CSTNode],
    origins: dict[int, cst.CSTNode],
) -> cst.CSTNode:
    """The node with what is `replaced` in it; `origins` gets what each new node stands for."""
    if id(node) in replaced:
        new = replaced[id(node)]
    elif id(node) in around:
        changes: dict[str, object] = {}
        for name in scopes.fields(type(node)):
            value = getattr(node, name)
            if isinstance(value, cst.CSTNode):
                changes[name] = _rebuilt(value, around, replaced, origins)
            elif isinstance(value, (list, tuple)):
                items = (_rebuilt(item, around, replaced, origins) for item in value)
                changes[name] = type(value)(items)
        new = node.with_changes(**changes)
    else:
        return node
    origins[id(new)] = node
    return new
