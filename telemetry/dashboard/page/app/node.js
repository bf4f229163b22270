"use strict";

/** One node: its messages put together. Named FleetNode, since the document has Nodes already. */
class FleetNode {
  static MOST_SERVICES = 5000;
  static MOST_EVENTS = 200;

  services = new Map();
  status = null;
  birth = null;
  /** Of the bridge: when it was first heard of, ms of the node's own clock. */
  session = { sid: null, mono: null };
  watchdog = null;
  dropped = null;
  /** Whether the broker that there is has told its status. */
  heard = false;
  /** The newest first: {when, service, text, condition}. */
  events = [];

  /** @param {object} [kept] what the attic has of it */
  constructor(key, site, name, kept) {
    this.kept = kept;
    this.key = key;
    this.site = site;
    this.name = name;
    this.summarise(0);
  }

  applyStatus(p, now) {
    this.heard = true;
    this.status = { online: p.online === true, sid: Payload.string(p.sid), stopped: p.reason === "stopped", at: Payload.instant(p.ts) };
    if (!this.online) {
      this.services.forEach(service => service.history.note(now, ServiceHistory.UNKNOWN));
    }
  }

  applyBirth(p) {
    const string = key => Payload.string(p[key]);
    const w = p.watchdog !== null && typeof p.watchdog === "object" ? p.watchdog : null;
    this.birth = {
      sid: string("sid"), version: string("version"), arch: string("arch"), kernel: string("kernel"), board: string("board"),
      bootId: string("boot_id"), boots: Payload.number(p.boots), cause: string("cause"), reason: string("reason"),
      resets: Payload.number(p.resets), watchdog: w && { gate: Payload.string(w.gate), reason: Payload.string(w.reason), safeMode: w.safe_mode === true },
      names: new Set(Payload.strings(p.services).map(Topic.visible)), at: Payload.instant(p.ts), mono: Payload.number(p.mono_ms),
    };
    if (this.session.sid !== this.birth.sid) {
      this.session = { sid: this.birth.sid, mono: this.birth.mono };
    }
    for (const service of this.services.values()) {
      if (this.#isGone(service.name, service.sid)) {
        this.services.delete(service.name);
      }
    }
  }

