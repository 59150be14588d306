// The three fields that are edited, as one value.

export const FIELDS = ["title", "description", "body"];

export function same(one, other) {
  return FIELDS.every((field) => one[field] === other[field]);
}

/** Those fields of `mine` that are not as in `base`. */
export function changesOf(base, mine) {
  return Object.fromEntries(FIELDS.filter((field) => base[field] !== mine[field]).map((field) => [field, mine[field]]));
}

/** Each field from the one side that changed it; null where both changed one, differently. */
export function joined({ base, theirs, mine }) {
  const result = {};
  for (const field of FIELDS) {
    const changed = mine[field] !== base[field];
    if (changed && theirs[field] !== base[field] && theirs[field] !== mine[field]) return null;
    result[field] = changed ? mine[field] : theirs[field];
  }
  return result;
}
