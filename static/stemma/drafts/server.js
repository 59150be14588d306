// Calls to the server. Status 0 means that no response came.

import { csrfToken } from "../token.js";

const TIMEOUT = 30_000;

export async function call(url, { method = "POST", body, headers = {}, keepalive = false, signal } = {}) {
  const timeout = AbortSignal.timeout(TIMEOUT);
  try {
    const response = await fetch(url, {
      method,
      keepalive,
      credentials: "same-origin",
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
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
