"""Machines on one network: each is a network namespace with an address, joined by a bridge.

`python -m tests.ha` runs in namespaces of its own, so that nothing here touches the real network, and every process
ends with it.
"""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

BRIDGE = "stemma-ha"
NETWORK = "10.77.0"
NAMESPACES = ("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
INSIDE = "STEMMA_HA_INSIDE"


def enter_namespaces() -> None:
    """Run this program again inside fresh namespaces. Returns if it is inside already."""
    if INSIDE not in os.environ:
        command = ["unshare", *NAMESPACES, sys.executable, "-m", "tests.ha", *sys.argv[1:]]
        sys.exit(subprocess.run(command, env={**os.environ, INSIDE: "yes"}, check=False).returncode)


def make_bridge() -> None:
    """Join the machines, and this process with them. `ip netns` keeps names in a folder, which is made private."""
    Path("/run/netns").mkdir(exist_ok=True)
    _run("mount", "-t", "tmpfs", "tmpfs", "/run/netns")
    _run("ip", "link", "set", "lo", "up")
    _run("ip", "link", "add", BRIDGE, "type", "bridge")
    _run("ip", "address", "add", f"{NETWORK}.1/24", "dev", BRIDGE)
    _run("ip", "link", "set", BRIDGE, "up")


class Machine:
    """A network namespace and the processes in it. `folder` is the machine's own disk of `megabytes`."""

    def __init__(self, name: str, *, number: int, folder: Path, megabytes: int = 0) -> None:
        self.name, self.address = name, f"{NETWORK}.{number}"
        self.folder = folder / name
        self.folder.mkdir(mode=0o755)
        if megabytes:
            _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(self.folder))
        self._processes: list[subprocess.Popen[bytes]] = []
        _run("ip", "netns", "add", name)
        _run("ip", "link", "add", f"to-{name}", "type", "veth", "peer", "name", "eth0", "netns", name)
        _run("ip", "link", "set", f"to-{name}", "master", BRIDGE, "up")
        self._inside("ip", "link", "set", "lo", "up")
        self._inside("ip", "address", "add", f"{self.address}/24", "dev", "eth0")
        self._inside("ip", "link", "set", "eth0", "up")

    def start(
        self, *command: str | Path, user: str = "", environment: dict[str, str] | None = None
    ) -> "subprocess.Popen[bytes]":
        """Start a program on this machine, as root or as `user`. Its output goes to a file beside the folder."""
        words = [str(word) for word in command]
        if user:
            words = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *words]
        with self.folder.with_suffix(".log").open("ab") as log:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.name, *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/" if user else None,
                env=environment,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def run(self, *command: str | Path, user: str = "") -> None:
        """Run a program to its end. Raise RuntimeError if it fails."""
        if self.start(*command, user=user).wait():
            log = self.folder.with_suffix(".log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{command[0]} failed on {self.name}:\n{log}")

    def kill(self) -> None:
        """Send SIGKILL to everything that was started here."""
        for process in self._processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._processes.clear()

    def freeze(self) -> None:
        """Stop every process here. Its system still accepts connections and packets, and nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Take back `freeze`."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        listed = subprocess.run(["ip", "netns", "pids", self.name], check=True, stdout=subprocess.PIPE, text=True)
        for pid in listed.stdout.split():
            with suppress(ProcessLookupError):
                os.kill(int(pid), number)

    def cut(self) -> None:
        """Drop every packet to and from this machine. Nobody is refused anything: nothing arrives."""
        for chain in ("INPUT", "OUTPUT"):
            self._inside("iptables", "-I", chain, "-j", "DROP")

    def heal(self) -> None:
        """Take back `cut`."""
        self._inside("iptables", "-F")

    def _inside(self, *command: str) -> None:
        _run("ip", "netns", "exec", self.name, *command)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
