// Files in the editor's page: paste, drop and a picker. The text itself can be saved at any time.

import { isOwn, readClipboard } from "../paste/clipboard.js";
import { droppedFrom, filesOf, hasFiles, inlinePictures } from "./arriving.js";
import { pickFiles } from "./picker.js";
import { Uploads } from "./uploads.js";

const NO_BYTES = "The clipboard does not contain them. Save them as files, and insert these.";

/** `surface.place(event)` returns where files go: its `insert(file, isFirst)` writes one into the text. */
export function offerFiles({ surface, element, list, open, place }) {
  // Blocks have visible captions only, so their pictures have the description of the file.
  const uploads = new Uploads({ list, place, describe: (described) => surface.describe?.(described) });
  // Pastes whose pictures became files. Others of them keep their addresses.
  const ready = new WeakSet();
  // What is dragged within the page is moved by the editor.
  let isOwnDrag = false;

  /** Insert them in the order in which they came, whichever is uploaded first. */
  async function insertAll(sources, target) {
    let isFirst = true;
    for (const uploaded of sources.map((source) => uploads.add(sourceOf(source)))) {
      const file = await uploaded;
      if (!file) continue;
      await target.insert(file, isFirst);
      isFirst = false;
    }
    target.end();
  }

  /** Paste HTML again after its pictures became files. If the bytes of one are refused, it is left out. */
  async function pasteWithFiles({ document, pictures, lost }, { text, target }) {
    lost.forEach((picture) => picture.remove());
    if (lost.length > 0) uploads.tell({ name: `${lost.length} of the pasted pictures`, error: NO_BYTES });
    await Promise.all(
      pictures.map(async ({ picture, ...source }) => {
        const file = await uploads.add({ ...source, isDescribed: picture.alt.trim() !== "" });
        if (file) picture.setAttribute("src", file.url);
        else if (source.blob) picture.remove();
      }),
    );
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", document.body.innerHTML);
    clipboardData.setData("text/plain", text);
    const onto = target.isConnected ? target : element;
    const repeated = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    ready.add(repeated);
    onto.dispatchEvent(repeated);
  }

  function onPaste(event) {
    if (ready.has(event)) return;
    const files = filesOf(event.clipboardData);
    const found = files.length === 0 ? picturesIn(event) : null;
    if (files.length === 0 && found.pictures.length + found.lost.length === 0) return;
    take(event);
    if (files.length > 0) insertAll(files, surface.place(event));
    else pasteWithFiles(found, { text: event.clipboardData.getData("text/plain"), target: event.target });
  }

  function onDrop(event) {
    const sources = isOwnDrag ? [] : droppedFrom(event.dataTransfer);
    if (sources.length === 0) return;
    take(event);
    insertAll(sources, surface.place(event));
  }

  async function onAsked(event) {
    // The place is where the cursor was before the dialog took the focus, or the block of a picture that asks for one.
    const target = surface.place(event);
    const { uploads: chosen, file } = await pickFiles(place);
    surface.focus();
    if (file) await target.insert(file, true);
    if (chosen) insertAll(chosen, target);
    else target.end();
  }

  element.addEventListener("paste", onPaste, { capture: true });
  document.addEventListener("dragstart", () => (isOwnDrag = true), { capture: true });
  document.addEventListener("dragend", () => (isOwnDrag = false), { capture: true });
  element.addEventListener("drop", onDrop, { capture: true });
  element.addEventListener("dragover", (event) => hasFiles(event.dataTransfer) && take(event), { capture: true });
  open.addEventListener("click", onAsked);
  element.addEventListener("insert-files", onAsked);
}

function sourceOf(source) {
  return source instanceof Blob ? { blob: source, name: source.name } : source;
}

/** What the editors copied themselves is pasted as it is. */
function picturesIn(event) {
  const html = isOwn(event) ? "" : readClipboard(event).html;
  return inlinePictures(html, html && event.clipboardData.getData("text/rtf"));
}

/** Keep the event from the editor and the browser. */
function take(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
