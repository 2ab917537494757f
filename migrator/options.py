"""The options and arguments of the commands, as click takes them.

Decided here: names and meanings follow ruff where ruff has them. One object serves every command
that has the option.
"""

from __future__ import annotations

import click

from migrator.report.registry import FORMATS

DEBUG = "--debug"

Words = tuple[str, ...]


def _split(_: click.Context, __: click.Parameter, values: Words) -> Words | None:
    """The values of an option that may be repeated or hold commas; None when it is not given."""
    words = tuple(word.strip() for value in values for word in value.split(",") if word.strip())
    return words or None


def _repeated(_: click.Context, __: click.Parameter, values: Words) -> Words | None:
    return values or None


def _reports(_: click.Context, __: click.Parameter, values: Words) -> tuple[tuple[str, str], ...]:
    """Pairs of format and file from `FORMAT=FILE`."""
    pairs = tuple((name, path) for name, _equals, path in (v.partition("=") for v in values))
    for value, (name, path) in zip(values, pairs, strict=True):
        if name not in FORMATS or not path:
            raise click.BadParameter(
                f"'{value}' is not FORMAT=FILE; the formats are {', '.join(FORMATS)}"
            )
    return pairs


CONFIG_OPTIONS = (
    click.Option(
        ["--rules"],
        multiple=True,
        metavar="FILE",
        callback=_repeated,
        help="A TOML file with rules of your own; may be repeated.",
    ),
    click.Option(["--config"], metavar="FILE", help="The configuration file to use."),
    click.Option(["--isolated"], is_flag=True, help="Read no configuration file."),
)

SELECT_OPTIONS = (
    click.Option(
        ["--select"],
        multiple=True,
        metavar="CODE",
        callback=_split,
        help="Apply these rules only; a code, the beginning of codes, or ALL.",
    ),
    click.Option(
        ["--ignore"], multiple=True, metavar="CODE", callback=_split, help="Leave these rules out."
    ),
)

RUN_OPTIONS = (
    click.Option(["--diff"], is_flag=True, help="Print the changes as a diff and write nothing."),
    click.Option(
        ["--unsafe-fixes/--no-unsafe-fixes"],
        default=None,
        help="Also make changes that have to be read before they are merged.",
    ),
    click.Option(
        ["--format", "format_"],
        type=click.Choice(list(FORMATS)),
        help="The format of standard output (default: text, in GitHub Actions github).",
    ),
    click.Option(
        ["--report", "reports"],
        multiple=True,
        metavar="FORMAT=FILE",
        callback=_reports,
        help="Also write a report to a file; may be repeated.",
    ),
    *CONFIG_OPTIONS,
    *SELECT_OPTIONS,
    click.Option(
        ["--exclude"], multiple=True, metavar="GLOB", callback=_split, help="Leave these paths out."
    ),
    click.Option(
        ["--extend-exclude"],
        multiple=True,
        metavar="GLOB",
        callback=_split,
        help="Leave these paths out besides those of --exclude.",
    ),
    click.Option(
        ["--force-exclude/--no-force-exclude"],
        default=None,
        help="Leave excluded paths out even when they are named.",
    ),
    click.Option(
        ["--respect-gitignore/--no-respect-gitignore"],
        default=None,
        help="Leave out what git ignores (the default).",
    ),
    click.Option(
        ["--fail-on"],
        multiple=True,
        metavar="STATUS",
        callback=_split,
        help="Exit with 1 for sites of this status (default: fixable and unresolved).",
    ),
    click.Option(["-e", "--exit-zero"], is_flag=True, help="Exit with 0 even with findings."),
    click.Option(
        ["--exit-non-zero-on-fix"], is_flag=True, help="Exit with 1 when a file was changed."
    ),
    click.Option(["--statistics"], is_flag=True, help="Print sums in place of the sites."),
    click.Option(
        ["-j", "--jobs"],
        type=click.IntRange(min=1),
        metavar="N",
        help="The number of processes to use.",
    ),
    click.Option(["-q", "--quiet"], is_flag=True, help="Print the findings and nothing else."),
    click.Option(
        ["-v", "--verbose"], is_flag=True, help="Also list what is suppressed, ignored or left out."
    ),
    click.Option(
        [DEBUG], is_flag=True, help="Show the traceback of an error in awork-migrator itself."
    ),
    click.Option(
        ["--color"],
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="When to write colours.",
    ),
    click.Option(
        ["--show-files"], is_flag=True, help="List the files that would be read, and do no more."
    ),
    click.Option(
        ["--show-settings"], is_flag=True, help="Print the settings in force, and do no more."
    ),
    click.Option(
        ["--stdin-filename"], metavar="FILE", help="The name of the source that '-' reads."
    ),
    click.Option(["--baseline"], metavar="FILE", help="Suppress the sites that this file knows."),
    click.Option(
        ["--write-baseline"],
        metavar="FILE",
        help="Make every site that is left known in this file.",
    ),
)

# A fix goes by what is there, not by when it came, so that only `check` has this one.
SINCE = click.Option(
    ["--since"],
    metavar="REV",
    help="Report sites on lines that changed since this git revision only; REV... means since"
    " HEAD left REV.",
)


ADD_IGNORES = click.Option(
    ["--add-ignores"],
    is_flag=True,
    help="Write a suppression comment for every site that is unresolved.",
)
EVIDENCE = click.Option(
    ["--evidence"],
    metavar="FILE",
    help="Put beside each site what trace recorded in this file; unsafe fixes may rest on it.",
)
TRACE_OPTIONS = (
    click.Option(
        ["-o", "--output"], metavar="FILE", help="Write what was recorded, one JSON object a line."
    ),
    click.Option(
        ["--fail-on-deprecated"],
        is_flag=True,
        help="Exit with 1 when a deprecated endpoint was called.",
    ),
    click.Option(["-q", "--quiet"], is_flag=True, help="Say nothing of what was recorded."),
)
COMMAND = click.Argument(["command"], nargs=-1, required=True, type=click.UNPROCESSED)
VERIFY_OPTIONS = (
    click.Option(
        ["--verify"],
        metavar="COMMAND",
        help="Keep only what this command, such as a test suite, passes with.",
    ),
    click.Option(
        ["--verify-timeout"],
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="How long one run of the command may take.",
    ),
)
CHOICE_OPTIONS = (
    click.Option(
        ["--interactive"], is_flag=True, help="Show each unsafe fix, and ask whether to make it."
    ),
    click.Option(
        ["--site"],
        multiple=True,
        metavar="FINGERPRINT",
        callback=_split,
        help="Fix this site alone, safe or not; the beginning of its fingerprint is enough.",
    ),
)
PATHS = click.Argument(["paths"], nargs=-1)
