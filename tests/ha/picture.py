"""The whole deployment: proxy, two web machines, primary, synchronous standby, replica, PgBouncer, Redis, a bucket."""

import json
import os
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.databases import PROJECT, Database
from tests.benchmarks.server import make_token
from tests.ha.network import Machine, make_bridge
from tests.ha.nodes import MEGABYTES, Node
from tests.ha.people import Entrusted, Follower, World
from tests.ha.services import Bucket, Redis, Web, start_proxy, wait_until_it_answers
from tests.trials.writers import Ledger
from versioning.ops.replica.marks import KEEP_SECONDS

FEW_ROWS = 50
SECRET_KEY = "only-for-this-run-" + "x" * 40


class Picture:
    """Every part by its name. `primary` and `standby` change places at each failover."""

    def __init__(self, folder: Path) -> None:
        make_bridge()
        self.folder = folder
        self.primary = Node(Machine("pg-a", number=21, folder=folder, megabytes=MEGABYTES))
        self.standby = Node(Machine("pg-b", number=22, folder=folder, megabytes=MEGABYTES))
        self.replica = Node(Machine("pg-c", number=23, folder=folder, megabytes=MEGABYTES))
        self.redis = Redis(Machine("redis", number=41, folder=folder))
        self.proxy = Machine("proxy", number=10, folder=folder)
        self.bucket = Bucket(Machine("bucket", number=51, folder=folder))
        # The same for commands and for web machines.
        os.environ |= {
            "SECRET_KEY": SECRET_KEY,
            "FILES_STORAGE": self.bucket.url,
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "UPKEEP": "false",
        }
        # One goes through the pooler of each database machine, the other goes to PostgreSQL itself.
        self.webs = [
            Web(Machine("web-1", number=11, folder=folder), environment=self._environment(port=6432)),
            Web(Machine("web-2", number=12, folder=folder), environment=self._environment(port=5432)),
        ]
        self.promotion_began = 0.0

    def start(self) -> list[str]:
        """Start everything. Returns the keys of the documents."""
        self.primary.make()
        database = self.database
        database.manage("migrate", "-v0")
        database.manage("create_project", PROJECT)
        self.restore_copies()
        self.redis.start()
        self.bucket.start()
        database.manage("collectstatic", "--noinput", "-v0")
        for web in self.webs:
            shutil.copytree(database.folder / "static", web.machine.folder / "static")
            web.start()
        start_proxy(self.proxy, webs=self.webs)
        # Readers have a token of their own: they have written nothing, so the replica may answer them at once.
        self.token, self.reader_token = make_token(database), make_token(database)
        person = database.inside("entrusted", "person")
        self.session = person["session"]
        self.personal_token = database.manage("create_token", "--user", person["username"], "--name", "ha").strip()
        documents = database.inside("seed", "documents", "16")
        database.manage("reindex")
        # Until this process ends.
        self.follower = Follower(host=self.proxy.address, token=make_token(database), stop=threading.Event())
        self.follower.start()
        return [document["id"] for document in documents]

    def restore_copies(self) -> None:
        """Let the standby and the replica follow the primary, from a fresh copy if they do not."""
        self.primary.require(None)
        for node, other in ((self.standby, self.replica), (self.replica, self.standby)):
            if not self._follows(node):
                node.follow(self.primary, others=[other] if other is self.standby else [])
        self.primary.require(self.standby)

    def world(self) -> World:
        """Return the world of a new load."""
        return World(
            host=self.proxy.address,
            token=self.token,
            personal_token=self.personal_token,
            session=self.session,
            ledger=Ledger(),
            entrusted=Entrusted(),
            stop=threading.Event(),
        )

    @property
    def pages_without_database(self) -> list[str]:
        """The health check, the documentation and a static file."""
        files = json.loads((self.webs[0].machine.folder / "static" / "staticfiles.json").read_text())["paths"]
        return ["/healthz", "/docs/", f"/static/{next(file for file in files.values() if file.endswith('.css'))}"]

    def fail_over(self) -> None:
        """Promote the standby. What was the primary is the standby afterwards, and does not run yet."""
        self.promotion_began = time.monotonic()
        self.standby.promote()
        self.primary, self.standby = self.standby, self.primary

    def wait_until_ready(self) -> None:
        """Wait until each web machine says that it is."""
        for web in self.webs:
            wait_until_it_answers(web.machine.address, web.PORT, path="/readyz")

    def _follows(self, node: Node) -> bool:
        row = "SELECT 1 FROM pg_stat_replication WHERE application_name = %s AND state = 'streaming'"
        return node.runs and bool(self.primary.ask(row, node.machine.name))

    @property
    def database(self) -> Database:
        """The database as commands reach it."""
        folder = self.folder / "commands"
        folder.mkdir(exist_ok=True)
        return Database(kind="postgres", url=self._url(port=5432), folder=folder)

    def _url(self, *, port: int) -> str:
        hosts = ",".join(f"{node.machine.address}:{port}" for node in (self.primary, self.standby))
        return f"postgresql://postgres@{hosts}/stemma?target_session_attrs=read-write"

    def _environment(self, *, port: int) -> dict[str, str]:
        own = {
            "DATABASE_URL": self._url(port=port),
            "REPLICA_URL": f"postgresql://postgres@{self.replica.machine.address}:{port}/stemma",
            "PREPARED_STATEMENTS": "false" if port != 5432 else "true",
            "CACHE_URL": f"redis://{self.redis.machine.address}:6379/0",
            "WORKERS": "1",
            "THREADS": "6",
            "JOB_LEASE_SECONDS": "5",
            "API_RATE_LIMIT": "1000000000",
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        return {**os.environ, **own}

    def wait_until_replica_is_read(self) -> None:
        """Wait until requests read from the replica: after the cache was lost, that takes KEEP_SECONDS."""
        before, ends = self.replica_reads(), time.monotonic() + 2 * KEEP_SECONDS
        while self.replica_reads() < before + FEW_ROWS:
            if time.monotonic() > ends:
                raise RuntimeError("Nothing is read from the replica.")
            time.sleep(0.5)

    def replica_reads(self) -> int:
        """Return how many rows the replica has handed out so far."""
        rows: list[Any] = self.replica.ask("SELECT tup_fetched FROM pg_stat_database WHERE datname = 'stemma'")
        return int(rows[0][0])
