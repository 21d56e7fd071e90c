// Saving, and what happens when a file, a tab or the studio was faster or gone.

import { same } from "./merge.js";
import { confirmSave, mergeView } from "./saving.js";
import { call } from "./server.js";

/** Methods of Studio that keep its document. */
export const keeping = {
  /** Show the difference before the first save; later saves write at once. */
  async save() {
    await this.connection.settled();
    if (this.hasSaved) return this.write();
    const shown = await this.asked(() => this.connection.save(this.etag, false));
    if (shown) confirmSave(shown).then((yes) => yes && this.attempt(() => this.write())); // keys go on in the dialog
    return null;
  },

  async write() {
    const done = await this.asked(() => this.connection.save(this.etag, true));
    if (!done) return;
    Object.assign(this, { etag: done.etag, hasSaved: true, isSaved: true });
    await this.reload();
    this.status("saved");
    this.say("Saved.");
  },

  /** An answer about saving. If the file has changed meanwhile: null, and the two are merged. */
  async asked(request) {
    try {
      return await request();
    } catch (problem) {
      if (problem.status !== 412 || problem.body?.theirs === undefined) throw problem;
      const { base, mine, theirs, etag } = problem.body;
      if (!theirs) throw problem;
      mergeView({ base, mine, theirs, why: "The file has changed since you began." }).then((merged) => merged && this.attempt(async () => {
        Object.assign(this, { etag, hasSaved: false });
        this.edit("merge", merged);
        await this.save();
      }));
      return null;
    }
  },

  /** After saving, new lines of the registries are in their files: they leave the state. */
  async reload() {
    const now = await call("GET", `/api/document/${this.document.path}`);
    this.connection.version = now.version;
    this.document = { ...now, path: this.document.path };
    this.registered = new Set(now.registry.map(({ id }) => id));
    if (!this.connection.newest) this.store.settle(now.state, now.view);
    this.draw();
  },

  async otherTab(theirs) {
    if (!theirs) return;
    if (same(theirs.state, this.state)) {
      Object.assign(this.connection, { version: theirs.version, acknowledged: this.state });
      this.connection.forget();
      this.connection.look(this.state);
      return;
    }
    const merged = await mergeView({ base: this.connection.acknowledged, mine: this.state, theirs: theirs.state, why: "Another tab has changed this document." });
    this.connection.version = theirs.version;
    this.connection.acknowledged = theirs.state;
    if (merged) this.edit("merge", merged);
    else this.status("closed", "Another tab has a newer version. Load this page again to see it.");
  },

  /** What a killed browser could not send any more. */
  async recover() {
    const kept = this.connection.remembered();
    if (!kept) return;
    if (same(kept.state, this.state)) {
      this.connection.forget();
      return;
    }
    const why = "This browser has a change that did not reach the studio, and the document has changed since.";
    const state = kept.version === this.connection.version ? kept.state
      : await mergeView({ base: null, mine: kept.state, theirs: this.state, why });
    if (!state) return;
    this.edit("the last change of the closed page", state);
    this.say("Your last change, which had not reached the studio, is back. Undo removes it.");
  },
};
