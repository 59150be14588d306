export { defaultKeymap, history, historyKeymap, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
export { html } from "@codemirror/lang-html";
export { json } from "@codemirror/lang-json";
export { markdown, markdownLanguage } from "@codemirror/lang-markdown";
export { HighlightStyle, bracketMatching, syntaxHighlighting, syntaxTree } from "@codemirror/language";
export { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
export { EditorSelection, EditorState, Transaction } from "@codemirror/state";
export { EditorView, dropCursor, highlightSpecialChars, keymap } from "@codemirror/view";
export { tags } from "@lezer/highlight";
