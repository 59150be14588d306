// Writing files into a source text.

const MARKUP = {
  markdown: ({ url, name, width }) => (width ? `![](${url})` : `[${name.replace(/[\\[\]`*_<]/g, "\\$&")}](${url})`),
  wysiwyg: ({ url, name, width }) => (width ? `<img src="${url}" alt="">` : `<a href="${url}">${escaped(name)}</a>`),
  // Nothing but the visual editor can put a block between two others.
  block: ({ url }) => url,
};

function escaped(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Whether a line with text begins there. A file right before it would end a heading or a list. */
function startsText(state, at) {
  const line = state.doc.lineAt(at);
  return at === line.from && line.text.trim() !== "";
}

/** Places in a source text, which stay where they are while somebody writes before them. */
export class SourcePlaces {
  #places = new Set();

  constructor(language) {
    this.language = language;
  }

  /** Call it with each change of the text. */
  moved(changes) {
    for (const place of this.#places) place.at = changes.mapPos(place.at, 1);
  }

  at(view, event) {
    const dropped = event?.type === "drop" ? view.posAtCoords({ x: event.clientX, y: event.clientY }) : null;
    const place = { at: dropped ?? view.state.selection.main.to };
    this.#places.add(place);
    return {
      insert: (file, isFirst) => {
        const at = Math.min(place.at, view.state.doc.length);
        const gap = view.state.lineBreak.repeat(2);
        const markup = MARKUP[this.language](file);
        const insert = view.state.toText(startsText(view.state, at) ? markup + gap : (isFirst ? "" : gap) + markup);
        const { main } = view.state.selection;
        // The cursor goes on behind the file if it stands there.
        const selection = main.empty && main.head === at ? { anchor: at + insert.length } : undefined;
        view.dispatch({ changes: { from: at, insert }, selection, userEvent: "input.paste", scrollIntoView: true });
      },
      end: () => this.#places.delete(place),
    };
  }
}
