/* Completes `@` and the beginning of a name: a combobox as in WAI-ARIA's authoring practices. Without it, people type. */

const PAUSE = 150;
// What stands before the caret, if it is a mention that is being typed. The characters are those of usernames.
const TYPED = /(?:^|[^\w@.+-])@([\w.+-]*)$/u;

for (const input of document.querySelectorAll("[data-mentions]")) complete(input);

function complete(input) {
  const box = input.closest(".mentions");
  const list = box.querySelector("[role=listbox]");
  const status = box.querySelector("[data-mentions-status]");
  let timer;
  let running;
  let people = [];
  let active = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  show([]);

  function show(found) {
    people = found;
    list.replaceChildren(...found.map((person, index) => option(list, person, index, () => pick(index))));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    const count = found.length === 1 ? "1 person" : `${found.length} people`;
    status.textContent = found.length ? `${count}. Use the arrow keys to choose.` : "";
    // The first one is chosen by Enter, as people expect of mentions.
    activate(found.length ? 0 : -1);
  }

  function activate(index) {
    active = index;
    for (const [place, element] of [...list.children].entries()) element.setAttribute("aria-selected", String(place === index));
    const element = list.children[index];
    if (!element) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", element.id);
    return element.scrollIntoView({ block: "nearest" });
  }

  function close() {
    clearTimeout(timer);
    running?.abort();
    show([]);
  }

  function typed() {
    const caret = input.selectionStart;
    return caret === input.selectionEnd ? TYPED.exec(input.value.slice(0, caret))?.[1] : undefined;
  }

  function pick(index) {
    const [name, caret] = [typed(), input.selectionStart];
    const { username } = people[index];
    close();
    if (name === undefined) return;
    input.setRangeText(`${username} `, caret - name.length, caret, "end");
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function search() {
    const name = typed();
    if (name === undefined) return;
    const mine = (running = new AbortController());
    try {
      const answer = await fetch(`${input.dataset.mentions}?${new URLSearchParams({ name })}`, { signal: mine.signal });
      const found = answer.ok ? (await answer.json()).people : [];
      if (running === mine && typed() === name) show(found);
    } catch {
      // Aborted, or without a network: what was typed stays.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    running?.abort();
    if (typed() === undefined) return close();
    timer = setTimeout(search, PAUSE);
    return undefined;
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (!people.length || event.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) activate((active + by + people.length) % people.length);
    else if (event.key === "Enter") pick(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

function option(list, person, index, onClick) {
  const element = document.createElement("li");
  const name = document.createElement("span");
  Object.assign(element, { id: `${list.id}-${index}`, textContent: `@${person.username}` });
  element.setAttribute("role", "option");
  Object.assign(name, { className: "quiet", textContent: person.name });
  element.append(" ", name);
  // The field keeps the focus.
  element.addEventListener("mousedown", (event) => event.preventDefault());
  element.addEventListener("click", onClick);
  return element;
}
