"""Reading bounce mailboxes over IMAP (RFC 9051, and RFC 3501 as servers speak it): each letter once, marked after commit.

It must not decide what a letter means (`intake`), nor remove anything from the mailbox: it only marks as read.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from email import message_from_bytes

from django.db import transaction

from loa.channels import reach, registry
from loa.kinds.email import canary, queries, standing
from loa.kinds.email.intake import take_in
from loa.kinds.email.models import Mailbox, Problem, Security
from loa.kinds.email.returned import MOST
from loa.kinds.email.vault import read_password
from loa.lib.border import BorderError

LETTERS = 2000
"""Letters taken in at one reading; the next one goes on."""
WAIT = 20.0
_BROKEN = (imaplib.IMAP4.error, OSError, EOFError, ValueError)


class Unreadable(Exception):
    """A mailbox could not be read, for one of the problems that a page can name."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_all() -> int:
    """Read every mailbox in use and return how many letters were taken in; a broken one does not hold up the others."""
    return sum(read_mailbox(pk) or 0 for pk in queries.mailboxes_in_use())


def read_mailbox(mailbox_id: int) -> int | None:
    """Take in what is new in one mailbox and return how many letters that were; None when it could not be read."""
    box = Mailbox.objects.select_related("account__body").filter(pk=mailbox_id).first()
    if box is None:
        return None
    try:
        taken = _take_new(box)
    except Unreadable as why:
        standing.note_problem(box, why.problem)
        return None
    standing.note_read(box)
    return taken


def _take_new(box: Mailbox) -> int:
    taken = 0
    with _line(box) as line:
        validity = _validity(line)
        since = box.last_uid if box.uid_validity == validity else 0
        for uid in _uids(line, since)[:LETTERS]:
            raw = _letter(line, uid)
            with transaction.atomic():
                if not canary.arrived(box.account_id, message_from_bytes(raw)):
                    take_in(raw, account=box.account)
                Mailbox.objects.filter(pk=box.pk).update(uid_validity=validity, last_uid=uid)
            line.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
            taken += 1
    return taken


@contextlib.contextmanager
def _line(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    """Open the inbox and hang up politely. Raises: Unreadable, also for what breaks while it is open."""
    registry.check_call(registry.get("email"), "IMAP", f"imap://{box.host}", own_host=box.host)
    with reach.sending(box.account.mode):
        line = _connected(box)
        try:
            _log_in(line, box)
            yield line
        except _BROKEN as error:
            raise Unreadable(Problem.CUT) from error
        finally:
            with contextlib.suppress(*_BROKEN):
                line.logout()


def _connected(box: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    try:
        if box.security == Security.TLS:
            return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=WAIT)
        line = imaplib.IMAP4(box.host, box.port, timeout=WAIT)
        if box.security == Security.STARTTLS:
            _start_tls(line, context)
    except ssl.SSLError as error:
        raise Unreadable(Problem.TLS) from error
    except (*_BROKEN, BorderError) as error:
        raise Unreadable(Problem.CONNECT) from error
    return line


def _start_tls(line: imaplib.IMAP4, context: ssl.SSLContext) -> None:
    try:
        line.starttls(context)
    except _BROKEN:
        line.shutdown()
        raise


def _log_in(line: imaplib.IMAP4, box: Mailbox) -> None:
    """Sign in and open the inbox; PLAIN (RFC 4616) where offered, since LOGIN carries ASCII passwords only."""
    password = read_password(box.pk, box.password)
    try:
        if "AUTH=PLAIN" in line.capabilities:
            line.authenticate("PLAIN", lambda _asked: f"\0{box.username}\0{password}".encode())
        else:
            line.login(box.username, password)
    except (imaplib.IMAP4.error, ValueError) as error:
        raise Unreadable(Problem.LOGIN) from error
    try:
        answer, _count = line.select("INBOX")
    except imaplib.IMAP4.error as error:  # it may be read, but not marked
        raise Unreadable(Problem.FOLDER) from error
    if answer != "OK":
        raise Unreadable(Problem.FOLDER)


def _validity(line: imaplib.IMAP4) -> int | None:
    """Return what the server calls its numbering of the inbox."""
    _name, told = line.response("UIDVALIDITY")
    return int(told[0]) if told and told[0] else None


def _uids(line: imaplib.IMAP4, since: int) -> list[int]:
    """Return the numbers of the letters after one, in order; the server's "n:*" always names the last one, too."""
    _answer, found = line.uid("SEARCH", f"UID {since + 1}:*")
    numbers = re.findall(rb"\d+", b" ".join(part for part in found if isinstance(part, bytes)))
    return sorted(uid for uid in map(int, numbers) if uid > since)


def _letter(line: imaplib.IMAP4, uid: int) -> bytes:
    """Return the beginning of a letter, without marking it as read; nothing where it was removed meanwhile."""
    _answer, found = line.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST}>)")
    return next((part[1] for part in found if isinstance(part, tuple)), b"")
