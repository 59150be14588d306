"""What stands around the databases: web machines, the proxy and Redis."""

import re
import subprocess
import sys
import time
from pathlib import Path

import boto3

from tests.benchmarks.wire import Connection, request
from tests.ha.network import Machine

PATIENCE_SECONDS = 60
# nginx's own file around the example of deploy/.
AROUND = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    # The clients here do not look for "Connection: close".
    keepalive_requests 1000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {servers}
}}
"""


class Web:
    """`manage.py serve` on a machine of its own."""

    PORT = 8000

    def __init__(self, machine: Machine, *, environment: dict[str, str]) -> None:
        self.machine = machine
        own = {"HOST": machine.address, "PORT": str(self.PORT), "DATA_DIR": str(machine.folder)}
        self.environment = {**environment, **own}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = self.machine.start(sys.executable, "manage.py", "serve", environment=self.environment)
        wait_until_it_answers(self.machine.address, self.PORT)

    def stop(self) -> None:
        """Let it end, as `systemctl stop` does."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(PATIENCE_SECONDS)


class Redis:
    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    def start(self) -> None:
        words = ["--bind", self.machine.address, "--save", "", "--protected-mode", "no"]
        self.machine.start("redis-server", *words)


class Bucket:
    """A server that speaks S3 and keeps its objects in memory."""

    NAME, PORT = "stemma", 9000

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.endpoint = f"http://{machine.address}:{self.PORT}"
        self.url = f"s3://{self.NAME}/files?endpoint={self.endpoint}&region=us-east-1&addressing=path"

    def start(self) -> None:
        self.machine.start(
            Path(sys.executable).with_name("moto_server"), "-H", self.machine.address, "-p", str(self.PORT)
        )
        wait_until_it_answers(self.machine.address, self.PORT, path="/moto-api/")
        boto3.client("s3", endpoint_url=self.endpoint, region_name="us-east-1").create_bucket(Bucket=self.NAME)


def start_proxy(machine: Machine, *, webs: list[Web]) -> None:
    """Run nginx with deploy/nginx.conf, which names these machines instead and does without certificates."""
    servers = Path("deploy/nginx.conf").read_text()
    tls = servers[servers.index("    listen 443") :]
    upstream = servers[: servers.index("\nserver {")]
    listed = "\n".join(f"    server {web.machine.address}:{web.PORT} max_fails=1 fail_timeout=1s;" for web in webs)
    upstream = re.sub(r"    server 127\.0\.0\.1.*", listed, upstream)
    plain = re.sub(r"    (listen|ssl_certificate).*\n", "", tls)
    configuration = machine.folder / "nginx.conf"
    plain = f"server {{\n    listen {machine.address}:80;\n{plain}"
    configuration.write_text(AROUND.format(folder=machine.folder, servers=upstream + plain))
    machine.start("nginx", "-c", configuration, "-p", machine.folder)
    wait_until_it_answers(machine.address, 80)


def wait_until_it_answers(address: str, port: int, *, path: str = "/healthz") -> None:
    """Wait until the answer is 200. Raise RuntimeError if that takes too long."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        try:
            connection = Connection(port, host=address)
            status = connection.exchange(request("GET", path)).status
            connection.close()
        except OSError:
            status = 0
        if status == 200:
            return
        time.sleep(0.1)
    raise RuntimeError(f"{address} does not answer.")
