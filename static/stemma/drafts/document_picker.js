// Suggests documents by title while a person types into a field.

import { listbox } from "../listbox.js";
import { call } from "./server.js";

const PAUSE = 150;
const MOST = 8;
// Titles have colons, slashes and other signs too, such as "C#: TCP/IP".
const ADDRESS = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/|(?:mailto|tel):\S|\/)/i;

/** `onPick` gets {title, href}. The address has the document's identifier, so that a move or a new name breaks no link. */
export function suggestDocuments({ input, list, status, addresses, onPick }) {
  const options = listbox({ input, list, onPick: pick });
  let timer;
  let running;

  function close() {
    clearTimeout(timer);
    running?.abort();
    options.show([]);
    status.textContent = "";
  }

  function pick({ title, identifier }) {
    close();
    onPick({ title, href: addresses.document.replace("IDENTIFIER", identifier) });
  }

  async function search() {
    running?.abort();
    const mine = (running = new AbortController());
    const query = new URLSearchParams({ search: input.value.trim(), ordering: "relevance", page_size: MOST });
    const answer = await call(`${addresses.documents}&${query}`, { method: "GET", signal: mine.signal });
    if (running !== mine || mine.signal.aborted || answer.status !== 200) return;
    const found = answer.data.data.documents.slice(0, MOST);
    status.textContent = found.length > 0 ? `${found.length} document${found.length > 1 ? "s" : ""} found.` : "";
    options.show(found.map(entry));
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (!input.value.trim() || ADDRESS.test(input.value)) return close();
    timer = setTimeout(search, PAUSE);
    return undefined;
  });
  input.addEventListener("keydown", (event) => {
    // The dialog would close by Escape, too.
    if (options.handleKey(event, { onEscape: close })) event.stopPropagation();
  });
}

function entry({ title, identifier, current_version: current }) {
  return { text: title, detail: current ? "" : "No version is current", title, identifier };
}
