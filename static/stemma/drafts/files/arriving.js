// What a paste or a drop brings: files, and the pictures of HTML.

import { picturesOf } from "./rtf.js";

// More are icons of a page. They stay where they are.
const MOST_FETCHED = 100;
const LOCAL = /^file:/i;
const INLINE = /^data:(image\/[a-z0-9.+-]+)(;base64)?,/i;

/** Return the files, or none if they only repeat text: Word and Excel add a picture of what was copied. */
export function filesOf(transfer) {
  const files = Array.from(transfer?.files ?? []);
  const html = files.length > 0 ? transfer.getData("text/html") : "";
  return html && !isOnePicture(html) ? [] : files;
}

/** Whether files are dragged, and not a text with them. */
export function hasFiles(transfer) {
  const types = Array.from(transfer?.types ?? []);
  return types.includes("Files") && !types.includes("text/html");
}

/** Return what a drop from outside the page brings: its files, or a picture of another page as {url, name}. */
export function droppedFrom(transfer) {
  const html = transfer?.getData("text/html") ?? "";
  if (!html) return Array.from(transfer?.files ?? []);
  if (!isOnePicture(html)) return [];
  const files = Array.from(transfer.files);
  return files.length > 0 ? files : inlinePictures(html).pictures;
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

/** Return the HTML's document and its pictures that can become files, as {picture, name} with their `blob` or `url`. */
export function inlinePictures(html, rtf = "") {
  const document = inert(html);
  const all = Array.from(document.querySelectorAll("img[src]"));
  const local = all.filter((picture) => LOCAL.test(picture.getAttribute("src")));
  const blobs = local.length > 0 ? picturesOf(rtf) : [];
  // In the same order. If their numbers differ, nobody knows which is which.
  const isComplete = blobs.length === local.length;
  const found = all.map((picture) => {
    const source = picture.getAttribute("src");
    const blob = LOCAL.test(source) ? (isComplete && blobs[local.indexOf(picture)]) || null : blobOf(source);
    return { picture, blob, url: blob ? null : foreignAddress(source) };
  });
  const fetched = found.filter(({ url }) => url).slice(0, MOST_FETCHED);
  const pictures = found.filter((each) => each.blob || fetched.includes(each)).map((each) => ({ ...each, name: nameOf(each) }));
  const lost = local.filter((picture) => !found.find((each) => each.picture === picture).blob);
  return { document, pictures, lost };
}

/** Return the address of a picture of another server, or null. */
function foreignAddress(source) {
  if (!/^https?:\/\//i.test(source) || !URL.canParse(source)) return null;
  const url = new URL(source);
  return url.origin === location.origin ? null : url.href;
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

function nameOf({ blob, url }) {
  if (url) return new URL(url).hostname;
  const ending = blob.type.slice("image/".length).toLowerCase();
  return `picture.${{ jpeg: "jpg", "svg+xml": "svg" }[ending] ?? ending}`;
}
