// The block editor, in Editor.js.

import {
  Checklist,
  Code,
  Delimiter,
  EditorJS,
  Header,
  InlineCode,
  List,
  Marker,
  Paragraph,
  Quote,
  Raw,
  Table,
  Underline,
  Warning,
} from "../../vendor/editorjs.js";
import { BlockHistory, caretIn, putCaret } from "./block_history.js";
import { LinkTool, editLink } from "./block_links.js";
import { pasteBlocks } from "./block_paste.js";
import { placeInBlocks } from "./files/in_blocks.js";
import { mended, parseBlocks, survives, writeBlocks } from "./block_text.js";
import { Embed, KeptBlock, LinkCard, Picture, SimplePicture } from "./block_tools.js";
import { toolbarOf } from "./toolbar.js";

const KEPT = "keptWhole";
const HIDDEN = { toolbox: false };

/** Editor.js removes elements that none of its tools writes. The server accepts these too. */
const INLINE = Object.fromEntries(
  "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q s samp small span strike strong sub sup time tt u var"
    .split(" ")
    .map((tag) => [tag, true]),
);

/** Return the tool with more elements allowed in its texts. */
function open(tool, names) {
  return class extends tool {
    static get sanitize() {
      return { ...super.sanitize, ...Object.fromEntries(names.map((name) => [name, INLINE])) };
    }
  };
}

class AnyHeader extends open(Header, ["text"]) {}

/** A new table has a header row. The tool reads its option for that only from stored tables. */
class AnyTable extends open(Table, ["content"]) {
  constructor({ data, ...rest }) {
    super({ ...rest, data: data?.content ? data : { ...data, withHeadings: true } });
  }
}

const TOOLS = {
  paragraph: { class: open(Paragraph, ["text"]), inlineToolbar: true, config: { preserveBlank: true } },
  header: { class: AnyHeader, inlineToolbar: true },
  list: { class: open(List, ["items"]), inlineToolbar: true },
  nestedList: { class: open(List, ["items"]), inlineToolbar: true, ...HIDDEN },
  checklist: { class: open(Checklist, ["items"]), inlineToolbar: true, ...HIDDEN },
  quote: { class: open(Quote, ["text", "caption"]), inlineToolbar: true },
  code: { class: Code },
  delimiter: { class: Delimiter },
  table: { class: AnyTable, inlineToolbar: true, config: { rows: 3, cols: 3 } },
  warning: { class: open(Warning, ["title", "message"]), inlineToolbar: true },
  raw: { class: Raw },
  image: { class: Picture },
  simpleImage: { class: SimplePicture, ...HIDDEN },
  embed: { class: Embed },
  linkTool: { class: LinkCard },
  link: { class: LinkTool },
  inlineCode: { class: InlineCode },
  marker: { class: Marker },
  underline: { class: Underline },
  [KEPT]: { class: KeptBlock, ...HIDDEN },
};

