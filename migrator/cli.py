"""The command line: options to a `Request`, a report to the exit status; no logic.

Decided here: whatever goes wrong becomes a sentence on standard error and the exit status 2; a
traceback is never shown, and 1 means findings.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import fields
from io import StringIO
from typing import Any, NoReturn

import click

from migrator import __version__, console, interrupts, options
from migrator.command import DEBUG_VARIABLE, Request, RequestError, execute
from migrator.config import Options, Settings, load_settings
from migrator.model import ExitStatus, Mode
from migrator.rules.tables import ConfigError

NAME = "awork-migrator"


@click.group(
    name=NAME, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name=NAME, message="%(prog)s %(version)s")
def main() -> None:
    """Find every use of a deprecated REST endpoint, rewrite what is safe, report the rest.

    Exit status: 0 nothing left to do, 1 findings, 2 the tool could not do its work.
    """


@main.command(
    params=[
        options.PATHS,
        *options.RUN_OPTIONS,
        options.SINCE,
        options.ADD_IGNORES,
        options.EVIDENCE,
    ]
)
def check(**given: Any) -> ExitStatus:
    """Report every use of a deprecated endpoint in PATHS (default: the current folder)."""
    return execute(_request(Mode.CHECK, given))


@main.command(
    params=[
        options.PATHS,
        *options.RUN_OPTIONS,
        *options.VERIFY_OPTIONS,
        *options.CHOICE_OPTIONS,
        options.EVIDENCE,
    ]
)
def fix(**given: Any) -> ExitStatus:
    """Rewrite in PATHS what is safe, and report what is left."""
    return execute(_request(Mode.FIX, given))


@main.command(params=[click.Argument(["code"], required=False), *options.CONFIG_OPTIONS])
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


@main.command(params=[*options.CONFIG_OPTIONS, *options.SELECT_OPTIONS])
def rules(**given: Any) -> ExitStatus:
    """List the rules in force."""
    from migrator.explain import pages

    console.write_output(pages.rule_list(_settings(given).rules))
    return ExitStatus.CLEAN


@main.command(
    params=[
        *options.TRACE_OPTIONS,
        *options.CONFIG_OPTIONS,
        *options.SELECT_OPTIONS,
        options.COMMAND,
    ],
    context_settings={"ignore_unknown_options": False, "allow_interspersed_args": False},
)
def trace(command: options.Words, **given: Any) -> int:
    """Run COMMAND and record its requests to deprecated endpoints and their replacements.

    Write `--` before a command with options. The exit status is that of COMMAND.
    """
    from migrator.recording import record

    return record(
        command,
        _settings(given).rules,
        output=given["output"],
        fail_on_deprecated=given["fail_on_deprecated"],
        quiet=given["quiet"],
    )


@main.command()
@click.option("--config", "which", flag_value="config", help="That of the configuration.")
@click.option("--models", "which", flag_value="models", help="That of a file of models.")
def schema(which: str | None) -> ExitStatus:
    """Print the JSON schema of the JSON report, or one with which editors help."""
    from migrator.report.schema import config_schema_text, models_schema_text, schema_text

    texts = {"config": config_schema_text, "models": models_schema_text}
    console.write_output(texts[which]() if which else schema_text())
    return ExitStatus.CLEAN


for _command in main.commands.values():
    # Without a short one of its own click cuts the sentence to the width of the terminal.
    _command.short_help = (_command.help or "").partition("\n\n")[0]


def entry_point() -> NoReturn:
    """Run the command and end the process with its exit status."""
    console.leave(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command with these arguments; nothing is raised, whatever happens."""

    def work() -> object:
        return main.main(args=list(arguments), prog_name=NAME, standalone_mode=False)

    return guarded(work, arguments)


def guarded(work: Callable[[], object], arguments: Sequence[str]) -> int:
    """The exit status of work that these arguments ask for; nothing is raised, whatever happens."""
    # When standard error cannot be written either, the exit status is all that is left.
    with suppress(console.OutputError):
        return _told(work, arguments)
    return ExitStatus.ERROR


def _told(work: Callable[[], object], arguments: Sequence[str]) -> int:
    """The exit status; for whatever is raised it comes with a sentence on standard error."""
    try:
        result = work()
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
    if options.DEBUG not in arguments and not os.environ.get(DEBUG_VARIABLE):
        return f"{sentence}With {options.DEBUG} or {DEBUG_VARIABLE}=1 it shows where that was.\n"
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
