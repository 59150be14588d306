"""A zip such as Document360 exports."""

import json
from typing import Any

from tests.pictures import picture

CDN = "https://cdn.document360.io/9a3b/Images/Documentation"


def _article(code: str, title: str, slug: str, content: str, **values: Any) -> dict[str, Any]:
    return {"Code": code, "Title": title, "Slug": slug, "Content": content, "Description": None, **values}


INSTALL = [
    _article(
        "en",
        "Install & set up",
        "install",
        f'<h2>Before</h2><p>See <a href="/docs/upgrade">how to upgrade</a>.</p><section class="infoBox">'
        "<p>Takes a minute."
        f'</p></section><p><img src="{CDN}/Start%20page.png" alt="Start"></p><script>alert(1)</script>',
        Description="How to install",
    ),
    _article("es-mx", "Instalar", "instalar", "<p>Hola</p>"),
]
UPGRADE = """## Metadata_Start
## code: en
## title: Upgrade: the short way
## slug: upgrade
## description: In three steps
## contentType: Markdown
## hidden: true
## Metadata_End
1. Stop

![Stop](https://cdn.document360.io/9a3b/Images/stop.png)
"""
TREE = {
    "Categories": [
        {
            "Id": "c2",
            "Title": "Guides",
            "Order": 1,
            "Languages": [{"Code": "en", "Title": "Guides", "Slug": "guides", "Content": "# All guides\n"}],
            "Articles": [
                {"Id": "a1", "Path": "install.json", "Order": 2},
                {"Id": "a2", "Path": "upgrade.md", "Order": 1},
            ],
            "SubCategories": [{"Id": "c3", "Title": "More", "Order": 0, "Articles": [], "SubCategories": []}],
        },
        {"Id": "c1", "Title": "Start", "Order": 0, "Articles": [{"Id": "a3", "Path": "gone.json", "Order": 0}]},
    ]
}


def export(tree: Any = TREE, **files: str | bytes) -> dict[str, str | bytes]:
    root = "Docs-2026-Mar-26/v1"
    made: dict[str, str | bytes] = {
        f"{root}/v1_categories_articles.json": json.dumps(tree),
        f"{root}/articles/install.json": json.dumps(INSTALL),
        f"{root}/articles/upgrade.md": UPGRADE,
        "Docs-2026-Mar-26/Media/Images/start page.png": picture("blue"),
        "Docs-2026-Mar-26/Media/Images/stop.png": picture("red"),
    }
    return made | files
