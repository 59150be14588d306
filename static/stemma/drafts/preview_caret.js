// The preview shows the part that the caret is in.

const PAUSE = 120;
const LONGEST = 60;
// Of a block, such as one of code, so many characters are searched.
const SEARCHED = 4000;
const BLOCKS = "p, h1, h2, h3, h4, h5, h6, li, tr, pre, dt, dd, summary, figcaption";

/** Return the letters and digits of a line, without the addresses of its links. */
function lettersOf(line) {
  return line
    .replaceAll(/\]\([^)]*\)|<[^>]*>/g, "")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "");
}

/** Scroll `pane` to the block of `frame` that has the line of `caret()`: {line, share}. `share` is 0 to 1, its place in the text. */
export function followCaret({ caret, frame, pane, scrollTo }) {
  let timer;
  const known = new WeakMap();

  /** Return the letters of an element. Each is read once: the preview replaces elements that change. */
  function lettersIn(element) {
    if (!known.has(element)) known.set(element, lettersOf(element.textContent.slice(0, SEARCHED)));
    return known.get(element);
  }

  function blocks() {
    return Array.from(frame.querySelectorAll(BLOCKS), (element) => ({ element, letters: lettersIn(element) }));
  }

  function blockOf({ line, share }) {
    const letters = lettersOf(line).slice(0, LONGEST);
    if (!letters) return null;
    const all = blocks();
    const at = (test) => all.flatMap((block, index) => (block.letters && test(block.letters) ? [index] : []));
    const begins = at((text) => text.startsWith(letters) || letters.startsWith(text));
    const found = begins.length > 0 ? begins : at((text) => text.includes(letters));
    const expected = share * all.length;
    const nearest = found.sort((one, other) => Math.abs(one - expected) - Math.abs(other - expected))[0];
    return all[nearest]?.element ?? null;
  }

  function show() {
    const place = pane.offsetParent === null ? null : caret();
    const element = place && blockOf(place);
    if (!element?.isConnected) return;
    const [block, view] = [element.getBoundingClientRect(), pane.getBoundingClientRect()];
    const isSeen = block.top >= view.top && Math.min(block.bottom, block.top + view.height / 2) <= view.bottom;
    if (!isSeen) scrollTo(pane.scrollTop + block.top - view.top - view.height / 3);
  }

  return () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  };
}
