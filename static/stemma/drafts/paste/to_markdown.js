// Pasted structure as Markdown.

import { TurndownService, strikethrough, tables } from "../../../vendor/turndown.js";
import { cleaned } from "./clean.js";
import { gridOf } from "./lines.js";
import { rowsOf, tableOf } from "./tables.js";

const turndown = new TurndownService({
  headingStyle: "atx",
  hr: "---",
  bulletListMarker: "-",
  codeBlockStyle: "fenced",
  emDelimiter: "_",
  br: "\\",
});
turndown.use([strikethrough, tables]);
const escape = turndown.escape.bind(turndown);
// What only looks like HTML is text, such as List<String>. Turndown does not escape it.
turndown.escape = (text) => escape(text).replaceAll(/<(?=[a-z/!?])|&(?=#?\w+;)/gi, "\\$&");
turndown.keep(["sup", "sub"]);
turndown.addRule("tight list item", {
  filter: "li",
  replacement: (content, item) => listItem(content.trim(), item),
});
turndown.addRule("line break in a cell", {
  filter: (node) => node.nodeName === "BR" && node.closest("th, td") !== null,
  replacement: () => "<br>",
});
turndown.addRule("cell", {
  filter: ["th", "td"],
  replacement: (content, cell) => `${cell.previousSibling ? " " : "| "}${content.trim().replaceAll("|", "\\|").padEnd(3)} |`,
});

function markerOf(item) {
  const list = item.parentNode;
  if (list.nodeName !== "OL") return "- ";
  const start = Number(list.getAttribute("start") ?? 1);
  return `${start + Array.from(list.children).indexOf(item)}. `;
}

function listItem(content, item) {
  const marker = markerOf(item);
  const box = { true: "[x] ", false: "[ ] " }[item.dataset.checked] ?? "";
  const indented = content.replaceAll(/\n(?!$|\n)/g, `\n${" ".repeat(marker.length)}`);
  return `${marker}${box}${indented}${item.nextSibling ? "\n" : ""}`;
}

/** Tables of Markdown have a header, no merged cells, and one line of source for each row. */
function plainTables(root) {
  for (const table of root.querySelectorAll("table"))
    if (!table.parentElement.closest("table")) table.replaceWith(tableOf(root.ownerDocument, gridOf(table)));
  return root;
}

function isUnstructured(root) {
  return root.querySelector(":not(p, br)") === null;
}

/** Return pasted HTML as Markdown, or null if it has no structure. */
export function markdownOf(html) {
  const root = cleaned(html);
  return isUnstructured(root) ? null : turndown.turndown(plainTables(root));
}

/** Return tab-separated text as a table in Markdown, or null if it is none. */
export function tableInMarkdown(text) {
  const rows = rowsOf(text);
  if (!rows) return null;
  const inert = document.implementation.createHTMLDocument("");
  inert.body.append(tableOf(inert, rows));
  return turndown.turndown(inert.body);
}
