/* The header's search offers documents while a person types: a combobox as in WAI-ARIA's authoring practices. Without it,
   Enter shows the results in the library. */

const PAUSE = 200;

for (const input of document.querySelectorAll("[data-suggestions]")) suggest(input);

function suggest(input) {
  const list = document.querySelector(`#${input.getAttribute("aria-controls")}`);
  const status = input.parentElement.querySelector("[role=status]");
  let timer;
  let running;
  let active = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.autocomplete = "off";
  show([]);

  function show(found) {
    list.replaceChildren(...found.map((each, index) => option(list, each, index)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = found.length ? `${found.length} ${found.length === 1 ? "result" : "results"}.` : "";
    activate(-1);
  }

  function activate(index) {
    active = index;
    for (const [place, element] of [...list.children].entries()) element.setAttribute("aria-selected", String(place === index));
    const element = list.children[index];
    if (element) input.setAttribute("aria-activedescendant", element.id);
    else input.removeAttribute("aria-activedescendant");
    element?.scrollIntoView({ block: "nearest" });
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
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (count === 0) return;
    // Before the first and after the last option, no option is active, and Enter searches for what was typed.
    if (by) activate(((active + 1 + by + count + 1) % (count + 1)) - 1);
    else if (event.key === "Enter" && active >= 0) location.assign(list.children[active].dataset.address);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

function option(list, found, index) {
  const element = document.createElement("li");
  const detail = document.createElement("span");
  Object.assign(element, { id: `${list.id}-${index}`, textContent: found.title });
  element.dataset.address = found.address;
  element.setAttribute("role", "option");
  detail.className = "quiet";
  detail.textContent = found.draft ? `${found.draft} · ${found.project}` : found.project;
  element.append(detail);
  // The field keeps the focus until the click is done.
  element.addEventListener("mousedown", (event) => event.preventDefault());
  element.addEventListener("click", () => location.assign(found.address));
  return element;
}
