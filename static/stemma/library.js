/* The library by keyboard: the arrow keys, or j and k, move through the list. Everything works without it. */

const filter = document.querySelector("[data-library]");
const status = document.querySelector("[data-results-status]");
// htmx follows every choice at once. The button stays if htmx could not be loaded.
if (window.htmx) filter?.querySelector("[data-needless]")?.remove();

/** Leave empty parameters out of the URL. */
filter?.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
});

/** Show somebody who was signed out the whole sign-in page, not a part of it in place of the results. */
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.responseText.includes('id="results"')) return;
  detail.shouldSwap = false;
  location.reload();
});

document.addEventListener("htmx:afterSwap", () => {
  const count = document.querySelectorAll("#results .title").length;
  status.textContent = count ? `Documents listed: ${count}.` : "No results.";
});

const STEPS = new Map([["ArrowDown", 1], ["ArrowUp", -1], ["j", 1], ["k", -1]]);

addEventListener("keydown", (event) => {
  const step = STEPS.get(event.key);
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const titles = [...document.querySelectorAll("#results .title")];
  const search = document.querySelector("#search");
  const at = titles.indexOf(document.activeElement);
  const isSearching = document.activeElement === search;
  // Elsewhere the arrow keys scroll. While the person types, j and k are letters.
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
