"""Addresses made for one test."""

from types import ModuleType

import pytest

from config import urls


@pytest.fixture
def addresses(settings):
    """Return a function that adds addresses to the site's for the length of the test."""

    def add(*patterns):
        made = ModuleType("test_urls")
        made.urlpatterns = [*patterns, *urls.urlpatterns]
        for name in ("handler400", "handler403", "handler404", "handler500"):
            setattr(made, name, getattr(urls, name))
        settings.ROOT_URLCONF = made

    return add
