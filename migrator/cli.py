"""The command line: options to a `Request`, a report to the exit status; no logic.

Decided here: names and meanings follow ruff where ruff has them. Whatever goes wrong becomes a
sentence on standard error and the exit status 2; a traceback is never shown, and 1 means findings.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import fields
from io import StringIO
from typing import Any, NoReturn

import click

from migrator import __version__, console, interrupts
from migrator.command import DEBUG_VARIABLE, Request, RequestError, execute
from migrator.config import Options, Settings, load_settings
from migrator.model import ExitStatus, Mode
from migrator.report.registry import FORMATS
from migrator.rules.tables import ConfigError

NAME = "awork-migrator"
DEBUG = "--debug"

_Words = tuple[str, ...]


def _split(_: click.Context, __: click.Parameter, values: _Words) -> _Words | None:
    """The values of an option that may be repeated or hold commas; None when it is not given."""
    words = tuple(word.strip() for value in values for word in value.split(",") if word.strip())
    return words or None


def _repeated(_: click.Context, __: click.Parameter, values: _Words) -> _Words | None:
    return values or None


def _reports(_: click.Context, __: click.Parameter, values: _Words) -> tuple[tuple[str, str], ...]:
    """Pairs of format and file from `FORMAT=FILE`."""
    pairs = tuple((name, path) for name, _equals, path in (v.partition("=") for v in values))
    for value, (name, path) in zip(values, pairs, strict=True):
        if name not in FORMATS or not path:
            raise click.BadParameter(
                f"'{value}' is not FORMAT=FILE; the formats are {', '.join(FORMATS)}"
            )
    return pairs


# One object serves every command that has the option.
_CONFIG_OPTIONS = (
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

_SELECT_OPTIONS = (
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

_RUN_OPTIONS = (
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
    *_CONFIG_OPTIONS,
    *_SELECT_OPTIONS,
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
_SINCE = click.Option(
    ["--since"],
    metavar="REV",
    help="Report sites on lines that changed since this git revision only; REV... means since"
    " HEAD left REV.",
)


_ADD_IGNORES = click.Option(
    ["--add-ignores"],
    is_flag=True,
    help="Write a suppression comment for every site that is unresolved.",
)
_EVIDENCE = click.Option(
    ["--evidence"],
    metavar="FILE",
    help="Say what the requests that trace recorded in this file say of each site.",
)
_TRACE_OPTIONS = (
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
_COMMAND = click.Argument(["command"], nargs=-1, required=True, type=click.UNPROCESSED)
_VERIFY_OPTIONS = (
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
_CHOICE_OPTIONS = (
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
_PATHS = click.Argument(["paths"], nargs=-1)


@click.group(
    name=NAME, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name=NAME, message="%(prog)s %(version)s")
def main() -> None:
    """Find every use of a deprecated REST endpoint, rewrite what is safe, report the rest.

    Exit status: 0 nothing left to do, 1 findings, 2 the tool could not do its work.
    """


@main.command(params=[_PATHS, *_RUN_OPTIONS, _SINCE, _ADD_IGNORES, _EVIDENCE])
def check(**given: Any) -> ExitStatus:
    """Report every use of a deprecated endpoint in PATHS (default: the current folder)."""
    return execute(_request(Mode.CHECK, given))


@main.command(params=[_PATHS, *_RUN_OPTIONS, *_VERIFY_OPTIONS, *_CHOICE_OPTIONS])
def fix(**given: Any) -> ExitStatus:
    """Rewrite in PATHS what is safe, and report what is left."""
    return execute(_request(Mode.FIX, given))


@main.command(params=[click.Argument(["code"], required=False), *_CONFIG_OPTIONS])
def explain(code: str | None, **given: Any) -> ExitStatus:
    """Print what the rule or reason CODE means and what to do about it; without CODE, list all."""
    from migrator.explain import pages
    from migrator.explain.catalogue import UnknownCodeError, find_reason

    if code is None:
        console.write_output(pages.contents(_settings(given).rules))
        return ExitStatus.CLEAN
    # A reason can be explained even when the configuration is what is wrong.
    known = find_reason(code.lower()) is not None
    rules = () if known else _settings(given).rules
    try:
        console.write_output(pages.explain(code, rules))
    except UnknownCodeError as error:
        raise RequestError(str(error)) from error
    return ExitStatus.CLEAN


@main.command(params=[*_CONFIG_OPTIONS, *_SELECT_OPTIONS])
def rules(**given: Any) -> ExitStatus:
    """List the rules in force."""
    from migrator.explain import pages

    console.write_output(pages.rule_list(_settings(given).rules))
    return ExitStatus.CLEAN


@main.command(
    params=[*_TRACE_OPTIONS, *_CONFIG_OPTIONS, *_SELECT_OPTIONS, _COMMAND],
    context_settings={"ignore_unknown_options": False, "allow_interspersed_args": False},
)
def trace(command: _Words, **given: Any) -> int:
    """Run COMMAND and record its requests to deprecated endpoints and their replacements.

    Write `--` before a command with options. The exit status is that of COMMAND.
    """
    from migrator import recording

    try:
        return recording.record(
            command,
            _settings(given),
            output=given["output"],
            fail_on_deprecated=given["fail_on_deprecated"],
            quiet=given["quiet"],
        )
    except recording.TraceError as error:
        raise RequestError(str(error)) from error


@main.command()
@click.option("--config", is_flag=True, help="That of the configuration, for editors.")
def schema(config: bool) -> ExitStatus:
    """Print the JSON schema of the JSON report, or of the configuration."""
    from migrator.report.schema import config_schema_text, schema_text

    console.write_output(config_schema_text() if config else schema_text())
    return ExitStatus.CLEAN


for _command in main.commands.values():
    # Without a short one of its own click cuts the sentence to the width of the terminal.
    _command.short_help = (_command.help or "").partition("\n\n")[0]


def entry_point() -> NoReturn:
    """Run the command and end the process with its exit status."""
    console.leave(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command with these arguments; nothing is raised, whatever happens."""
    # When standard error cannot be written either, the exit status is all that is left.
    with suppress(console.OutputError):
        return _guarded(arguments)
    return ExitStatus.ERROR


