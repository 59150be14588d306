"""The WSGI application that the production server runs."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
if settings.DATABASES["default"]["ENGINE"] == "versioning.ops.postgresql":
    from versioning.ops.postgresql.base import protect

    # Only requests have a deadline. Commands such as `migrate` may take their time.
    protect(seconds=settings.DATABASE_TIMEOUT, places=settings.THREADS)
