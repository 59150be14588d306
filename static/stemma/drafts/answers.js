// What the server's answer to a save means: what to say of it, and when it is tried again.

/** `again`: "soon" (in growing pauses), "typed" (when something else was typed), or "never". */
export function meaningOf({ status, data, retryAfter }, { online }) {
  if (status === 0 && !online) return soon("Not saved: you are offline; we keep trying.");
  if (status === 0) return soon("Not saved: the server does not answer; we keep trying.");
  if (status === 401 || (status === 403 && !data.code))
    return { ...soon("Not saved: you are signed out. Sign in in another tab; your text is kept here."), signIn: true };
  if (data.code === "draft_changed") return { say: "", again: "never", collided: true };
  if (data.code === "version_frozen" || status === 404)
    return {
      say: "Not saved: this draft was published, discarded or taken away meanwhile. Your text is kept here.",
      again: "never",
      frozen: true,
    };
  if (status === 413)
    return {
      say: "Not saved: the text is larger than this server takes. Shorten it; your text is kept here.",
      again: "typed",
    };
  if (status === 422 || status === 400)
    return { say: `Not saved: ${data.message ?? "the server does not take it."}`, again: "typed", field: data.field };
  if (status === 429) return soon("Not saved yet: too many saves at once; we keep trying.", retryAfter);
  if (status >= 500 || !data.message)
    return soon(`Not saved: the server has a fault (${status}); we keep trying.`, retryAfter);
  return soon(`Not saved: ${data.message} Your text is kept here; we keep trying.`, 30);
}

function soon(say, after = 0) {
  return { say, again: "soon", after };
}
