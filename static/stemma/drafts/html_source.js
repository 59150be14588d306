// Cuts HTML into the source of its top-level nodes, so that what nobody changed can be written to the letter.

const TOKEN = /<!--[\s\S]*?(?:-->|$)|<![^>]*>|<(\/?)([a-z][^\s/>]*)(?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const RAW = /^(?:script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext)$/;
const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/;
// If end tags are left out, the end of an element is searched among so many tags.
const LONGEST_SEARCH = 400;

/** Return the tags and comments as [{start, end, name, isEnd}]. Text between raw tags is not searched. */
function tokensOf(html) {
  const tokens = [];
  const scanner = new RegExp(TOKEN);
  for (let match = scanner.exec(html); match; match = scanner.exec(html)) {
    const [text, slash, name = ""] = match;
    const token = { start: match.index, end: match.index + text.length, name: name.toLowerCase(), isEnd: slash === "/" };
    tokens.push(token);
    if (token.isEnd || !RAW.test(token.name)) continue;
    const close = html.slice(token.end).search(new RegExp(`</${token.name}[\\s/>]`, "i"));
    scanner.lastIndex = close < 0 ? html.length : token.end + close;
  }
  return tokens;
}

/** Yield the places where a node that begins at `position` may end, the most probable first. */
function* ends(node, { html, tokens, position, at }) {
  if (node.nodeType === Node.ELEMENT_NODE && !VOID.test(node.localName)) {
    let depth = 0;
    for (let index = at; index < tokens.length; index += 1) {
      if (tokens[index].name !== node.localName) continue;
      depth += tokens[index].isEnd ? -1 : 1;
      if (depth <= 0) {
        yield tokens[index].end;
        break;
      }
    }
  }
  const near = tokens.slice(at, at + LONGEST_SEARCH);
  if (node.nodeType !== Node.TEXT_NODE) yield* near.map(({ end }) => end);
  yield* near.map(({ start }) => start).filter((start) => start > position);
  yield html.length;
}

function isAlone(parsed, node) {
  return parsed.childNodes.length === 1 && parsed.firstChild.isEqualNode(node);
}

/** Return the source of each node of `holder`, which was parsed from `html`, or null if it can't be cut. */
export function sourcesOf(html, { holder, parse }) {
  const tokens = tokensOf(html);
  const sources = [];
  let [position, at] = [0, 0];
  for (const node of holder.childNodes) {
    let found = null;
    for (const end of ends(node, { html, tokens, position, at })) {
      if (end <= position || !isAlone(parse(html.slice(position, end)), node)) continue;
      found = end;
      break;
    }
    if (found === null) return null;
    sources.push(html.slice(position, found));
    position = found;
    while (at < tokens.length && tokens[at].start < position) at += 1;
  }
  if (position < html.length && sources.length > 0) sources.push(sources.pop() + html.slice(position));
  return sources.join("") === html ? sources : null;
}
