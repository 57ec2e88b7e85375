// A list of which only the rows in sight exist: 25,000 of them are as quick as 25.
function makeRows(box, draw) {
  const kHeight = 22;
  const space = element("div", { class: "space" });
  box.append(space);
  let items = [];
  const paint = () => {
    const first = Math.max(0, Math.floor(box.scrollTop / kHeight) - 8);
    const last = Math.min(items.length, Math.ceil((box.scrollTop + box.clientHeight) / kHeight) + 8);
    const rows = [];
    for (let i = first; i < last; ++i) {
      const row = draw(items[i]);
      row.style.top = `${i * kHeight}px`;
      rows.push(row);
    }
    space.replaceChildren(...rows);
  };
  let asked = false;
  const later = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      paint();
    });
  };
  box.addEventListener("scroll", later);
  new ResizeObserver(later).observe(box);
  return {
    set(next) {
      items = next;
      space.style.height = `${items.length * kHeight}px`;
      paint();
    },
    paint,
    scrollTo(index) {
      const top = index * kHeight;
      if (top < box.scrollTop || top + kHeight > box.scrollTop + box.clientHeight) box.scrollTop = Math.max(0, top - box.clientHeight / 2);
      paint();
    },
  };
}
