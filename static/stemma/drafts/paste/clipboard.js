// What a paste brings: the text, and the HTML if the person wants its structure.

// Editors of code put colors into the HTML. Their plain text is the code.
const CODE_EDITORS = ["vscode-editor-data", "text/x-java-serialized-object"];
// Our own editors read back what they wrote.
const OWN_HTML = /data-pm-slice/;
const OWN_TYPES = ["application/x-editor-js"];

/** Whether the keys that were pressed last ask for a paste without formatting. */
let isPlain = false;
const onKey = ({ key, ctrlKey, metaKey, shiftKey }) => (isPlain = (ctrlKey || metaKey) && shiftKey && key.toLowerCase() === "v");
window.addEventListener("keydown", onKey, { capture: true });
window.addEventListener("pointerdown", () => (isPlain = false), { capture: true });

/** Return {text, html, isPlain}. `html` is empty if the paste has no structure to keep. */
export function readClipboard({ clipboardData }) {
  const [text, types] = [clipboardData.getData("text/plain"), Array.from(clipboardData.types)];
  const html = isPlain || types.some((type) => CODE_EDITORS.includes(type)) ? "" : clipboardData.getData("text/html");
  return { text, html, isPlain };
}

/** Whether the paste comes from a visual editor of Stemma. */
export function isOwn({ clipboardData }) {
  return OWN_HTML.test(clipboardData.getData("text/html")) || OWN_TYPES.some((type) => clipboardData.types.includes(type));
}

/** Return the text as a web address, or null. */
export function addressIn(text) {
  const trimmed = text.trim();
  return /^(https?:\/\/|mailto:)\S+$/i.test(trimmed) && URL.canParse(trimmed) ? trimmed : null;
}
