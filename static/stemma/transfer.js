/* Progress of uploads and transfers. Without this script the form is sent as usual. */

const REFRESH_MS = 1000;
const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-upload]")) return;
  event.preventDefault();
  upload(event.target, event.submitter);
});
if (document.querySelector("[data-going-on]")) setTimeout(refreshProgress, REFRESH_MS);

/** Upload by XMLHttpRequest: fetch does not report how much of a body was sent. */
function upload(form, submitter) {
  const file = form.elements.file.files[0];
  if (file && file.size > Number(form.dataset.limit)) {
    showFault(form, `This file has ${size(file.size)}. The limit is ${size(Number(form.dataset.limit))}.`);
    return;
  }
  const progress = form.querySelector("[data-progress]");
  const [bar, status, stop] = ["progress", "p", "button"].map((part) => progress.querySelector(part));
  const buttons = form.querySelectorAll("button[type=submit]");
  const turnOff = (off) => buttons.forEach((button) => (button.disabled = off));
  // Before the buttons are turned off: one that is has no value.
  const data = new FormData(form, submitter);
  const request = new XMLHttpRequest();
  const end = (fault) => {
    progress.hidden = true;
    turnOff(false);
    if (fault) showFault(form, fault);
  };
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = loaded / total;
    status.textContent = loaded < total ? `${size(loaded)} of ${size(total)}` : "Uploaded. Checking the file…";
  });
  request.addEventListener("load", () => {
    const moved = request.responseURL && new URL(request.responseURL).pathname !== location.pathname;
    if (request.status === 200 && moved) location.assign(request.responseURL);
    else if (request.getResponseHeader("Content-Type")?.startsWith("text/html")) show(request.responseText);
    else end(`The server answered with status ${request.status}. Nothing was imported.`);
  });
  request.addEventListener("error", () => end("The upload failed. Nothing was imported. Try again."));
  request.addEventListener("abort", () => end("You canceled the upload. Nothing was imported."));
  stop.addEventListener("click", () => request.abort(), { once: true });
  showFault(form, "");
  progress.hidden = false;
  turnOff(true);
  bar.removeAttribute("value");
  status.textContent = "Uploading…";
  request.open("POST", location.href);
  request.send(data);
}

/** Show a fault beside the field, as the server does. An empty text hides it. */
function showFault(form, text) {
  const field = form.elements.file;
  let fault = form.querySelector("#upload-fault");
  if (!fault) {
    fault = document.createElement("p");
    fault.id = "upload-fault";
    fault.className = "fault";
    fault.setAttribute("role", "alert");
    field.after(fault);
  }
  fault.hidden = !text;
  fault.textContent = text;
}

/** Replace the page with the one from the server, which shows the errors. */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.querySelector("form[data-upload] input[type=file]")?.focus();
}

/** Load the page again and replace only its progress, so that nothing else moves. */
async function refreshProgress() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const section = page.querySelector("#transfer");
    if (section) document.querySelector("#transfer").replaceWith(section);
  } catch {
    // The server may be restarting: try again.
  }
  if (document.querySelector("[data-going-on]")) setTimeout(refreshProgress, REFRESH_MS);
}
