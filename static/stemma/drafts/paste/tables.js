// Tables of spreadsheets and documents.

function isBlank(row) {
  return row.every((cell) => !cell.trim());
}

/** Read tab-separated text as rows of cells, each a list of its text. Returns null if it is no table: at least two cells in each of two rows. */
export function rowsOf(text) {
  const rows = text
    .replace(/[\r\n]+$/, "")
    .split(/\r\n|\r|\n/)
    .map((line) => line.split("\t"));
  const width = rows[0].length;
  if (rows.length < 2 || width < 2 || rows.some((row) => row.length !== width) || rows.every(isBlank)) return null;
  // Text that is indented with tabs is no table.
  const isIndented = rows.some((row) => row.slice(1).some((cell) => cell === "")) && rows.every((row) => row[0] === "");
  return isIndented ? null : rows.map((row) => row.map((cell) => [cell.trim()]));
}

/** Return rows of cells, each a list of nodes, as a table whose first row is the header. */
export function tableOf(document, rows) {
  const table = document.createElement("table");
  const [head, body] = [table.createTHead(), table.createTBody()];
  for (const [index, cells] of rows.entries()) {
    const row = (index === 0 ? head : body).insertRow();
    for (const nodes of cells) {
      const cell = document.createElement(index === 0 ? "th" : "td");
      cell.append(...nodes);
      row.append(cell);
    }
  }
  return table;
}

function isEmpty(cell) {
  return !cell || (cell.textContent.trim() === "" && !cell.querySelector("img"));
}

/** Remove rows and columns without content at the end, which spreadsheets add. */
function trim(table) {
  while (table.rows.length > 0 && Array.from(table.rows[table.rows.length - 1].cells).every(isEmpty))
    table.rows[table.rows.length - 1].remove();
  const rows = Array.from(table.rows);
  if (rows.some(({ cells }) => Array.from(cells).some((cell) => cell.colSpan > 1 || cell.rowSpan > 1))) return;
  while (rows.length > 0 && rows[0].cells.length > 1 && rows.every(({ cells }) => isEmpty(cells[rows[0].cells.length - 1])))
    rows.forEach((row) => row.cells[rows[0].cells.length - (row === rows[0] ? 1 : 0)]?.remove());
}

function isBold(cell) {
  return isEmpty(cell) || (cell.childNodes.length === 1 && cell.firstChild.localName === "strong");
}

function asHeader(row) {
  for (const cell of Array.from(row.cells)) {
    const header = row.ownerDocument.createElement("th");
    for (const { name, value } of cell.attributes) header.setAttribute(name, value);
    header.append(...cell.childNodes);
    cell.replaceWith(header);
  }
}

export function isHeader(row) {
  return Array.from(row.cells).every(({ localName }) => localName === "th");
}

/** Put the rows into a head and a body. A first row of bold cells is the head, unless a cell of it spans further rows. */
export function mendTable(table) {
  trim(table);
  const [first, ...others] = Array.from(table.rows);
  if (!first) return table.remove();
  const cells = Array.from(first.cells);
  if (others.length > 0 && cells.every(isBold) && !cells.every(isEmpty)) asHeader(first);
  const isHead = isHeader(first) && cells.every(({ rowSpan }) => rowSpan === 1);
  const [head, body] = [table.ownerDocument.createElement("thead"), table.ownerDocument.createElement("tbody")];
  (isHead ? head : body).append(first);
  body.append(...others);
  return table.replaceChildren(...[head, body].filter((part) => part.childNodes.length > 0));
}
