"use strict";

/**
 * Where the page keeps the last day from one visit to the next: a record for each node in IndexedDB. Where there is none
 * (a private window, a full disk) the page works as well, and remembers this visit only.
 */
class Attic {
  static NAME = "dogwatch";
  static STORE = "nodes";

  #database = null;
  #changed = new Set();

  async open() {
    try {
      this.#database = await new Promise((resolve, reject) => {
        const request = indexedDB.open(Attic.NAME, 1);
        request.onupgradeneeded = () => request.result.createObjectStore(Attic.STORE, { keyPath: "key" });
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    } catch {
      this.#database = null;
    }
  }

  /** What is kept, by node: Map of key to {until, services: {name, entries}[]}. */
  async read(now) {
    const kept = new Map();
    if (this.#database === null) {
      return kept;
    }
    const records = await new Promise(resolve => {
      const request = this.#database.transaction(Attic.STORE).objectStore(Attic.STORE).getAll();
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve([]);
    });
    for (const record of records) {
      if (record.until > now - DAY && Array.isArray(record.services)) {
        kept.set(record.key, record);
      }
    }
    return kept;
  }

  note(nodes) {
    for (const node of nodes) {
      this.#changed.add(node);
    }
  }

  /** Writes the nodes that have changed since, in one transaction. */
  save(now) {
    if (this.#database === null || this.#changed.size === 0) {
      return;
    }
    try {
      const transaction = this.#database.transaction(Attic.STORE, "readwrite");
      const store = transaction.objectStore(Attic.STORE);
      for (const node of this.#changed) {
        const services = [];
        for (const service of node.services.values()) {
          service.history.forget(now - DAY);
          services.push({ name: service.name, entries: service.history.entries });
        }
        store.put({ key: node.key, until: now, services });
      }
      // Not when all have been answered: the page may be closing.
      transaction.commit();
      this.#changed.clear();
    } catch {
      this.#database = null;
    }
  }
}
