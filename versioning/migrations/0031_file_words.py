"""The words of the names and alternative texts of files, by which they are found."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db import migrations, models
from django.db.models import CASCADE, BigAutoField, ForeignKey

BATCH, MOST_WORDS, LONGEST_WORD = 1000, 60, 60
ACCENTS = dict.fromkeys(range(0x300, 0x370))
# Han and kana are written without spaces, so each character counts as a word.
UNSPACED = "\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
MARKS = "".join(chr(code) for code in range(0x300, 0x3100) if unicodedata.category(chr(code)).startswith("M"))
SPACED_WORD = rf"[^\W{UNSPACED}]+(?:[{MARKS}]+[^\W{UNSPACED}]*)*"
WORD = re.compile(rf"{SPACED_WORD}|(?!\W)[{UNSPACED}]")


def words_of(text: str) -> list[bytes]:
    bare = unicodedata.normalize("NFD", text).translate(ACCENTS)
    folded = unicodedata.normalize("NFC", bare).lower()
    words = WORD.findall(folded.replace("_", " "))
    return list(dict.fromkeys(word[:LONGEST_WORD].encode(errors="ignore") for word in words))[:MOST_WORDS]


def rows(apps: Any) -> Iterator[Any]:
    word = apps.get_model("versioning", "FileWord")
    files = apps.get_model("versioning", "File").objects.values_list("pk", "name", "alt_text")
    for pk, name, alt_text in files.iterator(chunk_size=BATCH):
        yield from (word(file_id=pk, word=each) for each in words_of(f"{name} {alt_text}"))


def fill(apps: Any, schema_editor: Any) -> None:
    batch = []
    objects = apps.get_model("versioning", "FileWord").objects
    for row in rows(apps):
        batch.append(row)
        if len(batch) == BATCH:
            objects.bulk_create(batch)
            batch = []
    objects.bulk_create(batch)


class Migration(migrations.Migration):
    dependencies = [("versioning", "0030_order_of_changes")]

    operations = [
        migrations.CreateModel(
            name="FileWord",
            fields=[
                ("id", BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", models.BinaryField(max_length=240)),
                ("file", ForeignKey("versioning.file", CASCADE, db_index=False, related_name="words")),
            ],
            options={
                "indexes": [models.Index(fields=["word", "file"], name="file_word")],
                "constraints": [models.UniqueConstraint(fields=("file", "word"), name="one_row_per_file_and_word")],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
