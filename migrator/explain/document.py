"""The pages of all reasons as one Markdown document: `python -m migrator.explain.document`.

Decided here: the document is `docs/reasons.md`, in the words of `explain`; a test holds that the
two agree.
"""

from __future__ import annotations

import sys

from migrator.explain.catalogue import ReasonPage, find_reason, reason_codes

_HEAD = """\
# Reasons

What each reason code in a report means, with an example and what to do. `awork-migrator explain
CODE` prints the same. Written by `python -m migrator.explain.document > docs/reasons.md`.
"""


def document() -> str:
    """All pages in alphabetical order, as Markdown with a final newline."""
    pages = (find_reason(code) for code in reason_codes())
    return "\n".join((_HEAD, *(_section(page) for page in pages if page is not None)))


def _section(page: ReasonPage) -> str:
    parts = [f"## `{page.code}`", f"**{page.title}.** {page.meaning}"]
    if page.before:
        parts.append(f"```python\n{page.before.strip()}\n```")
    parts.append(f"What to do: {page.help}. {page.action}")
    if page.after:
        parts.append(f"Afterwards:\n\n```python\n{page.after.strip()}\n```")
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
