// Styles of pasted HTML. The page's policy forbids inline styles even in documents that DOMParser makes, so that
// `element.style` is empty there. The styles are therefore renamed before the HTML is parsed, and read as text. Event
// handlers, which would be reported as violations of the policy, are renamed too.

const TAG = /<[a-z][^\s<>/]*(?:"[^"]*"|'[^']*'|[^'"<>])*>/gi;
const SHEET = /<style\b[^>]*>([\s\S]*?)<\/style>/gi;
const RULE = /([^{}]+)\{([^{}]*)\}/g;
const ATTRIBUTE = "data-pasted-style";

function declarations(text) {
  const pairs = text.split(";").map((declaration) => declaration.split(/:(.*)/s));
  return pairs.filter(([, value]) => value?.trim()).map(([name, value]) => [name.trim().toLowerCase(), value.trim().toLowerCase()]);
}

/** Return the declarations of single classes, such as `.xl65 {font-weight:700}` of Excel, as {class: declarations}. */
function classRules(sheets) {
  const rules = new Map();
  for (const [, selectors, body] of sheets.join("\n").replaceAll(/<!--|-->|\/\*[\s\S]*?\*\//g, "").matchAll(RULE))
    for (const selector of selectors.split(",")) {
      const name = selector.trim().match(/^\.([\w-]+)$/)?.[1];
      if (name) rules.set(name, [...(rules.get(name) ?? []), ...declarations(body)]);
    }
  return rules;
}

/** Parse pasted HTML. Returns the document, and a function from an element to a Map of its declarations. */
export function parsePasted(html) {
  const sheets = [];
  const withoutSheets = html.replaceAll(SHEET, (_, sheet) => {
    sheets.push(sheet);
    return "";
  });
  const renamed = withoutSheets.replaceAll(TAG, (tag) => tag.replaceAll(/(["'\s])(style|on[a-z]+)(?=\s*=)/gi, "$1 data-pasted-$2"));
  const rules = classRules(sheets);
  const styleOf = (element) => {
    const ofClasses = Array.from(element.classList, (name) => rules.get(name) ?? []).flat();
    return new Map([...ofClasses, ...declarations(element.getAttribute(ATTRIBUTE) ?? "")]);
  };
  return { document: new DOMParser().parseFromString(renamed, "text/html"), styleOf };
}
