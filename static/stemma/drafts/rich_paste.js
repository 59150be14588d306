// Pasting into the rich text editor.

import { DOMParser, Slice } from "../../vendor/tiptap.js";
import { addressIn, isOwn, readClipboard } from "./paste/clipboard.js";
import { cleaned } from "./paste/clean.js";
import { rowsOf, tableOf } from "./paste/tables.js";

/** Return the content of an element as a slice of the document, open at both ends except for tables. */
function sliceOf(view, element) {
  const content = DOMParser.fromSchema(view.state.schema).parse(element, { preserveWhitespace: true }).content;
  return Slice.maxOpen(content, false);
}

function elementIn(text) {
  const rows = text.includes("\t") ? rowsOf(text) : null;
  if (!rows) return null;
  const inert = document.implementation.createHTMLDocument("");
  inert.body.append(tableOf(inert, rows));
  return inert.body;
}

/** Make the selected text a link, unless it is an address itself. */
function linkOver({ state }, address) {
  const { from, to } = state.selection;
  if (addressIn(state.doc.textBetween(from, to, " "))) return null;
  return state.tr.addMark(from, to, state.schema.marks.link.create({ href: address }));
}

/** Make a selection a link, or insert the structure of the HTML, or a table for tab-separated text. All else is left to the editor. */
function paste(view, event) {
  const { text, html, isPlain } = readClipboard(event);
  const { selection } = view.state;
  if (isPlain || isOwn(event) || selection.$from.parent.type.spec.code) return false;
  const address = selection.empty ? null : addressIn(text);
  const link = address ? linkOver(view, address) : null;
  if (link) {
    event.preventDefault();
    view.dispatch(link.setMeta("uiEvent", "paste"));
    return true;
  }
  const element = html ? cleaned(html) : elementIn(text);
  if (!element?.hasChildNodes()) return false;
  event.preventDefault();
  const { from, to } = selection;
  // In contrast to replaceSelection, this replaces an empty paragraph too.
  const tr = view.state.tr.replaceRange(from, to, sliceOf(view, element));
  view.dispatch(tr.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
  return true;
}

// The editor's own handler would parse the HTML first, with its styles.
export const richPaste = { handleDOMEvents: { paste } };
