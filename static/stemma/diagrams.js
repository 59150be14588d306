// Draws the diagrams of a text. Without this script, or if one cannot be drawn, readers see its source.
//
// The library writes styles into the page, which the content security policy forbids. So each diagram is drawn out of
// sight, and shown as a picture, in which its styles apply. A picture runs no scripts and loads nothing.

const LIBRARY = document.querySelector("[data-diagrams]").dataset.diagrams;
const SOURCES = "pre > code.language-mermaid";
const DARK = window.matchMedia("(prefers-color-scheme: dark)");
// In characters. A browser takes long for more.
const LONGEST = 50_000;

async function draw(library, code, index) {
  const { svg } = await library.render(`diagram-${index}`, code.textContent);
  const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  const picture = new Image();
  const { width, height } = drawn.viewBox.baseVal;
  Object.assign(picture, { alt: drawn.querySelector("title")?.textContent || "Diagram", width: Math.ceil(width), height: Math.ceil(height) });
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  return picture;
}

/** Put the picture before its source, which stays for those who want to read or copy it. */
function show(code, picture) {
  const figure = document.createElement("figure");
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  figure.className = "diagram";
  summary.textContent = "Source";
  code.parentElement.replaceWith(figure);
  details.append(summary, code.parentElement);
  figure.append(picture, details);
}

const { default: library } = await import(LIBRARY);
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
for (const [index, code] of Array.from(document.querySelectorAll(SOURCES)).entries()) {
  try {
    // One after the other: the library draws one at a time.
    show(code, await draw(library, code, index));
  } catch {
    // It is no diagram that the library knows. Its source is on the page.
  }
}
