// Talks to the studio's server. Every change is sent at once: one request at a time, then the newest state.
// Until the server has answered, the newest state is also kept in the browser.

import { stored } from "./dom.js";

export class Refused extends Error {
  constructor(status, body) {
    super(body?.error ?? `The studio answered ${status}.`);
    this.status = status;
    this.body = body;
  }
}

/** Send a request; the JSON of the answer. Throws Refused, or TypeError if nobody answers. */
export async function call(method, address, body, headers = {}) {
  const options = { method, headers: { ...headers }, credentials: "same-origin" };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(address, options);
  const text = await answer.text();
  let value = null;
  try { value = JSON.parse(text); } catch { /* not JSON: an answer without a message */ }
  if (!answer.ok) throw new Refused(answer.status, value);
  return value;
}

const PAUSE = 1000; // ms between two tries while nobody answers
const TYPING = 250; // ms without a key: a pause in typing

export class Connection {
  /** `on`: {view(state, view), conflict(document), status("sending"|"kept"|"offline"|"stranger"|"closed", message)}. */
  constructor({ path, version, state }, on) {
    Object.assign(this, { path, version, on, acknowledged: state, newest: null, busy: null });
    this.slot = `studio:${path}`;
  }

  /** What an earlier, killed page could not send: {version, state} or null. */
  remembered() {
    try { return JSON.parse(stored(this.slot)); } catch { return null; }
  }

  forget() {
    stored(this.slot, null);
  }

  /** Keep a state. While somebody types, what is found in it is asked for only in a pause. */
  send(state, typing = false) {
    this.newest = state;
    this.pause = typing ? TYPING : 0;
    stored(this.slot, JSON.stringify({ version: this.version, state }));
    this.on.status("sending");
    this.busy ??= this.#run().finally(() => { this.busy = null; });
  }

  /** Wait until the server knows the newest state, or can't be reached. */
  async settled() {
    while (this.busy && !this.offline) await Promise.race([this.busy, new Promise((done) => setTimeout(done, 200))]);
  }

  async #run() {
    while (this.newest) {
      const state = this.newest;
      try {
        const headers = { "If-Match": `"${this.version}"`, Prefer: "return=minimal" };
        const { version } = await call("PUT", `/api/document/${this.path}`, state, headers);
        Object.assign(this, { version, acknowledged: state, offline: false });
        if (this.newest !== state) continue;
        this.newest = null;
        this.forget();
        this.on.status("kept");
        this.look(state, this.pause);
      } catch (problem) {
        if (problem instanceof Refused && problem.status === 412) {
          this.newest = null;
          this.on.conflict(problem.body);
        } else if (problem instanceof Refused && problem.status !== 403) {
          this.newest = null;
          this.on.status("closed", problem.message);
        } else { // nobody answers, or a studio that has been started again and does not know this page
          this.offline = true;
          this.on.status(problem instanceof Refused ? "stranger" : "offline");
          await new Promise((done) => setTimeout(done, PAUSE));
        }
      }
    }
  }

  /** Ask what is found in a state that the server has; an answer about an older one is dropped. */
  look(state, after = 0) {
    clearTimeout(this.timer);
    const mine = {};
    this.viewing = mine;
    this.timer = setTimeout(async () => {
      try {
        const { version, view, saved } = await call("GET", `/api/view/${this.path}`);
        if (version === this.version && !this.newest) this.on.view(state, view, saved);
      } catch { /* the next change asks again */ }
      if (this.viewing === mine) this.viewing = null;
    }, after);
  }

  quote(start, end, key) {
    return call("POST", `/api/quote/${this.path}`, { start, end, key: key ?? null });
  }

  claim(start, end) {
    return call("POST", `/api/claim/${this.path}`, { start, end });
  }

  names() {
    return call("GET", `/api/names/${this.path}`);
  }

  targets(claim, words) {
    const query = new URLSearchParams({ ...(claim === null ? {} : { claim }), ...(words ? { q: words } : {}) });
    return call("GET", `/api/targets/${this.path}?${query}`);
  }

  save(etag, confirm) {
    return call("POST", `/api/save/${this.path}`, { version: this.version, etag, confirm });
  }
}
