"""What a recognizer found out: which pages and categories there are, in which order, and what is left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from versioning.services.transfer._import.patterns import matches
from versioning.services.transfer._layouts.tree import Tree, folder_of, is_index, is_text, stem_of, words_of
from versioning.text.document_paths import LONGEST
from versioning.text.storable import replace_unstorable, unstorable_in

OUTSIDE = "It lies outside the folders of the documentation. The layout plain imports it."
MOST_NOTES = 50
# The titles of categories in other languages.
Labels = Mapping[str, Mapping[str, str]]
# In characters. The database takes 500, and another key may end in some more hyphens.
_LONGEST_KEY = 400


@dataclass
class Entry:
    """A page, or a category if `children` is not None.

    `path` is the file with its text, or empty for a category without one. `folder` is the folder that a category stands
    for, if it stands for one. `title` replaces the title that the text gives itself. `default_title` is used if the
    text has none.
    """

    path: str = ""
    title: str = ""
    default_title: str = ""
    folder: str = ""
    hidden: bool = False
    children: "list[Entry] | None" = None

    def __post_init__(self) -> None:
        # Settings may hold characters that no database stores.
        self.title = replace_unstorable(self.title)


@dataclass
class Shelf:
    """The pages of one workspace, in their order. Without a name they go to the project's first workspace."""

    entries: list[Entry]
    name: str = ""


@dataclass(frozen=True)
class Translated:
    """A page in another language. `original` is the path of the page that it translates."""

    path: str
    original: str
    language: str


