"""A database machine: PostgreSQL and, in front of it, PgBouncer."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.ha.network import NETWORK, Machine

USER = "postgres"
PATIENCE_SECONDS = 60
MEGABYTES = 400
SETTINGS = """
listen_addresses = '*'
unix_socket_directories = ''
max_connections = 60
wal_level = replica
wal_keep_size = 64MB
max_wal_size = 96MB
min_wal_size = 48MB
hot_standby = on
hot_standby_feedback = on
wal_receiver_timeout = 5s
wal_sender_timeout = 5s
wal_retrieve_retry_interval = 500ms
recovery_target_timeline = latest
"""
POOL = """
[databases]
stemma = host={address} port=5432 dbname=stemma

[pgbouncer]
listen_addr = {address}
listen_port = 6432
auth_type = trust
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = 20
max_client_conn = 200
query_wait_timeout = 7
server_login_retry = 1
unix_socket_dir =
"""


def programs() -> Path:
    """Return the folder of the newest PostgreSQL that Debian's packages installed."""
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))


class Node:
    """PostgreSQL on a machine of its own, as primary or as standby of another node."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.data = machine.folder / "data"
        self._pool: subprocess.Popen[bytes] | None = None
        shutil.chown(machine.folder, USER, USER)

    def make(self) -> None:
        """Make an empty cluster with the database `stemma`, and start it as primary."""
        self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--username=postgres", self.data)
        with (self.data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all,replication all {NETWORK}.0/24 trust\n")
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS)
        self.start()
        self.ask("CREATE DATABASE stemma")

    def follow(self, primary: "Node", *, others: "list[Node]") -> None:
        """Copy the primary and start as its standby. `others` may be primary one day, and are followed then."""
        self.machine.kill()
        shutil.rmtree(self.data, ignore_errors=True)
        source = ",".join(node.machine.address for node in [primary, *others])
        connection = f"host={source} user=postgres target_session_attrs=read-write application_name={self.machine.name}"
        self._run("pg_basebackup", "-c", "fast", "-D", self.data, "-d", f"host={primary.machine.address} user=postgres")
        # The copy has the primary's own settings in it.
        (self.data / "postgresql.auto.conf").write_text(f"primary_conninfo = '{connection} connect_timeout=2'\n")
        (self.data / "standby.signal").touch()
        self.start()

    def start(self) -> None:
        """Start PostgreSQL, and PgBouncer if it does not run. Wait until PostgreSQL answers."""
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self.machine.start(programs() / "postgres", "-D", self.data, user=USER)
        self.wait(lambda: self.ask("SELECT 1"))
        self.start_pool()

    def start_pool(self) -> None:
        if self._pool is not None and self._pool.poll() is None:
            return
        folder, address = self.machine.folder, self.machine.address
        (folder / "users.txt").write_text('"postgres" ""\n')
        (folder / "pgbouncer.ini").write_text(POOL.format(folder=folder, address=address))
        self._pool = self.machine.start("pgbouncer", folder / "pgbouncer.ini", user=USER)

    def restart_pool(self) -> None:
        """Stop PgBouncer at once, as `systemctl restart pgbouncer` does, and start it again."""
        if self._pool is not None:
            os.killpg(self._pool.pid, signal.SIGTERM)
            self._pool.wait()
        self.start_pool()

    @property
    def runs(self) -> bool:
        """Whether PostgreSQL takes connections."""
        try:
            return bool(self.ask("SELECT 1"))
        except psycopg.Error:
            return False

    def promote(self) -> None:
        """Make this standby the primary."""
        self.ask("SELECT pg_promote(true)")

    def require(self, standby: "Node | None") -> None:
        """Let no commit be acknowledged before this standby has it on its disk. None: none is needed."""
        name = f'"{standby.machine.name}"' if standby else ""
        if standby:
            row = "SELECT 1 FROM pg_stat_replication WHERE application_name = %s AND state = 'streaming'"
            self.wait(lambda: self.ask(row, standby.machine.name))
        self.set("synchronous_standby_names", name)

    def set(self, name: str, value: str) -> None:
        self.ask(f"ALTER SYSTEM SET {name} = '{value}'")
        self.ask("SELECT pg_reload_conf()")

    def ask(self, sql: str, *values: Any) -> list[Any]:
        url = f"host={self.machine.address} user=postgres dbname=postgres connect_timeout=2"
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(sql.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def wait(self, ready: Any) -> None:
        """Wait until `ready` returns rows."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            try:
                if ready():
                    return
            except psycopg.Error:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"{self.machine.name} did not become ready:\n{self.log}")

    @property
    def log(self) -> str:
        return self.machine.folder.with_suffix(".log").read_text(errors="replace")[-2000:]

    def _run(self, program: str, *words: str | Path) -> None:
        self.machine.run(programs() / program, *words, user=USER)
