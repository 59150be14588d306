// The marks that an element gives to the text in it, by its name and by its style.

const BOLD = new Set(["b", "strong"]);
const ITALIC = new Set(["i", "em", "cite", "dfn", "var"]);
const STRIKE = new Set(["s", "strike", "del"]);
const CODE = new Set(["code", "tt", "samp", "kbd"]);
const FIXED_WIDTH = /\bmono|monospace|courier|consolas|menlo|sfmono/;
const SAFE = /^(https?|mailto|tel):/i;

function isBold(weight) {
  return weight.startsWith("bold") || Number.parseInt(weight, 10) >= 600;
}

/** Return the address without the detour that Google Docs adds, or undefined if it is not one to follow. */
export function safeAddress(href) {
  const address = href?.trim() ?? "";
  if (/^https:\/\/www\.google\.com\/url\?/.test(address)) return safeAddress(new URL(address).searchParams.get("q"));
  return SAFE.test(address) || /^\/(?!\/)/.test(address) ? address : undefined;
}

function byStyle(style) {
  const [weight, slant] = [style.get("font-weight"), style.get("font-style")];
  const line = style.get("text-decoration-line") ?? style.get("text-decoration");
  const height = style.get("vertical-align");
  return {
    ...(weight ? { bold: isBold(weight) } : {}),
    ...(slant ? { italic: /italic|oblique/.test(slant) } : {}),
    ...(line?.includes("line-through") ? { strike: true } : {}),
    ...(height === "super" ? { raised: true } : {}),
    ...(height === "sub" ? { lowered: true } : {}),
    ...(FIXED_WIDTH.test(style.get("font-family") ?? "") ? { code: true } : {}),
  };
}

function byName(element) {
  const name = element.localName;
  if (BOLD.has(name)) return { bold: true };
  if (ITALIC.has(name)) return { italic: true };
  if (STRIKE.has(name)) return { strike: true };
  if (CODE.has(name)) return { code: true };
  if (name === "sup") return { raised: true };
  if (name === "sub") return { lowered: true };
  const href = name === "a" ? safeAddress(element.getAttribute("href")) : undefined;
  return href ? { href } : {};
}

/** Return the marks of text in `element`. `inherited` are those around it. */
export function marksIn(element, { style, inherited }) {
  return { ...inherited, ...byName(element), ...byStyle(style) };
}
