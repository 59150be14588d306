// Blocks with a URL, and blocks that are kept unchanged.

import { button } from "./dialogs.js";

function field({ label, value, onInput }) {
  const wrapper = document.createElement("label");
  const input = document.createElement("input");
  wrapper.className = "block-field";
  Object.assign(input, { type: "text", value });
  input.addEventListener("input", onInput);
  wrapper.append(label, input);
  return { wrapper, input };
}

/** Show the picture if this server has it. Others are not loaded from elsewhere while somebody writes. */
function pictureOf(input) {
  const picture = Object.assign(document.createElement("img"), { alt: "" });
  const show = () => {
    picture.hidden = !input.value.startsWith("/files/");
    if (!picture.hidden) picture.src = input.value;
  };
  input.addEventListener("change", show);
  show();
  return picture;
}

/** Return the button that asks the page for a file. The editor would take its Enter for a new block. */
function fileButton() {
  const element = button("Choose a picture…", { type: "button", className: "button small" });
  element.addEventListener("click", () => element.dispatchEvent(new CustomEvent("insert-files", { bubbles: true })));
  element.addEventListener("keydown", (event) => event.key === "Enter" && event.stopPropagation());
  return element;
}

/** A tool that edits the texts at `fields`, {label: [name, nested name]}, and keeps all other data. */
function addressTool({ title, icon, fields, isBlank, isPicture = false }) {
  return class {
    static get toolbox() {
      return { title, icon };
    }

    static get sanitize() {
      return Object.fromEntries(Object.values(fields).map(([name]) => [name, true]));
    }

    constructor({ data, block }) {
      Object.assign(this, { data, block });
    }

    render() {
      const element = document.createElement("div");
      element.className = "block-fields";
      this.inputs = Object.entries(fields).map(([label, path]) => {
        const value = path.reduce((part, name) => part?.[name], this.data) ?? "";
        const { wrapper, input } = field({ label, value, onInput: () => this.block.dispatchChange() });
        element.append(wrapper);
        return { input, path };
      });
      if (isPicture) element.prepend(pictureOf(this.inputs[0].input), fileButton());
      return element;
    }

    save() {
      const data = structuredClone(this.data ?? {});
      for (const { input, path } of this.inputs) put(data, path, input.value);
      return data;
    }

    validate(data) {
      return !isBlank(data);
    }
  };
}

function put(data, path, value) {
  const [name, ...rest] = path;
  if (rest.length === 0 && (value || name in data)) data[name] = value;
  else if (rest.length > 0) put((data[name] ??= {}), rest, value);
}

const LETTER = (sign) => `<svg viewBox="0 0 24 24"><text x="12" y="17" text-anchor="middle" font-size="15">${sign}</text></svg>`;

export const Picture = addressTool({
  title: "Image",
  icon: LETTER("▣"),
  fields: { "Image URL": ["file", "url"], Caption: ["caption"] },
  isBlank: (data) => !data.file?.url && !data.url,
  isPicture: true,
});

export const SimplePicture = addressTool({
  title: "Image",
  icon: LETTER("▣"),
  fields: { "Image URL": ["url"], Caption: ["caption"] },
  isBlank: (data) => !data.url,
  isPicture: true,
});

export const Embed = addressTool({
  title: "Embedded page",
  icon: LETTER("↗"),
  fields: { URL: ["source"], Caption: ["caption"] },
  isBlank: (data) => !data.source && !data.embed,
});

export const LinkCard = addressTool({
  title: "Link",
  icon: LETTER("↗"),
  fields: { URL: ["link"], Title: ["meta", "title"], Description: ["meta", "description"] },
  isBlank: (data) => !data.link,
});

/** A block that no tool can show, or that a tool would lose parts of. */
export class KeptBlock {
  static get sanitize() {
    return { stored: true };
  }

  constructor({ data }) {
    this.data = data;
  }

  render() {
    const element = document.createElement("figure");
    const caption = document.createElement("figcaption");
    const source = document.createElement("pre");
    element.className = "kept-whole";
    caption.textContent = `Block of type “${this.data.stored?.type}”, kept unchanged. To change it, edit the source.`;
    source.tabIndex = 0;
    source.textContent = JSON.stringify(this.data.stored?.data ?? {}, null, 2);
    element.append(caption, source);
    return element;
  }

  save() {
    return this.data;
  }
}
