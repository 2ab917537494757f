"""One `check` or `fix`: settings, the run, and its results to the streams and files.

Decided here: what goes where. Findings go to standard output and remarks to standard error, except
that `fix -` gives standard output to the fixed source and `--diff` gives it to the diff; the report
then goes to standard error, or with `--diff` its summary.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace

from migrator import console, remarks, service
from migrator.config import Options, Settings, load_settings
from migrator.files.leftovers import left_behind
from migrator.model import ExitStatus, Mode, Problem, Report, Status, silent
from migrator.report import registry
from migrator.report.cells import for_people
from migrator.report.printable import printable, printable_lines
from migrator.report.verdict import exit_status

STDIN = "-"
_FOR_PEOPLE = ("text", "concise")
DEBUG_VARIABLE = "AWORK_MIGRATOR_DEBUG"


@dataclass(frozen=True)
class Request:
    """What the user asked for, as the command line gives it.

    `format` is None when none was asked for; `reports` pairs a format and a file.
    """

    mode: Mode
    paths: tuple[str, ...]
    options: Options
    config: str | None = None
    isolated: bool = False
    stdin_filename: str | None = None
    format: str | None = None
    reports: tuple[tuple[str, str], ...] = ()
    exit_zero: bool = False
    exit_non_zero_on_fix: bool = False
    statistics: bool = False
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"
    write_baseline: str | None = None
    since: str | None = None
    add_ignores: bool = False
    debug: bool = False
    verify: str | None = None
    verify_timeout: float | None = None
    evidence: str | None = None
    show_files: bool = False
    show_settings: bool = False
    interactive: bool = False
    site: tuple[str, ...] = ()

    @property
    def reads_stdin(self) -> bool:
        """Whether the source comes from standard input."""
        return STDIN in self.paths


class RequestError(Exception):
    """A sentence for the user: which arguments do not go together."""


def execute(request: Request) -> ExitStatus:
    """Do what was asked for, write the results, and say how it went.

    Raise `RequestError`, `ConfigError` or `OutputError` for what the user has to put right.
    """
    _check(request)
    settings = _settings(request)
    if request.show_files or request.show_settings:
        return _show_only(request, settings)
    problems = _after_a_crash(request)
    request = replace(request, format=request.format or service.default_format(request.mode))
    if request.evidence is not None:
        from migrator.witness import seen

        settings = replace(settings, sightings=seen(request.evidence))
    narrowed = _narrowing(request, settings)
    source = console.read_input() if request.reads_stdin else None
    if request.site:
        settings = replace(settings, chosen=frozenset(request.site), only_chosen=True)
        _check_sites(request, settings, source)
    elif request.interactive:
        settings = _asked(request, settings)
    report = narrowed(_run_with_evidence(request, settings, source))
    report = replace(report, errors=(*problems, *report.errors))
    if request.add_ignores:
        report = _with_ignores(
            request,
            settings,
            report,
            lambda: narrowed(_run_with_evidence(request, settings, source)),
        )
    report = remarks.with_remarks(report, request.paths, on_disk=not request.reads_stdin)
    formats = [request.format or "", *(name for name, _ in request.reports)]
    report = service.located(report, formats, source, request.stdin_filename or "<stdin>")
    _show(request, report, source)
    if request.debug or os.environ.get(DEBUG_VARIABLE):
        console.write_error("".join(map(printable_lines, report.tracebacks)))
    written = _write_reports(request, report)
    if request.format == "github":
        written &= service.append_summary(report)
    status = exit_status(
        report,
        settings.fail_on,
        exit_zero=request.exit_zero,
        exit_non_zero_on_fix=request.exit_non_zero_on_fix,
    )
    return status if written else ExitStatus.ERROR


def _settings(request: Request) -> Settings:
    """The settings of a run; without a file given by name each path has those nearest to it."""
    settings = load_settings(request.mode, request.options, request.config, request.isolated)
    if request.isolated or request.config is not None:
        return settings
    from migrator.nearest import with_nearest

    paths = [request.stdin_filename or "."] if request.reads_stdin else request.paths
    return with_nearest(settings, request.options, paths)


def _check_sites(request: Request, settings: Settings, source: bytes | None) -> None:
    """Refuse fingerprints that do not name one site each, before anything is written."""
    report = _run(replace(request, verify=None), replace(settings, mode=Mode.CHECK), source)
    for wanted in request.site:
        named = [site for site in report.sites if site.fingerprint.startswith(wanted)]
        if not named:
            raise RequestError(f"--site: no site has the fingerprint {wanted}; see --format json")
        if len(named) > 1:
            places = ", ".join(report.named(s.location) for s in named[:5])
            raise RequestError(f"--site: {wanted} is the beginning of several sites: {places}")
        if named[0].status is not Status.FIXABLE:
            codes = ", ".join(reason.code for reason in named[0].reasons)
            place = report.named(named[0].location)
            raise RequestError(
                f"--site: {place} is {named[0].status.value}"
                f"{f' ({codes})' if codes else ''}, and no fix for it is known"
            )


def _asked(request: Request, settings: Settings) -> Settings:
    """The settings with the unsafe fixes that the user wants."""
    from migrator import interactive
    from migrator.sources import with_sources

    preview = _run(replace(request, verify=None), replace(settings, mode=Mode.CHECK), None)
    report = for_people(with_sources(preview))
    columns = console.columns(sys.stdout, os.environ)
    color = console.use_color(request.color, sys.stdout, os.environ)
    dialogue = interactive.Dialogue(console.write_output, console.read_line)
    return replace(settings, chosen=dialogue.choices(report, color=color, columns=columns))


def _show_only(request: Request, settings: Settings) -> ExitStatus:
    """Print what a run would read or go by, in place of the run."""
    from migrator import showing
    from migrator.report.paint import Paint
    from migrator.report.text import error_line

    if request.show_settings:
        console.write_output(showing.settings_text(request.paths, settings))
    if not request.show_files:
        return ExitStatus.CLEAN
    files, problems = showing.files(request.paths, settings)
    console.write_output("".join(f"{printable(name)}\n" for name in files))
    paint = Paint(console.use_color(request.color, sys.stderr, os.environ))
    console.write_error("".join(f"{error_line(problem, paint)}\n" for problem in problems))
    return ExitStatus.ERROR if problems else ExitStatus.CLEAN


def _check(request: Request) -> None:
    if request.reads_stdin and len(request.paths) > 1:
        raise RequestError("'-' reads the source from standard input; name no other path with it")
    if request.reads_stdin and (request.show_files or request.show_settings):
        raise RequestError("--show-files and --show-settings are about paths, not about '-'")
    if request.stdin_filename is not None and not request.reads_stdin:
        raise RequestError("--stdin-filename needs '-' as the path")
    if request.mode is Mode.DIFF and request.write_baseline is not None:
        raise RequestError("--diff writes nothing, so that --write-baseline cannot go with it")
    if request.mode is Mode.DIFF and request.since is not None:
        raise RequestError("--since is about what is reported; a --diff shows every change")
    if request.interactive and (request.site or request.reads_stdin or request.mode is Mode.DIFF):
        raise RequestError(
            "--interactive asks about files; it goes with none of --site, --diff, '-'"
        )
    if request.add_ignores and (request.mode is Mode.DIFF or request.reads_stdin):
        raise RequestError("--add-ignores writes to files; it goes with neither --diff nor '-'")
    if request.verify is not None and request.reads_stdin:
        raise RequestError("--verify runs a command on files, so that '-' cannot go with it")
    if request.verify_timeout is not None and request.verify is None:
        raise RequestError("--verify-timeout needs --verify COMMAND")


def _after_a_crash(request: Request) -> tuple[Problem, ...]:
    """Undo what a verified fix left behind that did not come to its end."""
    if not any(left_behind(request.paths)):
        return ()
    from migrator import judging

    try:
        return judging.repaired(request.paths, writes=request.mode is Mode.FIX)
    except judging.VerifyError as error:
        raise RequestError(str(error)) from error


def _narrowing(request: Request, settings: Settings) -> Callable[[Report], Report]:
    """What takes out of a report what the user does not want to see now."""
    if not (settings.baseline or request.write_baseline or request.since is not None):
        return lambda report: report
    # Without these options a run needs neither git nor JSON.
    from migrator import narrowing

    stdin = (request.stdin_filename or STDIN,)
    roots = stdin if request.reads_stdin else request.paths
    try:
        prepared = narrowing.prepare(
            roots, settings.baseline, request.write_baseline, request.since
        )
    except narrowing.NarrowingError as error:
        raise RequestError(str(error)) from error

    def narrowed(report: Report) -> Report:
        left, text = narrowing.narrow(report, prepared)
        if text is not None and prepared.baseline is not None:
            console.write_file(prepared.baseline, text, what="baseline")
            return remarks.known_now(left, prepared.baseline)
        return left

    return narrowed


def _with_ignores(
    request: Request, settings: Settings, report: Report, again: Callable[[], Report]
) -> Report:
    """Write a comment for every site that is left to a person; the report of the run after it."""
    from datetime import date

    from migrator.files.landing import Landing
    from migrator.files.walk import WalkOptions
    from migrator.ignores import add_ignores

    options = WalkOptions(settings.exclude, settings.force_exclude, settings.respect_gitignore)
    landing = Landing(request.paths, options)
    added = add_ignores(report.sites, date.today(), landing)
    if added.comments:
        report = again()
    return replace(
        report,
        errors=(*report.errors, *added.problems),
        notes=(*report.notes, *added.notes(report.cells)),
    )


def _run(request: Request, settings: Settings, source: bytes | None) -> Report:
    # `--help`, `explain` and a wrong command line do not need the engine.
    from migrator import engine

    # A command judges first what would be written.
    if request.verify is not None:
        settings = replace(settings, mode=Mode.DIFF)
    progress = None if request.quiet else console.new_progress()
    try:
        report = engine.run(
            request.paths,
            settings,
            stdin=source,
            stdin_filename=request.stdin_filename,
            progress=progress or silent,
        )
    finally:
        if progress is not None:
            progress.close()
    if request.verify is None:
        return report
    from migrator import judging

    try:
        return judging.judged(
            report,
            request.mode,
            request.verify,
            timeout=request.verify_timeout,
            quiet=request.quiet,
            verbose=request.verbose,
        )
    except judging.VerifyError as error:
        raise RequestError(str(error)) from error


def _run_with_evidence(request: Request, settings: Settings, source: bytes | None) -> Report:
    """The report of a run, with what a recorded run says of its sites."""
    report = _run(request, settings, source)
    if request.evidence is None:
        return report
    from migrator.witness import joined

    return joined(report, request.evidence, request.paths)


def _show(request: Request, report: Report, source: bytes | None) -> None:
    if request.mode is Mode.DIFF:
        _show_diff(request, report)
    elif request.mode is Mode.FIX and source is not None:
        console.write_bytes(_fixed_source(report, source))
        console.write_error(_rendered(request, report, to_error=True))
    else:
        console.write_output(_rendered(request, report, to_error=False))
    if _other_format(request) in remarks.WITHOUT_NOTES and not request.quiet:
        console.write_error("".join(f"note: {printable(note)}\n" for note in report.notes))
    if request.statistics and (request.mode is Mode.DIFF or _other_format(request)):
        from migrator.report import statistics

        console.write_error(statistics.render(report))
    if request.verbose:
        console.write_error(_log(report))


def _show_diff(request: Request, report: Report) -> None:
    from migrator.report import diff, text

    in_color = console.use_color(request.color, sys.stdout, os.environ)
    console.write_output(diff.painted(report) if in_color else diff.render(report))
    if request.format is not None:
        console.write_error(
            "note: --format has no effect with --diff; write the report to a file"
            f" with --report {request.format}=FILE\n"
        )
    color = console.use_color(request.color, sys.stderr, os.environ)
    options = text.TextOptions(color=color, quiet=request.quiet, with_sites=False)
    console.write_error(text.render(for_people(report), options))


def _rendered(request: Request, report: Report, *, to_error: bool) -> str:
    """The report in the format that was asked for, for one of the two streams."""
    other = _other_format(request)
    if other:
        return registry.renderer(other)(report)
    from migrator.report import text

    stream = sys.stderr if to_error else sys.stdout
    options = text.TextOptions(
        color=console.use_color(request.color, stream, os.environ),
        verbose=request.verbose,
        quiet=request.quiet,
        with_sites=not request.statistics,
        with_statistics=request.statistics,
        columns=console.columns(stream, os.environ),
        concise=request.format == "concise",
        in_git=bool(report.changes) and service.is_in_git(),
    )
    return text.render(for_people(report), options)


def _other_format(request: Request) -> str:
    """The format that was asked for when it is not one for people, else an empty string."""
    return request.format if request.format and request.format not in _FOR_PEOPLE else ""


def _fixed_source(report: Report, source: bytes) -> bytes:
    """The bytes of standard input after the changes of the run, in their own encoding."""
    if not report.changes:
        return source
    from migrator.files.source import decode, encode

    return encode(decode(source, STDIN, STDIN), report.changes[0].after)


def _write_reports(request: Request, report: Report) -> bool:
    """Write the report files; whether all of them could be written."""
    written = True
    for name, path in request.reports:
        try:
            console.write_file(path, registry.renderer(name)(report))
        except console.OutputError as error:
            console.write_error(f"error: {error}\n")
            written = False
    return written


def _log(report: Report) -> str:
    files = report.files
    rules = ", ".join(rule.code for rule in report.rules)
    return (
        f"{files.scanned} files scanned, {files.analysed} analysed, {files.changed} changed,"
        f" {files.skipped} left out, {files.failed} failed; rules: {rules}\n"
    )
