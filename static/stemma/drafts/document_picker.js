// Suggests documents by title while a person types into a field: a combobox as in WAI-ARIA's authoring practices.

import { call } from "./server.js";

const PAUSE = 150;
const MOST = 8;
// Titles have colons, slashes and other signs too, such as "C#: TCP/IP".
const ADDRESS = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/|(?:mailto|tel):\S|\/)/i;

/** `onPick` gets {title, href}. The address has the document's identifier, so that a move or a new name breaks no link. */
export function suggestDocuments({ input, list, status, addresses, onPick }) {
  let timer;
  let running;
  let found = [];
  let active = -1;

  function show() {
    const options = found.map((document, index) => option({ list, document, index, onClick: () => pick(index) }));
    list.replaceChildren(...options);
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    activate(-1);
  }

  function activate(index) {
    active = index;
    for (const [place, element] of Array.from(list.children).entries()) element.setAttribute("aria-selected", String(place === index));
    const element = list.children[index];
    if (!element) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", element.id);
    return element.scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(timer);
    running?.abort();
    found = [];
    show();
    status.textContent = "";
  }

  function pick(index) {
    const { title, identifier } = found[index];
    close();
    onPick({ title, href: addresses.document.replace("IDENTIFIER", identifier) });
  }

  async function search() {
    running?.abort();
    const mine = (running = new AbortController());
    const query = new URLSearchParams({ search: input.value.trim(), ordering: "relevance", page_size: MOST });
    const answer = await call(`${addresses.documents}&${query}`, { method: "GET", signal: mine.signal });
    if (running !== mine || mine.signal.aborted || answer.status !== 200) return;
    found = answer.data.data.documents.slice(0, MOST);
    status.textContent = found.length > 0 ? `${found.length} document${found.length > 1 ? "s" : ""} found.` : "";
    show();
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (!input.value.trim() || ADDRESS.test(input.value)) return close();
    timer = setTimeout(search, PAUSE);
    return undefined;
  });
  input.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (found.length === 0) return;
    if (by) activate((active + by + found.length + (active < 0 && by < 0 ? 1 : 0)) % found.length);
    else if (event.key === "Enter" && active >= 0) pick(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function option({ list, document: found, index, onClick }) {
  const element = document.createElement("li");
  const detail = document.createElement("span");
  Object.assign(element, { id: `${list.id}-${index}`, textContent: found.title });
  element.setAttribute("role", "option");
  detail.className = "quiet";
  detail.textContent = found.current_version ? "" : "No version is current";
  element.append(detail);
  element.addEventListener("mousedown", (event) => event.preventDefault());
  element.addEventListener("click", onClick);
  return element;
}
