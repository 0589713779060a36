"""Writes the pages that are made from the code: docs/operations/commands.md.

usage: python tools/docs.py [--check]     --check changes nothing and exits with 1 when a page is behind
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from loa.ops import cli
from loa.ops.commands import COMMANDS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "operations" / "commands.md"
HEAD = "# Commands\n\nWritten by `make docs` from the commands' own help.\n"


def sections(command: click.Command, context: click.Context) -> list[str]:
    """Return the help of a command and, for a group, of its commands."""
    found = [f"\n## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner
            found += sections(inner, click.Context(inner, context, name, max_content_width=100))
    return found


def page() -> str:
    """Return the whole page."""
    top = click.Context(cli.loa, info_name="loa", max_content_width=100)
    text = HEAD
    for name in sorted(name for name, entry in COMMANDS.items() if not entry.hidden):
        command = cli.loa.get_command(top, name)
        assert command
        text += "".join(sections(command, click.Context(command, top, name, max_content_width=100)))
    return text


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" in sys.argv:
        same = PAGE.exists() and PAGE.read_text() == text
        print("commands.md: up to date" if same else "commands.md is behind; run `make docs`")
        return 0 if same else 1
    PAGE.write_text(text)
    print(f"wrote {PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
