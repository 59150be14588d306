"""The words by which open drafts are found. A job keeps them up to date."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

from versioning.models.sql.rows import insert_rows
from versioning.text.search.folding import fold_text
from versioning.text.search.name_words import LONGEST_WORD, name_words, words_with
from versioning.text.search.query_parser import Term, parse_query

if TYPE_CHECKING:
    from uuid import UUID

Row = TypeVar("Row", bound=models.Model)
# Different words of one draft by which it is found.
MOST_WORDS = 10_000
# Words that are written in one transaction.
WORDS_AT_ONCE = 500


class DraftWordQuerySet(models.QuerySet["DraftWord"]):
    def beginning_with(self, words: Iterable[tuple[str, bool]]) -> models.QuerySet["DraftWord", "UUID"]:
        """Return the keys of the versions that have one of the words. With each word is whether it is whole.

        A version has a word that is not whole if one of its words begins so.
        """
        # One condition: with a query for each word, PostgreSQL reads all drafts.
        is_near = Q()
        for word, is_whole in words:
            folded = fold_text(word)[:LONGEST_WORD].encode(errors="ignore")
            first, beyond = words_with(folded)
            is_near |= Q(word=folded) if is_whole else Q(word__gte=first, word__lt=beyond)
        return self.filter(is_near).values_list("version", flat=True)

    def replace(self, version: "UUID", *, text: str) -> None:
        """Store the words of a draft's text. Words that it had before are not written again.

        Call it outside of a transaction: each step is one of its own, so that others can write in between.
        """
        wanted = set(name_words(text, most=MOST_WORDS))
        known = {bytes(word) for word in self.filter(version=version).values_list("word", flat=True)}
        for words in _steps(known - wanted):
            self.filter(version=version, word__in=words).delete()
        for words in _steps(wanted - known):
            insert_rows([DraftWord(version_id=version, word=word) for word in words])

    def forget_closed(self, versions: Iterable["UUID"]) -> None:
        """Delete the words of those versions that are no longer open drafts."""
        self.filter(version__in=versions, version__draft=None).delete()


class DraftWord(models.Model):
    """A word of the title, the description or the text of an open draft."""

    version = models.ForeignKey("versioning.Version", models.CASCADE, related_name="+", db_index=False)
    # Four bytes are the longest character.
    word = models.BinaryField(max_length=4 * LONGEST_WORD)

    objects = DraftWordQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("version", "word"), name="one_row_per_draft_and_word"),)
        indexes = (models.Index(fields=("word", "version"), name="draft_word"),)

    def __str__(self) -> str:
        return bytes(self.word).decode(errors="replace")


def _steps(words: set[bytes]) -> Iterator[list[bytes]]:
    in_order = sorted(words)
    for start in range(0, len(in_order), WORDS_AT_ONCE):
        yield in_order[start : start + WORDS_AT_ONCE]


class DraftSearchQuerySet(models.QuerySet[Row]):
    """The part of a draft's query set that searches."""

    def matching(self, asked: str, *, languages: Collection[str] = ()) -> Self:
        """Return the open drafts with all words of a search in their title, description or text. None for no words.

        The words of a phrase may be anywhere. `text.search.query_parser` describes the rest of the syntax.
        """
        terms = parse_query(asked, languages=languages)
        if all(term.excluded for term in terms):
            return self.none()
        rows = self
        for term in terms:
            rows = rows.exclude(_having(term)) if term.excluded else rows.filter(_any_of(term))
        return rows


def _any_of(term: Term) -> Q:
    # Only single words have stems.
    if len(term.words) > 1:
        return _having(term)
    return _having_one_of((each.words[0], not each.open_ended) for each in term.alternatives)


def _having(term: Term) -> Q:
    found, last = Q(), len(term.words) - 1
    for place, word in enumerate(term.words):
        found &= _having_one_of([(word, not (term.open_ended and place == last))])
    return found


def _having_one_of(words: Iterable[tuple[str, bool]]) -> Q:
    return Q(version__in=DraftWord.objects.beginning_with(words))
