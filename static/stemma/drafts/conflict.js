/* Conflicts by keyboard: `n` and `p` move between them, numbers choose a resolution. Edited text is kept in the browser
   until it is saved. Everything works without it. */

const TYPING = 'textarea, select, input:not([type="radio"])';
const form = document.querySelector("[data-conflicts]");
const conflicts = [...document.querySelectorAll("[data-conflict]")];

if (form && conflicts.length) {
  const steps = form.querySelector("[data-conflict-steps]");
  const status = form.querySelector("[data-decided]");
  const radios = (conflict) => [...conflict.querySelectorAll('input[type="radio"]')];
  const chosen = (conflict) => radios(conflict).find((radio) => radio.checked);

  const refresh = () => {
    for (const conflict of conflicts) {
      const hand = conflict.querySelector("[data-hand]");
      if (hand) hand.hidden = chosen(conflict)?.value !== "hand";
    }
    const decided = conflicts.filter(chosen).length;
    status.textContent = `${decided} of ${conflicts.length} resolved`;
  };
  const go = (by) => {
    const at = conflicts.indexOf(document.activeElement?.closest("[data-conflict]"));
    const next = at < 0 ? (by > 0 ? 0 : conflicts.length - 1) : (at + by + conflicts.length) % conflicts.length;
    conflicts[next].focus({ preventScroll: true });
    conflicts[next].scrollIntoView({ block: "start" });
  };

  const choose = (conflict, radio) => {
    radio.click();
    if (!conflict.contains(document.activeElement)) radio.focus();
  };

  steps.hidden = false;
  try {
    restore();
  } catch {
    /* Storage is disabled, so there is nothing to restore. */
  }
  refresh();
  form.addEventListener("change", refresh);
  for (const button of steps.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => go(Number(button.dataset.step)));
  }
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
    const by = { n: 1, p: -1 }[event.key];
    // Without the focus in a conflict, the first one that is not resolved is meant.
    const conflict = document.activeElement?.closest("[data-conflict]") ?? conflicts.find((each) => !chosen(each));
    const radio = conflict && radios(conflict)[Number(event.key) - 1];
    if (by) go(by);
    else if (radio) choose(conflict, radio);
    else return;
    event.preventDefault();
    if (radio?.value === "hand") conflict.querySelector("[data-hand]").focus();
  });

  /* The conflict's key identifies the text. It changes when the conflict does. */
  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-hand]")) keep(event.target);
  });
}

function nameOf(hand) {
  return `stemma.conflict.${form.dataset.conflicts}.${hand.name}`;
}

function leftOver(name) {
  const section = document.querySelector("[data-left-over]").content.cloneNode(true).firstElementChild;
  section.querySelector("textarea").value = localStorage.getItem(name);
  section.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(name);
    section.remove();
  });
  return section;
}

function keep(hand) {
  try {
    localStorage.setItem(nameOf(hand), hand.value);
  } catch {
    /* Storage is disabled. The text is still on the page. */
  }
}

/** Show texts for conflicts that have changed until the person deletes them: they may never have been sent. */
function restore() {
  const names = new Set([...form.querySelectorAll("[data-hand]")].map(nameOf));
  const isLeft = (name) => name.startsWith(`stemma.conflict.${form.dataset.conflicts}.`) && !names.has(name);
  const left = Object.keys(localStorage).filter(isLeft);
  if (left.length) form.before(...left.map(leftOver));
  for (const hand of form.querySelectorAll("[data-hand]")) {
    const kept = localStorage.getItem(nameOf(hand));
    if (kept === null || kept === hand.value) continue;
    hand.value = kept;
    hand.closest("[data-conflict]").querySelector('input[value="hand"]').checked = true;
  }
}
