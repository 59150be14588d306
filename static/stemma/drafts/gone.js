// The page of a draft that is no longer open: shows text that this browser kept.

import { Kept } from "./kept.js";
import { copyOf } from "./state.js";

const place = document.querySelector("[data-kept-of]");
const records = await Kept.ofDraft({ person: place.dataset.person, draft: place.dataset.keptOf });
if (records.length > 0) {
  const words = document.createElement("p");
  words.textContent = "This browser kept text that was not saved. To use it, copy it into a new draft.";
  place.className = "notice";
  place.append(words, ...records.map((record) => copyOf(record.mine)));
}
