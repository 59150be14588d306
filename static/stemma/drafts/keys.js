// Keyboard shortcuts of the page, and the way out of an editor that uses Tab.

const LEAVING = 2000;

/** `commands` are pairs of keys and a function. Keys are written as "mod+s". mod is Ctrl, or Command on a Mac. */
export function bindKeys(commands) {
  window.addEventListener(
    "keydown",
    (event) => {
      const pressed = keysOf(event);
      const command = commands.find(([keys]) => keys === pressed)?.[1];
      if (!command || (pressed === "?" && isTyping(event.target))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      command();
    },
    { capture: true },
  );
}

function keysOf(event) {
  const held = [(event.ctrlKey || event.metaKey) && "mod", event.altKey && "alt"].filter(Boolean);
  // With Alt, some keyboards produce another character. The code of the key stays the same.
  const key = event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
  return [...held, key.length === 1 ? key.toLowerCase() : key].join("+");
}

function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** Escape, then Tab, moves to the next control, whatever the editor does with Tab. */
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
