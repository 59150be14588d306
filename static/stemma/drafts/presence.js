// Who else has the draft open, and whether somebody saved it.

import { call } from "./server.js";

const BEAT = 2500;

/**
 * Report this page to the server every 2.5 seconds while it is visible. `onAnswer` gets {others, elsewhere, revision,
 * current}. `onGone` is called when the draft is no longer open.
 */
export function reportPresence({ url, session, onAnswer, onGone }) {
  let timer;
  const beat = async () => {
    clearTimeout(timer);
    const answer = document.hidden ? { status: 0 } : await call(url, { body: { session } });
    if (answer.status === 200) onAnswer(answer.data);
    if (answer.status === 404) return onGone();
    clearTimeout(timer);
    timer = setTimeout(beat, Math.max(answer.retryAfter * 1000 || 0, BEAT));
    return undefined;
  };
  const leave = () => call(url, { body: { session, leaving: true }, keepalive: true });
  document.addEventListener("visibilitychange", () => document.hidden || beat());
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => event.persisted && beat());
  return beat();
}
