/* Small comforts of every page. Nothing here is needed to use it. */

import { csrfToken } from "./token.js";

/** A page that stood open while one signed in again, in another tab, sends its forms all the same. */
addEventListener(
  "submit",
  ({ target }) => {
    const field = target.querySelector("[name=csrfmiddlewaretoken]");
    if (field && csrfToken()) field.value = csrfToken();
  },
  { capture: true },
);

/** `data-shortcut="/"` names the key that brings one to a field, where one is not typing already. */
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, textarea, select")) target.focus();
  else target.click();
});

function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** A menu closes by Escape, and when one goes on elsewhere. */
for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
}

/** Toasts go away when told to; those without a button go by themselves. */
const STAYS_MS = 8000;
for (const toast of document.querySelectorAll(".toast")) {
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.setAttribute("aria-label", "Close");
  close.textContent = "×";
  close.addEventListener("click", () => toast.remove());
  toast.append(close);
  if (!toast.querySelector("form") && !toast.classList.contains("error")) setTimeout(() => toast.remove(), STAYS_MS);
}
