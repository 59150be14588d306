"""How a git process ends that fails or is given up."""

import pytest

from versioning.services.transfer._git.command import Git, GitFailed, isolated_git


def _write_without_end(git: Git) -> None:
    with git.talk("--git-dir=/nowhere", "cat-file", "--batch") as (requests, _):
        while True:
            requests.write(b"x" * 65_536)


def _read(git: Git) -> None:
    with git.talk("--git-dir=/nowhere", "cat-file", "--batch") as (_, answers):
        answers.read()


def _give_up(git: Git) -> None:
    with git.talk("cat-file", "--batch"):
        raise KeyboardInterrupt


def test_raises_the_message_of_git_if_it_ended_early() -> None:
    with isolated_git() as git, pytest.raises(GitFailed, match="not a git repository"):
        _write_without_end(git)


def test_raises_the_message_of_git_if_it_ended_with_an_error() -> None:
    with isolated_git() as git, pytest.raises(GitFailed, match="not a git repository"):
        _read(git)


def test_ends_git_if_the_caller_gives_up() -> None:
    with isolated_git() as git, pytest.raises(KeyboardInterrupt):
        _give_up(git)
