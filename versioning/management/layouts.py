"""The option `--layout` of the commands that import texts, and what they print of it."""

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


def print_notes(notes: Iterable[str], out: OutputWrapper) -> None:
    """Print the sentences, without characters that a terminal would obey."""
    for note in notes:
        out.write("".join(each if each.isprintable() else " " for each in note))
