"use strict";

/** The last day of a service on a canvas: what runs is a low bar, what is down a high one, a restart a stroke. */
class Timeline {
  constructor() {
    this.canvas = el("canvas", "timeline");
    this.canvas.setAttribute("role", "img");
  }

  /** @param {object} colours from Timeline.colours() */
  draw(service, now, colours) {
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (width === 0) {
      return;
    }
    const e = service.history.entries;
    // A pixel is minutes: nothing to do for most frames.
    const mark = `${service.name}|${e.length}|${e[e.length - 2]}|${Math.floor(now / 30000)}|${width}|${colours.mark}`;
    if (this.mark === mark) {
      return;
    }
    this.mark = mark;
    const scale = devicePixelRatio || 1;
    this.canvas.width = width * scale;
    this.canvas.height = height * scale;
    const c = this.canvas.getContext("2d");
    c.scale(scale, scale);
    c.clearRect(0, 0, width, height);
    const begin = now - DAY;
    const x = t => Math.max(0, Math.min(width, (t - begin) / DAY * width));
    c.fillStyle = colours.line;
    c.fillRect(0, height - 1, width, 1);
    for (let i = 0; i < e.length; i += 2) {
      // What is so now is seen, however short it has been so.
      const from = i + 2 < e.length ? x(e[i]) : Math.min(x(e[i]), width - 3);
      const to = i + 2 < e.length ? x(e[i + 2]) : width;
      const what = e[i + 1] === ServiceHistory.RESTART ? ServiceHistory.RUN : e[i + 1];
      const [colour, part] = Timeline.#look(what, colours);
      if (part > 0 && to >= from) {
        c.fillStyle = colour;
        const h = Math.round((height - 1) * part);
        c.fillRect(from, height - 1 - h, Math.max(to - from, what === ServiceHistory.RUN ? 0.5 : 2), h);
      }
    }
    c.fillStyle = colours.flapping;
    let restarts = 0;
    for (let i = 0; i < e.length; i += 2) {
      if (e[i + 1] === ServiceHistory.RESTART) {
        c.fillRect(Math.min(width - 2, x(e[i])), 0, 2, height - 1);
        restarts++;
      }
    }
    this.canvas.setAttribute("aria-label", `Last day: ${Words.many(restarts, "restart")} seen`);
  }

  static #look(what, colours) {
    switch (what) {
      case ServiceHistory.RUN: return [colours.run, 0.4];
      case ServiceHistory.DOWN: return [colours.down, 1];
      case ServiceHistory.WAITING: return [colours.waiting, 0.7];
      case ServiceHistory.OFF: return [colours.off, 0.15];
      default: return ["", 0];
    }
  }

  static colours() {
    const style = getComputedStyle(document.documentElement);
    const of = name => style.getPropertyValue("--" + name).trim();
    const colours = { run: of("run"), down: of("down"), flapping: of("flapping"), waiting: of("waiting"), off: of("off"), line: of("line") };
    colours.mark = colours.run + colours.line;
    return colours;
  }
}
