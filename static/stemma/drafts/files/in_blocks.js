// Writing files into blocks.

// The tools whose blocks show one picture. Their first field has its address.
const PICTURES = ["image", "simpleImage"];

/**
 * Return the place of files: in the block of a picture that asks for one or has none yet, then below it, below what a drop is
 * over, or below the cursor.
 */
export function placeInBlocks(editor, holder, event) {
  const isMeant = ["drop", "insert-files"].includes(event?.type);
  const meant = isMeant ? Array.from(holder.querySelectorAll(".ce-block")).indexOf(event.target.closest(".ce-block")) : -1;
  const index = meant >= 0 ? meant : editor.blocks.getCurrentBlockIndex();
  const block = editor.blocks.getBlockByIndex(index >= 0 ? index : editor.blocks.getBlocksCount() - 1);
  let below = block?.id;
  let address = addressIn(block, { isAsked: event?.type === "insert-files" });
  return {
    insert(file) {
      if (address?.isConnected && file.width) {
        put(address, file.url);
        address = null;
        return;
      }
      const found = editor.blocks.getBlockIndex(below);
      const at = Number.isInteger(found) ? found : editor.blocks.getBlocksCount() - 1;
      const isBlank = editor.blocks.getBlockByIndex(at)?.isEmpty ?? false;
      const [type, data] = blockOf(file);
      below = editor.blocks.insert(type, data, undefined, isBlank ? at : at + 1, false, isBlank).id;
    },
    end() {},
  };
}

/** Return the field for the address of the block's picture. Null if the block shows none, or has one that nobody replaces. */
function addressIn(block, { isAsked }) {
  const field = PICTURES.includes(block?.name) ? block.holder.querySelector("input") : null;
  return field && (isAsked || !field.value) ? field : null;
}

/** Do as if somebody had typed it. */
function put(field, value) {
  field.value = value;
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}

function blockOf({ url, name, width }) {
  if (width) return ["image", { file: { url }, caption: "", withBorder: false, withBackground: false, stretched: false }];
  const link = document.createElement("a");
  link.href = url;
  link.textContent = name;
  return ["paragraph", { text: link.outerHTML }];
}
