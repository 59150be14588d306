// The pictures in RTF. Word's HTML names them by paths of the computer, and only its RTF has their bytes.

const GROUP = /\{\\pict(?![a-z])/g;
// Word repeats each picture for old programs, and adds those of bullets.
const ELSEWHERE = /\{\\(?:nonshppict|\*\\listpicture)\s*$/;
const TYPES = [
  [/\\pngblip(?![a-z])/, "image/png"],
  [/\\jpegblip(?![a-z])/, "image/jpeg"],
];

/** Return a Blob for each picture, in their order, or null for one that no browser shows. */
export function picturesOf(rtf) {
  const starts = Array.from(rtf.matchAll(GROUP), ({ index }) => index);
  return starts.filter((at) => !ELSEWHERE.test(rtf.slice(Math.max(0, at - 40), at))).map((at) => blobAt(rtf, at + 1));
}

function blobAt(rtf, start) {
  const own = ownText(rtf, start);
  const type = TYPES.find(([word]) => word.test(own))?.[1];
  const digits = own.replace(/\\[a-z]+-?\d* ?/gi, "").replace(/[^0-9a-f]/gi, "");
  if (!type || digits.length < 2) return null;
  const bytes = new Uint8Array(digits.length >> 1);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  return new Blob([bytes], { type });
}

/** Return what is in the group itself, and not in groups below it. */
function ownText(rtf, start) {
  const braces = /[{}]/g;
  braces.lastIndex = start;
  let [own, depth, from] = ["", 1, start];
  for (let brace = braces.exec(rtf); brace && depth > 0; brace = braces.exec(rtf)) {
    if (depth === 1) own += `${rtf.slice(from, brace.index)} `;
    depth += brace[0] === "{" ? 1 : -1;
    from = brace.index + 1;
  }
  return own;
}
