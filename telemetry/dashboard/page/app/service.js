"use strict";

/** One service of a node, as its last message tells. */
class Service {
  static WINDOW = 10 * MINUTE;
  /** Deaths within the window that are flapping. */
  static FLAPPING = 3;
  /** How bad each condition is; the worst gives the place in lists. */
  static WEIGHT = { "gave-up": 5, flapping: 4, down: 3, waiting: 1, run: 0, off: 0 };

  /** The same in words, where one service or many are meant. */
  static NAMES = { "gave-up": "gave up", flapping: "flapping", down: "down", waiting: "finishing, paused or not ready", run: "up", off: "off" };

  history = new ServiceHistory();
  /** When deaths were seen, ms, the oldest first. */
  #deathsSeen = [];
  state = null;

  constructor(name) {
    this.name = name;
  }

  /**
   * @param {object} p payload of a state or an event
   * @returns {boolean} whether anything is new
   */
  apply(p, now) {
    const seq = Payload.number(p.seq);
    const sid = Payload.string(p.sid);
    if (sid !== null && sid === this.sid && seq !== null && seq <= this.seq) {
      return false;
    }
    const state = Payload.oneOf(p.state, ["run", "finish", "down"]);
    if (state === null) {
      return false;
    }
    const before = { state: this.state, deaths: this.deaths, boot: this.bootId };
    this.sid = sid;
    this.seq = seq ?? -1;
    this.state = state;
    this.wantUp = p.want !== "down";
    this.ready = typeof p.ready === "boolean" ? p.ready : null;
    this.paused = p.paused === true;
    this.gaveUp = p.gave_up === true;
    this.critical = p.critical === true;
    this.crashOnly = p.crash_only === true;
    this.pid = Payload.number(p.pid);
    this.starts = Payload.number(p.starts);
    this.deaths = Payload.number(p.deaths);
    this.exit = Payload.number(p.exit);
    this.signal = Payload.number(p.signal);
    this.bootId = Payload.string(p.boot_id);
    this.mono = Payload.number(p.mono_ms);
    this.sinceMono = Payload.number(p.since_mono_ms);
    const since = Payload.instant(p.since);
    const ts = Payload.instant(p.ts);
    this.age = this.mono !== null && this.sinceMono !== null ? Math.max(0, this.mono - this.sinceMono) : null;
    this.since = since !== null ? Math.min(since, now) : ts !== null && this.age !== null ? Math.min(ts - this.age, now) : null;
    this.#count(before, now);
    this.#remember(before, now);
    return true;
  }

  #count(before, now) {
    if (this.deaths === null) {
      return;
    }
    if (before.deaths !== null && before.deaths !== undefined && before.boot === this.bootId) {
      const fresh = Math.min(this.deaths - before.deaths, 50);
      for (let i = 0; i < fresh; i++) {
        this.#deathsSeen.push(now);
      }
      this.#deathsSeen.splice(0, Math.max(0, this.#deathsSeen.length - 100));
    } else if (this.age !== null && this.age < 2 * MINUTE && this.mono > 0) {
      // The page has just come. Who died lately, and on the average so often, has flapped before.
      const estimate = Math.min(this.deaths, Math.floor(this.deaths * Service.WINDOW / Math.max(this.mono, Service.WINDOW)), 50);
      for (let i = 0; i < estimate; i++) {
        this.#deathsSeen.push(now - this.age);
      }
    }
  }

  #remember(before, now) {
    const kind = this.#kind();
    const restarted = before.state === "run" && this.state === "run" && before.boot === this.bootId && this.deaths > before.deaths;
    this.history.note(this.since ?? now, restarted ? ServiceHistory.RESTART : kind);
  }

  #kind() {
    return this.state === "run" ? (this.paused || this.ready === false ? ServiceHistory.WAITING : ServiceHistory.RUN)
      : this.state === "finish" ? ServiceHistory.WAITING : this.wantUp ? ServiceHistory.DOWN : ServiceHistory.OFF;
  }

  /** Deaths of the last ten minutes, as far as they were seen. */
  recentDeaths(now) {
    const seen = this.#deathsSeen;
    while (seen.length > 0 && seen[0] < now - Service.WINDOW) {
      seen.shift();
    }
    return seen.length;
  }

  /** One of the keys of WEIGHT. */
  condition(now) {
    if (this.gaveUp) {
      return "gave-up";
    }
    // Before down: what flaps is down again and again, and is not to jump about in lists.
    if (this.recentDeaths(now) >= Service.FLAPPING && this.wantUp) {
      return "flapping";
    }
    if (this.state === "down" && this.wantUp) {
      return "down";
    }
    if (this.state === "run") {
      return this.paused || this.ready === false ? "waiting" : "run";
    }
    return this.state === "finish" ? "waiting" : "off";
  }

  /** The condition in words. */
  word(now) {
    const condition = this.condition(now);
    switch (condition) {
      case "waiting": return this.state === "finish" ? "finishing" : this.paused ? "paused" : "not ready";
      default: return Service.NAMES[condition];
    }
  }

  /** How long it has been so; of a node without a clock, how long it had been so at its last word. */
  lasting(now) {
    return this.since !== null ? Words.duration(now - this.since) : this.age !== null ? "≥ " + Words.duration(this.age) : "–";
  }
}
