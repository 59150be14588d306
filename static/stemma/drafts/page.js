// The editor's page. Without this it is a form that saves; with it, an editor that loses nothing.

import { Autosave } from "./autosave.js";
import { bindKeys, letTabOut } from "./keys.js";
import { Kept } from "./kept.js";
import { bringBack, shownOn } from "./orphans.js";
import { present } from "./presence.js";
import { previewOf, scrollTogether } from "./preview.js";
import { FIELDS } from "./snapshots.js";
import { hidden, stateLine } from "./state.js";

// `?source` at the end of the address: the source of a text that has a visual editor.
const asSource = new URLSearchParams(location.search).has("source");
const SURFACES = { markdown: "./source.js", wysiwyg: "./rich.js", block: "./blocks.js" };

const page = document.getElementById("editor");
const given = JSON.parse(document.getElementById("editor-given").textContent);
const nonce = document.querySelector("script[nonce]").nonce;
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const form = part("form");
const { addresses, language, person } = given;
const inputs = { title: form.elements.title, description: form.elements.description };
const area = form.elements.body;

let autosave;
let preview;

function onInput() {
  autosave.typed();
  preview.typed();
}

/** The editor for this kind of document; the one for its source where that could not keep every part of it. */
async function openSurface() {
  try {
    return await openAs(asSource ? "markdown" : language);
  } catch (fault) {
    console.warn(fault);
    part("surface").replaceChildren();
    const surface = await openAs("markdown");
    part("source-said").hidden = false;
    return surface;
  }
}

/** Leaves the plain form in place. A save of it is compared with the base, as when scripts are off. */
function stayPlain(fault) {
  console.warn(fault);
  part("surface").hidden = true;
  part("plain-said").hidden = false;
  for (const field of FIELDS) form.append(hidden(`base_${field}`, given.base[field]));
}

async function openAs(kind) {
  const { openEditor } = await import(SURFACES[kind]);
  const element = part("surface");
  element.hidden = false;
  return openEditor({ element, text: given.base.body, label: "Text", lang: given.lang, language, nonce, onInput });
}

/** What was typed into the plain form while the editor was on its way. */
function typedEarly() {
  const fields = [...Object.values(inputs), area].filter((input) => input.value !== input.defaultValue);
  return Object.fromEntries(fields.map((input) => [input.name, input.value]));
}

/** The plain text area makes room. */
function replaceArea(surface) {
  const hadFocus = document.activeElement === area;
  area.hidden = area.disabled = true;
  part("text-label").removeAttribute("for");
  page.dataset.ready = "";
  if (hadFocus) surface.focus();
}

function autosaveOf({ surface, kept, tell }) {
  return new Autosave({
    base: given.base,
    person: person.id,
    url: addresses.save,
    kept,
    tell,
    read: async () => ({
      title: valueOf(inputs.title),
      description: valueOf(inputs.description),
      body: await surface.read(),
    }),
    async write(snapshot) {
      for (const [field, input] of Object.entries(inputs)) fill(input, snapshot[field]);
      if ((await surface.read()) !== snapshot.body) await surface.write(snapshot.body);
      preview.typed();
    },
  });
}

// A field gives its own line ends to what it holds; what nobody changed is what the server gave.
const filled = new WeakMap();

function fill(input, value) {
  input.value = value;
  filled.set(input, { value, shown: input.value });
}

function valueOf(input) {
  const { value, shown } = filled.get(input);
  return input.value === shown ? value : input.value;
}

function showPreview(shown) {
  page.dataset.preview = shown ? "shown" : "hidden";
  part("preview-toggle").setAttribute("aria-pressed", String(shown));
  if (shown) preview.refresh();
}

function togglePreview() {
  const shown = page.dataset.preview !== "shown";
  showPreview(shown);
  try {
    if (isWide()) localStorage.setItem("stemma-preview", shown ? "shown" : "hidden");
  } catch {
    // A browser that keeps nothing shows the preview as the page was made.
  }
}

function isWide() {
  return matchMedia("(min-width: 900px)").matches;
}

function firstPreview() {
  if (!isWide()) return false;
  let chosen = null;
  try {
    chosen = localStorage.getItem("stemma-preview");
  } catch {
    chosen = null;
  }
  return chosen ? chosen === "shown" : language === "markdown";
}

/** To the page behind a link only when everything is saved, and there by hand where it cannot be. */
function saveBefore(link) {
  link.addEventListener("click", async (event) => {
    if (!autosave.unsaved || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (await autosave.save()) location.assign(link.href);
  });
}

function heard({ others, elsewhere, revision, current }) {
  const here = others.length ? `${new Intl.ListFormat("en").format(others)} ${others.length > 1 ? "are" : "is"} here too.` : "";
  const there = elsewhere ? "You have this draft open elsewhere too." : "";
  const newer = current === given.current ? "" : `Version ${current} was promoted meanwhile; load this page again to sync.`;
  const said = [here, there, newer].filter(Boolean).join(" ");
  if (part("others").textContent !== said) part("others").textContent = said;
  if (revision > autosave.base.revision) autosave.follow();
}

async function start() {
  for (const [field, input] of Object.entries(inputs))
    filled.set(input, { value: given.base[field], shown: input.defaultValue });
  const onLeave = () => {
    autosave.handedOver = true;
    kept.change(kept.session, shownOn({ conflict: addresses.conflict, autosave }));
  };
  const tell = stateLine({ line: part("state"), help: part("help"), form, addresses, onLeave });
  const kept = await Kept.open({ person: person.id, document: given.document, draft: given.draft });
  if (!kept.works) tell({ kind: "unkept" });
  // static/vendor/ is missing if npm's registry could not be reached when the server started.
  const surface = await openSurface().catch(stayPlain);
  if (!surface) return;
  const early = { ...given.typed, ...typedEarly() };
  replaceArea(surface);
  preview = previewOf({ url: addresses.preview, frame: part("preview"), words: part("words"), read: () => surface.read() });
  autosave = autosaveOf({ surface, kept, tell });
  autosave.savedByMe = given.savedByMe;
  for (const input of Object.values(inputs)) input.addEventListener("input", onInput);

  scrollTogether(surface.scroller, part("preview-pane"));
  letTabOut(part("surface"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    autosave.save();
  });
  part("preview-toggle").addEventListener("click", togglePreview);
  part("keys").addEventListener("click", () => part("keys-list").showModal());
  page.querySelectorAll("[data-save-first]").forEach(saveBefore);
  bindKeys([
    ["mod+s", () => autosave.save()],
    ["mod+Enter", () => part("publish")?.click()],
    ["mod+alt+p", togglePreview],
    ["?", () => part("keys-list").showModal()],
  ]);
  if (asSource && part("source")) Object.assign(part("source"), { textContent: "Visual editor", href: location.pathname });
  showPreview(firstPreview());
  if (Object.keys(early).length > 0) {
    await autosave.write({ ...given.base, ...early });
    autosave.typed();
  }
  await bringBack({ autosave, kept, tell, place: part("kept"), conflict: addresses.conflict, draft: given.draft });
  // Where nothing is written yet, one came to write.
  if (given.base.body === "" && document.activeElement === document.body) surface.focus();
  await present({ url: addresses.presence, session: kept.session, heard, gone: () => autosave.gone() });
}

start();
