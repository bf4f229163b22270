// The contrast of all that is to be read, as WCAG 2.2 counts it (1.4.3 and 1.4.11): what is too faint.

const parse = text => {
  const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
  return [r, g, b, a];
};
const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3]));
const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
const contrast = (a, b) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};
const chain = element => element === null ? [] : [...chain(element.parentElement), element];
const ground = element => chain(element).reduce((under, one) => over(parse(getComputedStyle(one).backgroundColor), under), [255, 255, 255]);
const opacity = element => chain(element).reduce((product, one) => product * Number(getComputedStyle(one).opacity), 1);

function audit() {
  const dialog = document.querySelector('dialog[open]');
  const faint = [];
  let texts = 0;
  const check = (what, element, colour, under, least) => {
    const [r, g, b, a] = parse(colour);
    const ratio = contrast(over([r, g, b, a * opacity(element)], under), under);
    if (ratio < least) {
      faint.push(`${ratio.toFixed(2)} < ${least}: ${what} in ${element.className || element.id || element.tagName}`);
    }
  };
  const walker = document.createTreeWalker(dialog ?? document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const element = text.parentElement;
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (!text.data.trim() || box.width < 2 || !element.checkVisibility() || element.closest('.unseen, script, style, noscript')) {
      continue;
    }
    texts++;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
    check(JSON.stringify(text.data.slice(0, 40)), element, style.color, ground(element), large ? 3 : 4.5);
  }
  for (const input of (dialog ?? document).querySelectorAll('input')) {
    if (input.placeholder && input.checkVisibility()) {
      check('placeholder', input, getComputedStyle(input, '::placeholder').color, ground(input), 4.5);
    }
  }
  // Of nodes that are offline nobody knows: their signs may be faint.
  for (const cell of (dialog ?? document).querySelectorAll('.cell')) {
    if (cell.checkVisibility() && !cell.closest('.is-offline') && cell.getBoundingClientRect().width > 0) {
      const style = getComputedStyle(cell);
      const colour = style.borderStyle === 'none' ? style.backgroundColor : style.borderTopColor;
      check('sign', cell, colour, ground(cell.parentElement), 3);
    }
  }
  return { texts, faint: [...new Set(faint)] };
}
