// The HTML that the visual editor knows. `rich_units.js` keeps everything else unchanged.

import { Extension, Image, Mark, Node, StarterKit, Table, TableCell, TableHeader, TableRow, TaskItem, TaskList } from "../../vendor/tiptap.js";

const MARKS = {
  sup: [],
  sub: [],
  mark: [],
  kbd: [],
  small: [],
  abbr: [],
  cite: [],
  dfn: [],
  q: ["cite"],
  ins: ["cite", "datetime"],
  samp: [],
  var: [],
  bdi: [],
  bdo: [],
  span: [],
  time: ["datetime"],
};

// name: [tag, content]
const BLOCKS = {
  division: ["div", "block+"],
  section: ["section", "block+"],
  figure: ["figure", "block+"],
  figureCaption: ["figcaption", "inline*"],
  details: ["details", "block+"],
  summary: ["summary", "inline*"],
  definitionList: ["dl", "(definitionTerm | definition)+"],
  definitionTerm: ["dt", "inline*"],
  definition: ["dd", "block+"],
};
const NEVER_ALONE = ["definitionTerm", "definition"];

const EVERYWHERE = ["class", "dir", "id", "lang", "title", "align"];
const OWN = {
  listItem: ["value"],
  orderedList: ["reversed"],
  blockquote: ["cite"],
  details: ["open"],
  division: ["data-block-type"],
  tableHeader: ["scope", "abbr"],
};
const TYPES = [
  ...["paragraph", "heading", "blockquote", "bulletList", "orderedList", "listItem", "taskList", "taskItem", "codeBlock"],
  ...["horizontalRule", "table", "tableRow", "tableCell", "tableHeader", "image"],
  ...Object.keys(BLOCKS),
  ...Object.keys(MARKS),
];
// These types define the attributes themselves.
const TAKEN = { image: ["title"], codeBlock: [] };

function plainAttribute(name) {
  return {
    default: null,
    // When a paragraph is split, only one part keeps the id.
    keepOnSplit: name !== "id",
    parseHTML: (element) => element.getAttribute(name),
  };
}

function attributes(names) {
  return Object.fromEntries(names.map((name) => [name, plainAttribute(name)]));
}

const Attributes = Extension.create({
  name: "storedAttributes",
  addGlobalAttributes: () =>
    TYPES.map((type) => {
      const names = [...EVERYWHERE, ...(OWN[type] ?? [])].filter((name) => !TAKEN[type]?.includes(name));
      return { types: [type], attributes: attributes(names) };
    }),
});

const marks = Object.entries(MARKS).map(([tag, names]) =>
  Mark.create({
    name: tag,
    excludes: "",
    addAttributes: () => attributes(names),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  }),
);

const blocks = Object.entries(BLOCKS).map(([name, [tag, content]]) =>
  Node.create({
    name,
    content,
    group: NEVER_ALONE.includes(name) ? "" : "block",
    defining: true,
    parseHTML: () => [{ tag, priority: 40 }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  }),
);

const cellAttributes = () => ({
  colspan: { default: 1, parseHTML: (cell) => cell.colSpan },
  rowspan: { default: 1, parseHTML: (cell) => cell.rowSpan },
  colwidth: { default: null, rendered: false },
});

/** `head` means that the first row is in a <thead>, which `rich_units.js` writes. */
const StoredTable = Table.extend({
  addAttributes() {
    return {
      ...this.parent?.(),
      head: {
        default: false,
        parseHTML: (table) => table.tHead?.rows.length === 1,
        renderHTML: ({ head }) => (head ? { "data-head": "" } : {}),
      },
    };
  },
  renderHTML: ({ HTMLAttributes }) => ["table", HTMLAttributes, ["tbody", 0]],
});

/** HTML that the editor can't preserve: shown as source, moved and removed as a whole, never changed. */
const KeptWhole = Node.create({
  name: "kept",
  group: "block",
  atom: true,
  addAttributes: () => ({ html: { default: "", rendered: false } }),
  // Cut and paste go through HTML.
  parseHTML: () => [{ tag: "div[data-kept]", priority: 60, getAttrs: (element) => ({ html: element.dataset.kept }) }],
  renderHTML: ({ node }) => ["div", { "data-kept": node.attrs.html }],
  addNodeView:
    () =>
    ({ node }) => {
      const dom = document.createElement("figure");
      dom.className = "kept-whole";
      const caption = document.createElement("figcaption");
      caption.textContent = "Kept unchanged. To change it, edit the source.";
      const source = document.createElement("pre");
      source.tabIndex = 0;
      source.textContent = node.attrs.html;
      dom.append(caption, source);
      return { dom };
    },
});

export const EXTENSIONS = [
  StarterKit.configure({
    trailingNode: false,
    heading: { levels: [1, 2, 3, 4, 5, 6] },
    link: { openOnClick: false, HTMLAttributes: { target: null, rel: null } },
  }),
  Image.configure({ inline: true, allowBase64: true }),
  TaskList,
  TaskItem.configure({ nested: true }),
  StoredTable.configure({ resizable: false }),
  TableRow,
  TableCell.extend({ addAttributes: cellAttributes }),
  TableHeader.extend({ addAttributes: cellAttributes }),
  ...blocks,
  ...marks,
  Attributes,
  KeptWhole,
];
