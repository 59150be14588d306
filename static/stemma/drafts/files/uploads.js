// The list of uploads below the editor's tools: progress, cancel, why one failed, and what a picture shows.

import { button } from "../dialogs.js";
import { call } from "../server.js";
import { send } from "./sending.js";

const AT_ONCE = 3;

export class Uploads {
  #waiting = [];
  #running = 0;

  constructor({ list, place }) {
    Object.assign(this, { list, place });
  }

  /** Resolves to the file, or to null if it was canceled or refused and nobody wants to try it again. */
  async add({ blob, name }) {
    const row = new Row(this.list, name);
    for (;;) {
      row.begin();
      await this.#turn();
      const { file, error } = await send({ blob, name, place: this.place, onProgress: row.progress, signal: row.signal });
      this.#end();
      if (file) {
        row.done(file, this.place);
        return file;
      }
      if (!error || !(await row.failed(error))) {
        row.remove();
        return null;
      }
    }
  }

  #turn() {
    this.#running += 1;
    if (this.#running <= AT_ONCE) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #end() {
    this.#running -= 1;
    this.#waiting.shift()?.();
  }
}

class Row {
  constructor(list, name) {
    this.name = name;
    this.element = document.createElement("li");
    this.label = Object.assign(document.createElement("span"), { className: "upload-name", textContent: name });
    list.append(this.element);
  }

  begin() {
    const controller = new AbortController();
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", `Uploading ${this.name}`);
    const cancel = small("Cancel", () => controller.abort());
    this.signal = controller.signal;
    this.progress = (share) => (bar.value = share);
    this.show(this.label, bar, cancel);
  }

  /** Resolves to whether to try again. */
  failed(error) {
    const reason = Object.assign(document.createElement("span"), { className: "fault", textContent: error });
    reason.setAttribute("role", "alert");
    return new Promise((resolve) => {
      this.show(this.label, reason, small("Try again", () => resolve(true)), small("Dismiss", () => resolve(false)));
    });
  }

  done(file, place) {
    if (file.width === null || file.alt_text) this.remove();
    else this.askWhatItShows(file, place);
  }

  askWhatItShows(file, place) {
    const field = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "text", maxLength: 1000 });
    const save = async () => {
      const answer = await call(`${place.address}/${file.id}`, { method: "PATCH", body: { alt_text: input.value.trim() } });
      if (answer.status === 200) this.remove();
      else input.setCustomValidity(answer.data.detail ?? "The description was not saved. Try again.");
      input.reportValidity();
    };
    input.addEventListener("input", () => input.setCustomValidity(""));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      save();
    });
    field.append("Describe it for people who can't see it", input);
    this.show(this.label, field, small("Save description", save), small("Not now", () => this.remove()));
  }

  show(...parts) {
    this.element.replaceChildren(...parts);
  }

  remove() {
    this.element.remove();
  }
}

function small(text, onClick) {
  const element = button(text, { type: "button", className: "button small" });
  element.addEventListener("click", onClick);
  return element;
}
