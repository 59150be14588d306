// The tabs of one browser that have the same draft open tell each other, without the server.

/** `onTabs` gets the number of other tabs. `onSaved` gets the revision that another tab saved. */
export function meetTabs({ draft, person, session, onTabs, onSaved }) {
  const channel = new BroadcastChannel(`stemma-draft-${person}-${draft}`);
  const tabs = new Set();
  const post = (kind, values = {}) => channel.postMessage({ kind, session, ...values });
  channel.addEventListener("message", ({ data }) => {
    if (data.kind === "saved") onSaved(data.revision);
    if (data.kind === "gone") tabs.delete(data.session);
    else tabs.add(data.session);
    if (data.kind === "opened") post("here");
    onTabs(tabs.size);
  });
  window.addEventListener("pagehide", () => post("gone"));
  window.addEventListener("pageshow", (event) => event.persisted && post("opened"));
  post("opened");
  return { saved: (revision) => post("saved", { revision }) };
}
