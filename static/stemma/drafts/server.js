// Calls to the server. An answer that never came is an answer too: status 0.

import { csrfToken } from "../token.js";

const PATIENCE = 30_000;

export async function call(url, { method = "POST", body, headers = {}, keepalive = false, signal } = {}) {
  const patience = AbortSignal.timeout(PATIENCE);
  try {
    const response = await fetch(url, {
      method,
      keepalive,
      credentials: "same-origin",
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken(), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    return { status: response.status, retryAfter: seconds(response), data: await json(response) };
  } catch (fault) {
    return { status: 0, aborted: Boolean(signal?.aborted), data: {} };
  }
}

function seconds(response) {
  const given = Number(response.headers.get("Retry-After"));
  return Number.isFinite(given) && given > 0 ? given : 0;
}

async function json(response) {
  const isJson = response.headers.get("Content-Type")?.includes("json");
  return isJson ? await response.json() : {};
}
