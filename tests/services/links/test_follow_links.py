"""What links to a document, and what is broken, as the worker reads it from current texts."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, make_cast
from tests.git_repos import Repo
from tests.services.transfer.test_import_git import run
from versioning.models import Document, DocumentLink, DocumentPath, Project, Version
from versioning.services.documents.rename_document import rename_document
from versioning.services.documents.restore_document import restore_document
from versioning.services.documents.trash_document import trash_document
from versioning.services.invariants.links import LINK_INVARIANTS
from versioning.services.jobs.run_due_jobs import run_due_jobs
from versioning.services.kernel.rendered import rendered_html
from versioning.services.links.follow_links import _waiting_for
from versioning.services.links.list_links import list_broken_links, list_links_to
from versioning.services.links.resolve_links import resolve_links
from versioning.services.lookups import find_version
from versioning.services.projects.update_project import update_project
from versioning.services.versions.render_version import render_version


@pytest.fixture
def cast(live_cast: Cast) -> Cast:
    """Committed, because PostgreSQL's feed ends before the transaction of a test."""
    return live_cast


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "source.git")


def use_wiki_links(cast: Cast) -> None:
    update_project(actor=cast.manager, project=cast.project, changes={"markdown_extensions": ["wiki_links"]})


def linking(document: Document) -> list[str]:
    return [link.source.title for link in list_links_to(document)]


def broken(cast: Cast) -> list[tuple[str, str]]:
    return sorted((link.source.title, link.address) for link in list_broken_links(cast.project))


def test_a_link_by_identifier_is_known_after_the_publication(cast: Cast) -> None:
    target = cast.document(title="Target")
    cast.document(title="Source", body=f"[t](/d/{target.identifier}/#part) [same](/d/{target.identifier}/)")

    run_due_jobs()

    assert linking(target) == ["Source", "Source"]
    assert broken(cast) == []


def test_links_of_an_import_are_known_and_its_broken_ones_are_named(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "# A\n\n[b](b.md#x) [c](c.md) [[B]] [[D]] [out](https://example.org) [here](#a)")
    repo.write("b.md", "# B")
    repo.commit()
    run(cast, repo)

    run_due_jobs()

    target = DocumentPath.objects.get(path="b.md").document
    assert linking(target) == ["A", "A"]
    assert broken(cast) == [("A", "[[D]]"), ("A", "c.md")]


def test_a_wiki_link_to_a_missing_file_is_broken(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "# A\n\nSee [[form.pdf]], ![[gone & lost.mp3|text]] and ![[B#One]].")
    repo.write("b.md", "# B")
    repo.write("files/form.pdf", b"%PDF-1.7")
    repo.commit()
    run(cast, repo)

    run_due_jobs()

    assert broken(cast) == [("A", "[[gone & lost.mp3]]")]
    assert linking(DocumentPath.objects.get(path="b.md").document) == ["A"]


def test_a_text_without_the_link_takes_it_back(cast: Cast) -> None:
    target = cast.document(title="Target")
    source = cast.document(title="Source", body=f"[t](/d/{target.identifier}/)")
    run_due_jobs()

    cast.version(source, "nothing")
    run_due_jobs()

    assert linking(target) == []
    assert not DocumentLink.objects.exists()


def test_a_target_in_the_trash_makes_the_link_broken_until_it_is_restored(cast: Cast) -> None:
    target = cast.document(title="Target")
    cast.document(title="Source", body=f"[t](/d/{target.identifier}/)")
    run_due_jobs()

    trash_document(actor=cast.manager, document=target)
    assert broken(cast) == [("Source", f"/d/{target.identifier}/")]
    restore_document(actor=cast.manager, document=target)

    assert broken(cast) == []


def test_a_broken_link_is_mended_when_its_page_appears(cast: Cast, repo: Repo) -> None:
    repo.write("a.md", "# A\n\n[c](c.md) and [[D]]")
    repo.commit()
    run(cast, repo)
    run_due_jobs()
    assert broken(cast) == [("A", "[[D]]"), ("A", "c.md")]

    repo.write("c.md", "# C")
    repo.commit()
    run(cast, repo)
    cast.document(title="D")
    run_due_jobs()

    assert broken(cast) == []


def test_a_link_into_another_project_is_broken(cast: Cast) -> None:
    foreign = make_cast("foreign").document(title="Secret")
    cast.document(title="Source", body=f"[t](/d/{foreign.identifier}/)")

    run_due_jobs()

    assert broken(cast) == [("Source", f"/d/{foreign.identifier}/")]
    assert linking(foreign) == []


def test_reading_everything_again_changes_nothing(cast: Cast) -> None:
    target = cast.document(title="Target")
    cast.document(title="Source", body=f"[t](/d/{target.identifier}/)")
    run_due_jobs()
    before = list(DocumentLink.objects.values())

    cast.version(target, "another text")
    run_due_jobs()

    assert list(DocumentLink.objects.values()) == before


def hrefs(document: Document) -> list[str]:
    version = find_version(document=document, reference="current")
    return re.findall(r'href="([^"]*)"', render_version(version))


