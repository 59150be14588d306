// What proves to the server that a form is from its own pages.

/** As it is now: signing in again, in another tab, makes a new one. Empty where the browser keeps none. */
export function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? "";
}