def _guarded(arguments: Sequence[str]) -> int:
    """The exit status; for whatever is raised it comes with a sentence on standard error."""
    try:
        result = main.main(args=list(arguments), prog_name=NAME, standalone_mode=False)
        return result if isinstance(result, int) else ExitStatus.CLEAN
    except click.ClickException as error:
        return _failed(_click_message(error, arguments))
    except (ConfigError, RequestError, console.StreamError) as error:
        return _failed(f"error: {error}\n")
    except (KeyboardInterrupt, click.Abort):
        _failed(interrupts.message("SIGINT"))
        return 128 + interrupts.INTERRUPT
    # click ends the process itself after shell completion and when nobody reads its help.
    except (BrokenPipeError, SystemExit):
        return ExitStatus.CLEAN
    # A native parser that panics raises an exception that is not an Exception.
    except BaseException as error:
        # No bug of ours: click's help goes to the stream without a detour.
        sentence = console.stream_failure(error)
        return _failed(sentence or _bug(error, arguments))


def _bug(error: BaseException, arguments: Sequence[str]) -> str:
    sentence = (
        f"error: awork-migrator stopped on {type(error).__name__}: {error}\n"
        "This is a bug in awork-migrator. Please report it with this message, the command and,"
        " if you can, the file.\n"
    )
    if DEBUG not in arguments and not os.environ.get(DEBUG_VARIABLE):
        return f"{sentence}With {DEBUG} or {DEBUG_VARIABLE}=1 it shows where that was.\n"
    # Nobody but a developer pays for this import.
    from traceback import format_exception

    return sentence + "".join(format_exception(error))


def _failed(message: str) -> ExitStatus:
    from migrator.report.printable import printable_lines

    console.write_error(printable_lines(message))
    return ExitStatus.ERROR


def _click_message(error: click.ClickException, arguments: Sequence[str]) -> str:
    """What click would print: usage, where there is one, and the sentence; and what was meant."""
    from migrator.hints import hint

    message = StringIO()
    error.show(message)
    meant = hint(arguments)
    return message.getvalue() + (f"{meant}\n" if meant else "")


def _request(mode: Mode, given: dict[str, Any]) -> Request:
    """The request of `check` or `fix` from the parameters that click hands over."""
    return Request(
        mode=Mode.DIFF if given["diff"] else mode,
        paths=given["paths"] or (".",),
        options=_options(given),
        config=given["config"],
        isolated=given["isolated"],
        stdin_filename=given["stdin_filename"],
        format=given["format_"],
        reports=given["reports"],
        exit_zero=given["exit_zero"],
        exit_non_zero_on_fix=given["exit_non_zero_on_fix"],
        statistics=given["statistics"],
        quiet=given["quiet"],
        verbose=given["verbose"],
        color=given["color"],
        write_baseline=given["write_baseline"],
        since=given.get("since"),
        add_ignores=given.get("add_ignores", False),
        show_files=given["show_files"],
        show_settings=given["show_settings"],
        interactive=given.get("interactive", False),
        site=given.get("site") or (),
        debug=given["debug"],
        verify=given.get("verify"),
        verify_timeout=given.get("verify_timeout"),
        evidence=given.get("evidence"),
    )


def _options(given: dict[str, Any]) -> Options:
    """What the command line says about settings; a parameter that a command lacks says nothing."""
    names = (field.name for field in fields(Options))
    return Options(**{name: given[name] for name in names if name in given})


def _settings(given: dict[str, Any]) -> Settings:
    return load_settings(Mode.CHECK, _options(given), given["config"], given["isolated"])
