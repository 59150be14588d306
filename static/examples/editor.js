// A small editor for the Document360-compatible API: list, fork, edit, publish. oauth.js signs in.

import { address, comeBack, fetchSigned, leave, SignedOut, signOut } from "./oauth.js";

const $ = (id) => document.getElementById(id);
const PAGE_SIZE = 50;

let project = null;
let article = null;
let cursor = null;
let loaded = { title: "", content: "" };
let busy = false;

class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Resolves to the response's envelope. Throws Refused with the server's message. */
async function call(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "Content-Type": "application/json" };
  }
  const response = await fetchSigned(`/v3/projects/${encodeURIComponent(project)}/${path}`, options);
  const envelope = await response.json().catch(() => null);
  if (!response.ok) {
    throw new Refused(response.status, envelope?.errors?.[0]?.message ?? envelope?.detail ?? `The server answered with status ${response.status}.`);
  }
  return envelope;
}

/** Wrap an event handler: only one runs at a time, and every error is shown. */
function when(work) {
  return async (event) => {
    event?.preventDefault();
    if (busy) return;
    busy = true;
    $("alert").hidden = true;
    document.body.setAttribute("aria-busy", "true");
    try {
      await work(event);
    } catch (error) {
      showError(error);
    } finally {
      busy = false;
      document.body.removeAttribute("aria-busy");
    }
  };
}

function showError(error) {
  $("alert").textContent = error instanceof TypeError ? "The server can't be reached. Try again." : error.message;
  $("alert").hidden = false;
  if (error instanceof SignedOut) show({ signedIn: false });
}

function showStatus(sentence) {
  $("status").textContent = sentence;
}

function show({ signedIn }) {
  $("welcome").hidden = signedIn;
  $("desk").hidden = $("sign-out").hidden = !signedIn;
}

async function listWorkspaces() {
  const { data } = await call("GET", "project-versions?page_size=100");
  $("workspace").replaceChildren(...data.map((row) => new Option(row.name ?? row.slug ?? row.id, row.id)));
  await listArticles();
}

async function listArticles() {
  cursor = null;
  $("articles").replaceChildren();
  await listMore();
  // The person may have signed out while the list was loading.
  if (!$("desk").hidden) showStatus($("articles").children.length ? "" : "No articles in this workspace.");
}

async function listMore() {
  const query = new URLSearchParams({ page_size: PAGE_SIZE, ...(cursor && { cursor }) });
  const { data, pagination } = await call("GET", `project-versions/${$("workspace").value}/articles?${query}`);
  $("articles").append(...data.map(articleRow));
  cursor = pagination?.next_cursor ?? null;
  $("more").hidden = cursor === null;
}

function articleRow(row) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.id = row.id;
  label(button, row);
  button.addEventListener("click", when(() => mayLeaveText() && open(row.id)));
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function label(button, { title, status }) {
  const state = document.createElement("small");
  state.textContent = status ?? "";
  button.replaceChildren(title || "Untitled", state);
}

async function open(id) {
  article = (await call("GET", `articles/${id}`)).data;
  showArticle();
  showStatus("");
  $("title").focus();
}

function showArticle() {
  const draft = article.status === "draft";
  $("article").hidden = false;
  $("nothing").hidden = true;
  $("title").value = article.title ?? "";
  $("content").value = article.content ?? "";
  // Read back from the fields, because browsers normalize line ends.
  loaded = { title: $("title").value, content: $("content").value };
  $("title").readOnly = $("content").readOnly = !draft;
  $("fork").hidden = draft;
  $("save").hidden = $("publish").hidden = !draft;
  $("state").textContent = `Version ${article.version_number}, ${article.status}`;
  for (const button of $("articles").querySelectorAll("button")) {
    const current = button.dataset.id === article.id;
    button.setAttribute("aria-current", current);
    if (current) label(button, article);
  }
}

async function fork() {
  try {
    article = (await call("POST", `articles/${article.id}/fork`)).data;
    showStatus("Created a draft. Readers still see the published version.");
  } catch (error) {
    if (error.status !== 409) throw error;
    article = (await call("GET", `articles/${article.id}`)).data;
    showStatus("A draft is already open.");
  }
  showArticle();
  $("content").focus();
}

async function save() {
  const changes = { title: $("title").value, content: $("content").value };
  article = (await call("PATCH", `articles/${article.id}`, changes)).data;
  showArticle();
  showStatus("Saved.");
}

async function publish() {
  if (hasUnsaved()) await save();
  const which = { version_number: article.version_number, project_version_id: $("workspace").value };
  await call("POST", `articles/${article.id}/publish`, which);
  article = (await call("GET", `articles/${article.id}`)).data;
  showArticle();
  showStatus(`Published. Version ${article.version_number} is now current.`);
}

function hasUnsaved() {
  return article !== null && ($("title").value !== loaded.title || $("content").value !== loaded.content);
}

function mayLeaveText() {
  return !hasUnsaved() || confirm("You have unsaved changes. Discard them?");
}

async function start() {
  const given = new URLSearchParams(location.search);
  const pending = await comeBack();
  $("client").value = pending?.client ?? given.get("client_id") ?? "";
  $("project").value = pending?.project ?? given.get("project") ?? "";
  if (pending === null) return;
  project = pending.project;
  show({ signedIn: true });
  showStatus("You are signed in.");
  await listWorkspaces();
}

async function end() {
  if (!mayLeaveText()) return;
  article = null;
  $("article").hidden = true;
  $("nothing").hidden = false;
  show({ signedIn: false });
  await signOut();
  showStatus("You are signed out.");
}

$("address").textContent = address;
$("sign-in").addEventListener("submit", when(() => leave({ client: $("client").value.trim(), project: $("project").value.trim() })));
// Not wrapped in `when`: signing out works even while something else is running.
$("sign-out").addEventListener("click", () => end().catch(showError));
$("workspace").addEventListener("change", when(listArticles));
$("more").addEventListener("click", when(listMore));
$("fork").addEventListener("click", when(fork));
$("article").addEventListener("submit", when(save));
$("publish").addEventListener("click", when(publish));
addEventListener("beforeunload", (event) => hasUnsaved() && event.preventDefault());
when(start)();
