/* Steps through changes with `n` and `p`, and opens folds in place. Everything works without it. */

const steps = document.querySelector("[data-steps]");
if (steps) {
  const status = steps.querySelector("[data-step-status]");
  let at = -1;
  const changes = () => [...document.querySelectorAll("[data-change]")].filter((change) => change.checkVisibility());

  const showStatus = () => {
    const count = changes().length;
    status.textContent = at < 0 ? `${count} ${count === 1 ? "change" : "changes"}` : `Change ${at + 1} of ${count}`;
  };
  /** Wraps around at both ends. Starts at the focused change, if there is one. */
  const step = (by) => {
    const all = changes();
    if (!all.length) return;
    const focused = all.indexOf(document.activeElement?.closest("[data-change]"));
    if (focused >= 0) at = focused;
    at = at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length;
    all[at].focus({ preventScroll: true });
    all[at].scrollIntoView({ block: "center" });
    showStatus();
  };

  steps.hidden = false;
  showStatus();
  for (const button of steps.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
    const by = { n: 1, p: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(by);
  });
}

/** Replace the fold with its rows. If that fails, follow the link. */
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-fold]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const address = new URL(link.href);
  address.searchParams.set("fragment", "1");
  try {
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const holder = document.createElement("table");
    holder.innerHTML = await answer.text();
    const rows = holder.querySelector("tbody");
    rows.removeAttribute("id");
    link.closest("tbody").replaceWith(rows);
    rows.focus({ preventScroll: true });
  } catch {
    location.assign(link.href);
  }
});
