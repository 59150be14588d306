// The source editor, in CodeMirror: Markdown, and the source of the other formats.

import {
  EditorState,
  EditorView,
  HighlightStyle,
  Transaction,
  bracketMatching,
  defaultKeymap,
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
import { describeInSource, SourcePlaces } from "./files/in_source.js";
import { pasteMarkdown } from "./source_paste.js";
import { editLink, markdownKeys, toolbarFor } from "./source_tools.js";

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

export async function openEditor({ element, text, language, label, lang, nonce, onInput }) {
  const isMarkdown = language === "markdown";
  const places = new SourcePlaces(language);
  const view = new EditorView({ parent: element, state: stateOf(text) });
  const toolbar = isMarkdown ? toolbarFor(view) : null;
  if (toolbar) element.prepend(toolbar.element);

  function onUpdate(update) {
    if (!update.docChanged) return;
    toolbar?.update();
    if (!isOurs(update)) onInput();
  }

  function stateOf(content) {
    const end = lineEnd(content);
    return EditorState.create({
      doc: content,
      extensions: [
        ...(end ? [EditorState.lineSeparator.of(end)] : []),
        EditorView.cspNonce.of(nonce),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, lang, tabindex: "0", spellcheck: "true", autocorrect: "on" }),
        EditorView.updateListener.of(onUpdate),
        EditorView.updateListener.of((update) => places.moved(update.changes)),
        LANGUAGES[language](),
        syntaxHighlighting(highlight),
        history(),
        search({ top: true }),
        highlightSelectionMatches(),
        highlightSpecialChars(),
        dropCursor(),
        bracketMatching(),
        ...(isMarkdown ? [EditorView.domEventHandlers({ paste: pasteMarkdown })] : []),
        // The page itself uses Mod-Enter and Mod-Alt-p.
        keymap.of([...(isMarkdown ? markdownKeys : []), ...searchKeymap, ...historyKeymap, ...otherKeys]),
      ],
    });
  }

  return {
    scroller: view.scrollDOM,
    read: () => view.state.sliceDoc(),
    focus: () => view.focus(),
    link: () => isMarkdown && editLink(view),
    caret: () => caretIn(view.state),
    place: (event) => places.at(view, event),
    describe: (described) => describeInSource(view, { language, ...described }),
    /** Change the text as the person would, so that they can undo it. */
    edit: (content) => view.dispatch({ changes: changesTo(view.state, content), userEvent: "input" }),
    write(content) {
      if (lineEnd(content) !== lineEnd(view.state.sliceDoc())) return view.setState(stateOf(content));
      view.dispatch({ changes: changesTo(view.state, content), annotations: ours });
    },
  };
}

/** Return the line of the caret, or the last line with text before it, and the share of the text before it. */
function caretIn({ doc, selection }) {
  let line = doc.lineAt(selection.main.head);
  while (!line.text.trim() && line.number > 1) line = doc.line(line.number - 1);
  return { line: line.text, share: line.from / Math.max(1, doc.length) };
}

const otherKeys = defaultKeymap.filter((binding) => binding.key !== "Mod-Enter");
const ours = [Transaction.remote.of(true), Transaction.addToHistory.of(false)];

function isOurs(update) {
  return update.transactions.every((transaction) => transaction.annotation(Transaction.remote) || !transaction.docChanged);
}

/** Return the changes from the present text to `content`. The line of the caret stays, if it is still there. */
function changesTo(state, content) {
  const [former, next] = [state.doc.toString(), state.toText(content).toString()];
  const line = state.doc.lineAt(state.selection.main.head);
  const at = line.text.trim() ? nearestLine(next, line) : -1;
  if (at < 0) return [difference(state, { former, next, offset: 0 })];
  return [
    difference(state, { former: former.slice(0, line.from), next: next.slice(0, at), offset: 0 }),
    difference(state, { former: former.slice(line.to), next: next.slice(at + line.text.length), offset: line.to }),
  ];
}

/** Return where `next` has the line, as near as possible to its present place, or -1. */
function nearestLine(next, { text, from }) {
  const places = [];
  for (let at = next.indexOf(text); at >= 0; at = next.indexOf(text, at + 1)) {
    const [before, after] = [next[at - 1] ?? "\n", next[at + text.length] ?? "\n"];
    if (before === "\n" && after === "\n") places.push(at);
  }
  return places.sort((one, other) => Math.abs(one - from) - Math.abs(other - from))[0] ?? -1;
}

/** Return one change from `former`, which begins at `offset`, to `next`. */
function difference(state, { former, next, offset }) {
  const most = Math.min(former.length, next.length);
  let start = 0;
  while (start < most && former[start] === next[start]) start += 1;
  let end = 0;
  while (end < most - start && former.at(-1 - end) === next.at(-1 - end)) end += 1;
  const insert = next.slice(start, next.length - end).split("\n").join(state.lineBreak);
  return { from: offset + start, to: offset + former.length - end, insert };
}
