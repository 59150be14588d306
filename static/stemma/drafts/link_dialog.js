// The question for a link: its text, and its address or a document.

import { suggestDocuments } from "./document_picker.js";
import { addressOf } from "./link_address.js";

let addresses;
let opened;

/** `given` names the list of documents and the page of one. */
export function prepareLinks(given) {
  addresses = given;
}

/** Add the dialog to the page when it is needed first. Returns its parts. */
function open() {
  if (opened) return opened;
  const dialog = document.querySelector('[data-part="link-template"]').content.cloneNode(true).firstElementChild;
  const part = (name) => dialog.querySelector(`[data-link="${name}"]`);
  const fields = { text: part("text"), address: part("address") };
  document.body.append(dialog);

  function complain(sentence) {
    part("fault").textContent = sentence;
    part("fault").hidden = !sentence;
    fields.address.setAttribute("aria-invalid", String(Boolean(sentence)));
    if (sentence) fields.address.focus();
  }

  suggestDocuments({
    input: fields.address,
    list: part("documents"),
    status: part("found"),
    addresses,
    onPick({ title, href }) {
      fields.address.value = href;
      if (!fields.text.value.trim()) fields.text.value = title;
      complain("");
      part("save").focus();
    },
  });
  fields.address.addEventListener("input", () => complain(""));
  part("cancel").addEventListener("click", () => dialog.close(""));
  part("remove").addEventListener("click", () => dialog.close("remove"));
  part("form").addEventListener("submit", (event) => {
    const { fault } = addressOf(fields.address.value);
    if (!fault) return;
    event.preventDefault();
    complain(fault);
  });
  opened = { dialog, part, complain, ...fields };
  return opened;
}

/** Resolves to {text, href}, to {href: ""} if the link is to be removed, or to null if the person cancels. */
export function askForLink({ text: selected = "", href = "" }) {
  const { dialog, part, complain, text, address } = open();
  text.value = selected;
  address.value = href;
  part("remove").hidden = !href;
  part("heading").textContent = part("save").textContent = href ? "Change link" : "Add link";
  complain("");
  dialog.returnValue = "";
  dialog.showModal();
  address.focus();
  address.select();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(answer(dialog.returnValue)), { once: true }));
}

function answer(choice) {
  if (choice === "remove") return { href: "" };
  if (choice !== "save") return null;
  const { text, address } = open();
  const { href } = addressOf(address.value);
  return { text: text.value.trim() || href.replace(/^(?:https?:\/\/|mailto:|tel:)/, ""), href };
}
