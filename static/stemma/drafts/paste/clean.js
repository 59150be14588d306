// Pasted HTML as its structure and nothing else: headings, lists, tables, links, bold, italic and code survive.

import { mendLists, tickOf } from "./lists.js";
import { marksIn, safeAddress } from "./marks.js";
import { parsePasted } from "./styles.js";
import { Writer, finish } from "./writer.js";

const LEFT_OUT = new Set(
  (
    "script style head meta link title template noscript iframe object embed svg math audio video canvas button select" +
    " textarea datalist dialog colgroup col"
  ).split(" "),
);
const HEADING = /^h[1-6]$/;
const SECTIONS = new Set(
  (
    "html body div section article main header footer aside nav address figure figcaption center form fieldset details" +
    " summary dl dt dd hgroup search"
  ).split(" "),
);
const BLANK = /^[\t\n\f\r ]*$/;

class Cleaner {
  constructor(styleOf) {
    this.styleOf = styleOf;
    this.writer = new Writer();
  }

  children(element, marks) {
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) this.text(node.data, marks);
      else if (node.nodeType === Node.ELEMENT_NODE) this.element(node, marks);
    }
  }

  text(data, marks) {
    if (this.writer.isInLine || !BLANK.test(data)) this.writer.text(data, marks);
  }

  element(element, inherited) {
    const style = this.styleOf(element);
    if (isLeftOut(element, style)) return;
    const marks = marksIn(element, { style, inherited });
    const name = element.localName;
    if (name === "br") this.lineBreak(marks);
    else if (name === "img") this.image(element, marks);
    else if (HEADING.test(name)) this.writer.paragraph(name, () => this.children(element, marks));
    else if (name === "p") this.paragraph(element, marks);
    else if (name === "hr") this.writer.block("hr", {}, () => {});
    else if (name === "pre") this.writer.code(codeIn(element), languageOf(element));
    else if (name === "blockquote") this.writer.block(name, {}, () => this.children(element, marks));
    else if (name === "ul" || name === "ol") this.list(element, marks);
    else if (name === "li") this.writer.block("ul", {}, () => this.item(element, marks));
    else if (name === "table") this.table(element);
    else if (SECTIONS.has(name)) this.section(element, marks);
    else this.children(element, marks);
  }

  section(element, marks) {
    this.writer.endLine();
    this.children(element, marks);
    this.writer.endLine();
  }

  paragraph(element, marks) {
    const names = element.className;
    if (/\bMsoTitle\b/.test(names)) return this.writer.paragraph("h1", () => this.children(element, {}));
    if (/Quote/.test(names) && names.startsWith("Mso"))
      return this.writer.block("blockquote", {}, () => this.section(element, { ...marks, italic: false }));
    return this.section(element, marks);
  }

  /** A line break between blocks is only space. */
  lineBreak(marks) {
    if (this.writer.isInLine) this.writer.leaf("br", {}, marks);
  }

  image(element, marks) {
    const [src, alt] = [safeAddress(element.getAttribute("src")), element.getAttribute("alt") ?? ""];
    if (/emoji|emoticon/i.test(element.className)) this.text(alt, marks);
    else if (src && element.width !== 1) this.writer.leaf("img", { src, alt }, marks);
  }

  list(element, marks) {
    const start = element.localName === "ol" ? element.getAttribute("start") : null;
    const attributes = start && start !== "1" && /^\d+$/.test(start) ? { start } : {};
    const list = this.writer.block(element.localName, attributes, () => {
      for (const child of element.children)
        if (child.localName === "li") this.item(child, marks);
        else this.writer.block("li", {}, () => this.element(child, marks));
    });
    if (list.querySelector(":scope > [data-checked]")) list.dataset.type = "taskList";
  }

  item(element, marks) {
    const boxes = [element, ...element.querySelectorAll("input, [role=checkbox], .checkbox")];
    const box = boxes.find((candidate) => candidate.closest("li") === element && tickOf(candidate) !== null);
    const attributes = box ? { "data-type": "taskItem", "data-checked": String(tickOf(box)) } : {};
    const style = marksIn(element, { style: this.styleOf(element), inherited: marks });
    // Google Docs gives the item the style of its first words, which have it themselves.
    const own = element.querySelector("span, p") ? marks : style;
    this.writer.block("li", attributes, () => this.children(element, own));
  }

  table(element) {
    const rows = Array.from(element.rows);
    const isFrame = rows.length === 1 && rows[0].cells.length === 1;
    if (isFrame) return this.section(rows[0].cells[0], {});
    return this.writer.block("table", {}, () => rows.forEach((row) => this.row(row)));
  }

  row(element) {
    this.writer.block("tr", {}, () => {
      for (const cell of element.cells) {
        const marks = cell.localName === "th" ? {} : marksIn(cell, { style: this.styleOf(cell), inherited: {} });
        const spans = ["colspan", "rowspan"].map((name) => [name, cell.getAttribute(name)]).filter(([, span]) => Number(span) > 1);
        this.writer.block(cell.localName, Object.fromEntries(spans), () => this.children(cell, marks));
      }
    });
  }
}

function isLeftOut(element, style) {
  if (LEFT_OUT.has(element.localName)) return true;
  const isHidden = element.hidden || element.getAttribute("aria-hidden") === "true" || style.get("display") === "none";
  if ((isHidden && element.localName !== "img") || style.get("mso-hide") === "all") return true;
  return style.get("mso-list") === "ignore" || isComment(element, style);
}

/** Whether this is a comment of Word, or its sign in the text. */
function isComment(element, style) {
  return /^comment/.test(style.get("mso-element") ?? "") || element.classList.contains("MsoCommentReference");
}

/** Return the text of a block of code, in which line breaks may be elements. */
function codeIn(element) {
  const copy = element.cloneNode(true);
  for (const lineBreak of copy.querySelectorAll("br")) lineBreak.replaceWith("\n");
  return copy.textContent;
}

function languageOf(element) {
  const names = [element, ...element.querySelectorAll("code")].map(({ className }) => className).join(" ");
  return names.match(/\b(?:language|lang|highlight-source)-([\w+#-]+)/)?.[1];
}

/** Return the structure of pasted HTML as an element. */
export function cleaned(html) {
  const { document: pasted, styleOf } = parsePasted(html);
  mendLists(pasted, styleOf);
  const cleaner = new Cleaner(styleOf);
  cleaner.section(pasted.body, {});
  return finish(cleaner.writer.root);
}
