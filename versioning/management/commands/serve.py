"""`manage.py serve`: run the production server in the foreground."""

import errno
import logging
import os
import signal
import socket
import time
from argparse import ArgumentParser
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.server.mp import MPServer

from versioning.management.companion import Companion
from versioning.management.first_run import setup_path
from versioning.management.pending_migrations import refuse_pending_migrations
from versioning.models.access.user import has_accounts
from versioning.ops import draining
from versioning.ops.metrics.exposition import share_between_processes
from versioning.services.files.find_store_fault import find_store_fault
from versioning.services.transfer.sweep_scratch import sweep_scratch


def _is_news(record: logging.LogRecord) -> bool:
    """Leave out Granian's warning about the number of threads. Those beyond THREADS mostly wait and do nothing."""
    return "Python threads" not in record.getMessage()


# Granian logs through the handlers of the root logger, like everything else.
LOG_CONFIG = {
    **settings.LOGGING,
    "filters": {
        **settings.LOGGING["filters"],
        "is_news": {"()": "django.utils.log.CallbackFilter", "callback": _is_news},
    },
    "loggers": {**settings.LOGGING["loggers"], "_granian": {"filters": ["is_news"]}},
}

RESPAWN_PAUSE_SECONDS = 1.0
# How long a worker that is replaced has for the first request of each connection that it took up.
DRAIN_SECONDS = 2.0
# How long to wait for the port: the workers of a server that was killed notice this within a second, and let go of it.
PORT_SECONDS = 5.0
# How long to wait for PostgreSQL, which may start or recover at the same time.
DATABASE_SECONDS = 30.0
# Connections that no worker has taken up yet, as many as Granian's own sockets hold.
BACKLOG = 1024


class PatientServer(MPServer):
    """Granian's server, which replaces a worker that died however often that happens.

    Granian itself gives up if a worker dies twice within 5.5 seconds, and takes the healthy workers down with it.
    And on Linux it gives each worker a queue of connections of its own, which is lost when the worker ends. Here they
    share one, so that a reload or a worker's death loses no connection that nobody has taken up yet. Granian also lets
    other servers share its port. This one has the port to itself.
    """

    listening: socket.socket

    def _init_shared_socket(self) -> None:
        # Granian declares these as None, and fills them in the same way on other systems.
        server: Any = self
        server._ssp, server._sso, server._sfd = None, self.listening, self.listening.fileno()
        server._shd = SocketHolder(server._sfd, False, BACKLOG)  # type: ignore[call-arg]
        server._sso.set_inheritable(True)

    def _respawn_workers(self, workers: Any, spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        if delay == 0:
            # A worker that dies at every start must not take a whole core.
            time.sleep(RESPAWN_PAUSE_SECONDS)
            super()._respawn_workers(workers, spawn_target, target_loader, delay)
        else:
            for index in workers:
                self._replace_worker(index, spawn_target, target_loader, delay)
        self.respawned_wrks.clear()

    def _replace_worker(self, index: int, spawn_target: Any, target_loader: Any, delay: float) -> None:
        """Start a worker, and end the one that it replaces once that one has no request left."""
        old: Any = self.wrks.pop(index)
        new: Any = self._spawn_worker(idx=index, target=spawn_target, callback_loader=target_loader)
        new.start()
        self.wrks.insert(index, new)
        time.sleep(delay)
        if old.is_alive():
            os.kill(old.inner.pid, draining.SIGNAL)
            time.sleep(DRAIN_SECONDS)
        old.terminate()
        old.join(self.workers_kill_timeout)
        if old.is_alive():
            old.kill()
            old.join()


class Command(BaseCommand):
    help = (
        "Serve Stemma on HOST and PORT with WORKERS processes of THREADS threads, and run a worker for jobs beside "
        "them, until Ctrl-C or SIGTERM."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--no-worker",
            action="store_false",
            dest="worker",
            default=settings.JOB_WORKER,
            help="run no worker for jobs, because one runs elsewhere",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self._wait_for_database()
        refuse_pending_migrations(self)
        listening = listen()
        sweep_scratch()
        # Texts need no file store, so the server starts without one.
        if fault := find_store_fault():
            self.stderr.write(self.style.WARNING(f"Files cannot be uploaded or read. {fault}"))
        # Other servers with the same DATA_DIR have other ports.
        share_between_processes(settings.DATA_DIR / "metrics" / str(settings.PORT))
        is_new = not has_accounts()
        # The workers open connections of their own. This process needs none while it waits.
        connection.close()
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        self.stdout.write(f"Stemma is running at http://{host}:{settings.PORT}/ (press Ctrl-C to stop)")
        if is_new:
            self.stdout.write(
                f"There are no accounts yet. Set up the server at http://{host}:{settings.PORT}{setup_path()}"
            )
        self.stdout.flush()
        server = PatientServer(
            target=settings.WSGI_APPLICATION.replace(".application", ":application"),
            address=settings.HOST,
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=settings.WORKERS,
            blocking_threads=settings.REQUEST_THREADS,
            websockets=False,
            respawn_failed_workers=True,
            # In seconds: how long requests may take to end when the server stops.
            workers_kill_timeout=30,
            log_dictconfig=LOG_CONFIG,
        )
        server.listening = listening
        os.register_at_fork(after_in_child=_end_on_signal)
        companion = Companion() if options["worker"] else None
        if companion is not None:
            server.on_reload(companion.replace)
        with nullcontext() if companion is None else companion.running():
            server.serve()

    def _wait_for_database(self) -> None:
        """Wait until PostgreSQL takes connections: it may be starting as well. Raises CommandError if it does not."""
        ends, is_told = time.monotonic() + DATABASE_SECONDS, False
        while True:
            try:
                connection.ensure_connection()
            except OperationalError as error:
                # Nothing that happens meanwhile makes a file of SQLite readable.
                if connection.vendor == "sqlite" or time.monotonic() > ends:
                    raise CommandError(f"The database cannot be reached. Check DATABASE_URL. {error}") from error
                if not is_told:
                    self.stderr.write(f"Waiting up to {DATABASE_SECONDS:.0f} seconds for the database. {error}")
                is_told = True
                time.sleep(0.5)
            else:
                return


def _end_on_signal() -> None:
    """Let a signal end a worker that is still loading. It has the server's handlers, which only note the signal."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def listen() -> socket.socket:
    """Return a socket that has the port to itself. Raises CommandError if another program has it.

    Two servers on one port would answer in turn, and with two databases the texts would be scattered over both. What is
    sent goes out at once (TCP_NODELAY, which connections inherit from here): an answer leaves in two parts, and the
    second would wait for the client to acknowledge the first, up to 40 ms later.
    """
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    ends = time.monotonic() + PORT_SECONDS
    while True:
        try:
            listening = socket.create_server(
                (settings.HOST, settings.PORT),
                family=family,
                backlog=BACKLOG,
                dualstack_ipv6=family == socket.AF_INET6,
            )
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < ends:
                time.sleep(0.1)
                continue
            reason = os.strerror(error.errno) if error.errno else error
            raise CommandError(
                f"The server cannot listen on {settings.HOST} port {settings.PORT}: {reason}. "
                "Stop what listens there, or choose another port with PORT."
            ) from error
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return listening
