// Writing files into blocks.

/** Return the place below a block: that of a drop, or that of the cursor. */
export function placeInBlocks(editor, holder, event) {
  const dropped = event?.type === "drop" ? Array.from(holder.querySelectorAll(".ce-block")).indexOf(event.target.closest(".ce-block")) : -1;
  const index = dropped >= 0 ? dropped : editor.blocks.getCurrentBlockIndex();
  let below = editor.blocks.getBlockByIndex(index >= 0 ? index : editor.blocks.getBlocksCount() - 1)?.id;
  return {
    insert(file) {
      const found = editor.blocks.getBlockIndex(below);
      const at = Number.isInteger(found) ? found : editor.blocks.getBlocksCount() - 1;
      const isBlank = editor.blocks.getBlockByIndex(at)?.isEmpty ?? false;
      const [type, data] = blockOf(file);
      below = editor.blocks.insert(type, data, undefined, isBlank ? at : at + 1, false, isBlank).id;
    },
    end() {},
  };
}

function blockOf({ url, name, width }) {
  if (width) return ["image", { file: { url }, caption: "", withBorder: false, withBackground: false, stretched: false }];
  const link = document.createElement("a");
  link.href = url;
  link.textContent = name;
  return ["paragraph", { text: link.outerHTML }];
}
