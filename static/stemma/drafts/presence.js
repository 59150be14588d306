// Who else has the draft open.

import { call } from "./server.js";

const BEAT = 20_000;

/** `heard` gets what the server tells: {others, elsewhere, revision, current}; `gone` is called once the draft is closed. */
export function present({ url, session, heard, gone }) {
  const beat = async () => {
    const answer = await call(url, { body: { session } });
    if (answer.status === 200) heard(answer.data);
    if (answer.status === 404) gone();
  };
  const leave = () => call(url, { body: { session, leaving: true }, keepalive: true });
  setInterval(() => document.hidden || beat(), BEAT);
  document.addEventListener("visibilitychange", () => document.hidden || beat());
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => event.persisted && beat());
  return beat();
}
