// The theme loads the index of the search with every page. It has half a megabyte, so this script,
// which runs before the theme's, holds the request back until somebody goes to the search.

let held = [];

class Request extends XMLHttpRequest {
  open(method, address, ...more) {
    this.isIndex = String(address).endsWith("/search/search_index.json");
    super.open(method, address, ...more);
  }

  send(body) {
    if (this.isIndex && held) held.push(() => super.send(body));
    else super.send(body);
  }
}

function release() {
  const now = held ?? [];
  held = null;
  for (const send of now) send();
}

window.XMLHttpRequest = Request;
document.addEventListener("focusin", (event) => event.target.matches(".md-search__input") && release());
if (new URLSearchParams(location.search).has("q")) release(); // the theme searches for it at once