function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export async function openEditor({ element, text, label, nonce, onInput }) {
  const holder = document.createElement("div");
  holder.className = "block-page";
  holder.setAttribute("role", "group");
  holder.setAttribute("aria-label", label);
  element.append(holder);
  // The document on the page: its text, its blocks by their ids here, and each block as the editor saves it untouched.
  let opened;
  let showing = Promise.resolve();
  const editor = new EditorJS({
    holder,
    tools: TOOLS,
    style: { nonce },
    logLevel: "ERROR",
    minHeight: 120,
    placeholder: "Write, or press / to choose a block type",
    onChange: reportChange,
  });
  await editor.isReady;
  const history = new BlockHistory(editor, () => toolbar.update());
  const toolbar = toolbarOf(buttonsOf({ undo: () => travel("undo"), redo: () => travel("redo"), history }));
  element.prepend(toolbar.element);
  // The editor does not report blocks that are inserted together.
  holder.addEventListener("paste", () => setTimeout(reportChange), { capture: true });
  holder.addEventListener("paste", pasteBlocks(editor), { capture: true });
  bindHistory(holder, travel);

  async function savedById() {
    const saved = await editor.save();
    return new Map(saved.blocks.map((block) => [block.id, block]));
  }

  async function show(content) {
    const parsed = parseBlocks(content);
    const stored = new Map(parsed.blocks.map((block) => [newId(), block]));
    const known = [...stored].map(([id, { type, data }]) =>
      type in TOOLS && type !== KEPT ? { id, type, data: data ?? {} } : kept(id, stored),
    );
    await editor.render({ blocks: known });
    const first = await savedById();
    const safe = known.map((block) => (survives(stored.get(block.id), first.get(block.id)) ? block : kept(block.id, stored)));
    await editor.render({ blocks: safe });
    const untouched = await savedById();
    if (![...stored.keys()].every((id) => untouched.has(id))) throw new Error("Some blocks would be lost.");
    history.start([...untouched.values()]);
    opened = { text: content, parsed, stored, untouched, last: content, reported: content, blocks: JSON.stringify(parsed.blocks) };
  }

  async function read() {
    await showing;
    const saved = await editor.save();
    history.record(saved.blocks);
    const blocks = withoutBlankEnd(saved.blocks, opened.stored).map((block) => asStored(block, opened));
    const written = JSON.stringify(blocks);
    if (written === opened.blocks) return opened.last;
    const document = { ...opened.parsed, time: Date.now(), blocks, version: opened.parsed.version ?? saved.version };
    const isAsBefore = written === JSON.stringify(opened.parsed.blocks);
    opened.last = isAsBefore ? opened.text : writeBlocks(document, { like: opened.text });
    opened.blocks = written;
    return opened.last;
  }

  /** Ignore events that change nothing, such as those of the editor's own rendering. */
  async function reportChange() {
    if (!opened || (await read()) === opened.reported) return;
    opened.reported = opened.last;
    onInput();
  }

  /** Undo or redo one step, after what was typed last is remembered. One at a time. */
  function travel(direction) {
    const step = async () => {
      history.record((await editor.save()).blocks);
      await history[direction]();
    };
    showing = showing.then(step);
    return showing.then(reportChange);
  }

  /** Show other text. The caret stays in its block, if the block is still there. */
  async function replace(content) {
    const caret = holder.contains(document.activeElement) ? caretIn(editor) : null;
    const before = caret && JSON.stringify((await editor.save()).blocks[caret.index]?.data);
    await show(content);
    if (!caret) return;
    const places = [...opened.untouched.values()].flatMap(({ data }, index) => (JSON.stringify(data) === before ? [index] : []));
    const index = places.sort((one, other) => Math.abs(one - caret.index) - Math.abs(other - caret.index))[0];
    putCaret(editor, { ...caret, index: index ?? caret.index });
  }

  function write(content) {
    return (showing = showing.then(() => replace(content)));
  }

  await write(text);
  const place = (event) => placeInBlocks(editor, holder, event);
  return { scroller: holder, focus: () => editor.focus(), link: editLink, caret: () => lineIn(editor), place, write, read };
}

function lineIn({ blocks }) {
  const index = blocks.getCurrentBlockIndex();
  const field = getSelection().focusNode?.parentElement?.closest("[contenteditable=true]");
  return { line: field?.textContent ?? "", share: index / Math.max(1, blocks.getBlocksCount()) };
}

function buttonsOf({ undo, redo, history }) {
  return [
    [{ name: "Link…", sign: "Link", run: editLink }],
    [
      { name: "Undo", sign: "Undo", run: undo, isOff: () => !history.canUndo },
      { name: "Redo", sign: "Redo", run: redo, isOff: () => !history.canRedo },
    ],
  ];
}

/** Take undo and redo over from the browser, whose own history ends at the border of a block. */
function bindHistory(holder, travel) {
  const onKey = (event) => {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !["z", "y"].includes(key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    travel(key === "y" || event.shiftKey ? "redo" : "undo");
  };
  const onInput = (event) => {
    const direction = { historyUndo: "undo", historyRedo: "redo" }[event.inputType];
    if (!direction) return;
    event.preventDefault();
    travel(direction);
  };
  holder.addEventListener("keydown", onKey, { capture: true });
  holder.addEventListener("beforeinput", onInput, { capture: true });
}

function kept(id, stored) {
  return { id, type: KEPT, data: { stored: stored.get(id) } };
}

function asStored(block, { stored, untouched }) {
  const before = stored.get(block.id);
  if (block.type === KEPT) return before ?? block.data.stored;
  if (!before) return block;
  const { id, type, data, tunes } = block;
  const same = untouched.get(id);
  if (same.type === type && JSON.stringify([same.data, same.tunes]) === JSON.stringify([data, tunes])) return before;
  return mended({ stored: before, untouched: same, edited: { ...block, id: before.id ?? id } });
}

/** Drop empty paragraphs at the end: a click below the text creates one. */
function withoutBlankEnd(blocks, stored) {
  const isBlank = ({ id, type, data }) => !stored.has(id) && type === "paragraph" && !data.text?.trim();
  let end = blocks.length;
  while (end > 0 && isBlank(blocks[end - 1])) end -= 1;
  return blocks.slice(0, end);
}
