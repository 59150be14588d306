// Undo and redo for blocks. Each step is a state of the whole document. Only the blocks that differ are replaced.

const BURST = 600;
const MOST = 200;

function sameBlock(one, other) {
  return one.id === other.id && one.type === other.type && JSON.stringify(one.data) === JSON.stringify(other.data);
}

/** Return where two lists of blocks differ: the number of equal blocks before and after. */
function difference(former, next) {
  const most = Math.min(former.length, next.length);
  let before = 0;
  while (before < most && sameBlock(former[before], next[before])) before += 1;
  let after = 0;
  while (after < most - before && sameBlock(former.at(-1 - after), next.at(-1 - after))) after += 1;
  return { before, after };
}

function isSame(former, next) {
  return former.length === next.length && difference(former, next).before === next.length;
}

/** Whether only the text within blocks changed. */
function isTyping(former, next) {
  return former.length === next.length && former.every(({ id, type }, index) => id === next[index].id && type === next[index].type);
}

/** The place of the caret: the index of its block, and the number of characters before it there. */
export function caretIn(editor) {
  const index = editor.blocks.getCurrentBlockIndex();
  const selection = getSelection();
  const holder = editor.blocks.getBlockByIndex(index)?.holder;
  if (!holder || selection.rangeCount === 0 || !holder.contains(selection.focusNode)) return { index, offset: 0 };
  const range = document.createRange();
  range.selectNodeContents(holder);
  range.setEnd(selection.focusNode, selection.focusOffset);
  return { index, offset: range.toString().length };
}

/** Put the caret where `caretIn` found it. */
export function putCaret(editor, { index, offset }) {
  const block = editor.blocks.getBlockByIndex(Math.min(index, editor.blocks.getBlocksCount() - 1));
  if (!block) return;
  editor.caret.setToBlock(block, "start");
  const walker = document.createTreeWalker(block.holder, NodeFilter.SHOW_TEXT);
  let left = offset;
  while (walker.nextNode()) {
    const { length } = walker.currentNode;
    if (left <= length && walker.currentNode.parentElement.closest("[contenteditable=true]")) {
      getSelection().collapse(walker.currentNode, left);
      return;
    }
    left -= Math.min(left, length);
  }
}

export class BlockHistory {
  #editor;
  #past = [];
  #future = [];
  #present;
  #at = 0;

  /** `onChange` is called when there is more or less to undo or redo. */
  constructor(editor, onChange) {
    this.#editor = editor;
    this.onChange = onChange;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /** Forget everything: the document was replaced. */
  start(blocks) {
    [this.#past, this.#future] = [[], []];
    this.#present = { blocks, caret: { index: 0, offset: 0 } };
    this.onChange();
  }

  /** Remember the present state. What is typed in one go is one step. */
  record(blocks) {
    const state = { blocks, caret: caretIn(this.#editor) };
    if (!this.#present || isSame(this.#present.blocks, blocks)) return;
    const isBurst = Date.now() - this.#at < BURST && this.canUndo && isTyping(this.#present.blocks, blocks);
    if (!isBurst) this.#past.push(this.#present);
    if (this.#past.length > MOST) this.#past.shift();
    this.#present = state;
    this.#future = [];
    this.#at = Date.now();
    this.onChange();
  }

  async undo() {
    await this.#go(this.#past, this.#future);
  }

  async redo() {
    await this.#go(this.#future, this.#past);
  }

  async #go(from, to) {
    const state = from.pop();
    if (!state) return;
    to.push(this.#present);
    const former = this.#present;
    this.#present = state;
    this.#at = 0;
    await this.#show(former.blocks, state.blocks);
    putCaret(this.#editor, state.blocks.length < former.blocks.length ? state.caret : caretOf(former, state));
    this.onChange();
  }

  /** Replace the blocks that differ. New ones come first: an editor without blocks adds an empty one. */
  async #show(former, next) {
    const { blocks } = this.#editor;
    const { before, after } = difference(former, next);
    const added = next.slice(before, next.length - after);
    if (added.length > 0) blocks.insertMany(structuredClone(added), before);
    const extra = blocks.getBlocksCount() - next.length;
    for (let left = extra; left > 0 && blocks.getBlocksCount() > 1; left -= 1) blocks.delete(before + added.length);
    await Promise.all(added.map(({ id }) => blocks.getById(id)?.save()));
  }
}

/** Return where the caret goes: the block that differs, or the place that was remembered if it is in it. */
function caretOf(former, state) {
  const { before } = difference(former.blocks, state.blocks);
  return state.caret.index >= before ? state.caret : { index: before, offset: Number.MAX_SAFE_INTEGER };
}
