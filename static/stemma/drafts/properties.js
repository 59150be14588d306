// The front matter of a Markdown text as fields. The server changes the text: all other bytes of it stay as they are.

import { call } from "./server.js";

const AWAY = "The server is not responding. Try again.";
const CHANGED = "The text was changed meanwhile. Select Apply again.";

const NOTHING = { values: {}, odd: [], others: [] };

/** Open the dialog with the button. `onTitles` is called with a changed title or description. */
export function offerProperties({ button, dialog, url, surface, onTitles }) {
  const part = (name) => dialog.querySelector(`[data-property="${name}"]`);
  const inputs = [...dialog.querySelectorAll("[name]")];
  let shown = NOTHING;

  async function open() {
    const answer = await call(url, { body: { body: surface.read() } });
    const isKnown = answer.status === 200;
    complain(isKnown ? null : { message: answer.data.message || AWAY });
    // Without the values, Apply would take each field for one that was emptied.
    part("apply").disabled = !isKnown;
    show(isKnown ? answer.data : NOTHING);
    dialog.showModal();
  }

  function show(properties) {
    shown = properties;
    for (const input of inputs) fill(input, properties.values[input.name]);
    const kept = [...properties.odd, ...properties.others];
    part("others").hidden = kept.length === 0;
    part("other-keys").textContent = kept.join(", ");
  }

  async function save(event) {
    event.preventDefault();
    const changes = Object.fromEntries(
      inputs.map((input) => [input.name, valueOf(input)]).filter(([name, value]) => !same(value, shown.values[name])),
    );
    if (Object.keys(changes).length === 0) return dialog.close();
    const body = surface.read();
    const answer = await call(url, { body: { body, changes } });
    if (answer.status !== 200) return complain({ message: answer.data.message || AWAY, field: answer.data.field });
    // What somebody else saved may have been merged in the meantime. The answer is without it.
    if (surface.read() !== body) return complain({ message: CHANGED });
    surface.edit(answer.data.body);
    onTitles({ title: changes.title, description: changes.description });
    dialog.close();
  }

  function complain(fault) {
    part("fault").textContent = fault?.message ?? "";
    part("fault").hidden = !fault;
    for (const input of inputs) input.setAttribute("aria-invalid", String(input.name === fault?.field));
    inputs.find((input) => input.name === fault?.field)?.focus();
  }

  button.addEventListener("click", open);
  part("form").addEventListener("submit", save);
  part("cancel").addEventListener("click", () => dialog.close());
}

function fill(input, value) {
  if (input.type === "checkbox") input.checked = Boolean(value);
  else input.value = Array.isArray(value) ? value.join(", ") : (value ?? "");
}

function valueOf(input) {
  if (input.type === "checkbox") return input.checked;
  if (input.name !== "tags") return input.value;
  return input.value.split(",").map((tag) => tag.trim()).filter(Boolean);
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
