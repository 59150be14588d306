// Texts of pages that ended before they were saved, kept in this browser.

import { button } from "./dialogs.js";
import { same } from "./snapshots.js";
import { copyOf, mergeForm } from "./state.js";

const dateFormat = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeStyle: "short" });

/** Restore a kept text if its draft has not changed. Else offer it above the draft until the person deals with it. */
export async function bringBack({ autosave, kept, place, conflict, draft, tell }) {
  await kept.findOrphans(async (record) => {
    const now = await autosave.read();
    const isKnown = [record.base, autosave.base, now].some((snapshot) => same(record.mine, snapshot));
    if (isKnown || isMerged(record, autosave)) return kept.forget(record.session, record.mine);
    const fits = record.draft === draft && record.base.revision === autosave.base.revision && same(record.base, autosave.base);
    if (!fits || autosave.unsaved || !(await isShown(record, autosave)))
      return place.append(offer({ record, kept, conflict, draft, autosave }));
    autosave.typed();
    await kept.keep({ base: autosave.base, mine: record.mine });
    await kept.forget(record.session, record.mine);
    tell({ kind: "waiting", say: `Restored your unsaved text from ${dateFormat.format(record.at)}.` });
    return undefined;
  });
}

async function isShown(record, autosave) {
  try {
    await autosave.write(record.mine);
    return true;
  } catch {
    return false;
  }
}

/** Whether the person went to merge this text and came back with a newer revision of their own. */
function isMerged(record, autosave) {
  const came = document.referrer && new URL(document.referrer).pathname;
  return record.shown && came === record.shown.page && autosave.base.revision > record.shown.revision && autosave.savedByMe;
}

/** Values to store in the record of a text that goes to the page that merges it. */
export function shownOn({ conflict, autosave }) {
  return { shown: { page: new URL(conflict, location.href).pathname, revision: autosave.base.revision } };
}

function offer({ record, kept, conflict, draft, autosave }) {
  const section = document.createElement("section");
  const words = document.createElement("p");
  const row = document.createElement("div");
  const onSubmit = () => kept.change(record.session, shownOn({ conflict, autosave }));
  const form = mergeForm({ address: conflict, base: record.base, mine: record.mine, onSubmit });
  section.className = "notice kept-text";
  const date = dateFormat.format(record.at);
  words.textContent =
    record.draft === draft
      ? `This browser kept unsaved text from ${date}. You typed it into revision ${record.base.revision}. The draft has changed since.`
      : `This browser kept unsaved text from ${date}. You typed it into another draft of this document, which is no longer open.`;
  row.className = "actions";
  row.append(form, deleteButton({ record, kept, section }));
  section.append(words, copyOf(record.mine), row);
  return section;
}

function deleteButton({ record, kept, section }) {
  const first = button("Delete", { type: "button" });
  first.addEventListener("click", () => {
    const sure = button("Delete permanently", { type: "button" });
    sure.addEventListener("click", async () => {
      await kept.forget(record.session, record.mine);
      section.remove();
    });
    first.replaceWith(sure);
    sure.focus();
  });
  return first;
}
