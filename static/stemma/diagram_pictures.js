// Draws diagrams from their source. If one cannot be drawn, people see its source.
//
// The library writes styles into the page, which the content security policy forbids. So each diagram is drawn out of
// sight, and shown as a picture, in which its styles apply. A picture runs no scripts and loads nothing.

const SOURCES = "pre > code.language-mermaid";
const DARK = window.matchMedia("(prefers-color-scheme: dark)");
// In characters. A browser takes long for more.
const LONGEST = 50_000;
// Each change of a diagram in the editor makes another picture.
const KEPT = 50;

const pictures = new Map();
let loading;
let drawing = Promise.resolve();
let count = 0;

async function load(address) {
  const { default: library } = await import(address);
  library.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    maxTextSize: LONGEST,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    theme: DARK.matches ? "dark" : "neutral",
    fontFamily: "sans-serif",
  });
  return library;
}

async function draw(source, address) {
  const library = await (loading ??= load(address));
  const { svg } = await library.render(`diagram-${(count += 1)}`, source);
  const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const picture = new Image();
  const { width, height } = drawn.viewBox.baseVal;
  Object.assign(picture, { alt: drawn.querySelector("title")?.textContent || "Diagram", width: Math.ceil(width), height: Math.ceil(height) });
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  return picture;
}

/** Resolves to the picture of a source, or to null if it is no diagram that the library knows. */
function pictureOf(source, address) {
  if (!pictures.has(source)) {
    // One after the other: the library draws one at a time.
    drawing = drawing.then(() => draw(source, address)).catch(() => null);
    pictures.set(source, drawing);
    if (pictures.size > KEPT) pictures.delete(pictures.keys().next().value);
  }
  return pictures.get(source);
}

/** Return the text of a diagram. In a comparison, the earlier side is drawn with its removed words, all else without. */
function sourceIn(code) {
  const copy = code.cloneNode(true);
  if (!code.closest(".rendered-base")) for (const removed of copy.querySelectorAll("del")) removed.remove();
  return copy.textContent;
}

/** Put the picture before its source, which stays for those who want to read or copy it. Returns the figure of both. */
function show(code, picture) {
  const figure = document.createElement("figure");
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  figure.className = "diagram";
  summary.textContent = "Source";
  // A comparison marks what changed in the source.
  details.open = code.querySelector("ins, del") !== null;
  code.parentElement.replaceWith(figure);
  details.append(summary, code.parentElement);
  figure.append(picture, details);
  return figure;
}

/** Draw the diagrams in `root` with the library at `address`. `onShown` gets each figure, and the source that it replaced. */
export async function drawDiagrams(root, { address, onShown = () => {} }) {
  const codes = Array.from(root.querySelectorAll(SOURCES)).filter((code) => !code.closest("figure.diagram"));
  for (const code of codes) {
    const picture = (await pictureOf(sourceIn(code), address))?.cloneNode();
    await picture?.decode();
    // Meanwhile the preview may have replaced the source, or another call may have drawn it.
    if (!picture || !root.contains(code) || code.closest("figure.diagram")) continue;
    const source = code.parentElement.cloneNode(true);
    onShown(show(code, picture), source);
  }
}
