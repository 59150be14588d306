"""The options of the commands that import texts, and what they print of the layout."""

from argparse import ArgumentParser
from collections.abc import Iterable

from django.core.management.base import OutputWrapper

from versioning.models import Transfer


def add_layout(parser: ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "--layout",
        choices=[each for each in Transfer.Layout.values if each],
        default=Transfer.Layout.AUTO.value,
        help="tool that the texts were written for, whose order, titles and categories they get (default: found out). "
        "plain takes every text, in the folders in which they lie.",
    )


def add_files(parser: ArgumentParser) -> None:
    """Add the option that takes files along."""
    parser.add_argument(
        "--files",
        action="append",
        default=[],
        metavar="PATTERN",
        help="pictures and attachments to take along although no text refers to them, as a git glob pattern such "
        "as 'docs/**', repeatable (default: only what the texts refer to)",
    )


def print_notes(notes: Iterable[str], out: OutputWrapper) -> None:
    """Print the sentences, without characters that a terminal would obey."""
    for note in notes:
        out.write("".join(each if each.isprintable() else " " for each in note))
