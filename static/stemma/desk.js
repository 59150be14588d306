/* Conveniences of every page. Everything works without them. */

import { csrfToken } from "./token.js";

/** Signing in again in another tab makes a new token. Forms of this page are sent with the new one. */
addEventListener(
  "submit",
  ({ target }) => {
    const field = target.querySelector("[name=csrfmiddlewaretoken]");
    if (field && csrfToken()) field.value = csrfToken();
  },
  { capture: true },
);

/** `data-shortcut="/"` names the key that focuses a field, unless the person is typing. */
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

/** A menu closes on Escape and on a click outside. */
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

/** Toasts can be closed. Those without a button close by themselves. Errors stay. */
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

/** The count of unread notices comes after the page, so that no page waits for it. */
const bell = document.querySelector("[data-unread]");
if (bell) {
  const answer = await fetch(bell.dataset.unread).catch(() => null);
  const { unread } = answer?.ok ? await answer.json() : { unread: 0 };
  const count = bell.querySelector("[data-count]");
  count.textContent = unread >= 100 ? "99+" : unread;
  count.hidden = unread === 0;
  if (unread) bell.setAttribute("aria-label", `Notices, ${unread} unread`);
}
