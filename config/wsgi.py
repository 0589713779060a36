"""WSGI entry of the site."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from loa.lib.memory import settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
_ = get_resolver().url_patterns  # every view is loaded before the first visitor comes
settle()
