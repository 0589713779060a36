"""Operators can look up every setting and every command."""

import re

from config import paths
from loa.ops.commands import COMMANDS

READ = re.compile(r"""(?:env\.\w+\(\s*|environ\.get\(|env=?\()["']((?:LOA|DATABASE)_[A-Z_]+)["']""")


def test_every_setting_is_documented() -> None:
    sources = [*(paths.ROOT / "config").glob("*.py"), *(paths.ROOT / "tools").glob("*.py")]
    used = {name for source in sources for name in READ.findall(source.read_text())}
    written = (paths.ROOT / "docs" / "operations" / "settings.md").read_text()
    assert {"LOA_HOME", "LOA_PORT", "DATABASE_URL"} <= used
    assert not {name for name in used if f"`{name}`" not in written}


def test_every_command_of_this_room_is_documented() -> None:
    written = (paths.ROOT / "docs" / "operations" / "running.md").read_text()
    ours = {n for n, e in COMMANDS.items() if e.target.startswith("loa.ops.") and not e.hidden}
    assert not {name for name in ours if f"loa {name}" not in written}
