// Writes clean HTML: blocks with nothing but their tag, and paragraphs of marked runs.

import { inlineNodes } from "./runs.js";
import { mendTable } from "./tables.js";

const HOLDS_LINES = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6"]);

export class Writer {
  constructor() {
    this.document = document.implementation.createHTMLDocument("");
    this.root = this.document.createElement("div");
    this.place = this.root;
    this.line = null;
  }

  /** Add text to the open paragraph. Opens one if none is. */
  text(text, marks) {
    this.#open().runs.push({ text, marks });
  }

  /** Add an element without content, such as a line break, to the open paragraph. */
  leaf(name, attributes, marks) {
    this.#open().runs.push({ node: this.element(name, attributes), marks });
  }

  get isInLine() {
    return this.line !== null;
  }

  /** Write what `action` writes as the text of one paragraph or heading. */
  paragraph(name, action) {
    this.endLine();
    this.line = { name, runs: [] };
    action();
    this.endLine();
  }

  /** Write what `action` writes into a block. A block that stays empty is not kept. */
  block(name, attributes, action) {
    this.endLine();
    const [around, element] = [this.place, this.element(name, attributes)];
    around.append(element);
    this.place = element;
    action();
    this.endLine();
    this.place = around;
    if (element.childNodes.length === 0 && !["td", "th", "hr"].includes(name)) element.remove();
    return element;
  }

  code(text, language) {
    const content = text.replaceAll("\u00a0", " ").replace(/\n$/, "");
    if (!content.trim()) return;
    this.block("pre", {}, () => {
      const code = this.element("code", language ? { class: `language-${language}` } : {});
      code.textContent = content;
      this.place.append(code);
    });
  }

  endLine() {
    if (!this.line) return;
    const { name, runs } = this.line;
    this.line = null;
    const nodes = inlineNodes(this.document, runs);
    if (nodes.length === 0) return;
    const paragraph = this.element(name, {});
    paragraph.append(...nodes);
    this.place.append(paragraph);
  }

  element(name, attributes) {
    const element = this.document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) element.setAttribute(key, value);
    return element;
  }

  #open() {
    this.line ??= { name: "p", runs: [] };
    return this.line;
  }
}

/** Join paragraphs that have only code, one for each line, into one block of code. */
function joinCode(root) {
  const isCode = (node) => node?.localName === "p" && node.childNodes.length === 1 && node.firstChild.localName === "code";
  for (const first of root.querySelectorAll("p")) {
    if (!first.isConnected && !root.contains(first)) continue;
    const lines = [];
    for (let node = first; isCode(node); node = node.nextElementSibling) lines.push(node);
    if (lines.length < 2) continue;
    const [pre, code] = [root.ownerDocument.createElement("pre"), root.ownerDocument.createElement("code")];
    code.textContent = lines.map((line) => line.textContent).join("\n");
    pre.append(code);
    first.before(pre);
    lines.forEach((line) => line.remove());
  }
}

/** Take away the paragraph of a list item or cell that has only one. In cells, further paragraphs become lines. */
function tighten(root) {
  for (const holder of root.querySelectorAll("li, td, th")) {
    const paragraphs = Array.from(holder.children).filter((child) => HOLDS_LINES.has(child.localName));
    const isCell = holder.localName !== "li";
    if (!isCell && paragraphs.length !== 1) continue;
    for (const [index, paragraph] of paragraphs.entries()) {
      if (index > 0) paragraph.before(root.ownerDocument.createElement("br"));
      paragraph.replaceWith(...paragraph.childNodes);
    }
  }
}

/** A heading is bold as it is. */
function withoutBold(root) {
  for (const strong of root.querySelectorAll(":is(h1, h2, h3, h4, h5, h6, th) strong")) strong.replaceWith(...strong.childNodes);
}

export function finish(root) {
  joinCode(root);
  tighten(root);
  root.querySelectorAll("table").forEach(mendTable);
  withoutBold(root);
  root.normalize();
  return root;
}
