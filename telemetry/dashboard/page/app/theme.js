"use strict";

/** Light or dark: what the system says, until somebody chooses. */
const Theme = {
  KEY: "dogwatch.theme",

  start() {
    const chosen = Theme.stored();
    if (chosen === "light" || chosen === "dark") {
      document.documentElement.dataset.theme = chosen;
    }
  },

  isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  },

  toggle() {
    const theme = Theme.isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    try {
      localStorage.setItem(Theme.KEY, theme);
    } catch {
      // Kept for this visit only.
    }
  },

  stored() {
    try {
      return localStorage.getItem(Theme.KEY);
    } catch {
      return null;
    }
  },
};

Theme.start();
