/* --- many stops: points, one layer a look of theirs ------------------------------------------- */
many.forEach((layer) => layer.eachLayer((point) =>
  point.on("click", () => select(point.feature.properties.i, false))));

/* --- claims ----------------------------------------------------------------------------------- */
const claimLayers = island.claims.flatMap((claim) =>
  [`poly_line_${claim.key}`, `poly_line_${claim.key}a`, `marker_${claim.key}`]
    .map((name) => window[name]).filter(Boolean));
island.claims.forEach((claim) => {
  const badge = window[`marker_${claim.key}`];
  if (!badge) return;
  badge.getElement().textContent = `${claim.label} ${claim.mark}`;
});
const toggle = byId("show-claims");
const showClaims = (on) => {
  claimLayers.forEach((layer) => (on ? layer.addTo(map) : layer.remove()));
  if (on) {
    island.claims.forEach((claim) => {
      const badge = window[`marker_${claim.key}`];
      if (badge) badge.getElement().textContent = `${claim.label} ${claim.mark}`;
    });
  }
  layout();
};
if (toggle) {
  toggle.checked = map.getSize().x >= 560; // on a phone they would hide the route
  toggle.addEventListener("change", () => showClaims(toggle.checked));
  showClaims(toggle.checked);
} else showClaims(map.getSize().x >= 560);
document.querySelectorAll("[data-claim]").forEach((button) => {
  button.addEventListener("click", () => {
    if (toggle && !toggle.checked) {
      toggle.checked = true;
      showClaims(true);
    }
    const line = window[`poly_line_${button.dataset.claim}`];
    if (line) {
      map.fitBounds(line.getBounds(), { padding: [60, 60], animate: !calm.matches });
      byId("stage").scrollIntoView({ block: "nearest" });
    }
  });
});

/* --- stepping and playing --------------------------------------------------------------------- */
const stopPlaying = () => {
  clearInterval(timer);
  timer = null;
  const button = byId("play");
  if (button) button.textContent = words.play;
};
const step = (by) => {
  if (!tour.length) return;
  const at = tour.indexOf(current);
  const next = at < 0 ? (by > 0 ? 0 : tour.length - 1)
    : (at + by + tour.length) % tour.length;
  select(tour[next]);
};
const on = (id, action) => byId(id) && byId(id).addEventListener("click", action);
on("previous", () => { stopPlaying(); step(-1); });
on("next", () => { stopPlaying(); step(1); });
on("overview", () => {
  stopPlaying();
  current = -1;
  card.classList.remove("open");
  document.querySelectorAll("[aria-current]").forEach((e) => e.removeAttribute("aria-current"));
  fit(!calm.matches);
  layout();
});
on("play", () => {
  if (timer) { stopPlaying(); return; }
  byId("play").textContent = words.pause;
  step(1);
  timer = setInterval(() => {
    if (tour.indexOf(current) === tour.length - 1) stopPlaying();
    else step(1);
  }, 3200);
});
document.querySelectorAll("[data-stop]").forEach((button) => {
  button.addEventListener("click", () => {
    stopPlaying();
    select(Number(button.dataset.stop));
  });
});
on("zoom-inset", () => {
  stopPlaying();
  map.fitBounds(island.inset, { padding: [40, 40], animate: !calm.matches });
});

/* --- a list in pages --------------------------------------------------------------------------- */
const pages = document.querySelectorAll("[data-page]");
document.querySelectorAll("[data-go]").forEach((button) => {
  button.addEventListener("click", () => {
    pages.forEach((page) => { page.hidden = page.dataset.page !== button.dataset.go; });
    document.querySelectorAll("[data-go]").forEach((b) =>
      b.setAttribute("aria-pressed", String(b === button)));
  });
});
if (pages.length > 1) document.querySelector("[data-go]").click();

layout();
performance.mark("mapper:ready");
