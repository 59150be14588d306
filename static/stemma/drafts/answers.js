// The meaning of the server's response to a save: the message to show, and when to try again.

/** `again` is "soon" (after growing pauses), "typed" (after the text changed), or "never". */
export function meaningOf({ status, data, retryAfter }, { online }) {
  if (status === 0 && !online) return soon("Not saved: you are offline. Trying again…");
  if (status === 0) return soon("Not saved: the server is not responding. Trying again…");
  if (status === 401 || (status === 403 && !data.code))
    return { ...soon("Not saved: you are signed out. Sign in in another tab. Your text is kept here."), signIn: true };
  if (data.code === "draft_changed") return { say: "", again: "never", collided: true };
  if (data.code === "version_frozen" || status === 404)
    return {
      say: "Not saved: this draft is no longer open. Your text is kept here.",
      again: "never",
      frozen: true,
    };
  if (status === 413)
    return {
      say: "Not saved: the text is too large for this server. Shorten it. Your text is kept here.",
      again: "typed",
    };
  if (status === 422 || status === 400)
    return { say: `Not saved: ${data.message ?? "the server refused the text."}`, again: "typed", field: data.field };
  if (status === 429) return soon("Not saved yet: too many saves at once. Trying again…", retryAfter);
  if (status >= 500 || !data.message)
    return soon(`Not saved: server error ${status}. Trying again…`, retryAfter);
  return soon(`Not saved: ${data.message} Your text is kept here. Trying again…`, 30);
}

function soon(say, after = 0) {
  return { say, again: "soon", after };
}
