"use strict";

/** One node: what it is, its services with their last day, and what has happened while the page looked on. */
class NodePage {
  static EVENTS = 40;

  constructor(place) {
    this.place = place;
    this.word = el("span", "word");
    this.name = el("h1", "name");
    this.site = el("span", "site");
    this.alert = el("p", "alert");
    this.alert.hidden = true;
    this.facts = el("dl", "facts");
    const back = el("a", "back", "← All nodes");
    back.href = "#/";
    this.rows = el("div", "list");
    this.rows.id = "services";
    const columns = el("div", "row columns", ...["State", "Service", "For", "Deaths", "Last exit"].map(title => el("span", "", title)),
      el("span", "axis", el("span", "", "24 h ago"), el("span", "", "12 h"), el("span", "", "now")));
    this.events = el("ol", "events");
    this.quiet = el("p", "nothing", "Nothing has happened since this page was opened.");
    place.append(el("div", "node-head", back, el("div", "node-title", this.word, this.name, this.site)), this.alert, this.facts,
      el("div", "node-parts", el("div", "", el("h2", "", "Services"), columns, this.rows),
        el("div", "", el("h2", "", "What has happened"), this.events, this.quiet)));
    this.list = new VirtualList(this.rows, () => this.#row(), (row, service) => this.#fill(row, service));
    this.list.place.setAttribute("role", "list");
  }

  draw(node, now) {
    this.now = now;
    this.colours = Timeline.colours();
    const [word, look] = node.word();
    setText(this.word, word);
    setClass(this.word, "word " + look);
    setText(this.name, node.name);
    setText(this.site, node.site);
    this.offline = node.online === false;
    this.place.classList.toggle("is-offline", this.offline);
    this.#alert(node);
    this.#facts(node);
    const worst = new Map(node.trouble.map(({ service, condition }) => [service, Service.WEIGHT[condition]]));
    this.list.show([...node.sorted].sort((a, b) => (worst.get(b) ?? 0) - (worst.get(a) ?? 0) || (a.name < b.name ? -1 : 1)));
    this.#happened(node);
  }

  #alert(node) {
    const says = [];
    if (this.offline) {
      says.push(node.status.stopped ? "The bridge of this node was stopped; what stands here is what it said last."
        : "The broker has lost this node; what stands here is what it said last.");
    }
    if (node.gate !== null && node.gate !== "open") {
      says.push(`The health gate is ${node.gate}${node.watchdog?.reason ? ": " + node.watchdog.reason : ""}.`);
    }
    if (node.safeMode) {
      says.push("Safe mode: it was reset again and again, and starts only the services of its safe set.");
    }
    if (node.dropped !== null && node.dropped.sid === node.birth?.sid) {
      says.push(`${Words.many(node.dropped.events, "event")} lost, since its queue was full.`);
    }
    this.alert.hidden = says.length === 0;
    setText(this.alert, says.join(" "));
  }

  #facts(node) {
    const b = node.birth;
    const facts = [
      ["Last start", b?.cause ? Words.cause(b.cause) + (b.reason ? `: ${b.reason}` : "") : null],
      ["Up for", b === null || b.mono === null ? null : b.at === null ? "≥ " + Words.duration(b.mono)
        : Words.duration((this.offline ? b.at : this.now) - b.at + b.mono)],
      ["Boots", b?.boots == null ? null : Words.count(b.boots)], ["Resets", b?.resets == null ? null : Words.count(b.resets)],
      ["Watchdog", node.gate === null ? "not guarded" : [`gate ${node.gate}`, ...(node.watchdog?.devices ?? [])].join(", ")],
      ["Critical", (node.watchdog?.critical ?? []).map(c => `${c.name}: ${c.state}`).join(", ") || null],
      ["Board", b?.board], ["Machine", [b?.arch, b?.kernel].filter(Boolean).join(", ") || null],
      ["Dogwatch", b?.version], ["Boot id", b?.bootId?.slice(0, 8)],
    ];
    if (this.facts.children.length !== facts.length) {
      this.facts.replaceChildren(...facts.map(([label]) => el("div", "", el("dt", "", label), el("dd"))));
    }
    facts.forEach(([, value], i) => {
      this.facts.children[i].hidden = !value;
      setText(this.facts.children[i].lastChild, value ?? "");
    });
  }

  #row() {
    const row = el("div", "row service-row");
    const parts = { word: el("span", "word"), name: el("b", "name"), note: el("span", "site"), lasting: el("span", "lasting"),
      deaths: el("span", "number"), ending: el("span", "ending"), timeline: new Timeline() };
    row.append(parts.word, el("span", "who", parts.name, parts.note), parts.lasting, parts.deaths, parts.ending, parts.timeline.canvas);
    row.parts = parts;
    return row;
  }

  #fill(row, service) {
    const parts = row.parts;
    const condition = service.condition(this.now);
    row.dataset.condition = condition;
    setText(parts.word, service.word(this.now));
    setClass(parts.word, "word " + condition);
    setText(parts.name, service.name);
    setTitle(parts.name, service.name.slice(0, 300));
    setText(parts.note, [service.critical && "critical", service.crashOnly && "crash-only", service.pid !== null && `pid ${service.pid}`]
      .filter(Boolean).join(" · "));
    setText(parts.lasting, service.lasting(this.now));
    setText(parts.deaths, Words.count(service.deaths));
    setText(parts.ending, Words.ending(service));
    parts.timeline.draw(service, this.now, this.colours);
  }

  #happened(node) {
    const events = node.events.slice(0, NodePage.EVENTS);
    this.quiet.hidden = events.length > 0;
    while (this.events.children.length > events.length) {
      this.events.lastChild.remove();
    }
    while (this.events.children.length < events.length) {
      this.events.append(el("li", "", el("time"), el("i"), el("b", "name"), el("span")));
    }
    events.forEach((event, i) => {
      const [time, cell, name, text] = this.events.children[i].children;
      setText(time, Words.time(event.when));
      setClass(cell, "cell " + event.condition);
      setText(name, event.service);
      setText(text, event.text);
    });
  }
}
