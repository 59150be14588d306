/* Completes `@` and the beginning of a name. Without it, people type. */

import { listbox } from "./listbox.js";

const PAUSE = 150;
// The text before the caret, if it is a mention that is being typed. The characters are those of usernames.
const TYPED = /(?:^|[^\w@.+-])@([\w.+-]*)$/u;

for (const input of document.querySelectorAll("[data-mentions]")) complete(input);

function complete(input) {
  const box = input.closest(".mentions");
  const status = box.querySelector("[data-mentions-status]");
  const options = listbox({ input, list: box.querySelector("[role=listbox]"), onPick: pick });
  let timer;
  let running;

  function show(people) {
    options.show(people.map(({ username, name }) => ({ text: `@${username}`, detail: name, username })));
    const count = people.length === 1 ? "1 person" : `${people.length} people`;
    status.textContent = people.length ? `${count}. Use the arrow keys to choose.` : "";
    // The first one is chosen by Enter, as people expect of mentions.
    if (people.length) options.activate(0);
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

  function pick({ username }) {
    const [name, caret] = [typed(), input.selectionStart];
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
  input.addEventListener("keydown", (event) => options.handleKey(event, { onEscape: close }));
}
