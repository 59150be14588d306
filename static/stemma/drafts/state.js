// The line that shows the state of saving, and help below it if saving fails.

import { FIELDS } from "./snapshots.js";
import { button } from "./dialogs.js";

/** `onLeave` is called when a text is sent to another page, which keeps it. */
export function stateLine({ line, help, form, addresses, onLeave }) {
  return function tell({ kind, say, ...more }) {
    if (kind === "unkept") {
      line.dataset.unkept = "";
      return;
    }
    if (line.textContent !== say) line.textContent = say;
    line.dataset.kind = kind;
    for (const field of FIELDS) form.elements[field].setAttribute("aria-invalid", String(field === more.field));
    if (kind === "saving") return;
    const parts = [];
    if (more.signIn) parts.push(link("Sign in", addresses.signIn));
    if (more.onMerge) parts.push(mergeButton(more.onMerge));
    if (more.collided) parts.push(mergeForm({ address: addresses.conflict, ...more, onSubmit: onLeave }));
    if (more.frozen) parts.push(copyOf(more.mine), postForm(addresses.fork, {}, { text: "Start a new draft", onSubmit: onLeave }));
    help.replaceChildren(...parts);
  };
}

/** The text keeps the focus, and with it the caret. */
function mergeButton(onMerge) {
  const merge = button("Merge and continue", { type: "button", className: "button primary" });
  merge.addEventListener("mousedown", (event) => event.preventDefault());
  merge.addEventListener("click", onMerge);
  return merge;
}

function link(text, href) {
  return Object.assign(document.createElement("a"), { textContent: text, href, target: "_blank", className: "button" });
}

function csrf() {
  return document.querySelector("[name=csrfmiddlewaretoken]").cloneNode();
}

export function hidden(name, value) {
  const area = document.createElement("textarea");
  Object.assign(area, { name, hidden: true, defaultValue: value });
  return area;
}

function postForm(action, fields, { text, onSubmit }) {
  const form = document.createElement("form");
  // Percent-encoding would make most scripts three times as large, and a form's size is limited.
  Object.assign(form, { method: "post", action, enctype: "multipart/form-data" });
  form.append(csrf(), ...Object.entries(fields).map(([name, value]) => hidden(name, value)));
  form.append(button(text, { type: "submit", className: "button" }));
  form.addEventListener("submit", onSubmit);
  return form;
}

/** A form that leads to the page with base, theirs, mine and the merge. That page saves nothing until confirmed. */
export function mergeForm({ address, base, mine, onSubmit }) {
  const fields = { revision: String(base.revision) };
  for (const field of FIELDS) [fields[`base_${field}`], fields[field]] = [base[field], mine[field]];
  return postForm(address, fields, { text: "Review and merge", onSubmit });
}

/** Shows the text, to read and copy. */
export function copyOf(mine) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  const area = document.createElement("textarea");
  const copy = button("Copy text", { type: "button" });
  summary.textContent = "Your text";
  Object.assign(area, { readOnly: true, rows: 10, value: mine.body });
  area.setAttribute("aria-label", "Your text");
  copy.addEventListener("click", async () => {
    area.select();
    await navigator.clipboard?.writeText(mine.body);
    copy.textContent = "Copied";
  });
  details.append(summary, area, copy);
  return details;
}
