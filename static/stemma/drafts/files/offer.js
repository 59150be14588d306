// Files in the editor's page: paste, drop and a picker. The text itself can be saved at any time.

import { filesOf, hasFiles, inlinePictures } from "./arriving.js";
import { pickFiles } from "./picker.js";
import { Uploads } from "./uploads.js";

/** `surface.place(event)` returns where files go: its `insert(file, isFirst)` writes one into the text. */
export function offerFiles({ surface, element, list, open, place }) {
  const uploads = new Uploads({ list, place });

  /** Insert them in the order in which they came, whichever is uploaded first. */
  async function insertAll(blobs, target) {
    let isFirst = true;
    for (const uploaded of blobs.map((blob) => uploads.add({ blob, name: blob.name }))) {
      const file = await uploaded;
      if (!file) continue;
      await target.insert(file, isFirst);
      isFirst = false;
    }
    target.end();
  }

  /** Paste HTML again after its pictures became files. One that is refused is left out. */
  async function pasteWithFiles({ document, pictures }, { text, target }) {
    await Promise.all(
      pictures.map(async ({ picture, blob, name }) => {
        const file = await uploads.add({ blob, name });
        if (file) picture.setAttribute("src", file.url);
        else picture.remove();
      }),
    );
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", document.body.innerHTML);
    clipboardData.setData("text/plain", text);
    const onto = target.isConnected ? target : element;
    onto.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }

  function onPaste(event) {
    const files = filesOf(event.clipboardData);
    const found = files.length === 0 ? inlinePictures(event.clipboardData?.getData("text/html") ?? "") : null;
    if (files.length === 0 && found.pictures.length === 0) return;
    take(event);
    if (files.length > 0) insertAll(files, surface.place(event));
    else pasteWithFiles(found, { text: event.clipboardData.getData("text/plain"), target: event.target });
  }

  function onDrop(event) {
    if (!hasFiles(event.dataTransfer)) return;
    take(event);
    insertAll(Array.from(event.dataTransfer.files), surface.place(event));
  }

  element.addEventListener("paste", onPaste, { capture: true });
  element.addEventListener("drop", onDrop, { capture: true });
  element.addEventListener("dragover", (event) => hasFiles(event.dataTransfer) && take(event), { capture: true });
  open.addEventListener("click", async () => {
    // The place is where the cursor was before the dialog took the focus.
    const target = surface.place();
    const { uploads: chosen, file } = await pickFiles(place);
    surface.focus();
    if (file) await target.insert(file, true);
    if (chosen) insertAll(chosen, target);
    else target.end();
  });
}

/** Keep the event from the editor and the browser. */
function take(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
