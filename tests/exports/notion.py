"""Exports of a small Notion workspace, in its two formats."""

from tests.pictures import picture


def _id(number: int) -> str:
    return f"{number:032x}"


WIKI, PLAN, NOTES, TASKS, BUY = (_id(0xA0 + number) for number in range(5))
MARKDOWN: dict[str, str | bytes] = {
    f"Export-1/Team wiki {WIKI}.md": f"# Team wiki?\n\nOwner: Ana\n\n[Plan](Team%20wiki%20{WIKI}/Plan%20{PLAN}.md)\n\n"
    f"[Notes](https://www.notion.so/Notes-{NOTES}?pvs=21) and [site](https://example.org)\n\n"
    f"[Tasks](Team%20wiki%20{WIKI}/Tasks%20{TASKS}.csv)\n\n"
    f"![Image (1).png](Team%20wiki%20{WIKI}/Image_(1).png)\n",
    f"Export-1/Team wiki {WIKI}/Plan {PLAN}.md": f"# Plan\n\n[Up](../Team%20wiki%20{WIKI}.md)\n",
    f"Export-1/Team wiki {WIKI}/Notes {NOTES}.md": "# Notes\n\nText\n",
    f"Export-1/Team wiki {WIKI}/Image_(1).png": picture("blue"),
    f"Export-1/Team wiki {WIKI}/Tasks {TASKS}.csv": "\ufeffName,Done\nBuy milk,No\n",
    f"Export-1/Team wiki {WIKI}/Tasks {TASKS}_all.csv": '\ufeffName,Done,Note\nBuy milk,No,"a|b\nc"\nSleep,Yes,\n',
    f"Export-1/Team wiki {WIKI}/Tasks {TASKS}/Buy milk {BUY}.md": "# Buy milk\n\nDone: No\n",
}


def page(title: str, body: str, *, header: str = "") -> str:
    return (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/><title>{title}</title><style>'
        f'p {{}}</style></head><body><article id="x" class="page sans"><header><h1 class="page-title">{title}</h1>'
        f'<p class="page-description"></p>{header}</header><div class="page-body">{body}</div></article></body></html>'
    )


_PROPERTIES = '<table class="properties"><tbody><tr><th>Owner</th><td>Ana</td></tr></tbody></table>'
HTML: dict[str, str | bytes] = {
    "index.html": "<html><body><ul><li>x</li></ul></body></html>",
    f"Private/Team wiki {WIKI}.html": page(
        "Team wiki",
        f'<figure class="link-to-page"><a href="Team%20wiki%20{WIKI}/Plan%20{PLAN}.html">Plan</a></figure>'
        '<figure class="block-color-gray_background callout" style="display:flex">'
        '<div><span class="icon">💡</span></div>'
        '<div style="width:100%">Remember</div></figure>'
        '<ul class="to-do-list"><li><div class="checkbox checkbox-on"></div> <span>done</span></li></ul>'
        '<ul class="bulleted-list"><li>one</li></ul><ul class="bulleted-list"><li>two</li></ul>'
        '<ul class="toggle"><li><details open=""><summary>More</summary><p>Inside</p></details></li></ul>'
        '<pre class="code"><code class="language-JavaScript">let a = 1</code></pre>'
        f'<figure class="image"><a href="Team%20wiki%20{WIKI}/a.png">'
        f'<img src="Team%20wiki%20{WIKI}/a.png"/></a></figure>',
        header=_PROPERTIES,
    ),
    f"Private/Team wiki {WIKI}/Plan {PLAN}.html": page("Plan", "<p>Text</p>"),
    f"Private/Team wiki {WIKI}/a.png": picture("red"),
}