  /** Of an earlier session, and not among what the newest birth lists: it was removed while the bridge was not there to tell. */
  #isGone(name, sid) {
    return this.birth !== null && sid !== this.birth.sid && !this.birth.names.has(name);
  }

  applyWatchdog(p) {
    this.watchdog = p && {
      gate: Payload.oneOf(p.gate, ["open", "starving", "rebooting", "closed"]), reason: Payload.string(p.reason), safeMode: p.safe_mode === true,
      devices: Payload.array(p.devices).map(d => `${Payload.string(d?.path) ?? "?"} ${Payload.string(d?.state) ?? "?"}`),
      critical: Payload.array(p.critical).map(c => ({ name: Payload.string(c?.name) ?? "?", state: Payload.string(c?.state) ?? "?" })),
    };
  }

  applyDropped(p) {
    this.dropped = p && Payload.number(p.events) ? { events: Payload.number(p.events), sid: Payload.string(p.sid) } : null;
  }

  /** @param {?object} p null: removed */
  applyState(name, p, now) {
    if (p === null) {
      this.services.delete(name);
      return;
    }
    if (this.#isGone(name, Payload.string(p.sid))) {
      return;
    }
    this.#service(name)?.apply(p, now);
  }

  applyEvent(name, p, now) {
    const cause = Payload.oneOf(p.cause, ["appeared", "removed", "up", "down", "finish", "ready", "paused", "continued", "gave-up", "want", "restarted"]);
    if (cause === null) {
      return;
    }
    if (cause === "removed") {
      this.#tell(now, name, "removed", "off");
      return;
    }
    const service = this.#service(name);
    if (service?.apply(p, now) && !(cause === "appeared" && this.#hasJustBegun(p))) {
      this.#tell(Payload.instant(p.ts) ?? now, name, FleetNode.#sentence(cause, service, Payload.number(p.missed) ?? 0), service.condition(now));
    }
  }

  /** A bridge that starts tells of all services that they have appeared; nothing has happened then. */
  #hasJustBegun(p) {
    return this.session.mono !== null && p.sid === this.session.sid && Payload.number(p.mono_ms) < this.session.mono + MINUTE;
  }

  static #sentence(cause, service, missed) {
    const unseen = missed > 0 ? `, and ${Words.many(missed, "time")} before that unseen` : "";
    switch (cause) {
      case "restarted": return `died (${Words.ending(service)}), started again${unseen}`;
      case "down": return service.wantUp ? `died (${Words.ending(service)})` : "down, as wanted";
      case "finish": return `ended (${Words.ending(service)}), finishing`;
      case "up": return `up${service.pid === null ? "" : `, pid ${service.pid}`}${unseen}`;
      case "gave-up": return `gave up after ${Words.ending(service)}`;
      case "want": return service.wantUp ? "told up" : "told down";
      default: return cause;
    }
  }

  #tell(when, service, text, condition) {
    this.events.unshift({ when, service, text, condition });
    this.events.length = Math.min(this.events.length, FleetNode.MOST_EVENTS);
  }

  #service(name) {
    let service = this.services.get(name);
    if (service === undefined && this.services.size < FleetNode.MOST_SERVICES) {
      service = new Service(name);
      service.history = ServiceHistory.restored(this.kept?.services.find(one => one.name === name)?.entries, this.kept?.until);
      this.services.set(name, service);
      this.sorted = null;
    }
    return service;
  }

  /** What it is depends on what the broker says next: another broker may not know it. */
  forgotten() {
    this.heard = false;
  }

  /** A last will counts only for the session of the newest birth; an older one came late. */
  get online() {
    return this.status === null || !this.heard ? null : this.status.online || this.birth !== null && this.status.sid !== this.birth.sid;
  }

  get gate() {
    return this.watchdog?.gate ?? this.birth?.watchdog?.gate ?? null;
  }

  get safeMode() {
    return (this.watchdog ?? this.birth?.watchdog)?.safeMode === true;
  }

  /** Puts together what lists show, once for many messages. */
  summarise(now) {
    if (!this.sorted || this.sorted.length !== this.services.size) {
      this.sorted = [...this.services.values()].sort((a, b) => a.name < b.name ? -1 : 1);
      this.text = [this.name, this.site, this.birth?.board, this.birth?.cause, this.birth?.arch, ...this.services.keys()].join("\n").toLowerCase();
    }
    const count = { "gave-up": 0, flapping: 0, down: 0, waiting: 0, run: 0, off: 0 };
    this.deaths = 0;
    this.trouble = [];
    let recent = 0;
    for (const service of this.sorted) {
      const condition = service.condition(now);
      count[condition]++;
      this.deaths += service.deaths ?? 0;
      if (Service.WEIGHT[condition] > 0) {
        const deaths = service.recentDeaths(now);
        recent += deaths;
        this.trouble.push({ service, condition, deaths });
      }
    }
    this.count = count;
    this.trouble.sort((a, b) => Service.WEIGHT[b.condition] - Service.WEIGHT[a.condition] || b.deaths - a.deaths || (a.service.name < b.service.name ? -1 : 1));
    this.isFlapping = count.flapping + count["gave-up"] > 0;
    const starving = this.online && this.gate !== null && this.gate !== "open";
    this.rank = this.isFlapping ? 5 : starving ? 4 : count.down > 0 ? 3 : this.online === false ? 2 : count.waiting > 0 || this.safeMode ? 1 : 0;
    this.weight = this.online === false ? 0 : recent;
  }

  /** How many services are how, for who does not see the signs. */
  inWords() {
    return Object.entries(this.count).filter(([, n]) => n > 0).map(([condition, n]) => `${n} ${Service.NAMES[condition]}`).join(", ");
  }

  /** Before summarise: names, board or cause may be new. */
  textIsOld() {
    this.sorted = null;
  }

  /** The state of the node in a word, and the class that has its colour and shape. */
  word() {
    if (this.online === null) {
      return ["unknown", "off"];
    }
    if (!this.online) {
      return this.status.stopped ? ["stopped", "off"] : ["offline", "offline"];
    }
    if (this.gate !== null && this.gate !== "open") {
      return [this.gate, "down"];
    }
    return this.count.flapping > 0 ? ["flapping", "flapping"] : this.count["gave-up"] > 0 ? ["gave up", "gave-up"] : this.rank >= 3 ? ["degraded", "down"] : this.safeMode ? ["safe mode", "waiting"] : ["online", "run"];
  }
}
