from tests.cast import Cast
from tests.damage import damage
from tests.histories import uncount
from tests.management.running import run


def test_says_how_many_were_counted(cast: Cast) -> None:
    cast.version(cast.document(), "Other.")
    uncount()

    said = run("count_changes")

    assert said.out.startswith("Counted 2 versions in ")
    assert said.err == ""


def test_names_what_cannot_be_read(cast: Cast) -> None:
    version = cast.document().versions.get()
    uncount()
    damage(version.body_id)

    said = run("count_changes")

    assert said.out.startswith("Counted 0 versions in ")
    assert str(version.pk) in said.err
