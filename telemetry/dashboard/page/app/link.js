"use strict";

/** The connection to the broker that has served the page. It comes back by itself; only a refused name asks for another. */
class BrokerLink {
  static KEY = "dogwatch.sign-in";

  /** @param {{message: function, up: function, down: function, refused: function}} to */
  constructor(to) {
    this.to = to;
  }

  open() {
    const signIn = BrokerLink.#signIn();
    const url = (location.protocol === "https:" ? "wss://" : "ws://") + location.host + location.pathname;
    this.client = mqtt.connect(url, {
      clientId: "dashboard-" + Math.random().toString(36).slice(2, 12),
      keepalive: 20,
      connectTimeout: 10 * SECOND,
      // So that a thousand pages do not come back in the same moment.
      reconnectPeriod: SECOND + Math.floor(Math.random() * SECOND),
      reconnectOnConnackError: false,
      resubscribe: false,
      ...signIn,
    });
    this.client.on("connect", () => {
      this.client.subscribe(Topic.WANTED, { qos: 0 });
      this.to.up();
    });
    let refused = false;
    this.client.on("close", () => {
      if (!refused) {
        this.to.down();
      }
    });
    this.client.on("error", error => {
      // 4, 5: bad user name or password, not authorised.
      if (error.code === 4 || error.code === 5) {
        refused = true;
        this.client.end(true);
        this.to.refused(signIn.username ?? null);
      }
    });
    this.client.on("message", (topic, payload) => this.to.message(topic, payload));
  }

  /** Keeps the name for this tab, and tries again with it. */
  signIn(username, password) {
    sessionStorage.setItem(BrokerLink.KEY, JSON.stringify({ username, password }));
    this.open();
  }

  static #signIn() {
    try {
      const { username, password } = JSON.parse(sessionStorage.getItem(BrokerLink.KEY)) ?? {};
      return username ? { username, password } : {};
    } catch {
      return {};
    }
  }
}
