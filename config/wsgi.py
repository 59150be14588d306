"""The WSGI application that the production server runs."""

import gc
import os
import sys
import threading

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from versioning.ops.draining import drain_on_signal
from versioning.ops.load.admission import ADMISSION
from versioning.ops.load.bodies import BODIES, counting_bodies
from versioning.ops.load.costly import start_pool
from versioning.ops.load.deferral import defer_search_texts
from versioning.ops.load.long_texts import LONG_TEXTS
from versioning.ops.metrics.sampling import start_sampling
from versioning.ops.orphans import end_with_parent
from versioning.ops.views import load_pages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
is_worker = "granian" in sys.modules and threading.current_thread() is threading.main_thread()
if is_worker:
    # Before the rest is loaded: it takes seconds, and this process has the port already.
    end_with_parent()
application = counting_bodies(get_wsgi_application())
if settings.DATABASES["default"]["ENGINE"] == "versioning.ops.postgresql":
    from versioning.ops.postgresql.base import protect

    # Only requests have a deadline. Commands such as `migrate` may take their time.
    protect(seconds=settings.DATABASE_TIMEOUT, places=settings.THREADS)
else:
    from versioning.ops.sqlite.base import protect as protect_writers

    protect_writers(places=settings.THREADS)

ADMISSION.limit(settings.THREADS, threads=settings.REQUEST_THREADS)
# The others answer requests without a body, whoever sends bodies slowly.
BODIES.limit(settings.THREADS + settings.SPARE_THREADS - 1)
# At most half of the threads wait for long texts, so that the others answer everybody else.
start_pool(
    processes=settings.TEXT_PROCESSES, callers=max(1, settings.THREADS // 2), seconds=float(settings.TEXT_SECONDS)
)
LONG_TEXTS.limit()
defer_search_texts()
# A thread that computes gives way to the others five times as often as by default.
sys.setswitchinterval(0.001)
start_sampling()
# A collection of all objects holds Python's lock for a tenth of a second, and most objects are those of the modules.
# Load the modules of all pages, and leave what is there now out of collections: it stays for as long as the process.
list(get_resolver().url_patterns)
load_pages()
gc.collect()
gc.freeze()
if is_worker:
    drain_on_signal()
