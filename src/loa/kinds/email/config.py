"""What an e-mail account needs to be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EmailConfig:
    """The mail server of a body and the address it writes from; the password is the account's secret."""

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"  # "starttls", "tls" or "none"; none only to this machine
    username: str = ""
    sender_name: str = ""  # the issuing body when empty
    reply_to: str = ""
    connections: int = 8
    timeout: int = 30  # seconds for one answer of the server
