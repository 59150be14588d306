// The toolbar and the shortcuts of Markdown.

import { EditorSelection, redo, redoDepth, syntaxTree, undo, undoDepth } from "../../vendor/codemirror.js";
import { askForLink } from "./link_dialog.js";
import { toolbarOf } from "./toolbar.js";

const TABLE = "| Column | Column |\n| --- | --- |\n| Cell | Cell |";

/** Put a sign on both sides of each selection, or take it away if it is there. */
function around(sign) {
  return (view) => {
    const { state } = view;
    const changed = state.changeByRange((range) => {
      const [before, after] = [range.from - sign.length, range.to + sign.length];
      if (before >= 0 && state.sliceDoc(before, range.from) === sign && state.sliceDoc(range.to, after) === sign)
        return {
          changes: [
            { from: before, to: range.from },
            { from: range.to, to: after },
          ],
          range: EditorSelection.range(range.anchor - sign.length, range.head - sign.length),
        };
      return {
        changes: [
          { from: range.from, insert: sign },
          { from: range.to, insert: sign },
        ],
        range: EditorSelection.range(range.anchor + sign.length, range.head + sign.length),
      };
    });
    return write(view, changed);
  };
}

function write(view, spec) {
  view.dispatch(view.state.update(spec, { userEvent: "input", scrollIntoView: true }));
  return true;
}

function selectedLines({ doc, selection }) {
  const [first, last] = [doc.lineAt(selection.main.from), doc.lineAt(selection.main.to)];
  return Array.from({ length: last.number - first.number + 1 }, (_, index) => doc.line(first.number + index));
}

/** Begin each selected line with what `start` returns for its place, in place of what `former` finds there. */
function beginning(start, former) {
  return (view) => {
    const lines = selectedLines(view.state);
    const isThere = lines.every(({ text }, index) => text.startsWith(start(index)));
    const changes = lines.map(({ from, text }, index) => ({
      from,
      to: from + (text.match(former)?.[0].length ?? 0),
      insert: isThere ? "" : start(index),
    }));
    // The caret stays behind what is inserted at the beginning of its line.
    const set = view.state.changes(changes);
    return write(view, { changes: set, selection: view.state.selection.map(set, 1) });
  };
}

const LIST = /^(?:[-*+] (?:\[[ x]\] )?|\d+[.)] )/i;

/** Put a block on lines of its own, and select a part of it. */
function inserting(block, { from, to }) {
  return (view) => {
    const { doc, selection } = view.state;
    const line = doc.lineAt(selection.main.to);
    const before = line.text.trim() ? "\n\n" : line.number > 1 && doc.line(line.number - 1).text.trim() ? "\n" : "";
    const after = line.number < doc.lines && doc.line(line.number + 1).text.trim() ? "\n\n" : "\n";
    const start = line.to + before.length;
    return write(view, {
      changes: { from: line.to, insert: view.state.toText(before + block + after) },
      selection: { anchor: start + from, head: start + to },
    });
  };
}

/** Put the selected lines between fences. */
function fence(view) {
  const lines = selectedLines(view.state);
  const [from, to] = [lines[0].from, lines.at(-1).to];
  const text = view.state.sliceDoc(from, to);
  const insert = view.state.toText(`\`\`\`\n${text}\n\`\`\``);
  return write(view, { changes: { from, to, insert }, selection: { anchor: from + 3 } });
}

/** Return {from, to, text, href} of the inline link around the caret, or null. */
function linkAt(state) {
  let node = syntaxTree(state).resolveInner(state.selection.main.head, 0);
  while (node && node.name !== "Link") node = node.parent;
  const [marks, url] = [node?.getChildren("LinkMark"), node?.getChild("URL")];
  if (!url || marks.length < 2) return null;
  const { from, to } = node;
  return { from, to, text: state.sliceDoc(marks[0].to, marks[1].from), href: state.sliceDoc(url.from, url.to).replace(/^<(.*)>$/, "$1") };
}

function linkText({ text, href }) {
  return `[${text}](${/[\s()]/.test(href) ? `<${href}>` : href})`;
}

function escaped(text) {
  return text.replaceAll(/[[\]]/g, "\\$&");
}

/** Ask for a link at the caret or over the selection, and write it. */
export async function editLink(view) {
  const { main } = view.state.selection;
  const former = linkAt(view.state);
  const { from, to, text, href } = former ?? { ...{ from: main.from, to: main.to }, text: view.state.sliceDoc(main.from, main.to), href: "" };
  const answer = await askForLink({ text, href });
  view.focus();
  if (answer === null) return;
  const label = answer.text === text ? text : escaped(answer.text ?? "");
  const insert = answer.href ? linkText({ text: label, href: answer.href }) : text;
  write(view, { changes: { from, to, insert }, selection: { anchor: from + insert.length } });
}

const HEADINGS = [2, 3, 4].map((level) => [`Heading ${level}`, `H${level}`, beginning(() => `${"#".repeat(level)} `, /^#{1,6} /)]);

// [name, label, command]
const BUTTONS = [
  [
    ["Bold", "B", around("**")],
    ["Italic", "I", around("_")],
    ["Strikethrough", "S", around("~~")],
    ["Code", "‹›", around("`")],
    ["Link…", "Link", editLink],
  ],
  HEADINGS,
  [
    ["Bullet list", "• List", beginning(() => "- ", LIST)],
    ["Numbered list", "1. List", beginning((index) => `${index + 1}. `, LIST)],
    ["Task list", "☐ Tasks", beginning(() => "- [ ] ", LIST)],
    ["Quote", "“ ”", beginning(() => "> ", /^> /)],
    ["Code block", "{ }", fence],
  ],
  [
    ["Table", "Table", inserting(TABLE, { from: 2, to: 8 })],
    ["Horizontal line", "―", inserting("---", { from: 3, to: 3 })],
  ],
];

export function toolbarFor(view) {
  const part = ([name, sign, command]) => ({
    name,
    sign,
    run() {
      view.focus();
      command(view);
    },
  });
  const undoing = [
    { ...part(["Undo", "Undo", undo]), isOff: () => undoDepth(view.state) === 0 },
    { ...part(["Redo", "Redo", redo]), isOff: () => redoDepth(view.state) === 0 },
  ];
  return toolbarOf([...BUTTONS.map((group) => group.map(part)), undoing]);
}

export const markdownKeys = [
  { key: "Mod-b", run: around("**") },
  { key: "Mod-i", run: around("_") },
  { key: "Mod-e", run: around("`") },
];
