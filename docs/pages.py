"""What the site of documentation takes from elsewhere: the README, the changelog, and the rules.

Decided here: a page is written once. Links between the README and `docs/` are turned into those of
the site.
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from migrator.explain.pages import rule_page
from migrator.rules.loader import built_in_rules

ROOT = Path(__file__).parents[1]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that do not stand in `docs/`."""
    pages = {
        "index.md": (ROOT / "README.md").read_text(encoding="utf-8"),
        "changes.md": (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"),
        "rules.md": rules(),
    }
    for name, content in pages.items():
        files.append(File.generated(config, name, content=_linked(content)))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Turn the links of a page."""
    return _linked(markdown)


def _linked(text: str) -> str:
    """The text with the links that hold on the site."""
    text = text.replace("](../README.md", "](index.md").replace("](docs/", "](")
    return re.sub(r"\[([^\]]+)\]\(LICENSE\)", r"\1", text)


def rules() -> str:
    """The built-in rules, each as `explain` prints it."""
    parts = ["# Rules\n\nThe built-in rules, as `awork-migrator explain CODE` prints them.\n"]
    for rule in built_in_rules():
        parts.append(f"## {rule.code}\n\n```text\n{rule_page(rule)}```\n")
    return "\n".join(parts)
