"""Opening what somebody wants imported: a repository or a bundle on this machine, of which nothing is believed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from versioning.exceptions import InvalidValue
from versioning.services.transfer._git.command import Git, GitFailed, isolated_git

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|[^/\\]+@[^/\\]+:", re.IGNORECASE)
_SHA = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True)
class GitSource:
    """A repository of our own that has the source's objects, and the commit that was asked for."""

    git: Git
    repository: Path
    tip: str

    @property
    def place(self) -> str:
        """The option that makes git work there."""
        return f"--git-dir={self.repository}"


@contextmanager
def opened_source(*, source: str, ref: str) -> Iterator[GitSource]:
    """The source at a branch, tag or commit. Raises InvalidValue, whose sentence says what is wrong with either."""
    path = _check_path(source)
    if not ref or ref.startswith("-") or "\0" in ref:
        raise InvalidValue(f"{ref!r} cannot be the name of a branch, tag or commit.", field="ref")
    with isolated_git() as git:
        # The clone borrows a repository's objects and unpacks a bundle's; hooks and configuration stay behind.
        repository = git.scratch / "source.git"
        try:
            git.run("clone", "--quiet", "--bare", "--shared", "--template=", "--", str(path), str(repository))
        except GitFailed as error:
            raise InvalidValue(
                f"{source} cannot be read as a git repository or a bundle: {error}", field="source"
            ) from error
        yield GitSource(git=git, repository=repository, tip=_resolve(git=git, repository=repository, ref=ref))


def _check_path(source: str) -> Path:
    try:
        path = Path(source).resolve()
        if path.exists():
            return path
    except (OSError, ValueError) as error:
        raise InvalidValue(f"{source!r} cannot be the path of a source: {error}", field="source") from error
    if _ADDRESS.match(source):
        raise InvalidValue(
            f"{source} is an address. Clone it first (git clone --bare), then import the folder.", field="source"
        )
    raise InvalidValue(f"{source} does not exist.", field="source")


def _resolve(*, git: Git, repository: Path, ref: str) -> str:
    try:
        name = git.run(
            f"--git-dir={repository}", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        ).strip()
    except GitFailed:
        name = b""
    if not _SHA.fullmatch(name):
        raise InvalidValue(f"The source has no branch, tag or commit {ref!r}.", field="ref")
    return name.decode()
