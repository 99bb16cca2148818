"""The door for a WSGI server: `granian --interface wsgi volens.site.wsgi:application`."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "volens.site.settings")
gc.disable()  # while everything is loaded: nothing of it is garbage
application = get_wsgi_application()

# What was loaded stays as long as the process: the garbage collector need not look through it again and again, while
# whoever asked just then waits some thirty milliseconds.
gc.collect()
gc.freeze()
gc.enable()
