"use strict";

/**
 * An element. What comes from the network becomes text here and nothing else: no part of the page makes markup of strings.
 *
 * @param {string} name of the element
 * @param {string} [className]
 * @param {...(Node|string)} children strings become text
 */
function el(name, className = "", ...children) {
  const element = document.createElement(name);
  if (className) {
    element.className = className;
  }
  element.append(...children);
  return element;
}

/** Sets the text if it is another one, so that nothing is laid out again for nothing. */
function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function setClass(element, className) {
  if (element.className !== className) {
    element.className = className;
  }
}

function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

function setTitle(element, title) {
  if (element.title !== title) {
    element.title = title;
  }
}

function byId(id) {
  return document.getElementById(id);
}
