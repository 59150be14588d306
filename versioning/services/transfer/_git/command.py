"""The git command, kept from all that its surroundings or a foreign repository could make it do."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import IO

from versioning.exceptions import VersioningError

# Read by every git process that runs here, also by those that git itself starts in a foreign repository.
_CONFIGURATION = """
[safe]
    directory = *
[core]
    hooksPath = /dev/null
    fsmonitor = false
    quotePath = false
    autocrlf = false
[gc]
    auto = 0
"""


class GitFailed(Exception):
    """git ended with an error; the message is its own last line."""


@dataclass(frozen=True)
class Git:
    """Runs git with the configuration of `scratch` alone: nothing of the machine, no network, no hooks, no prompts."""

    scratch: Path

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        return {
            **inherited,
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(self.scratch / "gitconfig"),
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_ALLOW_PROTOCOL": "file",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
        }

    def run(self, *arguments: str) -> bytes:
        """What git printed. Raises GitFailed, VersioningError (there is no git)."""
        done = subprocess.run(  # noqa: S603  no shell, and what comes from outside stands after "--"
            [_program(), *arguments], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        if done.returncode != 0:
            raise GitFailed(_last_line(done.stderr))
        return done.stdout

    @contextmanager
    def talk(self, *arguments: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """What a git process reads and what it writes; it is gone at the end. Raises GitFailed where it complained."""
        with (self.scratch / "complaints").open("w+b") as complaints:
            process = subprocess.Popen(  # noqa: S603  as above
                [_program(), *arguments],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
            )
            broken = False
            with process:
                try:
                    yield _pipe(process.stdin), _pipe(process.stdout)
                except BrokenPipeError:
                    broken = True
                except BaseException:
                    process.kill()
                    raise
                finally:
                    # What is still to be written has no reader where git ended early.
                    with suppress(BrokenPipeError):
                        _pipe(process.stdin).close()
            if broken or process.returncode != 0:
                complaints.seek(0)
                raise GitFailed(_last_line(complaints.read()))


@contextmanager
def isolated_git() -> Iterator[Git]:
    """git with a folder of its own, which is gone at the end."""
    with TemporaryDirectory(prefix="stemma-git-") as folder:
        scratch = Path(folder)
        (scratch / "gitconfig").write_text(_CONFIGURATION)
        yield Git(scratch=scratch)


def _program() -> str:
    found = which("git")
    if found is None:
        raise VersioningError("The git command is not installed on this machine.")
    return found


def _last_line(complaints: bytes) -> str:
    lines = complaints.decode(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("fatal: ") if lines else "git said nothing"


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101  git was started with pipes
    return stream