def test_links_by_one_title_all_lead_to_the_document(cast: Cast) -> None:
    use_wiki_links(cast)
    target = cast.document(title="Refunds")
    source = cast.document(title="Source", body="[[Refunds]] [[Refunds#When]] [[Refunds|money back]]")

    assert hrefs(source) == [f"/d/{target.identifier}/{end}" for end in ("", "#user-content-when", "")]


def test_a_wiki_link_finds_a_title_in_another_case_and_a_former_title(cast: Cast) -> None:
    use_wiki_links(cast)
    target = cast.document(title="Money back")
    source = cast.document(title="Source", body="[[money BACK]] [[Money back]]")
    rename_document(actor=cast.manager, document=target, title="Refunds")

    run_due_jobs()

    assert hrefs(source) == [f"/d/{target.identifier}/"] * 2
    assert broken(cast) == []


def test_a_title_comes_before_a_title_that_another_document_had(cast: Cast) -> None:
    use_wiki_links(cast)
    former = cast.document(title="Money back")
    source = cast.document(title="Source", body="[[Money back]] [[money back]]")
    rename_document(actor=cast.manager, document=former, title="Refunds")
    target = cast.document(title="Money back")

    run_due_jobs()

    assert hrefs(source) == [f"/d/{target.identifier}/"] * 2


def test_a_wiki_link_finds_an_alias_until_the_text_states_it_no_longer(cast: Cast) -> None:
    use_wiki_links(cast)
    target = cast.document(title="Refunds", body="---\naliases: [Money back, RMA]\n---\nText.")
    source = cast.document(title="Source", body="[[Money back]] [[rma]]")
    run_due_jobs()
    assert hrefs(source) == [f"/d/{target.identifier}/"] * 2

    cast.version(target, "---\naliases: [RMA]\n---\nText.")
    run_due_jobs()

    assert hrefs(source) == [f"/d/{target.identifier}/"]


def test_an_address_of_the_site_leads_to_the_file_that_has_a_number_or_states_it(cast: Cast, repo: Repo) -> None:
    repo.write("docs/01-guide/a.md", "# A\n\n[i](/docs/guide/install) [s](/docs/set-up) [b](bare) [t](/setup)")
    repo.write("docs/01-guide/02-install.md", "# Install")
    repo.write("docs/01-guide/03-setup.md", "---\nslug: /set-up\n---\n# Setup")
    repo.write("docs/01-guide/04-basic.md", "---\nslug: bare\n---\n# Basic")
    repo.commit()
    run(cast, repo)

    run_due_jobs()

    names = ("02-install", "03-setup", "04-basic")
    targets = [DocumentPath.objects.get(path=f"docs/01-guide/{name}.md").document for name in names]
    source = DocumentPath.objects.get(path="docs/01-guide/a.md").document
    # A title is not an address, so the last link leads nowhere.
    assert hrefs(source) == [f"/d/{target.identifier}/" for target in targets]
    assert broken(cast) == [("A", "/setup")]


def test_verify_finds_links_between_projects(cast: Cast) -> None:
    foreign = make_cast("foreign")
    here, there = cast.document(title="Here"), foreign.document(title="There")
    DocumentLink.objects.create(project=cast.project, source=here, target=there, address="a")
    DocumentLink.objects.create(project=foreign.project, source=here, target=None, address="b")
    DocumentPath.objects.create(project=cast.project, document=there, origin=0, position=1, path="a", key="a", name="a")

    codes = [breach.code for invariant in LINK_INVARIANTS for breach in invariant.find()]

    assert codes == ["link_of_another_project", "link_to_another_project", "path_of_another_project"]


def test_a_server_without_events_has_nothing_to_do(cast: Cast) -> None:
    run_due_jobs()

    assert run_due_jobs() == 0


@pytest.mark.parametrize("address", ["a%00b", "".join(chr(0x20000 + number * 37 % 40000) for number in range(790))])
def test_an_address_that_cannot_be_stored_stops_nothing(cast: Cast, address: str) -> None:
    target = cast.document(title="Target")
    odd = cast.document(title="Odd", body=f'<a class="wiki-link" href="{address}">odd</a>')
    cast.document(title="Source", body=f"[t](/d/{target.identifier}/)")

    run_due_jobs()

    assert linking(target) == ["Source"]
    version = Version.objects.with_text().get(document=odd)
    assert "odd" in resolve_links(
        rendered_html(version), project_id=odd.project_id, document_id=odd.pk, fields=version.fields
    )


def test_a_text_whose_links_cannot_be_read_stops_no_others(cast: Cast) -> None:
    other = make_cast("other")
    other.document(title="Odd")
    # No verb writes such names. Rendering raises TypeError.
    Project.objects.filter(pk=other.project.pk).update(markdown_extensions=[{}])
    target = cast.document(title="Target")
    cast.document(title="Source", body=f"[t](/d/{target.identifier}/)")

    run_due_jobs()

    assert linking(target) == ["Source"]


def test_the_links_that_wait_for_many_documents_are_found_in_as_many_statements(cast: Cast) -> None:
    pages = [cast.document(title=f"Page {number}") for number in range(6)]

    with CaptureQueriesContext(connection) as one:
        _waiting_for([pages[0].pk])
    with CaptureQueriesContext(connection) as many:
        _waiting_for([page.pk for page in pages])

    assert len(many) == len(one)
