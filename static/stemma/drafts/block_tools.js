// Blocks that hold an address, and those that are kept as they are.

function field({ label, value, onInput }) {
  const wrapper = document.createElement("label");
  const input = document.createElement("input");
  wrapper.className = "block-field";
  Object.assign(input, { type: "text", value });
  input.addEventListener("input", onInput);
  wrapper.append(label, input);
  return { wrapper, input };
}

/** A tool whose data has texts at `fields`: {label: [name, within name]}; all else in the data stays. */
function addressTool({ title, icon, fields, isBlank }) {
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
  fields: { "Address of the image": ["file", "url"], Caption: ["caption"] },
  isBlank: (data) => !data.file?.url && !data.url,
});

export const SimplePicture = addressTool({
  title: "Image",
  icon: LETTER("▣"),
  fields: { "Address of the image": ["url"], Caption: ["caption"] },
  isBlank: (data) => !data.url,
});

export const Embed = addressTool({
  title: "Embedded page",
  icon: LETTER("↗"),
  fields: { Address: ["source"], Caption: ["caption"] },
  isBlank: (data) => !data.source && !data.embed,
});

export const LinkCard = addressTool({
  title: "Link",
  icon: LETTER("↗"),
  fields: { Address: ["link"], Title: ["meta", "title"], Description: ["meta", "description"] },
  isBlank: (data) => !data.link,
});

/** A block that no tool can show, or that a tool would write back in part only. */
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
    caption.textContent = `A block of the kind “${this.data.stored?.type}”, kept as it is; to change it, edit the source.`;
    source.tabIndex = 0;
    source.textContent = JSON.stringify(this.data.stored?.data ?? {}, null, 2);
    element.append(caption, source);
    return element;
  }

  save() {
    return this.data;
  }
}
