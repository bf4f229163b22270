"use strict";

const Topic = {
  /** What the page looks at. Not with QoS 1: a broker queues only so many of those for a client that comes. */
  WANTED: ["status", "birth", "watchdog", "dropped", "svc/+/state", "svc/+/event"].map(tail => "dogwatch/v1/+/+/" + tail),

  /** @returns {?{node: string, site: string, name: string, kind: string, service: ?string}} null: none of ours */
  parse(topic) {
    const levels = topic.split("/");
    if (levels[0] !== "dogwatch" || levels[1] !== "v1") {
      return null;
    }
    const node = levels[2] + "/" + levels[3];
    const of = (kind, service) => ({ node, site: Topic.decode(levels[2]), name: Topic.decode(levels[3]), kind, service });
    if (levels.length === 5) {
      return of(levels[4], null);
    }
    return levels.length === 7 && levels[4] === "svc" ? of(levels[6], Topic.decode(levels[5])) : null;
  },

  /** A level as a name. What is no UTF-8 stays encoded. */
  decode(level) {
    try {
      return Topic.visible(decodeURIComponent(level));
    } catch {
      return Topic.visible(level);
    }
  },

  /** A name with what nobody sees, or what turns the text around it, as \u202e. */
  visible(name) {
    return name.replace(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g,
      c => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
  },
};
