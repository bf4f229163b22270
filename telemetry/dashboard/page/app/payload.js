"use strict";

/** Payloads as they came from the network, where anything may stand: only what has the right type gets through. */
const Payload = {
  LONGEST: 1 << 20,

  /** @returns {?object} null: no JSON object */
  parse(bytes) {
    if (bytes.length > Payload.LONGEST) {
      return null;
    }
    try {
      const value = JSON.parse(Payload.text.decode(bytes));
      return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
    } catch {
      return null;
    }
  },

  text: new TextDecoder("utf-8"),

  number(value) {
    return typeof value === "number" && Number.isFinite(value) ? value : null;
  },

  string(value) {
    return typeof value === "string" ? value.slice(0, 1000) : null;
  },

  oneOf(value, allowed) {
    return allowed.includes(value) ? value : null;
  },

  array(value) {
    return Array.isArray(value) ? value.slice(0, 5000) : [];
  },

  strings(value) {
    return Payload.array(value).filter(one => typeof one === "string");
  },

  /** RFC 3339 as ms since 1970, or null. */
  instant(value) {
    const ms = typeof value === "string" ? Date.parse(value) : NaN;
    return Number.isNaN(ms) ? null : ms;
  },
};
