// Structure for places that hold only lines: cells of tables in Markdown, and texts of Editor.js.

const BLOCKS = new Set("P H1 H2 H3 H4 H5 H6 UL OL LI BLOCKQUOTE TABLE THEAD TBODY TR TH TD".split(" "));

/** Return the number or the box of a list item. A bullet says no more than the line itself. */
function markOf(item) {
  if (item.dataset.checked) return item.dataset.checked === "true" ? "☑ " : "☐ ";
  const list = item.parentNode;
  if (list.nodeName !== "OL") return "";
  return `${Number(list.getAttribute("start") ?? 1) + Array.from(list.children).indexOf(item)}. `;
}

class Lines {
  constructor(document) {
    this.document = document;
    this.nodes = [];
    this.isApart = false;
    this.mark = "";
  }

  add(nodes) {
    for (const node of nodes)
      if (node.nodeName === "PRE") node.textContent.split("\n").forEach((line) => this.code(line));
      else if (BLOCKS.has(node.nodeName)) this.block(node);
      else if (node.nodeName !== "HR") this.inline(node.cloneNode(true));
  }

  inline(node) {
    if (this.isApart && this.nodes.length > 0) this.nodes.push(this.document.createElement("br"));
    this.isApart = false;
    if (this.mark) this.nodes.push(this.document.createTextNode(this.mark));
    this.nodes.push(node);
    this.mark = "";
  }

  block(element) {
    const isItem = element.nodeName === "LI";
    this.isApart = true;
    if (isItem) this.mark = markOf(element);
    this.add(element.childNodes);
    this.isApart = true;
    if (isItem) this.mark = "";
  }

  code(line) {
    const code = this.document.createElement("code");
    code.textContent = line;
    this.isApart = true;
    if (line.trim()) this.inline(code);
    this.isApart = true;
  }
}

/** Return nodes as inline nodes, with a line break between what was apart. */
export function linesOf(document, nodes) {
  const writer = new Lines(document);
  writer.add(nodes);
  return writer.nodes;
}

/**
 * Return a table as rows of equal length, in which each cell is a list of inline nodes. A merged cell becomes one with its
 * content and empty ones.
 */
export function gridOf(table) {
  const rows = Array.from(table.rows, () => []);
  let width = 0;
  for (const [top, { cells }] of Array.from(table.rows).entries()) {
    let left = 0;
    for (const cell of cells) {
      while (rows[top][left]) left += 1;
      width = Math.max(width, left + 1);
      for (const row of rows.slice(top, top + cell.rowSpan))
        for (let column = left; column < left + cell.colSpan; column += 1) row[column] ??= [];
      rows[top][left] = linesOf(table.ownerDocument, cell.childNodes);
    }
  }
  return rows.map((row) => Array.from({ length: width }, (_, column) => row[column] ?? []));
}
