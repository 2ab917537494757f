"""The command line: options to a `Request`, a report to the exit status; no logic.

Decided here: names and meanings follow ruff where ruff has them. Whatever goes wrong becomes a
sentence on standard error and the exit status 2; a traceback is never shown, and 1 means findings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from io import StringIO
from typing import Any, NoReturn

import click

from migrator import __version__, console
from migrator.command import Request, RequestError, execute
from migrator.config import Options, Settings, load_settings
from migrator.explain.catalogue import UnknownCodeError, find_reason
from migrator.model import ExitStatus, Mode
from migrator.report.registry import FORMATS
from migrator.rules.tables import ConfigError

NAME = "awork-migrator"

_Callback = Callable[..., Any]
_Decorator = Callable[[_Callback], _Callback]
_Words = tuple[str, ...]


def _split(
    _: click.Context, __: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...] | None:
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


_CONFIG_OPTIONS = (
    click.option(
        "--rules",
        multiple=True,
        metavar="FILE",
        callback=_repeated,
        help="A TOML file with rules of your own; may be repeated.",
    ),
    click.option("--config", metavar="FILE", help="The configuration file to use."),
    click.option("--isolated", is_flag=True, help="Read no configuration file."),
)

_SELECT_OPTIONS = (
    click.option(
        "--select",
        multiple=True,
        metavar="CODE",
        callback=_split,
        help="Apply these rules only; a code, the beginning of codes, or ALL.",
    ),
    click.option(
        "--ignore", multiple=True, metavar="CODE", callback=_split, help="Leave these rules out."
    ),
)

_RUN_OPTIONS = (
    click.option("--diff", is_flag=True, help="Print the changes as a diff and write nothing."),
    click.option(
        "--unsafe-fixes/--no-unsafe-fixes",
        default=None,
        help="Also make changes that have to be read before they are merged.",
    ),
    click.option(
        "--format",
        "format_",
        type=click.Choice(list(FORMATS)),
        help="The format of standard output (default: text).",
    ),
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FORMAT=FILE",
        callback=_reports,
        help="Also write a report to a file; may be repeated.",
    ),
    *_CONFIG_OPTIONS,
    *_SELECT_OPTIONS,
    click.option(
        "--exclude", multiple=True, metavar="GLOB", callback=_split, help="Leave these paths out."
    ),
    click.option(
        "--force-exclude/--no-force-exclude",
        default=None,
        help="Leave excluded paths out even when they are named.",
    ),
    click.option(
        "--respect-gitignore/--no-respect-gitignore",
        default=None,
        help="Leave out what git ignores (the default).",
    ),
    click.option(
        "--fail-on",
        multiple=True,
        metavar="STATUS",
        callback=_split,
        help="Exit with 1 for sites of this status (default: fixable and unresolved).",
    ),
    click.option("-e", "--exit-zero", is_flag=True, help="Exit with 0 even with findings."),
    click.option(
        "--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 when a file was changed."
    ),
    click.option("--statistics", is_flag=True, help="Print sums in place of the sites."),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(min=1),
        metavar="N",
        help="The number of processes to use.",
    ),
    click.option("-q", "--quiet", is_flag=True, help="Print the findings and nothing else."),
    click.option(
        "-v", "--verbose", is_flag=True, help="Also list what is suppressed, ignored or left out."
    ),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="When to write colours.",
    ),
    click.option("--stdin-filename", metavar="FILE", help="The name of the source that '-' reads."),
)


def _with(
    options: tuple[Callable[[_Callback], _Callback], ...],
) -> Callable[[_Callback], _Callback]:
    """One decorator that adds all `options`, in their order."""

    def decorate(callback: _Callback) -> _Callback:
        for option in reversed(options):
            callback = option(callback)
        return callback

    return decorate


@click.group(
    name=NAME, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name=NAME, message="%(prog)s %(version)s")
def main() -> None:
    """Find every use of a deprecated REST endpoint, rewrite what is safe, report the rest.

    Exit status: 0 nothing left to do, 1 findings, 2 the tool could not do its work.
    """


@main.command()
@click.argument("paths", nargs=-1)
@_with(_RUN_OPTIONS)
def check(**given: Any) -> ExitStatus:
    """Report every use of a deprecated endpoint in PATHS (default: the current folder)."""
    return execute(_request(Mode.CHECK, given))


@main.command()
@click.argument("paths", nargs=-1)
@_with(_RUN_OPTIONS)
def fix(**given: Any) -> ExitStatus:
    """Rewrite in PATHS what is safe, and report what is left."""
    return execute(_request(Mode.FIX, given))


@main.command()
@click.argument("code")
@_with(_CONFIG_OPTIONS)
def explain(code: str, **given: Any) -> ExitStatus:
    """Print what the rule or reason CODE means and what to do about it."""
    from migrator.explain import pages

    # A reason can be explained even when the configuration is what is wrong.
    known = find_reason(code.lower()) is not None
    rules = () if known else _settings(given).rules
    console.write_output(pages.explain(code, rules))
    return ExitStatus.CLEAN


@main.command()
@_with((*_CONFIG_OPTIONS, *_SELECT_OPTIONS))
def rules(**given: Any) -> ExitStatus:
    """List the rules in force."""
    from migrator.explain import pages

    console.write_output(pages.rule_list(_settings(given).rules))
    return ExitStatus.CLEAN


def entry_point() -> NoReturn:
    """Run the command and end the process with its exit status."""
    sys.exit(int(_guarded(lambda: main.main(prog_name=NAME, standalone_mode=False))))


def _guarded(run: Callable[[], Any]) -> ExitStatus:
    """What `run` returns; for whatever it raises a sentence on standard error and ERROR."""
    try:
        result = run()
        return result if isinstance(result, ExitStatus) else ExitStatus(result or 0)
    except click.ClickException as error:
        return _failed(_click_message(error))
    except (ConfigError, RequestError, UnknownCodeError, console.OutputError) as error:
        return _failed(f"error: {error}\n")
    except (KeyboardInterrupt, click.Abort):
        return _failed("\nerror: interrupted; files that were written are complete\n")
    except BrokenPipeError:
        return ExitStatus.CLEAN
    except SystemExit:
        raise
    # A native parser that panics raises an exception that is not an Exception.
    except BaseException as error:
        return _failed(
            f"error: awork-migrator stopped on {type(error).__name__}: {error}\n"
            "This is a bug in awork-migrator. Please report it with this message, the command and,"
            " if you can, the file.\n"
        )


def _failed(message: str) -> ExitStatus:
    # When standard error cannot be written either, the exit status is all that is left.
    with suppress(console.OutputError):
        console.write_error(message)
    return ExitStatus.ERROR


def _click_message(error: click.ClickException) -> str:
    """What click would print: usage, where there is one, and the sentence."""
    message = StringIO()
    error.show(message)
    return message.getvalue()


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
    )


def _options(given: dict[str, Any]) -> Options:
    """What the command line says about settings; a parameter that a command lacks says nothing."""
    names = (field.name for field in fields(Options))
    return Options(**{name: given[name] for name in names if name in given})


def _settings(given: dict[str, Any]) -> Settings:
    return load_settings(Mode.CHECK, _options(given), given["config"], given["isolated"])
