"""Show changed pictures beside what they were, in the blocks of a rendered comparison."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from versioning.text.compare.rendered_blocks import without_ids
from versioning.text.file_addresses import files_in

_PICTURE = re.compile(r"<img\b[^<>]*>")
_SOURCE = re.compile(r'\ssrc="([^"]*)"')

# The file of a picture, or its address if it is none of the project's.
Key = UUID | str


class PictureMarker:
    """Marks the pictures of blocks. `changed` maps each file that another one replaced to that one."""

    def __init__(self, *, base: str, head: str, changed: Mapping[UUID, UUID]) -> None:
        self._before = {_key(tag): tag for tag in _PICTURE.findall(base)}
        self._after = {_key(tag) for tag in _PICTURE.findall(head)}
        self._former: dict[Key, Key] = {new: old for old, new in changed.items() if old in self._before}
        self._replaced = {old for new, old in self._former.items() if new in self._after}

    def marked(self, block: str, *, base: str = "") -> str:
        """Return a block of the head with its changed and added pictures marked.

        The pictures of `base`, the block before, are beside the first added one if the head no longer has them. If
        none was added, they follow the block.
        """
        gone = {_key(tag): tag for tag in _PICTURE.findall(base)}
        removed = [
            ("removed", without_ids(tag)) for key, tag in gone.items() if key not in self._after | self._replaced
        ]

        def shown(tag: re.Match[str]) -> str:
            sides = self._sides_of(tag[0])
            if sides and sides[0][0] == "added":
                sides = [*removed, *sides]
                removed.clear()
            return _sides(*sides) if sides else tag[0]

        marked = _PICTURE.sub(shown, block)
        return marked + "".join(map(_sides, removed))

    def _sides_of(self, tag: str) -> list[tuple[str, str]]:
        """Return what is shown instead of a picture of the head, in order, or nothing if the base has it."""
        key = _key(tag)
        former = self._former.get(key)
        if former is not None:
            return [("before", without_ids(self._before[former])), ("after", tag)]
        return [] if key in self._before else [("added", tag)]


def _sides(*pictures: tuple[str, str]) -> str:
    return f'<span class="picture-sides">{"".join(_labeled(pictures))}</span>'


def _labeled(pictures: Iterable[tuple[str, str]]) -> Iterable[str]:
    # A picture may be inside a paragraph or a link, so these are inline elements.
    return (
        f'<span class="picture-side picture-{label}"><span class="rendered-label">{label}</span>{tag}</span>'
        for label, tag in pictures
    )


def _key(tag: str) -> Key:
    source = _SOURCE.search(tag)
    address = source[1] if source else ""
    return next(iter(files_in(address)), address)
