"""Debian 13 in a folder, with the package mirrors and the certificates of this machine."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SUITE = "trixie"
PACKAGES = "python3,python3-venv,git,make,ca-certificates"
MIRROR = "http://deb.debian.org/debian"
USER = "stemma"
HOME = Path("/home") / USER
CLONE = HOME / USER
# An address of the archive, in a line of either format that apt reads.
SOURCE = r"^(?:deb\b|URIs:)[^#\n]*?(https?://\S+/debian)/?(?:\s|$)"
REPOSITORY = Path(__file__).resolve().parents[2]

# How this machine reaches its package indexes. Whatever exists is copied to the same place.
SYSTEM_FILES = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/ssl/certs/ca-certificates.crt",
    "/usr/local/share/ca-certificates",
    "/etc/pip.conf",
    "/etc/xdg/pip",
    "/etc/npmrc",
    "/etc/uv",
)
HOME_FILES = (".config/pip", ".pip", ".npmrc", ".config/uv")
VARIABLES = re.compile(
    r"(PIP_|UV_|NPM_CONFIG_).*|(HTTP|HTTPS|FTP|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|(REQUESTS|CURL)_CA_BUNDLE|NODE_EXTRA_CA_CERTS",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Machine:
    """A root folder. It is only used inside mount and process namespaces that end with the check."""

    root: Path

    def install(self) -> None:
        """Install the system, mount what programs need, add a user and copy the configuration."""
        command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(self.root), mirror()]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"debootstrap failed:\n{done.stdout[-2000:]}")
        self.root.chmod(0o755)
        subprocess.run(["mount", "-t", "proc", "proc", self.root / "proc"], check=True)
        subprocess.run(["mount", "--rbind", "/dev", self.root / "dev"], check=True)
        subprocess.run(["chroot", self.root, "useradd", "--create-home", "--shell", "/bin/bash", USER], check=True)
        self._copy_configuration()

    def clone(self) -> str:
        """Clone HEAD of this repository into the user's home. Return its commit."""
        target = self._inside(CLONE)
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", REPOSITORY, target], check=True)
        commit = subprocess.run(
            ["git", "-C", target, "rev-parse", "--short", "HEAD"], check=True, capture_output=True, text=True
        )
        self._give_to_user(self._inside(HOME))
        return commit.stdout.strip()

    def start(self, *command: str, **variables: str) -> "subprocess.Popen[str]":
        """Start a program in the clone as the user. Its standard output and error are one pipe."""
        values = [f"{name}={value}" for name, value in {**environment(), **variables}.items()]
        clean = ["env", "--ignore-environment", f"--chdir={CLONE}", *values]
        return subprocess.Popen(
            ["chroot", f"--userspec={USER}:{USER}", self.root, *clean, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def output(self, *command: str) -> str:
        """Return what a program writes, without the line end."""
        return self.start(*command).communicate()[0].strip()

    def _copy_configuration(self) -> None:
        copies = {Path(name): Path(name) for name in SYSTEM_FILES}
        copies |= {Path.home() / name: HOME / name for name in HOME_FILES}
        # For example the certificates that SSL_CERT_FILE names.
        copies |= {Path(value): Path(value) for value in environment().values() if Path(value).is_file()}
        for source, target in copies.items():
            place = self._inside(target)
            place.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, place, dirs_exist_ok=True)
            elif source.is_file():
                shutil.copyfile(source, place)

    def _give_to_user(self, folder: Path) -> None:
        owner = self._inside(HOME).stat()
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)

    def _inside(self, path: Path) -> Path:
        return self.root / path.relative_to("/")


def environment() -> dict[str, str]:
    """Return the variables of a new login, and those of this machine that name mirrors, proxies and certificates."""
    login = {"HOME": str(HOME), "USER": USER, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    return {name: value for name, value in os.environ.items() if VARIABLES.fullmatch(name)} | login


def mirror() -> str:
    """Return the Debian mirror that this machine's apt uses, or Debian's own."""
    return next(_mirrors(Path("/etc/apt")), MIRROR)


def _mirrors(folder: Path) -> Iterator[str]:
    for path in (folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))):
        if path.suffix in (".list", ".sources") and path.is_file():
            yield from re.findall(SOURCE, path.read_text(), re.MULTILINE)
