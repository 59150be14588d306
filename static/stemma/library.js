/* The library by keyboard: the arrows, or j and k, go through what is listed. Nothing here is needed to use it. */

const filter = document.querySelector("[data-library]");
const told = document.querySelector("[data-told]");
// htmx follows every choice at once. The button stays if htmx could not be loaded.
if (window.htmx) filter?.querySelector("[data-needless]")?.remove();

/** What is not asked for does not stand in the address. */
filter?.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
});

/** Whoever was signed out meanwhile is shown the page to sign in, not a piece of it. */
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.responseText.includes('id="results"')) return;
  detail.shouldSwap = false;
  location.reload();
});

document.addEventListener("htmx:afterSwap", () => {
  const found = document.querySelectorAll("#results .title").length;
  told.textContent = found ? `${found} documents are listed.` : "Nothing fits.";
});

const STEPS = new Map([["ArrowDown", 1], ["ArrowUp", -1], ["j", 1], ["k", -1]]);

addEventListener("keydown", (event) => {
  const step = STEPS.get(event.key);
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const titles = [...document.querySelectorAll("#results .title")];
  const search = document.querySelector("#search");
  const at = titles.indexOf(document.activeElement);
  const isSearching = document.activeElement === search;
  // Elsewhere the arrows scroll; while one types, j and k are letters.
  if (at < 0 && !(isSearching && event.key === "ArrowDown") && !(step && isLetter(event.key) && !isTyping())) return;
  event.preventDefault();
  (at + step < 0 && at >= 0 ? search : titles[Math.min(at + step, titles.length - 1)])?.focus();
});

function isLetter(key) {
  return key.length === 1;
}

function isTyping() {
  return document.activeElement?.closest("input, select, textarea, [contenteditable]") != null;
}
