// A versioned address whose data are those of the site: on to the words of the item.
const moved = document.querySelector("a[data-moved]");
if (moved) {
  location.replace(moved.href + location.hash);
}
