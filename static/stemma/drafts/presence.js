// Who else has the draft open.

import { call } from "./server.js";

const BEAT = 20_000;

/**
 * Report this page to the server every 20 seconds. `onAnswer` gets {others, elsewhere, revision, current}. `onGone` is
 * called when the draft is no longer open.
 */
export function reportPresence({ url, session, onAnswer, onGone }) {
  const beat = async () => {
    const answer = await call(url, { body: { session } });
    if (answer.status === 200) onAnswer(answer.data);
    if (answer.status === 404) onGone();
  };
  const leave = () => call(url, { body: { session, leaving: true }, keepalive: true });
  setInterval(() => document.hidden || beat(), BEAT);
  document.addEventListener("visibilitychange", () => document.hidden || beat());
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => event.persisted && beat());
  return beat();
}
