// The document as it is now, and every state that it had: undo and redo are snapshots.

import { carry } from "./view.js";

const MOST = 500;

export class Store {
  constructor({ state, view }, changed) {
    this.state = state;
    this.view = view;
    this.aside = { refused: [] }; // what no file says, and undo covers all the same
    this.past = [];
    this.future = [];
    this.changed = changed;
  }

  /** Make an edit: `name` for the undo button, `next` the new state. Typing on in one field is one edit. */
  edit(name, next, { added, typing, aside = this.aside } = {}) {
    if (next === this.state && aside === this.aside) return;
    const last = this.past.at(-1);
    if (!(typing && last?.typing === typing && !this.future.length)) {
      this.past.push({ name, typing, ...this.#now() });
      if (this.past.length > MOST) this.past.shift();
    }
    this.future = [];
    this.#become({ state: next, view: carry(this.view, this.state, next, added), aside }, Boolean(typing));
  }

  undo() {
    return this.#travel(this.past, this.future);
  }

  redo() {
    return this.#travel(this.future, this.past);
  }

  #travel(from, to) {
    const step = from.pop();
    if (!step) return null;
    to.push({ name: step.name, typing: null, ...this.#now() });
    this.#become(step);
    return step.name;
  }

  #now() {
    return { state: this.state, view: this.view, aside: this.aside };
  }

  #become({ state, view, aside }, typing = false) {
    const isNew = state !== this.state;
    Object.assign(this, { state, view, aside });
    this.changed(isNew, typing);
  }

  /** The same document as the server writes it, after saving: nothing to undo. */
  settle(state, view) {
    Object.assign(this, { state, view });
  }

  /** What the server found in a state; an answer about an older state is of no use. */
  answered(state, view) {
    if (state !== this.state) return false;
    this.view = view;
    return true;
  }
}
