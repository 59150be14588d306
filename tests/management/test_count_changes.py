from tests.cast import Cast
from tests.damage import damage
from tests.histories import uncount
from tests.management.running import run


def test_says_how_many_were_counted(cast: Cast) -> None:
    cast.version(cast.document(), "Other.")
    uncount()

    printed = run("count_changes")

    assert printed.out.startswith("Counted 2 versions in ")
    assert printed.err == ""


def test_names_what_cannot_be_read(cast: Cast) -> None:
    version = cast.document().versions.get()
    uncount()
    damage(version.body_id)

    printed = run("count_changes")

    assert printed.out.startswith("Counted 0 versions in ")
    assert str(version.pk) in printed.err
