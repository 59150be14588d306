// The dialog that uploads files, or takes one that the project has.

import { button } from "../dialogs.js";
import { call } from "../server.js";

const PAGE = 24;
// A picture without a copy of this width is sent itself.
const PREVIEW = 480;
const PAUSE = 250;

/** Resolves to {uploads: [File]}, {file} of the project, or {} if the person cancels. */
export function pickFiles(place) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "dialog file-picker" });
  const title = Object.assign(document.createElement("h2"), { textContent: "Insert files" });
  dialog.setAttribute("aria-label", title.textContent);
  return new Promise((resolve) => {
    let picked = {};
    const finish = (result) => {
      picked = result;
      dialog.close();
    };
    const cancel = button("Cancel", { type: "button" });
    cancel.addEventListener("click", () => finish({}));
    dialog.append(title, uploadField(finish), ...libraryOf(place, finish), cancel);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(picked);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

function uploadField(finish) {
  const { wrapper, input } = field("Upload from this computer", { type: "file", multiple: true });
  input.addEventListener("change", () => finish({ uploads: Array.from(input.files) }));
  return wrapper;
}

/** The search field, the list and the button for more. */
function libraryOf(place, finish) {
  const { wrapper, input } = field("Or search the files of this project", { type: "search", maxLength: 200 });
  const list = Object.assign(document.createElement("ul"), { className: "file-choices" });
  const state = document.createElement("p");
  const more = button("Show more", { type: "button", className: "button small", hidden: true });
  state.setAttribute("role", "status");
  let timer;
  let asked = 0;

  async function load(cursor) {
    const mine = (asked += 1);
    const query = new URLSearchParams({ project: place.project, page_size: PAGE });
    if (input.value.trim()) query.set("q", input.value.trim());
    if (cursor) query.set("cursor", cursor);
    const answer = await call(`${place.address}?${query}`, { method: "GET" });
    if (mine !== asked) return;
    const rows = (answer.data.data?.files ?? []).map((file) => choice(file, () => finish({ file })));
    if (cursor) list.append(...rows);
    else list.replaceChildren(...rows);
    state.textContent = answer.status !== 200 ? "The files could not be loaded." : list.childElementCount ? "" : "No files.";
    const next = answer.data.pagination?.next_cursor;
    more.hidden = !next;
    more.onclick = () => load(next);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(load, PAUSE);
  });
  load();
  return [wrapper, state, list, more];
}

function choice(file, onClick) {
  const element = document.createElement("li");
  const pick = document.createElement("button");
  const name = Object.assign(document.createElement("span"), { textContent: file.name });
  pick.type = "button";
  pick.addEventListener("click", onClick);
  if (file.width) pick.append(Object.assign(document.createElement("img"), { src: `${file.url}?w=${PREVIEW}`, alt: file.alt_text, loading: "lazy" }));
  pick.append(name);
  element.append(pick);
  return element;
}

function field(label, values) {
  const wrapper = Object.assign(document.createElement("label"), { className: "field" });
  const input = Object.assign(document.createElement("input"), values);
  wrapper.append(label, input);
  return { wrapper, input };
}
