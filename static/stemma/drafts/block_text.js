// Block documents as text and as values. Blocks that nobody changed are written exactly as they were.

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[[\]{},:]/g;

function tokensOf(text) {
  return (text.match(TOKENS) ?? []).map((token) => (token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token));
}

/** Parse the document. Throws if writing it again would lose something, such as digits or duplicate members. */
export function parseBlocks(text) {
  const parsed = text.trim() ? JSON.parse(text) : { blocks: [] };
  if (!Array.isArray(parsed?.blocks) || !parsed.blocks.every(isBlock)) throw new Error("The text is not a block document.");
  const [before, after] = [tokensOf(text), tokensOf(JSON.stringify(parsed))];
  if (text.trim() && (before.length !== after.length || before.some((token, index) => token !== after[index])))
    throw new Error("Some values would be written differently.");
  return parsed;
}

function isBlock(value) {
  return typeof value === "object" && value !== null && typeof value.type === "string";
}

/** Write the document on one line or on many, as `like` is. */
export function writeBlocks(document, { like }) {
  return JSON.stringify(document, null, like.includes("\n") || !like.trim() ? 2 : 0);
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether `saved` contains everything in `stored`. `mended` takes care of the top level of a block's data. */
function holds(saved, stored) {
  if (Array.isArray(stored))
    return Array.isArray(saved) && saved.length === stored.length && stored.every((item, index) => holds(saved[index], item));
  if (isObject(stored)) return isObject(saved) && Object.keys(stored).every((name) => holds(saved[name], stored[name]));
  return saved === stored || (stored === null && saved === undefined);
}

/** Normalize list items: older versions stored plain texts, or used other names. */
function inOneWay(type, data) {
  if (!["list", "nestedList"].includes(type) || !isObject(data)) return data;
  return { ...data, ...(Array.isArray(data.items) ? { items: data.items.map(itemInOneWay) } : {}) };
}

function itemInOneWay(item) {
  if (!isObject(item)) return { content: item, items: [] };
  const { text, content, checked, items, ...rest } = item;
  const meta = checked === undefined ? (rest.meta ?? {}) : { ...rest.meta, checked };
  return { ...rest, content: content || text || "", meta, items: (items ?? []).map(itemInOneWay) };
}

/** Whether the editor's untouched copy of a block contains everything that the stored block contains. */
export function survives(stored, saved) {
  if (!saved) return false;
  if (saved.type !== stored.type) return true;
  const [before, after] = [inOneWay(stored.type, stored.data ?? {}), inOneWay(saved.type, saved.data)];
  if (!isObject(before)) return Array.isArray(before) && before.length === 0;
  // `mended` restores members that the tool does not know at all.
  return Object.keys(before).every((name) => !(name in after) || holds(after[name], before[name]));
}

/** Return an edited block with the members restored that the editor does not know. */
export function mended({ stored, untouched, edited }) {
  const { data, ...rest } = stored;
  if (stored.type !== edited.type || !isObject(data)) return { ...rest, ...edited };
  const unknown = Object.fromEntries(Object.entries(data).filter(([name]) => !(name in untouched.data)));
  const result = { ...rest, ...edited, data: { ...unknown, ...edited.data } };
  if (!("id" in stored)) delete result.id;
  return result;
}
