/* The list of a combobox, as in WAI-ARIA's authoring practices: the field keeps the focus, and names the active option. */

const STEPS = new Map([
  ["ArrowDown", 1],
  ["ArrowUp", -1],
]);

/** `onPick` gets the entry that was clicked, or that was active when Enter was pressed. */
export function listbox({ input, list, onPick }) {
  let entries = [];
  let active = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  show([]);

  /** Show entries by their `text` and `detail`, and hide the list if there are none. No entry is active then. */
  function show(found) {
    entries = found;
    list.replaceChildren(...entries.map((entry, index) => option(entry, index)));
    list.hidden = entries.length === 0;
    input.setAttribute("aria-expanded", String(entries.length > 0));
    activate(-1);
  }

  function option(entry, index) {
    const element = document.createElement("li");
    const detail = document.createElement("span");
    Object.assign(element, { id: `${list.id}-${index}`, textContent: entry.text });
    Object.assign(detail, { className: "quiet", textContent: entry.detail });
    element.setAttribute("role", "option");
    element.append(" ", detail);
    // The field keeps the focus until the click is done.
    element.addEventListener("mousedown", (event) => event.preventDefault());
    element.addEventListener("click", () => onPick(entry));
    return element;
  }

  function activate(index) {
    active = index;
    for (const [place, element] of [...list.children].entries()) element.setAttribute("aria-selected", String(place === index));
    const element = list.children[index];
    if (element) input.setAttribute("aria-activedescendant", element.id);
    else input.removeAttribute("aria-activedescendant");
    element?.scrollIntoView({ block: "nearest" });
  }

  /** Make the next entry active, or the one before. With `orNone`, no entry is active between the last and the first. */
  function step(by, { orNone }) {
    const from = active < 0 && by < 0 && !orNone ? 0 : active;
    const places = entries.length + (orNone ? 1 : 0);
    const first = orNone ? -1 : 0;
    activate(((from + by - first + places) % places) + first);
  }

  /** Handle the arrows, Enter and Escape while entries are shown. Return whether the key was one of these. */
  function handleKey(event, { onEscape, orNone = false }) {
    const by = STEPS.get(event.key);
    if (entries.length === 0 || event.isComposing) return false;
    if (by) step(by, { orNone });
    else if (event.key === "Enter" && active >= 0) onPick(entries[active]);
    else if (event.key === "Escape") onEscape();
    else return false;
    event.preventDefault();
    return true;
  }

  return { show, activate, handleKey };
}