@dataclass
class Plan:
    """A whole import. `roots` are folders that the site serves as its root, such as `static`.

    `translations` are pages that have the place of the page that they translate. `language` is that of the other pages,
    or empty for the language of the project. `labels` are the titles of categories in other languages, by the language
    and by `label_key` of the title. `addresses` are those at which the site shows pages, by their paths, if the paths
    do not say them. Each begins with a slash.
    With `finds_by_name`, texts name files without their folders.
    `reasons` maps patterns of paths to the reason why such a file is left out. `notes` are sentences for the summary.
    """

    layout: str
    label: str
    shelves: list[Shelf] = field(default_factory=list)
    translations: list[Translated] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    language: str = ""
    roots: tuple[str, ...] = ()
    addresses: dict[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    finds_by_name: bool = False

    def note(self, sentence: str) -> None:
        """Add a sentence to the summary, unless it has many already."""
        if sentence not in self.notes and len(self.notes) < MOST_NOTES:
            self.notes.append(sentence)

    def reason(self, path: str) -> str:
        """Return why the file is left out, or an empty string if the layout does not say."""
        found = (why for pattern, why in self.reasons.items() if matches(path, (pattern,)))
        return next(found, OUTSIDE if is_text(path) else "")


@dataclass(frozen=True)
class Place:
    """Where one document goes.

    `key` identifies it in later imports: the path of a page, and for a category a path with a slash at the end.
    `parent` is the key of its category, or empty. `order` counts the siblings from 1. `language` is empty if the layout
    does not say it. `original` is the key of the place whose text it translates, or empty. `address` is that at which
    the site shows the page, or empty.
    """

    key: str
    path: str
    parent: str
    order: int
    title: str = ""
    default_title: str = ""
    workspace: str = ""
    hidden: bool = False
    language: str = ""
    original: str = ""
    address: str = ""

    @property
    def is_category(self) -> bool:
        return self.key.endswith("/")


def places_of(plan: Plan) -> list[Place]:
    """Return the places of all documents, each category before what lies in it, and translations after all originals.

    Each file has one place, the first.
    """
    taken: set[str] = set()
    places = [place for shelf in plan.shelves for place in _placed(shelf.entries, taken=taken, shelf=shelf.name)]
    places = list(_addressed(places, addresses=plan.addresses))
    if not plan.translations and not plan.labels:
        return places
    translated = list(_translated(plan.translations, places, labels=plan.labels))
    done = {(place.original, place.language) for place in translated}
    bare = [place for place in _translated_categories(places, labels=plan.labels) if _in_language(place) not in done]
    return [*(replace(place, language=plan.language) for place in places), *translated, *bare]


def _addressed(places: Sequence[Place], *, addresses: Mapping[str, str]) -> Iterator[Place]:
    """Yield the places with their addresses. Each address has one place, the first."""
    taken: set[str] = set()
    for place in places:
        address = addresses.get(place.path, "")
        is_free = address not in taken and len(address) <= LONGEST and not unstorable_in(address)
        taken.add(address)
        yield replace(place, address=address) if address and is_free else place


def label_key(title: str) -> str:
    """Return the title of a category as it is compared."""
    return words_of(title).casefold()


def _in_language(place: Place) -> tuple[str, str]:
    return place.original, place.language


def _translated_categories(places: Sequence[Place], *, labels: Labels) -> Iterator[Place]:
    """Yield the place of each category in each language that has a title for it, as one without a text."""
    for language, titles in labels.items():
        for place in places:
            title = titles.get(label_key(place.title or place.default_title), "") if place.is_category else ""
            if title:
                key = f"/{language}/{place.key.strip('/')}/"
                yield replace(place, key=key, path="", title=title, language=language, original=place.key, address="")


def _translated(translations: Sequence[Translated], places: Sequence[Place], *, labels: Labels) -> Iterator[Place]:
    """Yield the place of each translation whose original has a place. It is the same one."""
    originals = {place.path: place for place in places if place.path}
    for page in translations:
        original = originals.get(page.original)
        if original is None or page.path in originals:
            continue
        key = f"{folder_of(page.path) if is_index(page.path) else page.path}/" if original.is_category else page.path
        yield replace(
            original,
            key=key,
            path=page.path,
            title=labels.get(page.language, {}).get(label_key(original.title), "") if original.is_category else "",
            default_title=words_of(stem_of(page.original)),
            language=page.language,
            original=original.key,
            address="",
        )


def _placed(
    entries: Sequence[Entry], *, taken: set[str], shelf: str, parent: str = "", hidden: bool = False
) -> Iterator[Place]:
    order = 0
    for entry in entries:
        path = entry.path if entry.path not in taken else ""
        if not path and not _has_pages(entry, taken):
            continue
        order += 1
        place = Place(
            key=_key(entry, path, taken=taken, above=parent or (f"/{shelf}/" if shelf else "/")),
            path=path,
            parent=parent,
            order=order,
            title=entry.title,
            default_title=entry.default_title or words_of(stem_of(entry.folder)),
            workspace=shelf,
            hidden=entry.hidden or hidden,
        )
        taken |= {place.key, path} - {""}
        yield place
        yield from _placed(entry.children or (), taken=taken, shelf=shelf, parent=place.key, hidden=place.hidden)


def _has_pages(entry: Entry, taken: set[str]) -> bool:
    """Return whether a category has any page that has no other place. Empty categories are left out."""
    return any((child.path and child.path not in taken) or _has_pages(child, taken) for child in entry.children or ())


def _key(entry: Entry, path: str, *, taken: set[str], above: str) -> str:
    if entry.children is None:
        return path
    folder = entry.folder or (folder_of(path) if is_index(path) else path)
    virtual = _virtual(entry, path, above=above)
    key = f"{folder}/" if folder and f"{folder}/" not in taken else virtual
    while key in taken:
        key = f"{key[:-1]}-/"
    return key


def _virtual(entry: Entry, path: str, *, above: str) -> str:
    """Return the key of a category that stands for no folder. No real path begins with a slash."""
    above = above if above.startswith("/") else f"/{above}"
    key = f"{above}{(entry.title or stem_of(path)).replace('/', ' ')}/"
    # Deep menus have keys that are longer than a path may be.
    return key if len(key) <= _LONGEST_KEY else f"/{sha256(key.encode()).hexdigest()}/"


def with_rest(
    entries: list[Entry], *, tree: Tree, root: str, leave: Sequence[str] = (), hidden: bool = True
) -> list[Entry]:
    """Add the texts of the folder that no entry has, at the end. They are hidden: the site has them, but in no menu.

    `leave` are patterns of files that stay out.
    """
    used = set(_paths(entries))
    rest = [path for path in tree.texts(root) if path not in used and not matches(path, leave)]
    return [*entries, *(Entry(path, hidden=hidden, default_title=words_of(stem_of(path))) for path in rest)]


def _paths(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        yield entry.path
        yield from _paths(entry.children or ())


def index_first(title: str, children: list[Entry], *, folder: str = "", default_title: str = "") -> Entry:
    """Return a category. If its first page is an index, this becomes the text of the category."""
    if children and children[0].children is None and is_index(children[0].path):
        index, *children = children
        return Entry(index.path, title=title, default_title=default_title, folder=folder, children=children)
    return Entry("", title=title, default_title=default_title, folder=folder, children=children)
