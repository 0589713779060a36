"""WSGI entry of the site: the public pages from memory, all else from Django."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from loa.lib.memory import settle
from loa.web.quick import QuickPages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
site = get_wsgi_application()
application = site if settings.DEBUG else QuickPages(site)
_ = get_resolver().url_patterns  # every view is loaded before the first visitor comes
settle()
