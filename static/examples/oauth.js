// Signing in with OAuth 2: authorization code and PKCE (RFC 6749, RFC 7636), as a public application.
// Tokens live in memory alone. sessionStorage holds, while the person is away signing in, what proves that they return.

const PENDING = "stemma-sign-in";
const METADATA = "/.well-known/oauth-authorization-server";
const SCOPE = "read draft publish";

export const address = location.origin + location.pathname;

export class SignedOut extends Error {}

let server = null;
let tokens = null;
let refreshing = null;

/** Send the person away to sign in; the page ends here. */
export async function leave({ client, project }) {
  const pending = { client, project, state: random(), verifier: random() };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: client,
    redirect_uri: address,
    scope: SCOPE,
    state: pending.state,
    code_challenge: await challenge(pending.verifier),
    code_challenge_method: "S256",
  });
  location.assign(`${(await metadata()).authorization_endpoint}?${asked}`);
}

/** Where the person just came back: whose client and which project it is. Null where nobody did. */
export async function comeBack() {
  const told = new URLSearchParams(location.search);
  if (!told.has("state")) return null;
  const pending = JSON.parse(sessionStorage.getItem(PENDING) ?? "null");
  sessionStorage.removeItem(PENDING);
  history.replaceState(null, "", location.pathname);
  if (pending?.state !== told.get("state") || told.get("iss") !== (await metadata()).issuer) {
    throw new SignedOut("This answer does not belong to a sign-in that was begun here. Sign in again.");
  }
  if (told.has("error")) {
    const denied = told.get("error") === "access_denied";
    throw new SignedOut(denied ? "You did not allow it, so nothing happened." : told.get("error_description") ?? told.get("error"));
  }
  await take(pending.client, {
    grant_type: "authorization_code",
    code: told.get("code"),
    redirect_uri: address,
    code_verifier: pending.verifier,
  });
  return pending;
}

/** As fetch, with the access token. Takes the next pair of tokens where it has ended. */
export async function fetchSigned(path, options = {}) {
  if (tokens === null) throw new SignedOut("Sign in first.");
  const first = await send(path, options);
  if (first.status !== 401) return first;
  // Of all that were refused at once, one refreshes: a refresh token that is used twice ends the sign-in.
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
  const answer = await post((await metadata()).token_endpoint, { client_id: client, ...grant });
  if (!answer.ok) {
    tokens = null;
    throw new SignedOut("Your sign-in has ended. Sign in again.");
  }
  tokens = { client, ...(await answer.json()) };
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
