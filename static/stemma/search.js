/* The header's search offers documents while a person types. Without it, Enter shows the results in the library. */

import { listbox } from "./listbox.js";

const PAUSE = 200;

for (const input of document.querySelectorAll("[data-suggestions]")) suggest(input);

function suggest(input) {
  const status = input.parentElement.querySelector("[role=status]");
  const list = document.querySelector(`#${input.getAttribute("aria-controls")}`);
  const options = listbox({ input, list, onPick: ({ address }) => location.assign(address) });
  let timer;
  let running;

  input.autocomplete = "off";

  function show(found) {
    options.show(found.map(entry));
    status.textContent = found.length ? `${found.length} ${found.length === 1 ? "result" : "results"}.` : "";
  }

  function close() {
    clearTimeout(timer);
    running?.abort();
    show([]);
  }

  async function search() {
    running?.abort();
    const mine = (running = new AbortController());
    const address = `${input.dataset.suggestions}?${new URLSearchParams({ q: input.value })}`;
    const answer = await fetch(address, { signal: mine.signal }).catch(() => null);
    const found = answer?.ok ? (await answer.json().catch(() => ({}))).documents : [];
    if (running === mine && !mine.signal.aborted && document.activeElement === input) show(found ?? []);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim() === "") close();
    else timer = setTimeout(search, PAUSE);
  });
  input.addEventListener("blur", close);
  // If no option is active, Enter searches for what was typed.
  input.addEventListener("keydown", (event) => options.handleKey(event, { onEscape: close, orNone: true }));
}

function entry({ title, address, project, draft }) {
  return { text: title, detail: draft ? `${draft} · ${project}` : project, address };
}
