"use strict";

/** Puts the parts together, and draws: once a frame, and only what is in sight. */
(async function main() {
  const attic = new Attic();
  const fleet = new Fleet(wake);
  const overview = new Overview(fleet, () => {});
  const nodePage = new NodePage(byId("node"));
  const search = byId("search");
  let pending = false;
  let open = null;
  let lastScroll = 0;
  /** How long the last draws took, ms; for tests and for the curious, in the console. */
  const frames = { draws: 0, times: new Float32Array(600) };
  window.dogwatch = {
    fleet,
    frames,
    /** The list as it is now: {node, text} of each, of what is in sight with its text. */
    rows: () => overview.list.rows().map(([node, row]) => ({ node: node.name, text: row?.innerText ?? "" })),
  };

  function wake() {
    if (!pending) {
      pending = true;
      requestAnimationFrame(draw);
    }
  }

  function draw(frameTime) {
    pending = false;
    const began = performance.now();
    const now = Date.now();
    attic.note(fleet.dirty);
    fleet.settle(now);
    const node = open === null ? null : fleet.nodes.get(open);
    byId("overview").hidden = open !== null;
    byId("node").hidden = !node;
    if (open === null) {
      overview.draw(frameTime, now);
    } else if (node) {
      nodePage.draw(node, now);
    }
    document.title = (node ? node.name.slice(0, 60) + " – " : "") + "Dogwatch";
    frames.times[frames.draws++ % frames.times.length] = performance.now() - began;
  }

  function route() {
    const match = /^#\/node\/(.+)$/.exec(location.hash);
    const before = open;
    try {
      open = match ? decodeURIComponent(match[1]) : null;
    } catch {
      open = null;
    }
    if (before === null && open !== null) {
      lastScroll = scrollY;
      byId("overview").hidden = true;
      byId("node").hidden = false;
      scrollTo(0, 0);
    } else if (before !== null && open === null) {
      byId("node").hidden = true;
      byId("overview").hidden = false;
      overview.draw(performance.now(), Date.now());
      scrollTo(0, lastScroll);
    }
    // What had the focus may be out of sight.
    if (before !== open && document.activeElement !== search) {
      byId("main").focus({ preventScroll: true });
    }
    overview.stale();
  }

  function state(text, look) {
    setText(byId("link"), text);
    setClass(byId("link"), "link " + look);
  }

  /** Says that what is shown is old, and shows it so; nothing to say: it is not. */
  function cut(text) {
    byId("cut").hidden = text === "";
    setText(byId("cut"), text);
    document.body.classList.toggle("is-cut", text !== "");
  }

  const list = () => open === null ? overview.list : nodePage.list;
  listenToKeys({
    "/": () => {
      location.hash = "#/";
      search.focus();
      search.select();
    },
    j: () => list().move(1),
    k: () => list().move(-1),
    Enter: () => {
      const node = overview.list.items[Math.max(0, overview.list.selected)];
      if (open !== null || !node) {
        return false;
      }
      search.blur();
      location.hash = "#/node/" + encodeURIComponent(node.key);
    },
    Escape: typing => {
      if (open !== null) {
        location.hash = "#/";
      } else if (search.value || overview.filter !== "all") {
        search.value = "";
        overview.search("");
        overview.choose("all");
      }
      if (typing) {
        search.blur();
      }
    },
    t: () => toggleTheme(),
    "?": () => byId("keys").showModal(),
    ...Object.fromEntries(Overview.FILTERS.map(([key], i) => [String(i + 1), () => {
      location.hash = "#/";
      overview.choose(key);
    }])),
  });

  function toggleTheme() {
    Theme.toggle();
    wake();
  }

  search.addEventListener("input", () => overview.search(search.value));
  byId("theme").addEventListener("click", toggleTheme);
  byId("help").addEventListener("click", () => byId("keys").showModal());
  addEventListener("hashchange", route);
  addEventListener("scroll", wake, { passive: true });
  addEventListener("resize", () => {
    overview.list.measure();
    nodePage.list.measure();
    wake();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", wake);
  addEventListener("pagehide", () => attic.save(Date.now()));
  setInterval(() => fleet.age(), SECOND);
  // What is written while the page is closed may be lost.
  setInterval(() => attic.save(Date.now()), 2 * SECOND);

  await attic.open();
  fleet.kept = await attic.read(Date.now());

  const link = new BrokerLink({
    message: (topic, bytes) => fleet.message(topic, bytes, Date.now()),
    up: () => {
      fleet.found();
      state("live", "run");
      cut("");
    },
    down: () => {
      if (byId("link").classList.contains("run")) {
        const now = Date.now();
        fleet.lost(now);
        cut(`The broker is away since ${Words.time(now)}. What stands here is what it said last.`);
      }
      state("no broker, trying again", "down");
    },
    refused: name => {
      state("signed out", "down");
      byId("sign").hidden = false;
      byId("sign-in-refused").hidden = name === null;
      setText(byId("sign-in-refused"), name === null ? "" : "Refused. Is it the right password?");
      byId("sign-in").showModal();
      if (name !== null) {
        byId("password").focus();
      }
    },
  });
  byId("sign").addEventListener("click", () => byId("sign-in").showModal());
  byId("sign-in").addEventListener("submit", () => {
    byId("sign").hidden = true;
    link.signIn(byId("user").value, byId("password").value);
    byId("password").value = "";
  });
  route();
  link.open();
})();
