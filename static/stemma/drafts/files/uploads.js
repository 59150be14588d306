// The list of uploads below the editor's tools: progress, cancel, why one failed, and what a picture shows.

import { button } from "../dialogs.js";
import { call } from "../server.js";
import { fetchPicture, send } from "./sending.js";

const AT_ONCE = 3;
// How long an upload waits, in milliseconds, while the server has too much to do. A pasted text appears when all have ended.
const PATIENCE = 120_000;
const SECOND = 1000;
const BUSY = "The server has too much to do. Trying again…";

export class Uploads {
  // Those that wait for other servers keep no upload waiting.
  #sending = new Turns(AT_ONCE);
  #fetching = new Turns(AT_ONCE);

  /** `describe({file, text})` writes what a picture shows into the text. */
  constructor({ list, place, describe }) {
    Object.assign(this, { list, place, describe });
  }

  /**
   * Send the blob, or let the server fetch the picture at the URL. Resolves to the file, or to null if it was canceled,
   * if the server could not fetch it, or if the blob was refused and nobody wants to try it again. What a described
   * picture shows is not asked.
   */
  async add({ blob, url, name, isDescribed = false }) {
    const row = new Row(this.list, name);
    const turns = url ? this.#fetching : this.#sending;
    for (;;) {
      row.begin();
      await turns.take();
      const { file, error } = await this.#attempt({ blob, url, name, row });
      turns.give();
      if (file) {
        if (isDescribed) row.remove();
        else row.done(file, this);
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

  /** Resolves to {file}, {error}, or {} if it was canceled. Tries again when the server says, with the same turn. */
  async #attempt({ blob, url, name, row }) {
    const { place } = this;
    const { signal } = row;
    const until = Date.now() + PATIENCE;
    for (;;) {
      row.work();
      const answer = await (url
        ? fetchPicture({ url, place, signal })
        : send({ blob, name, place, onProgress: row.progress, signal }));
      if (!answer.after || Date.now() + answer.after * SECOND > until) return answer;
      row.pause();
      await passed(answer.after * SECOND, signal);
      if (signal.aborted) return {};
    }
  }
}

/** So many at once. The others wait in the order in which they came. */
class Turns {
  #free;
  #waiting = [];

  constructor(most) {
    this.#free = most;
  }

  take() {
    if (this.#free === 0) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#free -= 1;
    return Promise.resolve();
  }

  give() {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
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
    this.cancel = small("Cancel", () => controller.abort());
    this.signal = controller.signal;
    this.work();
  }

  work() {
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", `Uploading ${this.name}`);
    this.progress = (share) => (bar.value = share);
    this.show(this.label, bar, this.cancel);
  }

  pause() {
    const reason = Object.assign(document.createElement("span"), { className: "quiet", textContent: BUSY });
    reason.setAttribute("role", "status");
    this.show(this.label, reason, this.cancel);
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

/** Resolves after the time, or when the signal aborts. */
function passed(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function small(text, onClick) {
  const element = button(text, { type: "button", className: "button small" });
  element.addEventListener("click", onClick);
  return element;
}
