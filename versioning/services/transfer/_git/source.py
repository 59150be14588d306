"""Open a repository or a bundle on this machine that somebody wants to import. Nothing in it is trusted."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from versioning.exceptions import InvalidValue
from versioning.services.transfer._git.command import Git, GitFailed, isolated_git

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|[^/\\]+@[^/\\]+:", re.IGNORECASE)
NAMED = 10
_SHA = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True)
class GitSource:
    """A repository of our own with the source's objects, and the commit that was asked for."""

    git: Git
    repository: Path
    tip: str

    @property
    def place(self) -> str:
        """Return the option that makes git work in this repository."""
        return f"--git-dir={self.repository}"


@contextmanager
def opened_source(*, source: str, ref: str) -> Iterator[GitSource]:
    """Open the source at a branch, tag or commit.

    Raises InvalidValue (source, ref) with a sentence that says what is wrong.
    """
    path = _check_path(source)
    if not ref or ref.startswith("-") or "\0" in ref:
        raise InvalidValue(f"{ref!r} is not a valid name of a branch, tag or commit.", field="ref")
    with isolated_git() as git:
        # The clone borrows the objects of a repository, or unpacks a bundle. Hooks and configuration are not copied.
        repository = git.scratch / "source.git"
        try:
            git.run("clone", "--quiet", "--bare", "--shared", "--template=", "--", str(path), str(repository))
        except GitFailed as error:
            raise InvalidValue(
                f"{source} is not a readable git repository or bundle: {error}", field="source"
            ) from error
        yield GitSource(git=git, repository=repository, tip=_resolve(git=git, repository=repository, ref=ref))


def _check_path(source: str) -> Path:
    try:
        path = Path(source).resolve()
        if path.exists():
            return path
    except (OSError, ValueError) as error:
        raise InvalidValue(f"{source!r} is not a valid path: {error}", field="source") from error
    if _ADDRESS.match(source):
        raise InvalidValue(
            f"{source} is a URL. Clone it first (git clone --bare), then import the folder.", field="source"
        )
    raise InvalidValue(f"{source} does not exist.", field="source")


def _resolve(*, git: Git, repository: Path, ref: str) -> str:
    try:
        # `--end-of-options`, because the name may look like an option.
        name = git.run(
            f"--git-dir={repository}", "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"
        ).strip()
    except GitFailed:
        name = b""
    if not _SHA.fullmatch(name):
        sentence = f"The source has no branch, tag or commit {ref!r}.{_names(git=git, repository=repository)}"
        raise InvalidValue(sentence, field="ref")
    return name.decode()


def _names(*, git: Git, repository: Path) -> str:
    """Return a sentence that names the first branches and tags, because many repositories have no branch `main`."""
    form = ("for-each-ref", f"--count={NAMED}", "--format=%(refname:short)", "refs/heads", "refs/tags")
    names = git.run(f"--git-dir={repository}", *form).decode(errors="replace").split()
    return f" It has {', '.join(names)}." if names else ""
