"""For which heirs of a class one of its methods has to be run on its own.

A method of a base is run for every class that inherits it, for a path, an override or a list of
codes of the heir may decide about a site. Where the method, run for its own class, had to do with
no rule, an heir makes a difference only by what it brings along: a word of a rule, or a function
that is of concern. What callers bring along is seen where they call, with the object that they use.
"""

from __future__ import annotations

from migrator.analysis.interpreter import mixins
from migrator.analysis.interpreter.carriers import Run, Spoken, class_carries, holds
from migrator.analysis.values import Class, Function, classes


def has_to_run(run: Run, function: Function, owner: Class, heir: Class) -> bool:
    """Whether a method of `owner` may do something with a rule for `heir` that it does not itself.

    It may when it did so already, or when it comes to an answer of an endpoint that objects hold:
    then whatever the heir sets differently may be what looks at it.
    """
    if (id(function.node), id(owner)) not in run.quiet:
        return True
    spoken = _spoken(run, owner)
    if not run.answer_names.isdisjoint(spoken.own | spoken.other):
        return True
    if any(_comes_to(spoken, heir, cls, names) for cls, names in run.holders.items()):
        return True
    return _brings(run, owner, heir)


def _comes_to(spoken: Spoken, heir: Class, holder: Class, names: set[str]) -> bool:
    """Whether methods that speak of some names come to what objects of `holder` hold under others.

    What they ask of their own object, only an object of the heir's own kind answers.
    """
    if not names.isdisjoint(spoken.other):
        return True
    related = heir in classes.project_bases(holder) or holder in classes.project_bases(heir)
    return related and not names.isdisjoint(spoken.own)


def _spoken(run: Run, owner: Class) -> Spoken:
    """The names that stand in the methods which objects of a class have."""
    held = [v for base in classes.project_bases(owner) for v in list(base.namespace.values())]
    functions = {id(value.node): value for value in held if isinstance(value, Function)}
    key = frozenset(functions)  # the program may add some
    known = run.mentioned.get(key)
    if known is None:
        own: set[str] = set()
        other: set[str] = set()
        for function in functions.values():
            asked = mixins.asked_of_itself(function)
            own |= asked
            # `names` holds an attribute once, whomever it is asked of.
            other |= function.module.index.scope(function.node).names - asked
        known = run.mentioned[key] = Spoken(frozenset(own), frozenset(other))
    return known


def _brings(run: Run, owner: Class, heir: Class) -> bool:
    """Whether a word of a rule, or a function that is of concern, stands below `owner`."""
    template = run.machine.generics.get(id(heir))
    if class_carries(run, heir) or (template is not None and holds(run, template, 3)):
        return True
    for cls in classes.project_bases(heir):
        if cls is owner:
            return False
        functions = (v for v in list(cls.namespace.values()) if isinstance(v, Function))
        if any(map(run.facts.relevant, functions)):
            return True
    return False
