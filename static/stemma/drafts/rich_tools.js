// The toolbar of the rich text editor.

import { askForLink } from "./link_dialog.js";
import { toolbarOf } from "./toolbar.js";

const BLOCKS = [
  ["paragraph", "Paragraph", (chain) => chain.setParagraph()],
  ...[1, 2, 3, 4].map((level) => [`heading-${level}`, `Heading ${level}`, (chain) => chain.setHeading({ level })]),
];

// [name, label, command, the mark or node that turns it on, the node it is shown in]
const BUTTONS = [
  [
    ["Bold", "B", (chain) => chain.toggleBold(), "bold"],
    ["Italic", "I", (chain) => chain.toggleItalic(), "italic"],
    ["Underline", "U", (chain) => chain.toggleUnderline(), "underline"],
    ["Strikethrough", "S", (chain) => chain.toggleStrike(), "strike"],
    ["Code", "‹›", (chain) => chain.toggleCode(), "code"],
    ["Link…", "Link", null, "link"],
  ],
  [
    ["Bullet list", "• List", (chain) => chain.toggleBulletList(), "bulletList"],
    ["Numbered list", "1. List", (chain) => chain.toggleOrderedList(), "orderedList"],
    ["Task list", "☐ Tasks", (chain) => chain.toggleTaskList(), "taskList"],
    ["Quote", "“ ”", (chain) => chain.toggleBlockquote(), "blockquote"],
    ["Code block", "{ }", (chain) => chain.toggleCodeBlock(), "codeBlock"],
  ],
  [
    ["Table", "Table", (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }).updateAttributes("table", { head: true })],
    ["Image…", "Image", null],
    ["Horizontal line", "―", (chain) => chain.setHorizontalRule()],
  ],
  [
    ["Add row below", "+ Row", (chain) => chain.addRowAfter(), "", "table"],
    ["Remove row", "− Row", (chain) => chain.deleteRow(), "", "table"],
    ["Add column to the right", "+ Column", (chain) => chain.addColumnAfter(), "", "table"],
    ["Remove column", "− Column", (chain) => chain.deleteColumn(), "", "table"],
    ["Remove table", "− Table", (chain) => chain.deleteTable(), "", "table"],
  ],
  [
    ["Undo", "Undo", (chain) => chain.undo()],
    ["Redo", "Redo", (chain) => chain.redo()],
  ],
];

/** Ask for a link at the caret or over the selection, and write it. */
export async function editLink(editor) {
  const { href = "" } = editor.getAttributes("link");
  if (href) editor.chain().extendMarkRange("link").run();
  const { from, to } = editor.state.selection;
  const selected = editor.state.doc.textBetween(from, to, " ");
  const answer = await askForLink({ text: selected, href });
  const chain = editor.chain().focus();
  if (answer === null) chain.run();
  else if (!answer.href) chain.unsetLink().run();
  else if (answer.text === selected) chain.setLink({ href: answer.href }).run();
  else writeLink(chain, { ...answer, from, to });
}

function writeLink(chain, { text, href, from, to }) {
  const link = { type: "text", text, marks: [{ type: "link", attrs: { href } }] };
  // What is typed after the link is not part of it.
  chain.insertContentAt({ from, to }, link).unsetMark("link").run();
}

/** Pictures become files of the project: readers see none of other servers. */
function insertFiles(editor) {
  editor.view.dom.dispatchEvent(new CustomEvent("insert-files", { bubbles: true }));
}

const ASKING = { "Link…": editLink, "Image…": insertFiles };

export function toolbarFor(editor) {
  const kinds = kindsOf(editor);
  const toolbar = toolbarOf(BUTTONS.map((buttons) => buttons.map((button) => partOf(editor, button))));
  toolbar.element.prepend(kinds.select);
  const update = () => [kinds, toolbar].forEach((part) => part.update());
  editor.on("transaction", update);
  update();
  return toolbar.element;
}

function partOf(editor, [name, sign, command, mark, within]) {
  return {
    name,
    sign,
    run: () => (ASKING[name] ? ASKING[name](editor) : command(editor.chain().focus()).run()),
    ...(mark ? { isOn: () => editor.isActive(mark) } : {}),
    ...(within ? { isShown: () => editor.isActive(within) } : {}),
  };
}

function kindsOf(editor) {
  const select = document.createElement("select");
  select.setAttribute("aria-label", "Paragraph style");
  select.append(...BLOCKS.map(([value, name]) => new Option(name, value)));
  select.addEventListener("change", () => BLOCKS[select.selectedIndex]?.[2](editor.chain().focus()).run());
  const update = () => {
    const level = [1, 2, 3, 4].find((candidate) => editor.isActive("heading", { level: candidate }));
    select.value = level ? `heading-${level}` : "paragraph";
  };
  return { select, update };
}
