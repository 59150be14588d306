"""The steps of the check, and the figures that it prints."""

import re
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

from tests.debian.contract_pages import Client, call_pages
from tests.debian.machine import Machine

START_SECONDS = 600
TOKEN = re.compile(r"Authorization: Bearer (\S+)")
# The last line of pytest, for example "6800 passed, 12 skipped in 700.12s (0:11:40)".
SUMMARY = re.compile(r"=* ?(\d+ (?:passed|failed|error).* in [\d.]+s.*?) ?=*")


@dataclass
class Report:
    lines: list[str] = field(default_factory=list)
    failed: bool = False

    def add(self, line: str, *, ok: bool = True) -> None:
        self.failed |= not ok
        self.lines.append(line if ok else f"FAILED: {line}")

    def print(self) -> None:
        print("\n== Stemma on a fresh Debian 13")
        print("\n".join(self.lines), flush=True)


def check(machine: Machine, *, pytest_arguments: list[str]) -> int:
    """Run every step and print the figures. Return the exit status."""
    report = Report()
    print("== Installing Debian 13 in a temporary folder", flush=True)
    began = time.monotonic()
    machine.install()
    commit = machine.clone()
    python = machine.output("python3", "--version")
    report.add(f"Debian {machine.output('cat', '/etc/debian_version')}, {python}, commit {commit}")
    report.add(f"The system was installed in {time.monotonic() - began:.0f} s.")
    _run_server(machine, report)
    _run_tests(machine, report, pytest_arguments)
    report.print()
    return int(report.failed)


def _run_server(machine: Machine, report: Report) -> None:
    """Start the server by `make run`, and call the contract pages when it answers."""
    print("== make run", flush=True)
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    began = time.monotonic()
    server = machine.start("make", "run", PORT=str(port))
    output: list[str] = []
    reader = threading.Thread(target=_copy_output, args=(server, output), daemon=True)
    reader.start()
    try:
        ok = _wait_until_it_answers(server, f"{address}/sign-in/")
        report.add(f"make run answered after {time.monotonic() - began:.0f} s.", ok=ok)
        if ok:
            _call_pages(Client(address, _token(output)), report)
    finally:
        server.terminate()
        server.wait()
        reader.join(timeout=30)


def _call_pages(client: Client, report: Report) -> None:
    results = call_pages(client)
    faults = {name: fault for name, fault in results.items() if fault}
    report.add(f"{len(results) - len(faults)} of {len(results)} contract pages answered.", ok=not faults)
    for name, fault in faults.items():
        report.add(f"{name}: {fault}", ok=False)


def _run_tests(machine: Machine, report: Report, arguments: list[str]) -> None:
    """Run the tests on SQLite, without the browser's. Print their output as it comes."""
    print("== The tests on SQLite", flush=True)
    made = machine.start("make", "--silent", ".venv/.node", "assets")
    _copy_output(made, [])
    if made.wait():
        report.add("make .venv/.node assets", ok=False)
    command = [".venv/bin/python", "-m", "pytest", "--numprocesses=auto", "--ignore=tests/browser", *arguments]
    tests = machine.start(*command, DATABASE_URL="")
    output: list[str] = []
    _copy_output(tests, output)
    summaries = [match[1] for line in output if (match := SUMMARY.fullmatch(line))]
    report.add(f"Tests: {summaries[-1] if summaries else 'no summary'}", ok=tests.wait() == 0)


def _copy_output(process: "subprocess.Popen[str]", output: list[str]) -> None:
    """Print each line that the process writes, without secrets, and append it to `output`."""
    assert process.stdout is not None
    for line in process.stdout:
        output.append(line.rstrip("\n"))
        # Folders of wheels that pip's configuration names are not copied. pip says so for each package.
        if not line.startswith("WARNING: Location "):
            print(re.sub(r"(Bearer|password) \S+", r"\1 …", output[-1]), flush=True)


def _wait_until_it_answers(server: "subprocess.Popen[str]", address: str) -> bool:
    ends = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < ends:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError:
            return False
        except OSError:
            time.sleep(0.2)
    return False


def _token(output: list[str]) -> str:
    """Return the token that `make run` printed."""
    found = TOKEN.search("\n".join(output))
    if not found:
        raise SystemExit("make run printed no token.")
    return found[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
