// One question at a time, in a native dialog.

/** Resolves to the entered text, or null if the person cancels. */
export function ask({ heading, label, value }) {
  const dialog = document.createElement("dialog");
  const form = document.createElement("form");
  const title = document.createElement("h2");
  const field = document.createElement("label");
  const input = document.createElement("input");
  const row = document.createElement("p");
  dialog.className = "dialog";
  form.method = "dialog";
  title.textContent = heading;
  field.className = "field";
  Object.assign(input, { type: "text", value });
  field.append(label, input);
  row.className = "actions";
  row.append(button("OK", { value: "ok", className: "button primary" }), button("Cancel", { value: "", className: "button quiet" }));
  form.append(title, field, row);
  dialog.append(form);
  dialog.setAttribute("aria-label", heading);
  document.body.append(dialog);
  dialog.showModal();
  input.select();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "ok" ? input.value.trim() : null);
    });
  });
}

export function button(text, values = {}) {
  const element = document.createElement("button");
  return Object.assign(element, { textContent: text, className: "button quiet" }, values);
}
