// Sending one file to the server, with progress, or the address of a picture that the server fetches.

import { csrfToken } from "../../token.js";
import { call } from "../server.js";

const TOO_MANY = 429;
const UNREACHABLE = "The server could not be reached.";

/**
 * Resolves to {file}, {error}, or {} if the signal aborted it. `onProgress` gets a share between 0 and 1. If the server asks
 * to try again later, `after` has the seconds.
 */
export function send({ blob, name, place, onProgress, signal }) {
  const request = new XMLHttpRequest();
  const query = new URLSearchParams({ project: place.project, name });
  request.open("POST", `${place.address}?${query}`);
  request.responseType = "json";
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total ? loaded / total : 0));
  signal.addEventListener("abort", () => request.abort());
  return new Promise((resolve) => {
    request.addEventListener("abort", () => resolve({}));
    request.addEventListener("error", () => resolve({ error: UNREACHABLE }));
    request.addEventListener("load", () => resolve(answerOf(request)));
    if (signal.aborted) resolve({});
    // Otherwise the server would have to cut the connection to refuse it.
    else if (blob.size > place.largest) resolve({ error: `The file has more than ${place.largest.toLocaleString("en")} bytes.` });
    else request.send(blob);
  });
}

/** Resolves as `send` does. */
export async function fetchPicture({ url, place, signal }) {
  const { status, aborted, data, retryAfter } = await call(place.fetch, { body: { url }, signal });
  if (aborted) return {};
  if (status === 200 || status === 201) return { file: data.file };
  const error = status === 0 ? UNREACHABLE : (data.message ?? `The server answered with status ${status}.`);
  return { error, after: status === TOO_MANY ? retryAfter : 0 };
}

function answerOf(request) {
  const { status, response } = request;
  if (status === 200 || status === 201) return { file: response.data.file };
  const after = status === TOO_MANY ? Number(request.getResponseHeader("Retry-After")) : 0;
  return { error: response?.detail ?? response?.message ?? `The server answered with status ${status}.`, after };
}
