"""The table of all `loa` commands; a room adds one line here and imports nothing until it is called.

It must not import any room: `loa --help` reads this table alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Needs(Enum):
    """What is made ready before a command's module is imported."""

    NOTHING = "nothing"
    DJANGO = "django"  # settings and models, no connection
    DATABASE = "database"  # a server that answers; our own is started for the length of the command


@dataclass(frozen=True)
class Entry:
    """Where a command lives ("module:name" of a click command), what it needs and what it does."""

    target: str
    summary: str
    needs: Needs = Needs.NOTHING
    hidden: bool = False


COMMANDS: dict[str, Entry] = {
    "up": Entry("loa.ops.cli_run:up", "Run everything: database, migrations, web, worker."),
    "web": Entry("loa.ops.cli_run:web", "Run the web server alone."),
    "worker": Entry("loa.ops.cli_run:worker", "Run the background loops alone."),
    "prepare": Entry(
        "loa.ops.cli_data:prepare", "Migrate and collect static files.", Needs.DATABASE, hidden=True
    ),
    "migrate": Entry("loa.ops.cli_data:migrate", "Bring the database's tables up to date.", Needs.DATABASE),
    "queue": Entry("loa.ops.cli_data:queue_group", "Pause and resume all sending.", Needs.DATABASE),
    "ledger": Entry("loa.delivery.cli:ledger", "Count the ledger's figures anew.", Needs.DATABASE),
    "mail": Entry("loa.kinds.email.cli:mail", "Take in letters that came back.", Needs.DATABASE),
    "backup": Entry("loa.ops.cli_data:backup", "Write database and files into one file.", Needs.DATABASE),
    "restore": Entry("loa.ops.cli_data:restore", "Fill an empty copy from a backup.", Needs.DJANGO),
    "drill": Entry("loa.ops.cli_drill:drill", "Restore a backup on trial and take the time.", Needs.DJANGO),
    "journal": Entry("loa.journal.cli:journal", "Prove the journal, take its head away.", Needs.DATABASE),
    "charter": Entry(
        "loa.ops.charter.cli:charter", "Check that what holds the charter stands.", Needs.DATABASE
    ),
    "keys": Entry("loa.ops.keys.cli:keys", "List, add, exchange and give up keys.", Needs.DATABASE),
    "doctor": Entry("loa.ops.cli_doctor:doctor", "Check everything and say how to mend it.", Needs.DJANGO),
    "demo": Entry("loa.ops.demo.cli:demo", "Show the whole job on made-up data."),
    "cap": Entry("loa.ops.cli_cap:cap", "Check alerts in the Common Alerting Protocol."),
    "documents": Entry("loa.ops.cli_documents:documents", "Read and check files of official documents."),
    "mask": Entry("loa.ops.cli_mask:mask", "Hide names, numbers and addresses in a file of texts."),
    "oidc": Entry(
        "loa.desk.oidc.cli:oidc", "Preview the posts that a sign-in provider's claims give.", Needs.DATABASE
    ),
    "press": Entry(
        "loa.press.cli:press", "Take in, list and group what the press publishes.", Needs.DATABASE
    ),
    "proofs": Entry("loa.speakers.cli_verify:proofs", "Check downloaded proofs of play."),
    "stories": Entry("loa.ops.cli_stories:stories", "Find reprints and stories among items of the press."),
    "units": Entry("loa.ops.cli_units:units", "Find the commune of today for old and new addresses."),
    "feeds": Entry("loa.ops.cli_feeds:feeds", "Read feed files, however malformed."),
    "search": Entry("loa.ops.cli_search:search", "Ask the search index, or a file of documents."),
    "index": Entry(
        "loa.search.cli:index", "Keep this host's search index with the database.", Needs.DATABASE
    ),
    "voice": Entry("loa.ops.cli_voice:voice", "Make texts speakable, speak them, check sound files."),
    "speakers": Entry(
        "loa.speakers.cli:speakers", "Run the loudspeakers' broker and gateway alone.", Needs.DJANGO
    ),
    "bench": Entry("loa.ops.cli_bench:bench", "Measure one thing beside its alternative."),
}
