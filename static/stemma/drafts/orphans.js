// Texts that this browser kept from a page that ended before they were saved.

import { button } from "./dialogs.js";
import { same } from "./snapshots.js";
import { copyOf, mergeForm } from "./state.js";

const told = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

/** Puts a kept text back in where it still fits, else offers it beside the draft, until the person is done with it. */
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
    tell({ kind: "waiting", say: `Put back what you typed on ${told.format(record.at)} and had not saved.` });
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

/** It was seen beside the draft, and one came back from there with a newer revision of one's own. */
function isMerged(record, autosave) {
  const came = document.referrer && new URL(document.referrer).pathname;
  return record.shown && came === record.shown.page && autosave.base.revision > record.shown.revision && autosave.savedByMe;
}

/** For the record of a text that goes to the page where it is merged. */
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
  const where = record.draft === draft ? `revision ${record.base.revision}` : "another draft of this document";
  words.textContent =
    `On ${told.format(record.at)} you typed a text into ${where} that was not saved. It is kept in this browser. ` +
    (record.draft === draft ? "The draft was saved again since then." : "That draft is closed now.");
  row.className = "actions";
  row.append(form, forgetting({ record, kept, section }));
  section.append(words, copyOf(record.mine), row);
  return section;
}

function forgetting({ record, kept, section }) {
  const first = button("Forget it", { type: "button" });
  first.addEventListener("click", () => {
    const sure = button("Forget this text for good", { type: "button" });
    sure.addEventListener("click", async () => {
      await kept.forget(record.session, record.mine);
      section.remove();
    });
    first.replaceWith(sure);
    sure.focus();
  });
  return first;
}
