"""The addresses at which the settings of a site show its pages, without a database."""

from tests.services.transfer.planning import places


def test_docusaurus_gives_pages_the_addresses_that_their_folders_do_not_say() -> None:
    files = {
        "docusaurus.config.js": """export default {
            presets: [['classic', {docs: {routeBasePath: '/'}}]],
            plugins: [
                ['@docusaurus/plugin-content-docs', {id: 'people', path: 'people-docs', routeBasePath: 'people'}],
                ['@docusaurus/plugin-content-docs', {id: 'api', path: 'api', routeBasePath: '/api/'}],
            ],
        };""",
        "docs/01-guide/02-install.md": "# Install",
        "docs/faq.md": "---\nid: questions\n---\n# FAQ",
        "docs/faq.mdx": "---\nid: questions\n---\n# Again",
        "people-docs/team.md": "---\nslug: /who\n---\n# Team",
        "api/a.md": "# A",
        "api/b.md": "---\nslug: c\n---\n# B",
        "api/d.md": "---\nslug: '  '\n---\n# D",
    }

    found = {place.path: place.address for place in places(files) if place.path}

    assert found == {
        "docs/01-guide/02-install.md": "/guide/install",
        "docs/faq.md": "/questions",
        "docs/faq.mdx": "",
        "people-docs/team.md": "/people/who",
        "api/a.md": "",
        "api/b.md": "/api/c",
        "api/d.md": "",
    }


def test_docusaurus_finds_an_empty_route_in_settings_that_are_a_function() -> None:
    files = {
        "docusaurus.config.js": "export default async () => ({presets: [['classic', {docs: {routeBasePath: ''}}]]});",
        "docs/install.md": "# Install",
    }

    found = [place.address for place in places(files) if place.path]

    assert found == ["/install"]
