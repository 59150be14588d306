// The three edited fields as one value.

export const FIELDS = ["title", "description", "body"];

export function same(one, other) {
  return FIELDS.every((field) => one[field] === other[field]);
}

/** Return the fields of `mine` that differ from `base`. */
export function changesOf(base, mine) {
  return Object.fromEntries(FIELDS.filter((field) => base[field] !== mine[field]).map((field) => [field, mine[field]]));
}

/** Return each field from the side that changed it, or null if both changed one field differently. */
export function joined({ base, theirs, mine }) {
  const result = {};
  for (const field of FIELDS) {
    const changed = mine[field] !== base[field];
    if (changed && theirs[field] !== base[field] && theirs[field] !== mine[field]) return null;
    result[field] = changed ? mine[field] : theirs[field];
  }
  return result;
}
