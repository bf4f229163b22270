"use strict";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The signals of Linux, as they are called on all machines that Dogwatch runs on. */
const SIGNALS = ["", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
  "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"];

const Words = {
  /** A duration of ms in its two largest units: 3 d 4 h. */
  duration(ms) {
    const s = Math.max(0, Math.floor(ms / SECOND));
    if (s < 60) {
      return `${s} s`;
    }
    const [large, small, a, b] = s < 3600 ? ["min", "s", 60, 1] : s < 86400 ? ["h", "min", 3600, 60] : ["d", "h", 86400, 3600];
    const rest = Math.floor((s % a) / b);
    return `${Math.floor(s / a)} ${large}` + (rest && s < 100 * a ? ` ${rest} ${small}` : "");
  },

  /** How the last ./run has ended. */
  ending(service) {
    if (service.signal !== null) {
      return "SIG" + (SIGNALS[service.signal] || service.signal);
    }
    return service.exit === null ? "–" : `exit ${service.exit}`;
  },

  count(n) {
    return n === null ? "–" : n.toLocaleString("en");
  },

  many(n, one, more = one + "s") {
    return `${Words.count(n)} ${n === 1 ? one : more}`;
  },

  time(ms) {
    return new Date(ms).toLocaleTimeString("en-GB");
  },

  cause(cause) {
    return { "power-on": "power on", "poweroff": "after power off", watchdog: "watchdog reset", reboot: "reboot", unknown: "unknown cause" }[cause] || "–";
  },
};
