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

/** Write what a picture shows at each place that does not say it. */
export function describeInRich(editor, { file, text }) {
  const { doc, tr } = editor.state;
  doc.descendants((node, at) => {
    if (node.type.name === "image" && node.attrs.src === file.url && !node.attrs.alt) tr.setNodeAttribute(at, "alt", text);
  });
  if (tr.docChanged) editor.view.dispatch(tr);
}

function contentOf({ url, name, width }) {
  if (width) return { type: "image", attrs: { src: url, alt: "" } };
  return { type: "text", text: name, marks: [{ type: "link", attrs: { href: url } }] };
}
