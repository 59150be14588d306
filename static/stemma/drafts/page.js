// The editor's page. Without this script it is a plain form that saves.

import { Autosave } from "./autosave.js";
import { offerFiles } from "./files/offer.js";
import { bindKeys, letTabOut } from "./keys.js";
import { Kept } from "./kept.js";
import { prepareLinks } from "./link_dialog.js";
import { bringBack, shownOn } from "./orphans.js";
import { reportPresence } from "./presence.js";
import { offerProperties } from "./properties.js";
import { previewOf, scrollTogether } from "./preview.js";
import { followCaret } from "./preview_caret.js";
import { FIELDS } from "./snapshots.js";
import { hidden, stateLine } from "./state.js";
import { meetTabs } from "./tabs.js";

// `?source` in the URL edits the source of a text that has a visual editor.
const asSource = new URLSearchParams(location.search).has("source");
const SURFACES = { markdown: "./source.js", wysiwyg: "./rich.js", block: "./blocks.js" };

const page = document.getElementById("editor");
const pageData = JSON.parse(document.getElementById("editor-data").textContent);
const nonce = document.querySelector("script[nonce]").nonce;
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const form = part("form");
const { addresses, language, person } = pageData;
const inputs = { title: form.elements.title, description: form.elements.description };
const area = form.elements.body;
// A long text is sent once, unless the area shows another one. The area has LF for every line end.
pageData.base.body ??= area.defaultValue.replaceAll("\n", pageData.lineEnd);

let autosave;
let preview;
let tabs;

function onInput() {
  autosave.typed();
  preview.typed();
}

/** Open the editor for this kind of document, or the source editor if the visual one can't preserve the text. */
async function openSurface() {
  try {
    return await openAs(asSource ? "markdown" : language);
  } catch (fault) {
    console.warn(fault);
    part("surface").replaceChildren();
    const surface = await openAs("markdown");
    part("source-notice").hidden = false;
    return surface;
  }
}

/** Leaves the plain form in place. A save of it is compared with the base, as when scripts are off. */
function stayPlain(fault) {
  console.warn(fault);
  part("surface").hidden = true;
  part("plain-notice").hidden = false;
  for (const field of FIELDS) form.append(hidden(`base_${field}`, pageData.base[field]));
}

async function openAs(kind) {
  const { openEditor } = await import(SURFACES[kind]);
  const element = part("surface");
  element.hidden = false;
  return openEditor({ element, text: pageData.base.body, label: "Text", lang: pageData.lang, language, nonce, onInput });
}

/** Return the fields that the person changed in the plain form while the editor was loading. */
function typedEarly() {
  const fields = [...Object.values(inputs), area].filter((input) => input.value !== input.defaultValue);
  return Object.fromEntries(fields.map((input) => [input.name, input.value]));
}

/** Hide the plain text area. */
function replaceArea(surface) {
  const hadFocus = document.activeElement === area;
  area.hidden = area.disabled = true;
  part("text-label").removeAttribute("for");
  page.dataset.ready = "";
  if (hadFocus) surface.focus();
}

