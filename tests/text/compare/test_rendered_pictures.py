from uuid import UUID

import pytest

from versioning.text.compare.rendered import Block, compare_rendered

OLD, NEW = UUID(int=1), UUID(int=2)


def picture(file: UUID | str, alt: str = "Plan") -> str:
    address = f"/files/{file}/plan.png" if isinstance(file, UUID) else file
    return f'<img src="{address}" alt="{alt}">'


def compared(base: str, head: str, files: dict[UUID, UUID] | None = None) -> list[tuple[str, str]]:
    found = compare_rendered(base=base, head=head, files=tuple((files or {}).items()))
    return [(part.kind, part.html) for part in found.parts if isinstance(part, Block)]


def side(label: str, tag: str) -> str:
    return f'<span class="picture-side picture-{label}"><span class="rendered-label">{label}</span>{tag}</span>'


def test_a_changed_picture_is_beside_what_it_was() -> None:
    found = compared(f"<p>{picture(OLD)}</p>", f"<p>{picture(NEW)}</p>", {OLD: NEW})

    both = side("before", picture(OLD)) + side("after", picture(NEW))
    assert found == [("picture", f'<p><span class="picture-sides">{both}</span></p>')]


def test_a_picture_beside_changed_words_is_marked_too() -> None:
    ((kind, html),) = compared(
        f"<p>These are the old words. {picture(OLD)}</p>",
        f"<p>These are the new words. {picture(NEW)}</p>",
        {OLD: NEW},
    )

    assert kind == "words"
    assert "<del>old</del> <ins>new</ins>" in html
    assert side("before", picture(OLD)) + side("after", picture(NEW)) in html


def test_added_and_removed_pictures_are_marked() -> None:
    words = "The paragraph with its words stays."

    assert side("added", picture(NEW)) in compared(f"<p>{words}</p>", f"<p>{words} {picture(NEW)}</p>")[0][1]
    assert compared(f"<p>{words}{picture(OLD)}</p>", f"<p>{words}</p>")[0][1].endswith(
        f'</p><span class="picture-sides">{side("removed", picture(OLD))}</span>'
    )


def test_pictures_of_other_servers_are_told_apart_by_their_addresses() -> None:
    one, other = picture("https://example.org/a.png"), picture("https://example.org/b.png")

    ((kind, html),) = compared(f"<p>{one}</p>", f"<p>{other}</p>")

    assert kind == "picture"
    assert side("added", other) in html
    assert side("removed", one) in html


@pytest.mark.parametrize("words", ["The same words.", "The {} words of both."])
def test_a_removed_picture_comes_before_the_one_that_was_added_instead(words: str) -> None:
    one, other = picture("https://example.org/a.png"), picture("https://example.org/b.png")

    ((_, html),) = compared(f"<p>{words.format('old')} {one}</p>", f"<p>{words.format('new')} {other}</p>")

    assert f'<span class="picture-sides">{side("removed", one)}{side("added", other)}</span></p>' in html
    assert html.count("picture-sides") == 1


def test_a_picture_that_only_moved_is_not_marked() -> None:
    text = "<p>First words of a paragraph.</p>"

    found = compared(text + f"<p>{picture(OLD)}</p>", f"<p>{picture(OLD)}</p>" + text)

    assert not any("picture-side" in html for _, html in found)


def test_no_id_is_on_the_page_twice() -> None:
    old, new = (picture(file).replace("<img", '<img id="plan"') for file in (OLD, NEW))

    ((_, html),) = compared(f"<p>{old}</p>", f"<p>{new}</p>", {OLD: NEW})

    assert html.count("id=") == 1
