// The CSRF token, which proves to the server that a form is from its own pages.

/** Return the present token, or an empty string if the browser has none. Signing in again makes a new one. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? "";
}
