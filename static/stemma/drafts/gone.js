// Where a draft is open no longer: what this browser kept of it.

import { Kept } from "./kept.js";
import { copyOf } from "./state.js";

const place = document.querySelector("[data-kept-of]");
const records = await Kept.ofDraft({ person: place.dataset.person, draft: place.dataset.keptOf });
if (records.length > 0) {
  const words = document.createElement("p");
  words.textContent = "This browser kept what you typed into it and what was not saved. Fork the document again to bring it in.";
  place.className = "notice";
  place.append(words, ...records.map((record) => copyOf(record.mine)));
}
