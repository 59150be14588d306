// Saves the text: in the browser at once, and on the server after a pause, by compare-and-swap on the revision.

import { meaningOf } from "./answers.js";
import { call } from "./server.js";
import { changesOf, joined, same } from "./snapshots.js";

const PAUSE = 1000;
const LONGEST_PAUSE = 5000;
// Copying a long text into the browser's storage with every key would make typing slow.
const KEEP_PAUSE = 250;
const RETRIES = [1000, 2000, 4000, 8000, 15_000, 30_000];
// Browsers limit what a closing page can send. A larger text waits in the browser for the next visit.
const MOST_AT_CLOSE = 60_000;

/**
 * `base` is the stored draft (revision, title, description, body). `read` and `write` access the fields on the page.
 * `tell` shows the state: {kind: saved | saving | waiting | stopped, say, …}.
 */
export class Autosave {
  #timer;
  #since = 0;
  #failures = 0;
  #running = null;
  #keeping = null;
  #keepAgain = false;
  #keepTimer;

  constructor({ base, person, url, mergeUrl, read, write, kept, tell, onSaved }) {
    Object.assign(this, { base, person, url, mergeUrl, read, write, kept, tell, onSaved });
    this.unsaved = false;
    this.halt = null;
    this.handedOver = false;
    window.addEventListener("online", () => this.#hurry());
    window.addEventListener("focus", () => this.#hurry());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#keep() : this.#hurry()));
    window.addEventListener("pagehide", () => (this.#keep(), this.#flush()));
    window.addEventListener("beforeunload", (event) => this.unsaved && !this.handedOver && event.preventDefault());
  }

  /** The person changed the text. */
  typed() {
    this.unsaved = true;
    if (this.halt?.again === "typed") this.halt = null;
    this.#keepTimer ??= setTimeout(() => this.#keep(), KEEP_PAUSE);
    if (this.halt) return;
    if (this.#failures === 0) this.tell({ kind: "saving", say: "Saving…" });
    this.#since ||= Date.now();
    this.#schedule(Math.min(PAUSE, Math.max(0, this.#since + LONGEST_PAUSE - Date.now())));
  }

  /** Save now. Resolves to true if the server has exactly the text on the page. */
  async save() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#running) await this.#running;
    this.#running = this.#attempt();
    try {
      return await this.#running;
    } catch (fault) {
      console.error(fault);
      this.tell({ kind: "waiting", say: "Not saved: something went wrong on this page. Copy your text, then reload the page." });
      return false;
    } finally {
      this.#running = null;
    }
  }

  /** Show a newer revision that somebody saved, unless this page has unsaved text. Resolves to true if it was shown. */
  async follow() {
    if (this.#running || this.unsaved) return false;
    const theirs = await this.#fetchTheirs();
    if (!theirs || theirs.revision <= this.base.revision || this.unsaved || this.#running) return false;
    if (!(await this.#adopt(theirs))) return this.#cannotShow(theirs);
    this.tell({ kind: "saved", say: `${saveOf(theirs)}. It is shown now.` });
    return true;
  }

  /** The draft is no longer open. */
  async gone() {
    if (this.halt?.again === "never") return;
    this.halt = { again: "never" };
    const say = this.unsaved ? "This draft is no longer open. Your text is kept here." : "This draft is no longer open.";
    this.tell({ kind: "stopped", say, frozen: true, mine: await this.read() });
  }

  async #attempt() {
    const mine = await this.read();
    const changes = changesOf(this.base, mine);
    if (Object.keys(changes).length === 0) return this.#settle(mine, `Saved, revision ${this.base.revision}.`);
    if (this.halt) return false;
    this.tell({ kind: "saving", say: "Saving…" });
    this.#since = 0;
    const answer = await this.#post(changes);
    if (answer.status !== 200) return this.#refused(answer, mine);
    this.#failures = 0;
    const { revision, followed, say } = answer.data;
    this.base = { ...mine, ...followed, revision };
    this.onSaved(revision);
    return this.#settle(mine, say, followed);
  }

  #post(changes, options = {}) {
    const headers = { "If-Match": `"${this.base.revision}"` };
    return call(this.url, { body: { ...changes, person: this.person }, headers, ...options });
  }

  /**
   * The server has stored `mine`, and changed the fields that `followed` the front matter. The person may have typed
   * more in the meantime.
   */
  async #settle(mine, say, followed = {}) {
    this.halt = null;
    await this.kept.forget(this.kept.session, mine);
    await this.#show(followed, mine);
    if (!same(await this.read(), this.base)) {
      this.typed();
      return false;
    }
    this.unsaved = false;
    this.tell({ kind: "saved", say });
    return true;
  }

  /** Show the values in the fields that still have those of `mine`. */
  async #show(values, mine) {
    const now = await this.read();
    const changed = Object.entries(values).filter(([field]) => now[field] === mine[field]);
    if (changed.length > 0) await this.write({ ...now, ...Object.fromEntries(changed) });
  }

  async #refused(answer, mine) {
    const meaning = meaningOf(answer, { online: navigator.onLine });
    if (meaning.collided) return this.#collided(mine);
    if (meaning.again === "soon") {
      const pause = meaning.after ? meaning.after * 1000 : RETRIES[Math.min(this.#failures, RETRIES.length - 1)];
      this.#failures += 1;
      this.#schedule(pause);
      this.tell({ kind: "waiting", ...meaning });
    } else {
      this.halt = meaning;
      this.tell({ kind: "stopped", ...meaning, mine });
    }
    return false;
  }

  async #collided(mine) {
    const theirs = await this.#fetchTheirs();
    if (!theirs) {
      this.#schedule(RETRIES[0]);
      return false;
    }
    if (!(await this.#adopt(theirs))) {
      this.halt = { again: "never", collided: true };
      await this.#offerMerge({ theirs, mine });
      return false;
    }
    this.typed();
    return this.#attempt();
  }

  /** Merge in place if the changes of both sides don't conflict, else on the page with both sides. */
  async #offerMerge({ theirs, mine }) {
    const both = await this.#merge(mine);
    const say = `Not saved: ${lowered(saveOf(theirs))} in the meantime. `;
    const offer = both?.merged
      ? { say: `${say}Your changes don't conflict.`, onMerge: () => this.mergeAndContinue() }
      : { say: `${say}Your text is kept here.` };
    this.tell({ kind: "stopped", collided: true, base: this.base, theirs, mine, ...offer });
  }

  /** Show the merge of the text on the page with their save, and save it. */
  async mergeAndContinue() {
    const mine = await this.read();
    const both = await this.#merge(mine);
    const onMerge = () => this.mergeAndContinue();
    if (!both) return this.tell({ kind: "stopped", say: "Not merged: the server is not responding. Try again.", onMerge });
    if (!both.merged) return this.#offerMerge({ theirs: both, mine });
    await this.write(both.merged);
    const { revision, title, description, body } = both;
    this.base = { revision, title, description, body };
    this.halt = null;
    this.typed();
    return this.save();
  }

  async #merge(mine) {
    const { title, description, body } = this.base;
    const answer = await call(this.mergeUrl, { body: { base: { title, description, body }, mine } });
    return answer.status === 200 ? answer.data : null;
  }

  /**
   * Take their revision as the new base, and show it in the fields that the person has not changed. Resolves to false,
   * and changes nothing, if both changed the same field or the page can't show theirs.
   */
  async #adopt(theirs) {
    const mine = await this.read();
    const both = joined({ base: this.base, theirs, mine });
    if (both === null) return false;
    try {
      if (!same(both, mine)) await this.write(both);
    } catch {
      return false;
    }
    const { revision, title, description, body } = theirs;
    this.base = { revision, title, description, body };
    return true;
  }

  #cannotShow(theirs) {
    this.halt = { again: "never" };
    const say = `${saveOf(theirs)}. Reload the page to see it.`;
    this.tell({ kind: "stopped", say });
    return false;
  }

  async #fetchTheirs() {
    const answer = await call(this.url, { method: "GET" });
    return answer.status === 200 ? answer.data : null;
  }

