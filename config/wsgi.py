"""WSGI entry of the site: the public pages from memory, all else from Django."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from loa.web.quick import QuickPages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
site = get_wsgi_application()
application = site if settings.DEBUG else QuickPages(site)
