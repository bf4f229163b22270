"use strict";

/** All nodes: tiles that count and filter, and the list, worst first. */
class Overview {
  static CELLS = 24;
  static FILTERS = [
    ["all", "nodes", () => true],
    ["flapping", "flapping", node => node.isFlapping],
    ["trouble", "in trouble", node => node.rank >= 2],
    ["offline", "offline", node => node.online === false],
    ["reset", "reset by watchdog", node => node.birth?.cause === "watchdog"],
  ];

  filter = "all";
  query = "";
  #order = [];
  #sortedAt = -Infinity;
  #stale = true;

  constructor(fleet, open) {
    this.fleet = fleet;
    this.open = open;
    this.list = new VirtualList(byId("nodes"), () => this.#row(), (row, node) => this.#fill(row, node));
    this.tiles = new Map();
    for (const [key, label] of Overview.FILTERS) {
      const number = el("b", "", "0");
      const note = el("small");
      const tile = el("button", "tile tile-" + key, number, el("span", "", label), note);
      tile.type = "button";
      tile.addEventListener("click", () => this.choose(key));
      byId("tiles").append(tile);
      this.tiles.set(key, { tile, number, note });
    }
  }

  choose(filter) {
    this.filter = this.filter === filter ? "all" : filter;
    this.list.selected = -1;
    this.stale();
    this.onChoice?.();
  }

  search(query) {
    this.query = query.trim().toLowerCase();
    this.list.selected = -1;
    this.stale();
  }

  /** What is shown is to be chosen anew at once, not in a second. */
  stale() {
    this.#stale = true;
    this.fleet.onChange();
  }

  /** Rows change at once; their order not more than once a second, so that an eye can follow. */
  draw(frameTime, now) {
    if (this.#stale || frameTime - this.#sortedAt > SECOND) {
      this.#stale = false;
      this.#sortedAt = frameTime;
      this.#choose();
    }
    this.now = now;
    this.list.show(this.#order);
  }

  #choose() {
    const selected = this.list.items[this.list.selected];
    const counts = Object.fromEntries(Overview.FILTERS.map(([key]) => [key, 0]));
    let services = 0;
    let up = 0;
    const causes = new Map();
    const match = Overview.FILTERS.find(([key]) => key === this.filter)[2];
    const words = this.query.split(/\s+/).filter(Boolean);
    const chosen = [];
    for (const node of this.fleet.nodes.values()) {
      for (const [key, , test] of Overview.FILTERS) {
        if (test(node)) {
          counts[key]++;
        }
      }
      services += node.services.size;
      up += node.online === false ? 0 : node.count.run + node.count.flapping;
      const cause = node.birth?.cause;
      if (cause) {
        causes.set(cause, (causes.get(cause) ?? 0) + 1);
      }
      if (match(node) && words.every(word => node.text.includes(word))) {
        chosen.push(node);
      }
    }
    chosen.sort((a, b) => b.rank - a.rank || b.weight - a.weight || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.key < b.key ? -1 : 1));
    this.#order = chosen;
    if (selected !== undefined) {
      this.list.selected = chosen.indexOf(selected);
    }
    for (const [key, { tile, number }] of this.tiles) {
      setText(number, Words.count(counts[key]));
      tile.setAttribute("aria-pressed", key === this.filter);
      tile.classList.toggle("none", counts[key] === 0);
    }
    setText(this.tiles.get("all").note, `${Words.count(up)} of ${Words.many(services, "service")} up`);
    setText(this.tiles.get("reset").note, [...causes].filter(([cause]) => cause !== "watchdog").sort((a, b) => b[1] - a[1])
      .slice(0, 2).map(([cause, n]) => `${Words.count(n)} ${Words.cause(cause)}`).join(", "));
    const nothing = byId("nothing");
    nothing.hidden = chosen.length > 0;
    setText(nothing, this.fleet.nodes.size === 0 ? "No node has told anything yet." : "No node is like that. Esc shows all.");
  }

  #row() {
    const row = el("div", "row node-row");
    const parts = {
      word: el("span", "word"), name: el("a", "name"), site: el("span", "site"), cells: el("span", "cells"),
      trouble: el("span", "trouble"), start: el("span", "start"), deaths: el("span", "number deaths"),
    };
    for (let i = 0; i < Overview.CELLS; i++) {
      parts.cells.append(el("i", "cell none"));
    }
    parts.cells.setAttribute("role", "img");
    parts.more = el("span", "more");
    parts.cells.append(parts.more);
    row.append(parts.word, el("span", "who", parts.name, parts.site), parts.cells, parts.trouble, parts.start, parts.deaths);
    row.parts = parts;
    return row;
  }

  #fill(row, node) {
    const parts = row.parts;
    setAttribute(parts.name, "href", "#/node/" + encodeURIComponent(node.key));
    const [word, look] = node.word();
    setText(parts.word, word);
    setClass(parts.word, "word " + look);
    setText(parts.name, node.name);
    setText(parts.site, node.site);
    setTitle(row, `${node.name}, ${node.site}`.slice(0, 300));
    row.classList.toggle("is-offline", node.online === false);
    const cells = parts.cells.children;
    const shown = Math.min(node.sorted.length, Overview.CELLS);
    for (let i = 0; i < Overview.CELLS; i++) {
      setClass(cells[i], i < shown ? "cell " + node.sorted[i].condition(this.now) : "cell none");
    }
    setText(parts.more, node.sorted.length > shown ? `+${node.sorted.length - shown}` : "");
    setAttribute(parts.cells, "aria-label", node.inWords());
    setText(parts.trouble, Overview.#trouble(node, this.now));
    const cause = node.birth?.cause ?? null;
    setText(parts.start, Words.cause(cause));
    parts.start.classList.toggle("flag", cause === "watchdog");
    setTitle(parts.start, (node.birth?.reason ?? "").slice(0, 300));
    setText(parts.deaths, Words.count(node.deaths));
  }

  static #trouble(node, now) {
    const says = [];
    if (node.gate !== null && node.gate !== "open") {
      says.push(node.watchdog?.reason || `gate ${node.gate}`);
    }
    for (const { service, condition, deaths } of node.trouble.slice(0, 3)) {
      says.push(`${service.name} ${service.word(now)}` + (condition === "flapping" ? ` ${deaths}×` : ""));
    }
    if (node.trouble.length > 3) {
      says.push(`and ${node.trouble.length - 3} more`);
    }
    return says.join(" · ");
  }
}
