// Pasting into the block editor.

import { addressIn, isOwn, readClipboard } from "./paste/clipboard.js";
import { blocksOf, tableBlockOf, textOf } from "./paste/to_blocks.js";

const TEXT_FIELDS = "input, textarea, .ce-code";
const CELLS = ".tc-table";

function blocksIn({ html, text }) {
  if (html) return blocksOf(html);
  const table = text.includes("\t") ? tableBlockOf(text) : null;
  return table ? [table] : [];
}

/** Put the content of one paragraph, or of a cell, into the text at the caret. */
function insertInline(html) {
  document.execCommand("insertHTML", false, html);
}

function insertBlocks(editor, blocks) {
  const index = editor.blocks.getCurrentBlockIndex();
  const replaced = editor.blocks.getBlockByIndex(index);
  const at = replaced?.isEmpty ? index : index + 1;
  editor.blocks.insertMany(blocks, at);
  if (replaced?.isEmpty) editor.blocks.delete(at + blocks.length);
  editor.caret.setToBlock(at + blocks.length - 1, "end");
}

/** Return what inserts the content of the clipboard, or null if that is left to the editor. */
function inserting(editor, { target, html, text }) {
  const address = getSelection().isCollapsed ? null : addressIn(text);
  if (address) return () => document.execCommand("createLink", false, address);
  if (target.closest(CELLS)) return html ? () => insertInline(textOf(html)) : null;
  const blocks = blocksIn({ html, text });
  if (blocks.length === 0) return null;
  if (blocks.length === 1 && blocks[0].type === "paragraph") return () => insertInline(blocks[0].data.text);
  return () => insertBlocks(editor, blocks);
}

/** Insert the structure of pasted HTML, a table for tab-separated text, or a link for an address over a selection. */
export function pasteBlocks(editor) {
  return (event) => {
    const { text, html, isPlain } = readClipboard(event);
    if (isPlain || isOwn(event) || event.target.closest(TEXT_FIELDS)) return;
    const insert = inserting(editor, { target: event.target, html, text });
    if (!insert) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    insert();
  };
}
