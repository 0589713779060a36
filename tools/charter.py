"""Writes src/loa/ops/charter/expected.json: how everything that holds the charter looks after all migrations.

usage: python tools/charter.py     makes a scratch database, migrates it, reads it and removes it; read the difference
                                   before you commit it: a rule that became weaker shows there
"""

from __future__ import annotations

import sys

from loa.lib import clock
from loa.ops import cli, cli_bench


def main() -> int:
    """Write the file."""
    with cli_bench.scratch_home():
        cli.start_django()
        from django.db import connection  # noqa: PLC0415  the scratch folder must be named before settings are read

        from loa.ops.charter import verify  # noqa: PLC0415

        with cli_bench.migrated_database():
            with connection.cursor() as cursor:
                cursor.execute("SELECT delivery_open_month(%s)", [clock.today()])
            verify.FILE.write_text(verify.text_of(verify.looks()), encoding="utf-8")
            connection.close()
    print(f"wrote {verify.FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