function autosaveOf({ surface, kept, tell }) {
  return new Autosave({
    base: pageData.base,
    person: person.id,
    url: addresses.save,
    mergeUrl: addresses.merge,
    kept,
    tell,
    onSaved: (revision) => tabs?.saved(revision),
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

// Fields normalize line ends. A value that nobody changed is returned as the server sent it.
const filled = new WeakMap();

function fill(input, value) {
  input.value = value;
  filled.set(input, { value, shown: input.value });
}

function valueOf(input) {
  const { value, shown } = filled.get(input);
  return input.value === shown ? value : input.value;
}

/** Offer the front matter as fields. Its title and description are those of the document. */
function offerTitles(surface) {
  offerProperties({
    button: part("properties"),
    dialog: part("properties-dialog"),
    url: addresses.properties,
    surface,
    onTitles(texts) {
      for (const [field, text] of Object.entries(texts)) if (text) inputs[field].value = text;
      onInput();
    },
  });
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
    // Storage is disabled: the choice lasts as long as the page.
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

/** Follow a link only after everything is saved. If that fails, the page stays and shows why. */
function saveBefore(link) {
  link.addEventListener("click", async (event) => {
    if (!autosave.unsaved || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (await autosave.save()) location.assign(link.href);
  });
}

// What the server and the other tabs of this browser last said.
const seen = { others: [], elsewhere: false, tabs: 0, current: pageData.current, revision: 0 };

function showOthers(news) {
  Object.assign(seen, news);
  const { others, elsewhere, tabs, revision, current } = seen;
  const here = others.length ? `${new Intl.ListFormat("en").format(others)} ${others.length > 1 ? "are" : "is"} also editing this draft.` : "";
  const there = elsewhere || tabs > 0 ? "You also have this draft open in another tab." : "";
  const newer = current === pageData.current ? "" : `Version ${current} is now current. Reload the page to update this draft.`;
  const message = [here, there, newer].filter(Boolean).join(" ");
  if (part("others").textContent !== message) part("others").textContent = message;
  if (revision > autosave.base.revision) autosave.follow();
}

async function start() {
  for (const [field, input] of Object.entries(inputs))
    filled.set(input, { value: pageData.base[field], shown: input.defaultValue });
  const onLeave = () => {
    autosave.handedOver = true;
    kept.change(kept.session, shownOn({ conflict: addresses.conflict, autosave }));
  };
  const tell = stateLine({ line: part("state"), help: part("help"), form, addresses, onLeave });
  const kept = await Kept.open({ person: person.id, document: pageData.document, draft: pageData.draft });
  if (!kept.works) tell({ kind: "unkept" });
  // static/vendor/ is missing if npm's registry could not be reached when the server started.
  const surface = await openSurface().catch(stayPlain);
  if (!surface) return;
  const early = { ...pageData.typed, ...typedEarly() };
  replaceArea(surface);
  preview = previewOf({
    url: addresses.preview,
    frame: part("preview"),
    words: part("words"),
    read: () => surface.read(),
    stored: () => autosave.base,
    onShown: () => onCaret(),
  });
  autosave = autosaveOf({ surface, kept, tell });
  autosave.savedByMe = pageData.savedByMe;
  for (const input of Object.values(inputs)) input.addEventListener("input", onInput);

  const scrollTo = scrollTogether(surface.scroller, part("preview-pane"));
  const onCaret = followCaret({ caret: surface.caret, frame: part("preview"), pane: part("preview-pane"), scrollTo });
  document.addEventListener("selectionchange", () => part("surface").contains(document.activeElement) && onCaret());
  prepareLinks(addresses);
  letTabOut(part("surface"));
  offerFiles({ surface, element: part("surface"), list: part("uploads"), open: part("files"), place: pageData.files });
  if (part("properties")) offerTitles(surface);
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
    ["mod+k", () => part("surface").contains(document.activeElement) && surface.link()],
    ["?", () => part("keys-list").showModal()],
  ]);
  if (asSource && part("source")) Object.assign(part("source"), { textContent: "Visual editor", href: location.pathname });
  showPreview(firstPreview());
  if (Object.keys(early).length > 0) {
    await autosave.write({ ...pageData.base, ...early });
    autosave.typed();
  }
  tabs = meetTabs({
    draft: pageData.draft,
    person: person.id,
    session: kept.session,
    onTabs: (count) => showOthers({ tabs: count }),
    onSaved: (revision) => showOthers({ revision }),
  });
  await bringBack({ autosave, kept, tell, place: part("kept"), conflict: addresses.conflict, draft: pageData.draft });
  // The person came to write.
  if (document.activeElement === document.body) surface.focus();
  await reportPresence({ url: addresses.presence, session: kept.session, onAnswer: showOthers, onGone: () => autosave.gone() });
}

start();
