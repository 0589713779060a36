"""The loop that sends letters to staff when they are due."""

from __future__ import annotations

import logging
import smtplib
import threading

from django.db import close_old_connections

from loa.notices import actions

EVERY = 5.0  # seconds
log = logging.getLogger(__name__)


def run(stop: threading.Event) -> None:
    """Send what is due until told to stop; a mail server that is down is tried again at the next turn."""
    while not stop.wait(EVERY):
        close_old_connections()
        try:
            actions.run_due_mail()
        except (OSError, smtplib.SMTPException) as error:
            log.warning("notices: letters wait, the mail server does not answer (%s)", error)
        except Exception:
            log.exception("notices: letters wait; trying again")
