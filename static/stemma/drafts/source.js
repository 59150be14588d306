// The source editor, in CodeMirror: Markdown, and the source of the other formats.

import {
  EditorSelection,
  EditorState,
  EditorView,
  HighlightStyle,
  Transaction,
  bracketMatching,
  defaultKeymap,
  drawSelection,
  dropCursor,
  highlightSelectionMatches,
  highlightSpecialChars,
  history,
  historyKeymap,
  html,
  json,
  keymap,
  markdown,
  markdownLanguage,
  search,
  searchKeymap,
  syntaxHighlighting,
  tags,
} from "../../vendor/codemirror.js";
import { SourcePlaces } from "./files/in_source.js";

const LANGUAGES = {
  markdown: () => markdown({ base: markdownLanguage, completeHTMLTags: false }),
  wysiwyg: () => html({ autoCloseTags: false }),
  block: () => json(),
};

const highlight = HighlightStyle.define([
  { tag: tags.heading, class: "source-heading" },
  { tag: tags.strong, class: "source-strong" },
  { tag: tags.emphasis, class: "source-emphasis" },
  { tag: tags.strikethrough, class: "source-struck" },
  { tag: [tags.link, tags.url], class: "source-link" },
  { tag: [tags.monospace, tags.string, tags.attributeValue], class: "source-code" },
  { tag: [tags.processingInstruction, tags.angleBracket, tags.contentSeparator, tags.labelName], class: "source-sign" },
  { tag: [tags.tagName, tags.propertyName, tags.attributeName, tags.comment], class: "source-quiet" },
]);

/** Return the line end with which a text reads back unchanged, or undefined if any does. */
export function lineEnd(text) {
  const ends = text.match(/\r\n|\r|\n/g) ?? [];
  if (ends.length > 0 && ends.every((end) => end === "\r\n")) return "\r\n";
  return ends.some((end) => end !== "\n") ? "\n" : undefined;
}

function around(sign) {
  return ({ state, dispatch }) => {
    const wrapped = state.changeByRange((range) => ({
      changes: [
        { from: range.from, insert: sign },
        { from: range.to, insert: sign },
      ],
      range: EditorSelection.range(range.anchor + sign.length, range.head + sign.length),
    }));
    dispatch(state.update(wrapped, { userEvent: "input", scrollIntoView: true }));
    return true;
  };
}

const markdownKeys = [
  { key: "Mod-b", run: around("**") },
  { key: "Mod-i", run: around("_") },
  { key: "Mod-e", run: around("`") },
];

export async function openEditor({ element, text, language, label, lang, nonce, onInput }) {
  const places = new SourcePlaces(language);
  const view = new EditorView({ parent: element, state: stateOf(text) });

  function stateOf(content) {
    const end = lineEnd(content);
    return EditorState.create({
      doc: content,
      extensions: [
        ...(end ? [EditorState.lineSeparator.of(end)] : []),
        EditorView.cspNonce.of(nonce),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, lang, tabindex: "0", spellcheck: "true", autocorrect: "on" }),
        EditorView.updateListener.of((update) => update.docChanged && !isOurs(update) && onInput()),
        EditorView.updateListener.of((update) => places.moved(update.changes)),
        LANGUAGES[language](),
        syntaxHighlighting(highlight),
        history(),
        search({ top: true }),
        highlightSelectionMatches(),
        highlightSpecialChars(),
        drawSelection(),
        dropCursor(),
        bracketMatching(),
        // The page itself uses Mod-Enter and Mod-Alt-p.
        keymap.of([...(language === "markdown" ? markdownKeys : []), ...searchKeymap, ...historyKeymap, ...otherKeys]),
      ],
    });
  }

  return {
    scroller: view.scrollDOM,
    read: () => view.state.sliceDoc(),
    focus: () => view.focus(),
    place: (event) => places.at(view, event),
    write(content) {
      if (lineEnd(content) !== lineEnd(view.state.sliceDoc())) return view.setState(stateOf(content));
      view.dispatch({ changes: difference(view.state, content), annotations: ours });
    },
  };
}

const otherKeys = defaultKeymap.filter((binding) => binding.key !== "Mod-Enter");
const ours = [Transaction.remote.of(true), Transaction.addToHistory.of(false)];

function isOurs(update) {
  return update.transactions.every((transaction) => transaction.annotation(Transaction.remote) || !transaction.docChanged);
}

/** Return one change from the present text to `content`, so that the cursor and the scroll position stay. */
function difference(state, content) {
  const [former, next] = [state.doc.toString(), state.toText(content).toString()];
  const most = Math.min(former.length, next.length);
  let start = 0;
  while (start < most && former[start] === next[start]) start += 1;
  let end = 0;
  while (end < most - start && former.at(-1 - end) === next.at(-1 - end)) end += 1;
  const insert = next.slice(start, next.length - end).split("\n").join(state.lineBreak);
  return { from: start, to: former.length - end, insert };
}
