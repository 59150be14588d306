// Pasting into Markdown.

import { syntaxTree } from "../../vendor/codemirror.js";
import { addressIn, readClipboard } from "./paste/clipboard.js";

const CODE = new Set(["FencedCode", "CodeBlock", "CodeText", "InlineCode", "CodeInfo", "HTMLBlock", "CommentBlock"]);

function isInCode(state) {
  let node = syntaxTree(state).resolveInner(state.selection.main.from, -1);
  while (node && !CODE.has(node.name)) node = node.parent;
  return node !== null;
}

function linkOver(state, text) {
  const address = addressIn(text);
  const { from, to } = state.selection.main;
  const selected = state.sliceDoc(from, to);
  if (!address || !selected.trim() || selected.includes("\n") || addressIn(selected)) return null;
  return `[${selected}](${address})`;
}

/** Blocks begin on a line of their own. */
function apart(state, markdown) {
  const { from } = state.selection.main;
  const line = state.doc.lineAt(from);
  const isBlock = /\n|^(#|- |\d+\. |> |```|\|)/.test(markdown);
  return isBlock && from > line.from && line.text.trim() ? `\n\n${markdown}` : markdown;
}

function insert(view, text) {
  const { state } = view;
  view.dispatch(state.replaceSelection(state.toText(text)), { userEvent: "input.paste", scrollIntoView: true });
}

/** The converter is loaded with the first paste that needs it. */
async function insertConverted(view, { html, text }) {
  const { markdownOf, tableInMarkdown } = await import("./paste/to_markdown.js");
  const markdown = html ? markdownOf(html) : tableInMarkdown(text);
  insert(view, markdown === null ? text : apart(view.state, markdown));
}

/** Write HTML as Markdown, tab-separated text as a table and an address over a selection as a link. */
export function pasteMarkdown(event, view) {
  const { text, html, isPlain } = readClipboard(event);
  if (isPlain || isInCode(view.state)) return false;
  const link = linkOver(view.state, text);
  if (!link && !html && !text.includes("\t")) return false;
  event.preventDefault();
  if (link) insert(view, link);
  else insertConverted(view, { html, text });
  return true;
}
