// The preview: the text as readers would see it, from the server's renderer.

import { call } from "./server.js";

const PAUSE = 300;

/** Shows the preview in `frame` and the word count in `words`. `onShown` is called after each rendering. */
export function previewOf({ url, frame, words, read, onShown }) {
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
    const answer = await call(url, { body: { body }, signal: mine.signal });
    if (running !== mine || answer.status !== 200) return;
    took = performance.now() - start;
    shown = body;
    // The server sanitized it, and the page's policy allows no other script.
    frame.innerHTML = answer.data.html;
    words.textContent = answer.data.word_count;
    onShown();
  }

  return {
    refresh,
    typed() {
      clearTimeout(timer);
      timer = setTimeout(refresh, Math.max(PAUSE, Math.min(3000, 2 * took)));
    },
  };
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
