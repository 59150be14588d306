// The keyboard: shortcuts of the page, and the way out of an editor that takes Tab for itself.

const LEAVING = 2000;

/** `commands`: [keys, function]; the keys as "mod+s", where mod is Ctrl, or Command on a Mac. */
export function bindKeys(commands) {
  window.addEventListener(
    "keydown",
    (event) => {
      const pressed = spelt(event);
      const command = commands.find(([keys]) => keys === pressed)?.[1];
      if (!command || (pressed === "?" && isTyping(event.target))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      command();
    },
    { capture: true },
  );
}

function spelt(event) {
  const held = [(event.ctrlKey || event.metaKey) && "mod", event.altKey && "alt"].filter(Boolean);
  // With Alt, some keyboards give another sign; the key itself stays.
  const key = event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
  return [...held, key.length === 1 ? key.toLowerCase() : key].join("+");
}

function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** Escape, then Tab, goes on to the next control, whatever the editor does with Tab. */
export function letTabOut(element) {
  let escapedAt = -LEAVING;
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape") escapedAt = performance.now();
      else if (event.key === "Tab" && performance.now() - escapedAt < LEAVING) event.stopImmediatePropagation();
      else if (!["Shift", "Tab"].includes(event.key)) escapedAt = -LEAVING;
    },
    { capture: true },
  );
}
