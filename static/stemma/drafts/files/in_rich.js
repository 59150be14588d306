// Writing files into rich text.

/** Return a place that stays where it is while somebody writes before it. */
export function placeInRich(editor, event) {
  const dropped = event?.type === "drop" ? editor.view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos : null;
  let at = dropped ?? editor.state.selection.to;
  const onTransaction = ({ transaction }) => (at = transaction.mapping.map(at));
  editor.on("transaction", onTransaction);
  return {
    insert: (file) => editor.commands.insertContentAt(Math.min(at, editor.state.doc.content.size), contentOf(file)),
    end: () => editor.off("transaction", onTransaction),
  };
}

function contentOf({ url, name, width }) {
  if (width) return { type: "image", attrs: { src: url, alt: "" } };
  return { type: "text", text: name, marks: [{ type: "link", attrs: { href: url } }] };
}
