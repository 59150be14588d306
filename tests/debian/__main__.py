"""Install Debian 13 in a temporary folder, start a clone of HEAD there, call the contract pages and run the tests.

The arguments are pytest's. The exit status is 1 if anything fails. It is 0 if the machine cannot run the check: one
sentence on standard error then says why.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.debian.machine import Machine
from tests.debian.steps import check

TOOLS = ("debootstrap", "git", "unshare", "mount", "chroot")
# The mounts and the processes of the check live in namespaces of their own. Both end with the check, however it ends.
# The shell is the first process there, because the first one has to wait for orphans, and Python does not.
NAMESPACES = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--propagation", "private")
FIRST_PROCESS = ("sh", "-c", '"$@"; exit $?', "sh")
INSIDE = "--inside"


def why_not() -> str:
    """Return why this machine cannot run the check, or "" if it can. Install debootstrap if it is missing."""
    if os.geteuid() != 0:
        return "only root can install Debian in a folder and run programs there"
    if not shutil.which("debootstrap") and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "--quiet=2"], check=False)
        install = ["apt-get", "install", "--quiet=2", "--yes", "--no-install-recommends", "debootstrap"]
        subprocess.run(install, env=environment, check=False)
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        return f"these programs are not installed: {', '.join(missing)}"
    if subprocess.run([*NAMESPACES, "true"], check=False, capture_output=True).returncode:
        return "this machine lets nobody mount anything, as in a container without the capability CAP_SYS_ADMIN"
    return ""


def main() -> int:
    if sys.argv[1:2] == [INSIDE]:
        return check(Machine(Path(sys.argv[2])), pytest_arguments=sys.argv[3:])
    reason = why_not()
    if reason:
        print(f"make check-debian is skipped: {reason}.", file=sys.stderr)
        return 0
    # A polite kill then removes the folder, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="stemma-debian-") as folder:
        inside = [sys.executable, "-m", "tests.debian", INSIDE, folder, *sys.argv[1:]]
        return subprocess.run([*NAMESPACES, *FIRST_PROCESS, *inside], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
