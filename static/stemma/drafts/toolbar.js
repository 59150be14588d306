// A toolbar above the text.

/** `groups` are lists of {name, sign, run, isOn, isShown, isOff}. Returns the element and a function that updates it. */
export function toolbarOf(groups) {
  const element = document.createElement("div");
  element.className = "rich-tools";
  element.setAttribute("role", "toolbar");
  element.setAttribute("aria-label", "Formatting");
  const buttons = groups.map((group) => group.map(buttonOf));
  for (const group of buttons) {
    const span = document.createElement("span");
    span.append(...group.map((button) => button.element));
    element.append(span);
  }
  const update = () => buttons.flat().forEach((button) => button.update());
  update();
  return { element, update };
}

function buttonOf({ name, sign, run, isOn, isShown, isOff }) {
  const element = document.createElement("button");
  Object.assign(element, { type: "button", textContent: sign, title: name });
  element.setAttribute("aria-label", name);
  element.addEventListener("click", () => element.ariaDisabled !== "true" && run());
  const update = () => {
    if (isOn) element.setAttribute("aria-pressed", String(isOn()));
    if (isShown) element.hidden = !isShown();
    if (isOff) element.setAttribute("aria-disabled", String(isOff()));
  };
  return { element, update };
}
