/* Imports and exports: how much is uploaded, and how far the server is. Without this the form is sent all the same. */

const REFRESH_MS = 1000;
const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-upload]")) return;
  event.preventDefault();
  upload(event.target);
});
if (document.querySelector("[data-going-on]")) setTimeout(lookOn, REFRESH_MS);

/** Sent by XMLHttpRequest, the one way that tells how much of a body is sent. */
function upload(form) {
  const file = form.elements.file.files[0];
  if (file && file.size > Number(form.dataset.limit)) {
    complain(form, `This file has ${size(file.size)}; ${size(Number(form.dataset.limit))} are taken at most.`);
    return;
  }
  const progress = form.querySelector("[data-progress]");
  const [bar, told, stop] = ["progress", "p", "button"].map((part) => progress.querySelector(part));
  const submit = form.querySelector("button[type=submit]");
  const request = new XMLHttpRequest();
  const end = (fault) => {
    progress.hidden = true;
    submit.disabled = false;
    if (fault) complain(form, fault);
  };
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = loaded / total;
    told.textContent = loaded < total ? `${size(loaded)} of ${size(total)}` : "Uploaded. The server looks at it…";
  });
  request.addEventListener("load", () => {
    const moved = request.responseURL && new URL(request.responseURL).pathname !== location.pathname;
    if (request.status === 200 && moved) location.assign(request.responseURL);
    else if (request.getResponseHeader("Content-Type")?.startsWith("text/html")) show(request.responseText);
    else end(`The server answered ${request.status}. Nothing was imported.`);
  });
  request.addEventListener("error", () => end("The upload broke off. Nothing was imported; try it again."));
  request.addEventListener("abort", () => end("The upload was stopped. Nothing was imported."));
  stop.addEventListener("click", () => request.abort(), { once: true });
  complain(form, "");
  progress.hidden = false;
  submit.disabled = true;
  bar.removeAttribute("value");
  told.textContent = "Uploading…";
  request.open("POST", location.href);
  request.send(new FormData(form));
}

/** Beside the field, as the server does it. */
function complain(form, text) {
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

/** The server's page with what is wrong, in the place of this one. */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.querySelector("form[data-upload] input[type=file]")?.focus();
}

/** The page tells how far it is; its one section is taken from it, so that nothing else moves. */
async function lookOn() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const section = page.querySelector("#transfer");
    if (section) document.querySelector("#transfer").replaceWith(section);
  } catch {
    // The server may be starting anew; it is asked again.
  }
  if (document.querySelector("[data-going-on]")) setTimeout(lookOn, REFRESH_MS);
}
