// Splits stored HTML into units, its top-level elements, and joins them again. Unchanged units are written exactly as
// they were.

import { DOMParser, DOMSerializer } from "../../vendor/tiptap.js";
import { sourcesOf } from "./html_source.js";

const INLINE = new Set(
  (
    "a abbr b bdi bdo br cite code del dfn em i img input ins kbd label mark q rp rt ruby s samp small span strike strong" +
    " sub sup time tt u var wbr font"
  ).split(" "),
);
const LEAVES = new Set(["br", "img", "input", "wbr"]);
const SAME_TAG = { b: "strong", i: "em", strike: "s", del: "s" };
const WRAPPERS = new Set(["li", "td", "th", "blockquote", "div", "dd", "section", "details", "figure"]);
const DEFAULTS = { colspan: "1", rowspan: "1", start: "1", class: "", type: "1" };

/** Parse HTML without running or loading anything: the document belongs to no window. */
function inert(html) {
  const holder = document.implementation.createHTMLDocument("").createElement("div");
  holder.innerHTML = html;
  return holder;
}

function isInline(node) {
  return node.nodeType === 3 || (node.nodeType === 1 && INLINE.has(node.localName));
}

function isSpace(node) {
  return node.nodeType === 3 && /^[\t\n\f\r ]*$/.test(node.data);
}

function sourceOf(node) {
  const holder = node.ownerDocument.createElement("div");
  holder.append(node.cloneNode(true));
  return holder.innerHTML;
}

/**
 * Return the top-level elements as [{lead, html}], each with the white space before it, and the white space at the end.
 * Each is cut from the source. Only a source that can't be cut, such as one with crossed tags, is written from the DOM.
 */
export function unitsOf(html) {
  const holder = inert(html);
  const nodes = Array.from(holder.childNodes);
  const sources = sourcesOf(html, { holder, parse: inert }) ?? nodes.map(sourceOf);
  const units = [];
  let lead = "";
  let open = null;
  for (const [index, node] of nodes.entries()) {
    const source = sources[index];
    if (isSpace(node) && !open) lead += source;
    else if (isInline(node)) {
      open ??= units[units.push({ lead, html: "", isInline: true }) - 1];
      open.html += source;
      lead = "";
    } else {
      open = null;
      units.push({ lead, html: source });
      lead = "";
    }
  }
  return { units, tail: lead };
}

function attributesOf(element) {
  const given = Array.from(element.attributes, ({ name, value }) => [name, value]);
  const significant = given.filter(([name, value]) => DEFAULTS[name] !== value && name !== "data-head");
  return significant.sort().map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
}

/** Return HTML in a canonical form, so that equivalent HTML compares equal. */
function canonical(children, { tag = "", exact = false } = {}) {
  const relevant = exact || children.every(isInline) ? children : children.filter((child) => !isSpace(child));
  const paragraphs = relevant.filter((child) => child.localName === "p");
  const isWrapped = WRAPPERS.has(tag) && paragraphs.length === 1 && paragraphs[0].attributes.length === 0;
  const parts = [];
  let run = [];
  const endRun = () => run.length && parts.push(inlines(run.splice(0), exact));
  for (const child of relevant)
    if (isInline(child)) run.push(child);
    else {
      endRun();
      parts.push(isWrapped && child === paragraphs[0] ? canonical([...child.childNodes]) : block(child, exact));
    }
  endRun();
  return parts.join("");
}

function block(node, exact) {
  if (node.nodeType !== 1) return `<!${node.nodeType} ${node.data ?? ""}>`;
  const tag = node.localName;
  const isTask = tag === "li" && node.dataset.type === "taskItem";
  const children = isTask ? taskContent(node) : [...node.childNodes];
  return `<${nameOf(node)}>${canonical(children, { tag, exact: exact || tag === "pre" })}</${tag}>`;
}

function nameOf(element) {
  return element.localName + attributesOf(element).join("");
}

function taskContent(item) {
  const rest = [...item.childNodes].filter((child) => child.localName !== "label" && !isSpace(child));
  return rest.length === 1 && rest[0].localName === "div" ? [...rest[0].childNodes] : rest;
}

