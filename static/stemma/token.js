// The CSRF token, which proves to the server that a form is from its own pages.

// Over HTTPS, the name has the prefix that binds a cookie to one host.
const NAMES = ["__Host-csrftoken=", "csrftoken="];

/** Return the present token, or an empty string if the browser has none. Signing in again makes a new one. */
export function csrfToken() {
  const cookies = document.cookie.split("; ");
  for (const name of NAMES) {
    const cookie = cookies.find((part) => part.startsWith(name));
    if (cookie) return cookie.slice(name.length);
  }
  return "";
}
