// The question for a link: its text, and its address or a document.

import { suggestDocuments } from "./document_picker.js";
import { addressOf } from "./link_address.js";

const dialog = document.querySelector('[data-part="link-dialog"]');
const part = (name) => dialog.querySelector(`[data-link="${name}"]`);
const [text, address, fault] = [part("text"), part("address"), part("fault")];

function complain(sentence) {
  fault.textContent = sentence;
  fault.hidden = !sentence;
  address.setAttribute("aria-invalid", String(Boolean(sentence)));
  if (sentence) address.focus();
}

/** Set up the dialog once: `addresses` names the list of documents and the page of one. */
export function prepareLinks(addresses) {
  suggestDocuments({
    input: address,
    list: part("documents"),
    status: part("found"),
    addresses,
    onPick({ title, href }) {
      address.value = href;
      if (!text.value.trim()) text.value = title;
      complain("");
      part("save").focus();
    },
  });
  address.addEventListener("input", () => complain(""));
  part("cancel").addEventListener("click", () => dialog.close(""));
  part("remove").addEventListener("click", () => dialog.close("remove"));
  part("form").addEventListener("submit", (event) => {
    const given = addressOf(address.value);
    if (!given.fault) return;
    event.preventDefault();
    complain(given.fault);
  });
}

/** Resolves to {text, href}, to {href: ""} if the link is to be removed, or to null if the person cancels. */
export function askForLink({ text: selected = "", href = "" }) {
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
  const { href } = addressOf(address.value);
  return { text: text.value.trim() || href.replace(/^(?:https?:\/\/|mailto:|tel:)/, ""), href };
}
