// The rich text editor, in Tiptap.

import { Editor, getSchema } from "../../vendor/tiptap.js";
import { describeInRich, placeInRich } from "./files/in_rich.js";
import { richPaste } from "./rich_paste.js";
import { EXTENSIONS } from "./rich_schema.js";
import { editLink, toolbarFor } from "./rich_tools.js";
import { Units } from "./rich_units.js";

export async function openEditor({ element, text, label, lang, onInput }) {
  const units = new Units(getSchema(EXTENSIONS));
  const page = document.createElement("div");
  const first = units.read(text);
  let stored = text;
  element.append(page);
  page.className = "rich-page";

  const editor = new Editor({
    element: page,
    extensions: EXTENSIONS,
    injectCSS: false,
    content: first.json,
    editorProps: {
      attributes: { class: "text", role: "textbox", "aria-multiline": "true", "aria-label": label, lang },
      ...richPaste,
    },
  });
  units.bind(editor.state.doc, first);
  let start = editor.state.doc;
  element.prepend(toolbarFor(editor));
  editor.on("update", ({ transaction }) => transaction.getMeta("remote") || onInput());

  return {
    scroller: page,
    read: () => (editor.state.doc.eq(start) ? stored : units.write(editor.state.doc)),
    focus: () => focusText(editor),
    link: () => editLink(editor),
    caret() {
      const { $head } = editor.state.selection;
      return { line: $head.parent.isTextblock ? $head.parent.textContent : "", share: $head.pos / editor.state.doc.content.size };
    },
    place: (event) => placeInRich(editor, event),
    describe: (described) => describeInRich(editor, described),
    write(content) {
      const next = units.read(content);
      const doc = editor.schema.nodeFromJSON(next.json);
      const tr = replaceAround(editor.state, doc);
      tr.setMeta("remote", true).setMeta("addToHistory", false);
      editor.view.dispatch(tr);
      units.bind(editor.state.doc, next);
      [stored, start] = [content, editor.state.doc];
    },
  };
}

/** Focus the editor. If a whole block is selected, typing would replace it, so the caret goes into the first text. */
function focusText(editor) {
  const { doc, selection } = editor.state;
  if (selection.node) {
    let first = null;
    doc.descendants((node, position) => {
      if (first === null && node.isTextblock) first = position + 1;
      return first === null;
    });
    if (first !== null) editor.commands.setTextSelection(first);
  }
  editor.view.focus();
}

function childrenOf(node) {
  return Array.from({ length: node.childCount }, (_, index) => node.child(index));
}

/** Return where the first `count` of the nodes end. */
function endOf(nodes, count) {
  return nodes.slice(0, count).reduce((sum, { nodeSize }) => sum + nodeSize, 0);
}

/** Replace the document by `next`. The block of the caret stays, if it is still there, and with it the caret. */
function replaceAround({ doc, selection, tr }, next) {
  const [former, wanted] = [childrenOf(doc), childrenOf(next)];
  const at = selection.$head.index(0);
  const places = wanted.flatMap((node, index) => (former[at]?.eq(node) ? [index] : []));
  const place = places.sort((one, other) => Math.abs(one - at) - Math.abs(other - at))[0];
  if (place === undefined) {
    tr.replaceWith(0, doc.content.size, next.content);
    return tr.setSelection(selection.constructor.near(tr.doc.resolve(Math.min(selection.from, tr.doc.content.size))));
  }
  // The later part first, so that positions before it stay right.
  tr.replaceWith(endOf(former, at + 1), doc.content.size, wanted.slice(place + 1));
  return tr.replaceWith(0, endOf(former, at), wanted.slice(0, place));
}
