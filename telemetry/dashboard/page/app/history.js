"use strict";

/**
 * What the page knows of the last day of one service: a list of (when, what) as flat numbers, in order. Each holds until
 * the next one; RESTART is a death with a start at once, after which it runs.
 */
class ServiceHistory {
  static UNKNOWN = 0;
  static RUN = 1;
  static DOWN = 2;
  static OFF = 3;
  static WAITING = 4;
  static RESTART = 5;
  /** Numbers that are kept: of a service that never stays up, the last entries only. */
  static LONGEST = 800;

  entries = [];

  /** It has been `what` since `when`. Time that nobody had watched is filled in when the service itself says since when. */
  note(when, what) {
    const e = this.entries;
    while (e.length > 0 && e[e.length - 1] === ServiceHistory.UNKNOWN && e[e.length - 2] >= when) {
      e.length -= 2;
    }
    const last = e[e.length - 1];
    if (what !== ServiceHistory.RESTART && (last === what || last === ServiceHistory.RESTART && what === ServiceHistory.RUN)) {
      return;
    }
    const after = e.length > 0 ? e[e.length - 2] : 0;
    e.push(Math.max(when, after), what);
    if (e.length > ServiceHistory.LONGEST) {
      e.splice(0, e.length - ServiceHistory.LONGEST);
    }
  }

  /** Drops what has ended before this. */
  forget(before) {
    let keep = 0;
    while (keep + 2 < this.entries.length && this.entries[keep + 2] < before) {
      keep += 2;
    }
    this.entries.splice(0, keep);
  }

  /** What was kept of an earlier visit, which ended then. */
  static restored(entries, until) {
    const history = new ServiceHistory();
    if (Array.isArray(entries) && entries.length % 2 === 0 && entries.every(Number.isFinite)) {
      history.entries = entries.slice(-ServiceHistory.LONGEST);
      history.note(until, ServiceHistory.UNKNOWN);
    }
    return history;
  }
}
