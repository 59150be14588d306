// Block documents as text and as values, so that what nobody touched is written as it was, to the letter.

const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[[\]{},:]/g;

function tokensOf(text) {
  return (text.match(TOKENS) ?? []).map((token) => (token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token));
}

/** The document. Throws where writing it again would lose anything: numbers too exact, members named twice. */
export function parseBlocks(text) {
  const parsed = text.trim() ? JSON.parse(text) : { blocks: [] };
  if (!Array.isArray(parsed?.blocks) || !parsed.blocks.every(isBlock)) throw new Error("These are no blocks.");
  const [before, after] = [tokensOf(text), tokensOf(JSON.stringify(parsed))];
  if (text.trim() && (before.length !== after.length || before.some((token, index) => token !== after[index])))
    throw new Error("It has values that would be written in another way.");
  return parsed;
}

function isBlock(value) {
  return typeof value === "object" && value !== null && typeof value.type === "string";
}

/** As one line or on many, as the text was before. */
export function writeBlocks(document, { like }) {
  return JSON.stringify(document, null, like.includes("\n") || !like.trim() ? 2 : 0);
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether all that `stored` says stands in `saved` too; names at the top of a block's data are looked at by `mended`. */
function holds(saved, stored) {
  if (Array.isArray(stored))
    return Array.isArray(saved) && saved.length === stored.length && stored.every((item, index) => holds(saved[index], item));
  if (isObject(stored)) return isObject(saved) && Object.keys(stored).every((name) => holds(saved[name], stored[name]));
  return saved === stored || (stored === null && saved === undefined);
}

/** Items of lists were texts once, or had other names. */
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

/** Whether a block of the editor's, as it saves it untouched, says all that the stored one says. */
export function survives(stored, saved) {
  if (!saved) return false;
  if (saved.type !== stored.type) return true;
  const [before, after] = [inOneWay(stored.type, stored.data ?? {}), inOneWay(saved.type, saved.data)];
  if (!isObject(before)) return Array.isArray(before) && before.length === 0;
  // Members that the tool does not know at all are put back by `mended`.
  return Object.keys(before).every((name) => !(name in after) || holds(after[name], before[name]));
}

/** An edited block, with what the editor does not know of it put back. */
export function mended({ stored, untouched, edited }) {
  const { data, ...rest } = stored;
  if (stored.type !== edited.type || !isObject(data)) return { ...rest, ...edited };
  const unknown = Object.fromEntries(Object.entries(data).filter(([name]) => !(name in untouched.data)));
  const result = { ...rest, ...edited, data: { ...unknown, ...edited.data } };
  if (!("id" in stored)) delete result.id;
  return result;
}
