"use strict";

/** The keys, one function each; nothing is taken from who types, or holds Ctrl, Alt or Meta. */
function listenToKeys(actions) {
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) {
      return;
    }
    const typing = event.target instanceof HTMLInputElement;
    const name = { ArrowDown: "j", ArrowUp: "k" }[event.key] ?? event.key;
    if (typing && !["Escape", "Enter", "ArrowDown", "ArrowUp"].includes(event.key)) {
      return;
    }
    // A focused button or link has its own idea of Enter.
    if (name === "Enter" && event.target instanceof Element && event.target.closest("a, button")) {
      return;
    }
    const action = actions[name];
    if (action !== undefined && action(typing) !== false) {
      event.preventDefault();
    }
  });
}
