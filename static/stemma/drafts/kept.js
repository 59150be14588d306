// Unsaved text, kept in this browser: one record for each page that has or had a draft open.

import { same } from "./snapshots.js";

const STORE = "texts";
const LOCK = "stemma-editor-";

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

function openDatabase() {
  const request = indexedDB.open("stemma-editor", 1);
  request.onupgradeneeded = () => {
    const store = request.result.createObjectStore(STORE, { keyPath: "session" });
    store.createIndex("place", ["person", "document"]);
  };
  return asked(request);
}

function newSession() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The records of one person for one document. `session` identifies this page. No other page writes its record. */
export class Kept {
  #database;
  #place;

  static async open({ person, document, draft }) {
    const kept = new Kept();
    kept.session = newSession();
    kept.#place = { person, document, draft };
    try {
      kept.#database = await openDatabase();
    } catch {
      kept.#database = null;
    }
    // The browser releases the lock when the page ends, even if it crashes.
    navigator.locks?.request(LOCK + kept.session, () => new Promise(() => {}));
    return kept;
  }

  get works() {
    return this.#database !== null;
  }

  /** Resolves to the records of a draft, whichever page made them. */
  static async ofDraft({ person, draft }) {
    const database = await openDatabase();
    const all = await asked(database.transaction(STORE).objectStore(STORE).getAll());
    return all.filter((record) => record.person === person && record.draft === draft);
  }

  async keep({ base, mine }) {
    if (!this.#database) return;
    const transaction = this.#database.transaction(STORE, "readwrite");
    transaction.objectStore(STORE).put({ ...this.#place, session: this.session, base, mine, at: Date.now() });
    await done(transaction);
  }

  async change(session, values) {
    if (!this.#database) return;
    const transaction = this.#database.transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    const record = await asked(store.get(session));
    if (record) store.put({ ...record, ...values });
    await done(transaction);
  }

  /** Remove a record, unless its text has changed since. */
  async forget(session, mine) {
    if (!this.#database) return;
    const transaction = this.#database.transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    const record = await asked(store.get(session));
    if (record && same(record.mine, mine)) store.delete(session);
    await done(transaction);
  }

  /** Call `found` with each record of another page, one at a time, once that page has ended. */
  async findOrphans(found) {
    if (!this.#database) return;
    let last = Promise.resolve();
    // One at a time: two texts put into the page at once would hide each other.
    const inTurn = (record) => (last = last.catch(() => {}).then(() => found(record)));
    const others = (await this.#records()).filter((record) => record.session !== this.session);
    const waits = others.sort((one, other) => other.at - one.at).map((record) => this.#whenGone(record.session, inTurn));
    await Promise.race([Promise.allSettled(waits), new Promise((resolve) => setTimeout(resolve, 300))]);
  }

  async #whenGone(session, found) {
    const give = async () => {
      const record = (await this.#records()).find((candidate) => candidate.session === session);
      if (record) await found(record);
    };
    await (navigator.locks ? navigator.locks.request(LOCK + session, give) : give());
  }

  #records() {
    const index = this.#database.transaction(STORE).objectStore(STORE).index("place");
    return asked(index.getAll([this.#place.person, this.#place.document]));
  }
}
