"use strict";

/**
 * A list of rows of one height, of which only those in sight exist. Scrolls with the page. Rows are made once and filled
 * again with other items.
 */
class VirtualList {
  static MARGIN = 6;

  items = [];
  selected = -1;
  #rows = [];
  #height = 0;

  /**
   * @param {HTMLElement} place
   * @param {function(): HTMLElement} make an empty row
   * @param {function(HTMLElement, *)} fill puts an item into a row
   */
  constructor(place, make, fill) {
    this.place = place;
    this.make = make;
    this.fill = fill;
    this.measure();
  }

  /** To be called when the height of a row may be another one. */
  measure() {
    this.#height = parseFloat(getComputedStyle(this.place).getPropertyValue("--row")) || 44;
  }

  get rowHeight() {
    return this.#height;
  }

  show(items) {
    this.items = items;
    this.place.style.height = items.length * this.#height + "px";
    this.selected = Math.min(this.selected, items.length - 1);
    this.draw();
  }

  /** Fills the rows that are in sight. Reads the layout once, and then only writes. */
  draw() {
    const top = -this.place.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(top / this.#height) - VirtualList.MARGIN);
    const last = Math.min(this.items.length, Math.ceil((top + innerHeight) / this.#height) + VirtualList.MARGIN);
    const wanted = Math.max(0, last - first);
    while (this.#rows.length < wanted) {
      const row = this.make();
      row.setAttribute("role", "listitem");
      this.#rows.push(row);
      this.place.append(row);
    }
    for (let i = 0; i < this.#rows.length; i++) {
      const row = this.#rows[i];
      const index = first + (((i - first) % this.#rows.length) + this.#rows.length) % this.#rows.length;
      const used = index < last;
      if (row.hidden === used) {
        row.hidden = !used;
      }
      if (used) {
        const y = `translateY(${index * this.#height}px)`;
        if (row.style.transform !== y) {
          row.style.transform = y;
        }
        row.classList.toggle("selected", index === this.selected);
        setAttribute(row, "aria-current", String(index === this.selected));
        row.setAttribute("aria-posinset", index + 1);
        row.setAttribute("aria-setsize", this.items.length);
        this.fill(row, this.items[index]);
      }
    }
  }

  /** All items, each with its row where it has one. */
  rows() {
    const made = new Map(this.#rows.filter(row => !row.hidden).map(row => [Number(row.getAttribute("aria-posinset")) - 1, row]));
    return this.items.map((item, i) => [item, made.get(i)]);
  }

  /** Moves the selection, and the page with it. */
  move(by) {
    if (this.items.length === 0) {
      return;
    }
    this.selected = Math.max(0, Math.min(this.items.length - 1, this.selected + by));
    const box = this.place.getBoundingClientRect();
    const y = box.top + this.selected * this.#height;
    const above = 120;
    if (y < above) {
      scrollBy(0, y - above);
    } else if (y + this.#height > innerHeight - 8) {
      scrollBy(0, y + this.#height - innerHeight + 8);
    }
    this.draw();
  }
}
