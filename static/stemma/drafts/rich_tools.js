// The toolbar of the rich text editor.

import { ask } from "./dialogs.js";

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
    ["Table", "Table", (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true })],
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

async function askLink(editor) {
  const former = editor.getAttributes("link").href ?? "";
  const href = await ask({ heading: "Link", label: "URL (leave empty to remove the link)", value: former });
  if (href === null) return;
  const chain = editor.chain().focus().extendMarkRange("link");
  if (href) chain.setLink({ href }).run();
  else chain.unsetLink().run();
}

async function askImage(editor) {
  const src = await ask({ heading: "Image", label: "Image URL", value: "https://" });
  if (!src || src === "https://") return;
  const alt = await ask({ heading: "Image", label: "Description for people who can't see the image", value: "" });
  editor.chain().focus().setImage({ src, alt: alt ?? "" }).run();
}

const ASKING = { "Link…": askLink, "Image…": askImage };

export function toolbarFor({ editor, toolbar }) {
  toolbar.className = "rich-tools";
  toolbar.setAttribute("role", "toolbar");
  toolbar.setAttribute("aria-label", "Formatting");
  const kinds = kindsOf(editor);
  const groups = BUTTONS.map((buttons) => buttons.map((button) => makeButton(editor, button)));
  toolbar.append(kinds.select);
  for (const buttons of groups) {
    const group = document.createElement("span");
    group.append(...buttons.map(({ element }) => element));
    toolbar.append(group);
  }
  const update = () => [kinds, ...groups.flat()].forEach((part) => part.update());
  editor.on("transaction", update);
  update();
}

function makeButton(editor, [name, sign, command, mark, within]) {
  const element = document.createElement("button");
  Object.assign(element, { type: "button", textContent: sign, title: name });
  element.setAttribute("aria-label", name);
  element.addEventListener("click", () => (ASKING[name] ? ASKING[name](editor) : command(editor.chain().focus()).run()));
  const update = () => {
    if (mark) element.setAttribute("aria-pressed", String(editor.isActive(mark)));
    if (within) element.hidden = !editor.isActive(within);
  };
  return { element, update };
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
