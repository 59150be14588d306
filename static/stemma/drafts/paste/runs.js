// The inline content of one paragraph: runs of text, each with its marks, and the HTML that they become.

// From the outermost element to the innermost.
const ORDER = ["href", "bold", "italic", "strike", "raised", "lowered", "code"];
const TAGS = { bold: "strong", italic: "em", strike: "s", raised: "sup", lowered: "sub", code: "code" };
const SPACE = /^[\t\n\f\r \u00a0]*$/;

/** Split runs at their outer white space, so that no mark begins or ends with a space. */
function apart({ text, node, marks }) {
  if (node) return [{ node, marks }];
  const [, before, inner, after] = text.match(/^(\s*)([\s\S]*?)(\s*)$/);
  return [before, inner, after].filter(Boolean).map((part) => ({ text: part, marks }));
}

function shared(one, other) {
  return Object.fromEntries(ORDER.filter((mark) => one[mark] && one[mark] === other[mark]).map((mark) => [mark, one[mark]]));
}

function isSpace(run) {
  return !run.node && SPACE.test(run.text);
}

function isBreak(run) {
  return run?.node?.localName === "br";
}

/** Collapse white space as a browser does, and give it only the marks that both of its neighbors have. */
function collapsed(runs) {
  const result = [];
  const parts = runs.flatMap(apart);
  for (const [index, run] of parts.entries()) {
    if (!isSpace(run)) {
      result.push(run.node ? run : { ...run, text: run.text.replaceAll(/[\t\n\f\r \u00a0]+/g, " ") });
      continue;
    }
    const [before, after] = [result.at(-1), parts.slice(index + 1).find((next) => !isSpace(next))];
    if (!before || isSpace(before) || isBreak(before) || !after || isBreak(after)) continue;
    result.push({ text: " ", marks: shared(before.marks, after.marks) });
  }
  while (isBreak(result.at(-1))) result.pop();
  while (isBreak(result[0])) result.shift();
  return result;
}

function groups(runs, mark) {
  const result = [];
  for (const run of runs)
    if (result.length > 0 && result.at(-1)[0].marks[mark] === run.marks[mark]) result.at(-1).push(run);
    else result.push([run]);
  return result;
}

function wrapped(document, { mark, value, nodes }) {
  const element = document.createElement(mark === "href" ? "a" : TAGS[mark]);
  if (mark === "href") element.setAttribute("href", value);
  element.append(...nodes);
  return element;
}

function nodesOf(document, runs, depth = 0) {
  const mark = ORDER[depth];
  if (!mark) return runs.map((run) => run.node ?? document.createTextNode(run.text));
  return groups(runs, mark).flatMap((group) => {
    const nodes = nodesOf(document, group, depth + 1);
    const value = group[0].marks[mark];
    return value ? [wrapped(document, { mark, value, nodes })] : nodes;
  });
}

/** Return the nodes of a paragraph. There are none if it has only white space. */
export function inlineNodes(document, runs) {
  return nodesOf(document, collapsed(runs));
}
