// What a paste or a drop brings: files, and pictures that HTML contains as `data:` URIs.

const INLINE = /^data:(image\/[a-z0-9.+-]+)(;base64)?,/i;

/** Return the files, or none if they only repeat text: Word and Excel add a picture of what was copied. */
export function filesOf(transfer) {
  const files = Array.from(transfer?.files ?? []);
  const html = files.length > 0 ? transfer.getData("text/html") : "";
  return html && !isOnePicture(html) ? [] : files;
}

/** Whether files from outside the page are dragged. A picture of the page itself brings its HTML along. */
export function hasFiles(transfer) {
  const types = Array.from(transfer?.types ?? []);
  return types.includes("Files") && !types.includes("text/html");
}

function isOnePicture(html) {
  const { body } = inert(html);
  const pictures = body.querySelectorAll("img");
  return pictures.length === 1 && !body.textContent.trim() && !isStored(pictures[0]);
}

/** A picture that is a file of this server already needs no upload. */
function isStored(picture) {
  const source = picture.getAttribute("src") ?? "";
  return URL.canParse(source, location.href) && new URL(source, location.href).href.startsWith(`${location.origin}/files/`);
}

/** Return the HTML's document and its pictures that contain their bytes, as {picture, blob, name}. */
export function inlinePictures(html) {
  const document = inert(html);
  const found = Array.from(document.querySelectorAll("img[src]"), (picture) => ({ picture, blob: blobOf(picture.getAttribute("src")) }));
  const pictures = found.filter(({ blob }) => blob).map((each) => ({ ...each, name: nameOf(each.blob) }));
  return { document, pictures };
}

function inert(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

function blobOf(uri) {
  const head = INLINE.exec(uri);
  if (!head) return null;
  const data = uri.slice(head[0].length);
  try {
    const bytes = head[2] ? Uint8Array.from(atob(data), (character) => character.charCodeAt(0)) : decodeURIComponent(data);
    return new Blob([bytes], { type: head[1] });
  } catch {
    return null;
  }
}

function nameOf({ type }) {
  const ending = type.slice("image/".length).toLowerCase();
  return `picture.${{ jpeg: "jpg", "svg+xml": "svg" }[ending] ?? ending}`;
}
