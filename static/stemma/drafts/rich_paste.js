// Pasting into the rich text editor.

import { DOMParser } from "../../vendor/tiptap.js";
import { readClipboard, isOwn } from "./paste/clipboard.js";
import { cleaned } from "./paste/clean.js";
import { rowsOf, tableOf } from "./paste/tables.js";

/** Return the content of an element as a slice of the document. */
function sliceOf(view, element) {
  return DOMParser.fromSchema(view.state.schema).parseSlice(element, { preserveWhitespace: true });
}

function elementIn(text) {
  const rows = text.includes("\t") ? rowsOf(text) : null;
  if (!rows) return null;
  const inert = document.implementation.createHTMLDocument("");
  inert.body.append(tableOf(inert, rows));
  return inert.body;
}

/** Insert the structure of the HTML, or a table for tab-separated text. All else is left to the editor. */
function handlePaste(view, event) {
  const { text, html, isPlain } = readClipboard(event);
  if (isPlain || isOwn(event) || view.state.selection.$from.parent.type.spec.code) return false;
  const element = html ? cleaned(html) : elementIn(text);
  if (!element?.hasChildNodes()) return false;
  view.dispatch(view.state.tr.replaceSelection(sliceOf(view, element)).scrollIntoView().setMeta("paste", true));
  return true;
}

export const richPaste = { handlePaste };
