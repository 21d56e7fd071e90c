// Draws the items of a new audit, and goes to its page.

import { call } from "./server.js";

const form = document.getElementById("draw");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { by, seed, sample } = Object.fromEntries(new FormData(form));
  const said = document.getElementById("said");
  said.textContent = "";
  try {
    const { name } = await call("POST", "/api/audit", { by, seed: Number(seed), sample: Number(sample) });
    location.assign(`/audit/${name}`);
  } catch (problem) {
    said.textContent = problem.message;
  }
});
