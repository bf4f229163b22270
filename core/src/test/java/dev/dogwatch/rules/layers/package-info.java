/** Packages whose arrows run the wrong way on purpose: see {@link dev.dogwatch.rules.fixture}. */
package dev.dogwatch.rules.layers;
