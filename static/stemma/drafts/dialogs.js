// Parts of dialogs.

export function button(text, values = {}) {
  const element = document.createElement("button");
  return Object.assign(element, { textContent: text, className: "button quiet" }, values);
}
