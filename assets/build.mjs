// Writes static/vendor/ from the packages that package-lock.json pins: node build.mjs <folder>

import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";

const BUNDLES = ["codemirror", "tiptap", "editorjs", "turndown", "mermaid"];
const FONT = "node_modules/@fontsource-variable/source-serif-4";
const SUBSETS = ["latin-ext", "latin"];
const STYLES = ["normal", "italic"];
const folder = process.argv[2];

// Editor.js and its tools insert their styles into the page when they are loaded. A strict content security policy forbids
// that. The styles of the tools therefore go into a stylesheet. The styles of the core get the page's nonce.
const STYLE = 'document.createElement("style")';
const NONCE = 'document.querySelector("script[nonce]")?.nonce ?? ""';
const OPTIONS = 'make("style", null, {';

function withNonces(source) {
  if (!source.includes(STYLE) || !source.includes(OPTIONS)) throw new Error("Editor.js inserts its styles differently now. Change withNonces to match.");
  return source
    .replaceAll(STYLE, `Object.assign(${STYLE}, { nonce: ${NONCE} })`)
    .replaceAll(OPTIONS, `${OPTIONS} nonce: ${NONCE},`);
}

function takeStyles(into) {
  return {
    name: "take-styles",
    setup(bundler) {
      bundler.onLoad({ filter: /@editorjs[/\\].*\.mjs$/ }, async ({ path }) => {
        const source = await readFile(path, "utf8");
        const end = source.indexOf("})();");
        if (path.endsWith("editorjs.mjs"))
          return { contents: withNonces(source) };
        if (!source.startsWith("(function(){") || end < 0) return { contents: source };
        const head = { appendChild() {}, querySelector() {} };
        const createElement = () => ({ appendChild: (css) => into.set(basename(path), css) });
        runInNewContext(source.slice(0, end + 5), { document: { createElement, createTextNode: String, head } });
        return { contents: source.slice(end + 5) };
      });
    },
  };
}

function packagesIn(metafile) {
  const names = Object.keys(metafile.inputs).map((path) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]);
  return names.filter(Boolean);
}

async function describe(name) {
  const from = join("node_modules", name);
  const { version, license } = JSON.parse(await readFile(join(from, "package.json"), "utf8"));
  const files = (await readdir(from)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(from, file), "utf8")));
  return { name, version, license: license ?? "see below", text: texts.join("\n").trim() };
}

const fontFace = (style, subset, range) => `@font-face {
  font-family: "Source Serif 4";
  font-style: ${style};
  font-weight: 200 900;
  font-display: swap;
  src: url("source-serif-4-${subset}-${style}.woff2") format("woff2");
  unicode-range: ${range};
}
`;

async function writeFont() {
  const ranges = JSON.parse(await readFile(join(FONT, "unicode.json"), "utf8"));
  const faces = [];
  for (const subset of SUBSETS)
    for (const style of STYLES) {
      const source = join(FONT, "files", `source-serif-4-${subset}-wght-${style}.woff2`);
      await copyFile(source, join(folder, `source-serif-4-${subset}-${style}.woff2`));
      faces.push(fontFace(style, subset, ranges[subset].replaceAll(",", ", ")));
    }
  await writeFile(join(folder, "source-serif-4.css"), faces.join("\n"));
}

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const styles = new Map();
const used = new Set(["htmx.org", "@fontsource-variable/source-serif-4"]);
for (const name of BUNDLES) {
  const { metafile } = await build({
    entryPoints: [join("src", `${name}.js`)],
    outfile: join(folder, `${name}.js`),
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    charset: "utf8",
    legalComments: "none",
    metafile: true,
    plugins: [takeStyles(styles)],
  });
  packagesIn(metafile).forEach((found) => used.add(found));
}
await writeFile(join(folder, "editorjs.css"), `${[...styles.keys()].sort().map((key) => styles.get(key)).join("\n")}\n`);
await copyFile("node_modules/htmx.org/dist/htmx.min.js", join(folder, "htmx.js"));
await writeFont();

const packages = await Promise.all([...used].sort().map(describe));
const rows = packages.map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`).join("\n");
await writeFile(
  join(folder, "README.md"),
  `# Files of other projects

Built by \`make assets\` from the npm packages that \`assets/package-lock.json\` pins; not edited by hand.
LICENSES.txt has their licenses in full.

| package | version | license |
|---|---|---|
${rows}
`,
);
const texts = packages.map(({ name, version, license, text }) => `== ${name} ${version} (${license})\n\n${text}\n`);
await writeFile(join(folder, "LICENSES.txt"), texts.join("\n\n").replaceAll("\r\n", "\n"));
