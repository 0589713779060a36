"""Chat apps open links in browsers of their own; ordinary browsers must not be mistaken for them."""

import pytest

from loa.web.browsers import Embedded, embedded

ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A135F{wv}) AppleWebKit/537.36 (KHTML, like Gecko) {version}Chrome/120.0.0.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "found"),
    [
        (
            ANDROID.format(wv="; wv", version="Version/4.0 ") + " Zalo android/12100694",
            Embedded("Zalo", "android"),
        ),
        (IPHONE + " Mobile/15E148 Zalo iOS/488", Embedded("Zalo", "ios")),
        (IPHONE + " Mobile/15E148 [FBAN/FBIOS;FBAV/443.0]", Embedded("Facebook", "ios")),
        (
            ANDROID.format(wv="; wv", version="Version/4.0 ") + " [FB_IAB/MESSENGER;FBAV/400;]",
            Embedded("Messenger", "android"),
        ),
        (ANDROID.format(wv="; wv", version="Version/4.0 "), Embedded("", "android")),
        (IPHONE + " Mobile/15E148", Embedded("", "ios")),
        (ANDROID.format(wv="", version=""), None),
        (IPHONE + " Version/17.2 Mobile/15E148 Safari/604.1", None),
        (IPHONE + " CriOS/120.0 Mobile/15E148 Safari/604.1", None),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36", None),
        ("", None),
    ],
)
def test_the_app_around_the_page_is_known(agent, found):
    assert embedded(agent) == found