/** Return a line of text as stretches with their marks, independent of how the marks were nested. */
function inlines(nodes, exact) {
  const stretches = [];
  const add = (marks, text) => {
    const last = stretches.at(-1);
    if (last?.marks === marks) last.text += text;
    else stretches.push({ marks, text });
  };
  const walk = (node, marks) => {
    if (node.nodeType === 3) return node.data && add(marks.join(""), escaped(node.data));
    if (LEAVES.has(node.localName)) return add(marks.join(""), `<${nameOf(node)}>`);
    const mark = `<${node.attributes.length ? nameOf(node) : (SAME_TAG[node.localName] ?? node.localName)}>`;
    const inner = marks.includes(mark) ? marks : [...marks, mark].sort();
    node.childNodes.forEach((child) => walk(child, inner));
  };
  nodes.forEach((node) => walk(node, []));
  if (!exact) collapse(stretches);
  return stretches.map(({ marks, text }) => (text ? `${marks}{${text}}` : "")).join("");
}

function escaped(text) {
  return text.replaceAll("<", "&lt;");
}

/** Collapse white space as browsers do: one space for any run, none at either end of the line. */
function collapse(stretches) {
  let before = " ";
  for (const stretch of stretches) {
    stretch.text = stretch.text.replace(/[\t\n\f\r ]+/g, " ");
    if (before.endsWith(" ")) stretch.text = stretch.text.replace(/^ /, "");
    if (stretch.text) before = stretch.text;
  }
  const last = stretches.findLast((stretch) => stretch.text);
  if (last) last.text = last.text.replace(/ $/, "");
}

function isSame(one, other) {
  return canonical([...inert(one).childNodes]) === canonical([...inert(other).childNodes]);
}

function withHead(holder) {
  for (const table of holder.querySelectorAll("table[data-head]")) {
    table.removeAttribute("data-head");
    const head = table.ownerDocument.createElement("thead");
    const body = table.tBodies[0];
    if (body?.rows.length) head.append(body.rows[0]);
    table.prepend(head);
    if (body && !body.rows.length) body.remove();
  }
  return holder.innerHTML;
}

/** Throws if a text can't be split and joined again without loss. */
export class Units {
  #schema;
  #serializer;
  // Nodes of the editor's document are immutable. An edit makes a new node, which has no entry here.
  #sources = new Map();
  #tail = "";
  #separator = "\n";

  constructor(schema) {
    this.#schema = schema;
    this.#serializer = DOMSerializer.fromSchema(schema);
  }

  /** Return the text as the editor's document in JSON, and the units of its nodes. */
  read(html) {
    const { units, tail } = unitsOf(html);
    const rejoined = inert(units.map((unit) => unit.lead + unit.html).join("") + tail);
    if (!rejoined.isEqualNode(withOwner(inert(html), rejoined))) throw new Error("The text can't be split and joined without loss.");
    const content = units.map((unit) => this.#nodeOf(unit).toJSON());
    return { units, tail, json: { type: "doc", content: content.length ? content : [{ type: "paragraph" }] } };
  }

  /** Associate the nodes of `doc` with the units that `read` returned. */
  bind(doc, { units, tail }) {
    this.#tail = tail;
    this.#separator = units.length > 1 && units.slice(1).every(({ lead }) => lead === "") ? "" : "\n";
    this.#sources = new Map(units.map(({ lead, html }, index) => [doc.child(index), { lead, html }]));
  }

  write(doc) {
    if (this.#sources.size === 0 && doc.childCount === 1 && doc.firstChild.content.size === 0) return this.#tail;
    const parts = [];
    doc.forEach((node, _, index) => {
      const source = this.#sourceOf(node);
      parts.push(source?.lead ?? (index ? this.#separator : ""), source?.html ?? this.#htmlOf(node));
    });
    return parts.join("") + this.#tail;
  }

  /** Undo creates a node that is equal to the original one, but not the same object. */
  #sourceOf(node) {
    if (this.#sources.has(node)) return this.#sources.get(node);
    for (const [known, source] of this.#sources) if (known.nodeSize === node.nodeSize && known.eq(node)) return source;
    return undefined;
  }

  #nodeOf({ html, isInline }) {
    const whole = isInline ? `<p>${html}</p>` : html;
    const parsed = DOMParser.fromSchema(this.#schema).parse(inert(whole));
    if (parsed.childCount === 1 && isSame(whole, this.#htmlOf(parsed.firstChild))) return parsed.firstChild;
    return this.#schema.nodes.kept.create({ html });
  }

  #htmlOf(node) {
    if (node.type.name === "kept") return node.attrs.html;
    const holder = inert("");
    holder.append(this.#serializer.serializeNode(node, { document: holder.ownerDocument }));
    for (const kept of holder.querySelectorAll("[data-kept]")) kept.outerHTML = kept.dataset.kept;
    return withHead(holder);
  }
}

function withOwner(node, other) {
  return other.ownerDocument.importNode(node, true);
}
