// The text as readers would see it, from the server's own renderer, beside the text as it is typed.

import { call } from "./server.js";

const PAUSE = 300;

/** Shows the preview in `frame` and the number of words in `words`; asks for as long as either is to be seen. */
export function previewOf({ url, frame, words, read }) {
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
    // Sanitised by the server, and the page runs no script but its own.
    frame.innerHTML = answer.data.html;
    words.textContent = answer.data.words_said;
  }

  return {
    refresh,
    typed() {
      clearTimeout(timer);
      timer = setTimeout(refresh, Math.max(PAUSE, Math.min(3000, 2 * took)));
    },
  };
}

/** Two panes that show about the same part: the same share of each is above. */
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
}
