// The preview: the text as readers would see it, from the server's renderer.

import { drawDiagrams } from "../diagram_pictures.js";
import { call } from "./server.js";

const PAUSE = 300;
// The figures of diagrams, with the source that each replaced.
const drawn = new WeakMap();

/**
 * Shows the preview in `frame` and the word count in `words`. A text that is `stored()` need not be sent.
 * `onShown` is called after each rendering.
 */
export function previewOf({ url, frame, words, read, stored, onShown }) {
  let timer;
  let running;
  let took = 0;
  let shown;

  async function refresh() {
    const body = await read();
    if (body === shown) return;
    running?.abort();
    const mine = (running = new AbortController());
    const start = performance.now();
    const answer = (await ofStored(body, mine.signal)) ?? (await call(url, { body: { body }, signal: mine.signal }));
    if (running !== mine || answer.status !== 200) return;
    shown = body;
    // The server sanitized it, and the page's policy allows no other script.
    replaceChanged(frame, answer.data.html);
    words.textContent = answer.data.word_count;
    took = performance.now() - start;
    onShown();
    await drawDiagrams(frame, { address: frame.dataset.library, onShown: (figure, source) => drawn.set(figure, source) });
    onShown();
  }

  /** Resolves to the preview of the stored text if it is this one, else to null. */
  async function ofStored(body, signal) {
    const { revision, body: known } = stored();
    if (body !== known) return null;
    const answer = await call(url, { method: "GET", signal });
    return answer.data.revision === revision ? answer : null;
  }

  return {
    refresh,
    typed() {
      clearTimeout(timer);
      timer = setTimeout(refresh, Math.max(PAUSE, Math.min(3000, 2 * took)));
    },
  };
}

function isSame(shown, next) {
  return (drawn.get(shown) ?? shown).isEqualNode(next);
}

/** Show HTML in `frame`, and leave the elements alone that are the same before and after the change. */
function replaceChanged(frame, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const [former, next] = [Array.from(frame.childNodes), Array.from(template.content.childNodes)];
  const most = Math.min(former.length, next.length);
  let before = 0;
  while (before < most && isSame(former[before], next[before])) before += 1;
  let after = 0;
  while (after < most - before && isSame(former.at(-1 - after), next.at(-1 - after))) after += 1;
  for (const node of former.slice(before, former.length - after)) node.remove();
  const place = former[former.length - after] ?? null;
  for (const node of next.slice(before, next.length - after)) frame.insertBefore(node, place);
}

/**
 * Scroll two panes together, so that both show about the same part of the text. Returns a function that scrolls the other
 * one alone.
 */
export function scrollTogether(one, other) {
  let led = null;
  const share = (pane) => pane.scrollTop / Math.max(1, pane.scrollHeight - pane.clientHeight);
  const follow = (leader, follower) => () => {
    if (led === leader) {
      led = null;
      return;
    }
    const top = Math.round(share(leader) * (follower.scrollHeight - follower.clientHeight));
    if (Math.abs(top - follower.scrollTop) < 2) return;
    led = follower;
    follower.scrollTop = top;
  };
  one.addEventListener("scroll", follow(one, other), { passive: true });
  other.addEventListener("scroll", follow(other, one), { passive: true });
  return (top) => {
    led = other;
    const before = other.scrollTop;
    other.scrollTop = top;
    if (other.scrollTop === before) led = null;
  };
}
