// The list of uploads below the editor's tools: progress, cancel, why one failed, and what a picture shows.

import { button } from "../dialogs.js";
import { call } from "../server.js";
import { fetchPicture, send } from "./sending.js";

const AT_ONCE = 3;

export class Uploads {
  #waiting = [];
  #running = 0;

  /** `describe({file, text})` writes what a picture shows into the text. */
  constructor({ list, place, describe }) {
    Object.assign(this, { list, place, describe });
  }

  /**
   * Send the blob, or let the server fetch the picture at the URL. Resolves to the file, or to null if it was canceled,
   * if the server could not fetch it, or if the blob was refused and nobody wants to try it again.
   */
  async add({ blob, url, name }) {
    const row = new Row(this.list, name);
    for (;;) {
      row.begin();
      await this.#turn();
      const { place } = this;
      const { file, error } = await (url
        ? fetchPicture({ url, place, signal: row.signal })
        : send({ blob, name, place, onProgress: row.progress, signal: row.signal }));
      this.#end();
      if (file) {
        row.done(file, this);
        return file;
      }
      if (url && error) {
        // The text does not wait for it: it can keep the address.
        row.failed(error, { canRetry: false }).then(() => row.remove());
        return null;
      }
      if (!error || !(await row.failed(error))) {
        row.remove();
        return null;
      }
    }
  }

  /** Say why something has no upload. */
  async tell({ name, error }) {
    const row = new Row(this.list, name);
    await row.failed(error, { canRetry: false });
    row.remove();
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
  failed(error, { canRetry = true } = {}) {
    const reason = Object.assign(document.createElement("span"), { className: "fault", textContent: error });
    reason.setAttribute("role", "alert");
    return new Promise((resolve) => {
      const again = canRetry ? [small("Try again", () => resolve(true))] : [];
      this.show(this.label, reason, ...again, small("Dismiss", () => resolve(false)));
    });
  }

  done(file, uploads) {
    if (file.width === null || file.alt_text) this.remove();
    else this.askWhatItShows(file, uploads);
  }

  askWhatItShows(file, { place, describe }) {
    const field = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "text", maxLength: 1000 });
    const save = async () => {
      const text = input.value.trim();
      const answer = await call(`${place.address}/${file.id}`, { method: "PATCH", body: { alt_text: text } });
      if (answer.status === 200) {
        this.remove();
        describe({ file, text });
        return;
      }
      input.setCustomValidity(answer.data.detail ?? "The description was not saved. Try again.");
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
