// Pasted structure as the blocks of Editor.js.

import { cleaned } from "./clean.js";
import { gridOf, linesOf } from "./lines.js";
import { isHeader, rowsOf, tableOf } from "./tables.js";

// Editor.js writes bold and italic with these elements.
const OWN_NAMES = { STRONG: "b", EM: "i" };

/** Return the content of nodes as the HTML of one text, with a line break between what was apart. */
function inlineHtml(nodes) {
  const holder = document.implementation.createHTMLDocument("").createElement("div");
  holder.append(...linesOf(holder.ownerDocument, nodes));
  for (const element of holder.querySelectorAll("strong, em")) {
    const renamed = holder.ownerDocument.createElement(OWN_NAMES[element.nodeName]);
    renamed.append(...element.childNodes);
    element.replaceWith(renamed);
  }
  return holder.innerHTML;
}

function isList(node) {
  return node.nodeName === "UL" || node.nodeName === "OL";
}

function itemsOf(list, style) {
  return Array.from(list.children, (item) => {
    const [inner, nested] = [Array.from(item.childNodes).filter((node) => !isList(node)), Array.from(item.children).filter(isList)];
    const meta = style === "checklist" ? { checked: item.dataset.checked === "true" } : {};
    return { content: inlineHtml(inner), meta, items: nested.flatMap((child) => itemsOf(child, style)) };
  });
}

function listBlock(list) {
  const style = list.dataset.type === "taskList" ? "checklist" : list.nodeName === "OL" ? "ordered" : "unordered";
  const start = Number(list.getAttribute("start"));
  return { type: "list", data: { style, meta: start > 1 ? { start } : {}, items: itemsOf(list, style) } };
}

function tableBlock(table) {
  const content = gridOf(table).map((cells) => cells.map(inlineHtml));
  return { type: "table", data: { withHeadings: isHeader(table.rows[0]), content } };
}

const WRITERS = {
  UL: listBlock,
  OL: listBlock,
  TABLE: tableBlock,
  PRE: (pre) => ({ type: "code", data: { code: pre.textContent } }),
  IMG: (image) => ({ type: "image", data: { file: { url: image.getAttribute("src") }, caption: image.alt } }),
  HR: () => ({ type: "delimiter", data: {} }),
  BLOCKQUOTE: (quote) => ({ type: "quote", data: { text: inlineHtml(quote.childNodes), caption: "", alignment: "left" } }),
};

function blockOf(element) {
  const level = element.nodeName.match(/^H([1-6])$/)?.[1];
  if (level) return { type: "header", data: { text: inlineHtml(element.childNodes), level: Number(level) } };
  return WRITERS[element.nodeName]?.(element) ?? { type: "paragraph", data: { text: inlineHtml(element.childNodes) } };
}

/** Take images that stand alone in a paragraph out of it: they are blocks of their own. */
function imagesAlone(root) {
  for (const image of root.querySelectorAll("img")) {
    const paragraph = image.closest("p");
    if (paragraph?.parentNode === root && paragraph.childNodes.length === 1) paragraph.replaceWith(image);
  }
  return root;
}

/** Return pasted HTML as the content of one text, such as a cell of a table. */
export function textOf(html) {
  return inlineHtml(cleaned(html).childNodes);
}

/** Return pasted HTML as blocks. */
export function blocksOf(html) {
  return Array.from(imagesAlone(cleaned(html)).children, blockOf);
}

/** Return tab-separated text as a block, or null if it is no table. */
export function tableBlockOf(text) {
  const rows = rowsOf(text);
  return rows && tableBlock(tableOf(document.implementation.createHTMLDocument(""), rows));
}
