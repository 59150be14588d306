// Signs in with OAuth 2 as a public application: authorization code with PKCE (RFC 6749, RFC 7636).
// Tokens are kept in memory only. While the person signs in, sessionStorage keeps the state and the verifier.

const PENDING = "stemma-sign-in";
const METADATA = "/.well-known/oauth-authorization-server";
const SCOPE = "read draft publish";

export const address = location.origin + location.pathname;

export class SignedOut extends Error {}

let server = null;
let tokens = null;
let refreshing = null;

/** Send the person to the server to sign in. */
export async function leave({ client, project }) {
  const pending = { client, project, state: random(), verifier: random() };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const query = new URLSearchParams({
    response_type: "code",
    client_id: client,
    redirect_uri: address,
    scope: SCOPE,
    state: pending.state,
    code_challenge: await challenge(pending.verifier),
    code_challenge_method: "S256",
  });
  location.assign(`${(await metadata()).authorization_endpoint}?${query}`);
}

/** If the person just came back from signing in, resolves to the client and the project, else to null. */
export async function comeBack() {
  const answer = new URLSearchParams(location.search);
  if (!answer.has("state")) return null;
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "null");
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, "", location.pathname);
  if (pending?.state !== answer.get("state") || answer.get("iss") !== (await metadata()).issuer) {
    throw new SignedOut("This response does not belong to a sign-in that started on this page. Sign in again.");
  }
  if (answer.has("error")) {
    const denied = answer.get("error") === "access_denied";
    throw new SignedOut(denied ? "You denied access. Nothing was changed." : answer.get("error_description") ?? answer.get("error"));
  }
  await take(pending.client, {
    grant_type: "authorization_code",
    code: answer.get("code"),
    redirect_uri: address,
    code_verifier: pending.verifier,
  });
  return pending;
}

/** fetch with the access token. If it has expired, gets new tokens and tries again. */
export async function fetchSigned(path, options = {}) {
  if (tokens === null) throw new SignedOut("Sign in first.");
  const first = await send(path, options);
  if (first.status !== 401) return first;
  // Only one of several refused requests refreshes: a refresh token that is used twice ends the sign-in.
  refreshing ??= take(tokens.client, { grant_type: "refresh_token", refresh_token: tokens.refresh_token })
    .finally(() => { refreshing = null; });
  await refreshing;
  return send(path, options);
}

/** End the sign-in here and on the server. */
export async function signOut() {
  const ended = tokens;
  tokens = null;
  if (ended === null) return;
  await post((await metadata()).revocation_endpoint, { client_id: ended.client, token: ended.refresh_token });
}

async function take(client, grant) {
  const response = await post((await metadata()).token_endpoint, { client_id: client, ...grant });
  if (!response.ok) {
    tokens = null;
    throw new SignedOut("Your sign-in has ended. Sign in again.");
  }
  tokens = { client, ...(await response.json()) };
}

function send(path, options) {
  return fetch(path, { ...options, headers: { ...options.headers, Authorization: `Bearer ${tokens.access_token}` } });
}

function post(url, form) {
  return fetch(url, { method: "POST", body: new URLSearchParams(form) });
}

async function metadata() {
  server ??= await (await fetch(METADATA)).json();
  return server;
}

async function challenge(verifier) {
  return base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
