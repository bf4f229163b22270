"use strict";

/** All nodes. Messages change it at once; what they mean for lists is worked out when somebody looks, once a frame. */
class Fleet {
  static MOST_NODES = 20000;

  nodes = new Map();
  dirty = new Set();
  messages = 0;
  refused = 0;
  /** What the attic has, by key of the node. */
  kept = new Map();

  constructor(onChange) {
    this.onChange = onChange;
  }

  /** @param {Uint8Array} bytes */
  message(topic, bytes, now) {
    this.messages++;
    const at = Topic.parse(topic);
    if (at === null) {
      this.refused++;
      return;
    }
    const p = bytes.length === 0 ? null : Payload.parse(bytes);
    if (p === null && bytes.length > 0 || p === null && !this.nodes.has(at.node)) {
      this.refused++;
      return;
    }
    const node = this.#node(at);
    if (node === null || !this.#apply(node, at, p, now)) {
      this.refused++;
      return;
    }
    this.dirty.add(node);
    this.onChange();
  }

  #apply(node, at, p, now) {
    switch (at.kind) {
      case "status":
        if (p === null) {
          this.nodes.delete(node.key);
        } else {
          node.applyStatus(p, now);
        }
        return true;
      case "birth":
        if (p !== null) {
          node.applyBirth(p);
          node.textIsOld();
        }
        return true;
      case "watchdog": node.applyWatchdog(p); return true;
      case "dropped": node.applyDropped(p); return true;
      case "state": node.applyState(at.service, p, now); return true;
      case "event":
        if (p !== null) {
          node.applyEvent(at.service, p, now);
        }
        return true;
      default: return false;
    }
  }

  #node(at) {
    let node = this.nodes.get(at.node);
    if (node === undefined) {
      if (this.nodes.size >= Fleet.MOST_NODES) {
        return null;
      }
      node = new FleetNode(at.node, at.site, at.name, this.kept.get(at.node));
      this.nodes.set(at.node, node);
    }
    return node;
  }

  /** Brings the summaries up to date. */
  settle(now) {
    for (const node of this.dirty) {
      node.summarise(now);
    }
    this.dirty.clear();
  }

  /** Flapping ends without a message: those that flap are to be looked at again. */
  age() {
    for (const node of this.nodes.values()) {
      if (node.isFlapping) {
        this.dirty.add(node);
      }
    }
    this.onChange();
  }

  /** From now on until the broker speaks again nobody knows anything. */
  lost(now) {
    for (const node of this.nodes.values()) {
      for (const service of node.services.values()) {
        service.history.note(now, ServiceHistory.UNKNOWN);
        service.seq = -1;
      }
    }
  }

  /** A broker is there again, perhaps another one: it tells what it knows, and of the rest nobody knows. */
  found() {
    for (const node of this.nodes.values()) {
      node.forgotten();
      this.dirty.add(node);
    }
    this.onChange();
  }
}
