// Writing files into a source text.

const MARKUP = {
  markdown: ({ url, name, width }) => (width ? `![](${url})` : `[${name.replace(/[\\[\]`*_<]/g, "\\$&")}](${url})`),
  wysiwyg: ({ url, name, width }) => (width ? `<img src="${url}" alt="">` : `<a href="${url}">${escaped(name)}</a>`),
  // Nothing but the visual editor can put a block between two others.
  block: ({ url }) => url,
};

/** Where a picture without a description takes one: what the markup begins with, and how the text is written there. */
const DESCRIBED = {
  markdown: { start: /^!\[/, written: (text) => text.replace(/[\\[\]`*_<]/g, "\\$&") },
  wysiwyg: { start: /^<img .* alt="/, written: escaped },
};

/** Write what a picture shows at each place that does not say it. */
export function describeInSource(view, { language, file, text }) {
  const how = DESCRIBED[language];
  if (!how) return;
  const [markup, source] = [MARKUP[language](file), view.state.doc.toString()];
  const offset = how.start.exec(markup)[0].length;
  const changes = [];
  for (let at = source.indexOf(markup); at >= 0; at = source.indexOf(markup, at + 1)) {
    changes.push({ from: at + offset, insert: how.written(text) });
  }
  view.dispatch({ changes, userEvent: "input" });
}

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
