// Filters of a list. Without script, the form stays hidden and the list is complete.
//
// The theme's own search takes ?q=…, so no field has that name.
//
//   <form class="it-filter" data-for="ID" hidden>: one <input type="search" name="words">, and boxes or choices
//   named as data attributes of the items, such as <input type="checkbox" name="layer" value="claims">.
//   #ID, or each element with data-list="ID", holds items: elements with data-filter, and
//   data-layer="claims source" for such boxes. An element with data-group is hidden with the last
//   item in it, and so is a heading just before it.
//
// The state is in the address (?words=quote&layer=claims), so a view can be sent.

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function filter(form) {
  const lists = [...document.querySelectorAll(`#${form.dataset.for}, [data-list="${form.dataset.for}"]`)];
  const items = lists.flatMap((list) => [...list.querySelectorAll("[data-filter]")]);
  const groups = lists.flatMap((list) => [list, ...list.querySelectorAll("[data-group]")]).filter((one) => "group" in one.dataset);
  if (!items.length) return;
  const words = new Map(items.map((item) => [item, folded(item.textContent)]));
  const output = form.querySelector("output");
  const search = form.querySelector("input[type=search]");
  const every = [...new Set([...form.elements].map((one) => one.name).filter(Boolean))];
  const names = every.filter((name) => !search || name !== search.name);

  function chosen(name) {
    return new FormData(form).getAll(name).filter(Boolean);
  }

  function show() {
    const asked = folded(search ? search.value : "").split(/\s+/).filter(Boolean);
    const picked = names.map((name) => [name, chosen(name)]).filter(([, values]) => values.length);
    let left = 0;
    for (const item of items) {
      const fits =
        asked.every((word) => words.get(item).includes(word)) &&
        picked.every(([name, values]) => {
          const own = (item.dataset[name] || "").split(" ");
          return values.some((value) => own.includes(value));
        });
      item.hidden = !fits;
      left += fits;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("[data-filter]:not([hidden])");
      if (group.localName === "details" && (asked.length || picked.length)) group.open = true;
      const above = group.previousElementSibling;
      if (above && /^h[2-6]$/.test(above.localName)) above.hidden = group.hidden;
    }
    if (output) output.textContent = `${left} of ${items.length}`;
  }

  function keep() {
    const address = new URL(location.href);
    for (const name of every) address.searchParams.delete(name);
    for (const [name, value] of new FormData(form)) if (value) address.searchParams.append(name, value);
    history.replaceState(history.state, "", address);
  }

  const state = new URLSearchParams(location.search);
  for (const field of form.elements) {
    const values = state.getAll(field.name);
    if (!field.name || !values.length) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else field.value = values[0];
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { show(); keep(); });
  show();
}

// An address that names something in a folded part opens it, and shows it though a filter hides it.
function open() {
  let target = null;
  try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
  if (!target) return;
  for (let part = target; part; part = part.parentElement) {
    if (part.localName === "details") part.open = true;
    if (part.matches("[data-filter], [data-group]")) part.hidden = false;
  }
  target.scrollIntoView();
}

for (const form of document.querySelectorAll("form.it-filter[data-for]")) filter(form);
addEventListener("hashchange", open);
open();
