"""Which browser is embedded in a chat app: no passkeys, no push, fragile storage there."""

from __future__ import annotations

import re
from dataclasses import dataclass

_APPS = (
    ("Zalo", re.compile(r"\bZalo\b", re.IGNORECASE)),
    ("Messenger", re.compile(r"FB_IAB/MESSENGER|FBAN/Messenger|MessengerForiOS|Orca-Android", re.IGNORECASE)),
    ("Facebook", re.compile(r"\bFBA[NV]/|FB_IAB/", re.IGNORECASE)),
    ("Instagram", re.compile(r"\bInstagram\b")),
    ("Viber", re.compile(r"\bViber\b")),
    ("Telegram", re.compile(r"\bTelegram")),
    ("TikTok", re.compile(r"musical_ly|BytedanceWebview|TikTok", re.IGNORECASE)),
)
_ANDROID_VIEW = re.compile(r"Android.*(; wv\)|Version/\d+\.\d+ Chrome/)")
_IOS = re.compile(r"\((iPhone|iPad|iPod)")


@dataclass(frozen=True)
class Embedded:
    """A browser inside another app; `app` is empty when the app is not known."""

    app: str
    system: str


def embedded(user_agent: str) -> Embedded | None:
    """Return the app around the browser, None for a browser of its own."""
    system = "ios" if _IOS.search(user_agent) else "android" if "Android" in user_agent else "other"
    for name, sign in _APPS:
        if sign.search(user_agent):
            return Embedded(name, system)
    if _ANDROID_VIEW.search(user_agent) or (system == "ios" and "Safari/" not in user_agent):
        return Embedded("", system)
    return None