  /** Keep the text in the browser now. */
  #keep() {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = undefined;
    if (!this.unsaved) return;
    this.#keepAgain = true;
    this.#keeping ??= this.#keepAll();
  }

  /** A fault must not end this for good: the next attempt may succeed. */
  async #keepAll() {
    while (this.#keepAgain) {
      this.#keepAgain = false;
      try {
        await this.kept.keep({ base: this.base, mine: await this.read() });
      } catch (fault) {
        console.error(fault);
        this.tell({ kind: "unkept" });
      }
    }
    this.#keeping = null;
  }

  #schedule(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), pause);
  }

  #hurry() {
    if (this.unsaved && this.#failures > 0 && !this.halt && !document.hidden) this.save();
  }

  async #flush() {
    if (!this.unsaved || this.halt) return;
    const changes = changesOf(this.base, await this.read());
    if (JSON.stringify(changes).length < MOST_AT_CLOSE) this.#post(changes, { keepalive: true });
  }
}

/** Say who saved a revision: somebody else, or this person in another tab. */
function saveOf({ saved_by: name, saved_by_you: isYou, revision }) {
  return isYou ? `You saved revision ${revision} in another tab` : `${name} saved revision ${revision}`;
}

/** Sentences that begin with a name keep its capital. */
function lowered(sentence) {
  return sentence.replace(/^You /, "you ");
}
