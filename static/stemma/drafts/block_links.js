// Links in the text of blocks.

import { askForLink } from "./link_dialog.js";

const ICON = '<svg viewBox="0 0 24 24"><text x="12" y="17" text-anchor="middle" font-size="15">↗</text></svg>';

function linkAt(range) {
  const node = range.commonAncestorContainer;
  return (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("a[href]");
}

function selected() {
  const selection = getSelection();
  const range = selection.rangeCount > 0 ? selection.getRangeAt(0).cloneRange() : null;
  const field = range && (range.startContainer.parentElement ?? range.startContainer).closest("[contenteditable=true]");
  return field?.contains(range.endContainer) ? { range, field } : null;
}

function select(range) {
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

function rangeOver(node) {
  const range = document.createRange();
  range.selectNode(node);
  return range;
}

/** Ask for a link at the caret or over the selection in a text of a block, and write it. */
export async function editLink() {
  const place = selected();
  if (!place) return;
  const link = linkAt(place.range);
  const text = link ? link.textContent : place.range.toString();
  const answer = await askForLink({ text, href: link?.getAttribute("href") ?? "" });
  place.field.focus();
  select(place.range);
  if (answer === null) return;
  if (!answer.href) link.replaceWith(...link.childNodes);
  else if (link) Object.assign(link, answer.text === text ? {} : { textContent: answer.text }).setAttribute("href", answer.href);
  else if (answer.text === text) wrap(place.range, answer.href);
  else insert(place.range, answer);
  place.field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

function wrap(range, href) {
  const link = document.createElement("a");
  link.setAttribute("href", href);
  link.append(range.extractContents());
  for (const inner of link.querySelectorAll("a")) inner.replaceWith(...inner.childNodes);
  range.insertNode(link);
  caretAfter(link);
}

function insert(range, { text, href }) {
  const link = document.createElement("a");
  Object.assign(link, { textContent: text }).setAttribute("href", href);
  range.deleteContents();
  range.insertNode(link);
  caretAfter(link);
}

function caretAfter(node) {
  const range = rangeOver(node);
  range.collapse(false);
  select(range);
}

/** The button of the toolbar over a selection. It replaces the one of Editor.js, which takes any address. */
export class LinkTool {
  static isInline = true;
  static title = "Link";

  static get sanitize() {
    return { a: { href: true, target: true, rel: true } };
  }

  render() {
    return { icon: ICON, name: "link", title: "Link…", closeOnActivate: true, onActivate: () => editLink(), isActive: () => Boolean(selected() && linkAt(selected().range)) };
  }
}
