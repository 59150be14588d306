// The rich text editor, in Tiptap.

import { Editor, getSchema } from "../../vendor/tiptap.js";
import { placeInRich } from "./files/in_rich.js";
import { EXTENSIONS } from "./rich_schema.js";
import { toolbarFor } from "./rich_tools.js";
import { Units } from "./rich_units.js";

export async function openEditor({ element, text, label, lang, onInput }) {
  const units = new Units(getSchema(EXTENSIONS));
  const toolbar = document.createElement("div");
  const page = document.createElement("div");
  const first = units.read(text);
  let stored = text;
  element.append(toolbar, page);
  page.className = "rich-page";

  const editor = new Editor({
    element: page,
    extensions: EXTENSIONS,
    injectCSS: false,
    content: first.json,
    editorProps: { attributes: { class: "text", role: "textbox", "aria-multiline": "true", "aria-label": label, lang } },
  });
  units.bind(editor.state.doc, first);
  let start = editor.state.doc;
  toolbarFor({ editor, toolbar });
  editor.on("update", ({ transaction }) => transaction.getMeta("remote") || onInput());

  return {
    scroller: page,
    read: () => (editor.state.doc.eq(start) ? stored : units.write(editor.state.doc)),
    focus: () => editor.commands.focus(),
    place: (event) => placeInRich(editor, event),
    write(content) {
      const next = units.read(content);
      const doc = editor.schema.nodeFromJSON(next.json);
      const { tr } = editor.state;
      const at = Math.min(tr.selection.from, doc.content.size);
      tr.replaceWith(0, tr.doc.content.size, doc.content).setMeta("remote", true).setMeta("addToHistory", false);
      tr.setSelection(tr.selection.constructor.near(tr.doc.resolve(at)));
      editor.view.dispatch(tr);
      units.bind(editor.state.doc, next);
      [stored, start] = [content, editor.state.doc];
    },
  };
}
