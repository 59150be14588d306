"""Run git, isolated from the machine and from what a foreign repository could make it do."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from threading import Timer
from typing import IO

from versioning.exceptions import VersioningError
from versioning.services.transfer._scratch import scratch_folder

# A foreign repository can make git need any amount of these. The memory is address space, so it includes mapped packs.
MEMORY_BYTES = 1024**3
CPU_SECONDS = 300
# `log` and `clone` read the whole history in one go. 3,400 commits take a second.
WALL_CLOCK_SECONDS = 600
# Applied by a shell, because `preexec_fn` is unsafe in a process with threads. Both limits hold for git's own children.
_LIMITS = 'ulimit -v "$1" && ulimit -t "$2" && shift 2 && exec "$@"'

# Every git process reads this, including those that git itself starts in a foreign repository.
_CONFIGURATION = """
[safe]
    directory = *
[core]
    hooksPath = /dev/null
    fsmonitor = false
    quotePath = false
    autocrlf = false
    packedGitLimit = 256m
    packedGitWindowSize = 32m
[gc]
    auto = 0
"""


_TOO_COSTLY = (
    "reading it takes more memory or time than this server gives an import. Import a smaller history, or fewer files"
)


class GitFailed(Exception):
    """git ended with an error. The message is its last line."""


@dataclass(frozen=True)
class Git:
    """Run git with the configuration in `scratch` only: no network, no hooks, no prompts, nothing of the machine."""

    scratch: Path

    @property
    def environment(self) -> dict[str, str]:
        # GIT_DIR or GIT_CONFIG of the caller must not change what runs here.
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
        """Run git and return what it printed. Raises GitFailed, VersioningError (git is not installed).

        For commands that print little. What grows with the history is read as a stream, with `talk`.
        """
        with subprocess.Popen(  # noqa: S603  what comes from outside is an argument, never part of the script
            _limited(arguments),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            try:
                output, complaints = process.communicate(timeout=WALL_CLOCK_SECONDS)
            except subprocess.TimeoutExpired as error:
                raise GitFailed(_TOO_COSTLY) from error
            finally:
                _end(process)
        if process.returncode != 0:
            raise GitFailed(_reason(complaints, status=process.returncode))
        return output

    @contextmanager
    def talk(self, *arguments: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """Start git and yield its input and its output. It has ended when the block ends.

        Raises GitFailed if it ended with an error.
        """
        with (self.scratch / "complaints").open("w+b") as complaints:
            process = subprocess.Popen(  # noqa: S603  as above
                _limited(arguments),
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                start_new_session=True,
            )
            watch = Timer(WALL_CLOCK_SECONDS, _end, (process,))
            watch.daemon = True
            watch.start()
            # git may end early, for example if it refuses the stream.
            broken = False
            with process:
                try:
                    yield _pipe(process.stdin), _pipe(process.stdout)
                except BrokenPipeError:
                    broken = True
                except BaseException:
                    _end(process)
                    raise
                finally:
                    watch.cancel()
                    # If git ended early, nobody reads what is still in the buffer.
                    with suppress(BrokenPipeError):
                        _pipe(process.stdin).close()
            if broken or process.returncode != 0:
                complaints.seek(0)
                raise GitFailed(_reason(complaints.read(), status=process.returncode))


@contextmanager
def isolated_git() -> Iterator[Git]:
    """Yield git with a temporary folder of its own."""
    with scratch_folder("git-") as scratch:
        (scratch / "gitconfig").write_text(_CONFIGURATION)
        yield Git(scratch=scratch)


def _limited(arguments: Sequence[str]) -> list[str]:
    """Return the command that runs git under its limits."""
    limits = [str(MEMORY_BYTES // 1024), str(CPU_SECONDS)]
    return ["/bin/sh", "-c", _LIMITS, "stemma-git", *limits, _program(), *arguments]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill git and the processes that it started, such as `index-pack`, if they are not done."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _reason(complaints: bytes, *, status: int) -> str:
    """Return why git ended, as a sentence."""
    # A signal ends git at its CPU limit and at the deadline. At its memory limit git says so itself.
    if status < 0 or b"out of memory" in complaints or b"malloc" in complaints or b"mmap failed" in complaints:
        return _TOO_COSTLY
    return _last_line(complaints)


def _program() -> str:
    path = which("git")
    if path is None:
        raise VersioningError("git is not installed on this machine.")
    return path


def _last_line(complaints: bytes) -> str:
    lines = complaints.decode(errors="replace").strip().splitlines()
    return lines[-1].removeprefix("fatal: ") if lines else "no error message"


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None  # noqa: S101  git was started with pipes
    return stream
