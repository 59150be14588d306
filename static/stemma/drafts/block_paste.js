// Pasting into the block editor.

import { addressIn, isOwn, readClipboard } from "./paste/clipboard.js";
import { blocksOf, tableBlockOf } from "./paste/to_blocks.js";

const TEXT_FIELDS = "input, textarea, .ce-code, .tc-table";

function blocksIn({ html, text }) {
  if (html) return blocksOf(html);
  const table = text.includes("\t") ? tableBlockOf(text) : null;
  return table ? [table] : [];
}

/** One paragraph is put into the text at the caret. */
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

/** Insert the structure of pasted HTML, a table for tab-separated text, or a link for an address over a selection. */
export function pasteBlocks(editor) {
  return (event) => {
    const { text, html, isPlain } = readClipboard(event);
    if (isPlain || isOwn(event) || event.target.closest(TEXT_FIELDS)) return;
    const address = getSelection().isCollapsed ? null : addressIn(text);
    const blocks = address ? [] : blocksIn({ html, text });
    if (blocks.length === 0 && !address) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (address) document.execCommand("createLink", false, address);
    else if (blocks.length === 1 && blocks[0].type === "paragraph") insertInline(blocks[0].data.text);
    else insertBlocks(editor, blocks);
  };
}
