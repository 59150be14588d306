"""A PostgreSQL server that can be killed with all its processes, and started again on the same files."""

import copy
import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import PROGRAMS, UNPRIVILEGED_USER, hand_over, package_folder

PATIENCE_SECONDS = 60


class KillablePostgres:
    """`url` is the DATABASE_URL. Commits are durable against the death of processes, as in production."""

    def __init__(self, *, folder: Path, package: Path, owner: pwd.struct_passwd | None) -> None:
        self.folder, self.owner = folder, owner
        self.programs = package / PROGRAMS
        self.url = f"postgresql:///postgres?host={folder}&user=postgres"
        words = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._popen("initdb", f"--pgdata={folder / 'data'}", *words, *locale).wait()
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it takes connections."""
        # Without fsync a commit survives every process, and only the machine's own death could lose it.
        options = ["-c", "fsync=off", "-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}"]
        command = ["postgres", "-D", str(self.folder / "data"), *options]
        self._server = self._popen(*command)
        ends = time.monotonic() + PATIENCE_SECONDS
        while self._popen("pg_isready", "--quiet", f"--host={self.folder}").wait() != 0:
            if time.monotonic() > ends:
                raise RuntimeError("PostgreSQL did not start.")
            time.sleep(0.05)
            # It refuses to start while a backend of the killed server ends what it does.
            if self._server.poll() is not None:
                self._server = self._popen(*command)

    def copy(self) -> "KillablePostgres":
        """Return a standby that follows this server, not started yet. Its files are in a folder of this server's."""
        standby = copy.copy(self)
        standby._server, standby.folder = None, self.folder / "standby"
        standby.folder.mkdir()
        if self.owner:
            os.chown(standby.folder, self.owner.pw_uid, self.owner.pw_gid)
        standby.url = self.url.replace(f"host={self.folder}", f"host={standby.folder}")
        words = [f"--host={self.folder}", "--username=postgres", "--checkpoint=fast", "--write-recovery-conf"]
        if self._popen("pg_basebackup", f"--pgdata={standby.folder / 'data'}", *words).wait():
            raise RuntimeError("PostgreSQL did not copy itself.")
        return standby

    def kill(self) -> None:
        """Send SIGKILL to the postmaster. Its backends end when they see that, as after a crash."""
        if self._server is None:
            return
        os.killpg(self._server.pid, signal.SIGKILL)
        self._server.wait()
        self._server = None

    def _popen(self, program: str, *words: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [self.programs / program, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            user=self.owner and self.owner.pw_uid,
            group=self.owner and self.owner.pw_gid,
            extra_groups=[] if self.owner else None,
            start_new_session=True,
        )


@contextmanager
def killable_postgres() -> Iterator[KillablePostgres]:
    """Yield a started server. Its files go at the end."""
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as name:  # noqa: S108
        folder, package, owner = Path(name), package_folder(), None
        if os.geteuid() == 0:
            owner = pwd.getpwnam(UNPRIVILEGED_USER)
            package = hand_over(package=package, folder=folder, owner=owner)
        server = KillablePostgres(folder=folder, package=package, owner=owner)
        try:
            server.start()
            yield server
        finally:
            server.kill()
