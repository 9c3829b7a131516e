/* The page of a journey. Everything shown here comes from the JSON island and is set by textContent;
   the Leaflet objects were made before this script, as window.marker_s1, window.poly_line_g1 ... */
const byId = (id) => document.getElementById(id);
const island = JSON.parse(byId("island").textContent);
const words = island.words;
const root = document.documentElement;
const map = window[island.map];
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
const say = (text, values) =>
  Object.entries(values).reduce((t, [k, v]) => t.split(`{${k}}`).join(v), text);
let current = -1;
let timer = null;

/* --- the height, in four protocols, for the page that frames us ------------------------------ */
if (island.embed && window.parent !== window) {
  const query = new URLSearchParams(window.location.search);
  const child = query.get("childId") || island.id;
  let last = 0;
  const post = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === last) return;
    last = height;
    const send = (message) => window.parent.postMessage(message, "*");
    send({ "datawrapper-height": { [island.id]: height } });
    send({ sentinel: "amp", type: "embed-size", height });
    send(`pymxPYMx${child}xPYMxheightxPYMx${height}`);
    send({ type: "mapper:height", id: island.id, height });
  };
  new ResizeObserver(post).observe(document.body);
  post();
}

if (!map) return;

/* --- the basemap and the frame --------------------------------------------------------------- */
root.classList.add("live");
const stage = map.getContainer();
stage.setAttribute("role", "region");
stage.setAttribute("aria-label", words.map_label);
stage.setAttribute("aria-describedby", "map-help");
map.invalidateSize({ animate: false, pan: false });

const NS = "http://www.w3.org/2000/svg";
const picture = document.createElementNS(NS, "svg");
picture.setAttribute("viewBox", `0 0 ${island.base.width} ${island.base.height}`);
picture.setAttribute("preserveAspectRatio", "none");
picture.setAttribute("aria-hidden", "true");
const use = document.createElementNS(NS, "use");
use.setAttribute("href", "#base");
picture.append(use);
L.svgOverlay(picture, island.base.bounds, { pane: "tilePane", interactive: false }).addTo(map);
L.control
  .zoom({ position: "topleft", zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out })
  .addTo(map);

const home = L.latLngBounds(island.bounds);
const padding = () => {
  const size = map.getSize();
  return [Math.min(56, size.x * 0.1), Math.min(56, size.y * 0.12)];
};
const fit = (animate) => {
  if (island.stops.some((stop) => stop.at)) {
    map.fitBounds(home, { padding: padding(), maxZoom: island.fitZoom, animate });
  } else map.setView(home.getCenter(), map.getBoundsZoom(home, true), { animate });
};
fit(false);

map.scrollWheelZoom.disable();
stage.addEventListener("wheel", (event) => {
  if (event.ctrlKey || event.metaKey) map.scrollWheelZoom.enable();
  else map.scrollWheelZoom.disable();
}, { capture: true, passive: true });
if (window.matchMedia("(pointer: coarse)").matches) map.dragging.disable();

/* --- stops ----------------------------------------------------------------------------------- */
const pins = island.stops
  .map((stop, index) => ({ stop, index, marker: window[`marker_${stop.key}`] }))
  .filter((pin) => pin.marker);
pins.forEach((pin) => {
  pin.open = pin.marker.getElement().matches(".hollow, .destination, .planned");
});
const named = (stop) => [stop.name, stop.when, stop.status].filter(Boolean).join(", ");

const nearby = (index) => {
  const here = L.latLng(island.stops[index].at);
  const others = island.stops
    .filter((s) => s.at && map.distance(here, s.at) > 50)
    .map((s) => map.project(s.at, 0).distanceTo(map.project(here, 0)));
  if (!others.length) return map.getZoom();
  const zoom = Math.log2(70 / Math.min(...others));
  return Math.max(Math.min(zoom, island.maxZoom - 0.5), map.getBoundsZoom(home));
};

const card = byId("card");
const show = (index) => {
  const stop = island.stops[index];
  byId("card-label").textContent = stop.label;
  byId("card-name").textContent = stop.name;
  byId("card-when").textContent = [stop.when, stop.status].filter(Boolean).join(" · ");
  byId("card-quote").textContent = stop.quote || "";
  byId("card-source").textContent = stop.source || "";
  byId("card-position").textContent = say(words.position, {
    n: tour.indexOf(index) + 1 || "–",
    total: tour.length,
  });
  card.classList.add("open");
};
const tour = island.stops.map((s, i) => (s.at ? i : -1)).filter((i) => i >= 0);

const many = island.many.map((name) => window[name]);
const here = L.circleMarker([0, 0], { radius: 12, className: "here", fill: false });
const select = (index, move = true) => {
  current = index;
  const stop = island.stops[index];
  if (many.length && stop.at) here.setLatLng(stop.at).addTo(map);
  document.querySelectorAll("[data-stop]").forEach((item) => {
    const chosen = Number(item.dataset.stop) === index;
    if (chosen) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  });
  show(index);
  if (stop.at && move) {
    const zoom = nearby(index);
    if (calm.matches) map.setView(stop.at, zoom, { animate: false });
    else map.flyTo(stop.at, zoom, { duration: 0.9 });
  }
  layout();
};

const open = (group) => {
  const bounds = L.latLngBounds(group.map((pin) => pin.stop.at));
  const spread = map.project(bounds.getNorthWest(), island.maxZoom)
    .distanceTo(map.project(bounds.getSouthEast(), island.maxZoom));
  if (group.length > 1 && spread > 60 && map.getZoom() < island.maxZoom - 0.3) {
    map.fitBounds(bounds, { padding: [70, 70], animate: !calm.matches });
    return;
  }
  const at = group.findIndex((pin) => pin.index === current);
  select(group[(at + 1) % group.length].index, false);
};

pins.forEach((pin) => {
  const element = pin.marker.getElement();
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open(pin.group);
    }
  });
  pin.marker.on("click", () => open(pin.group));
});

/* --- legs: side by side, with their arrows ---------------------------------------------------- */
const shifted = (points, px) => {
  const flat = points.map((p) => map.latLngToLayerPoint(p));
  return flat.map((p, i) => {
    const a = flat[Math.max(0, i - 1)];
    const b = flat[Math.min(flat.length - 1, i + 1)];
    const length = a.distanceTo(b) || 1;
    return L.point(p.x - ((b.y - a.y) / length) * px, p.y + ((b.x - a.x) / length) * px);
  });
};
const along = (points, wanted) => {
  let rest = wanted;
  for (let i = 1; i < points.length; i += 1) {
    const step = points[i].distanceTo(points[i - 1]);
    if (rest <= step) {
      const t = step ? rest / step : 0;
      return points[i - 1].add(points[i].subtract(points[i - 1]).multiplyBy(t));
    }
    rest -= step;
  }
  return points[points.length - 1];
};
let ways = [];
const drawLegs = () => {
  ways = [];
  island.lines.forEach((line) => {
    const path = window[`poly_line_${line.key}`];
    const arrow = window[`marker_${line.key}`];
    if (!path || !arrow) return;
    if (!line.points) line.points = path.getLatLngs().slice();
    const flat = line.side
      ? shifted(line.points, 3.5 + 5 * Math.floor((line.side - 1) / 2))
      : line.points.map((p) => map.latLngToLayerPoint(p));
    if (line.side) path.setLatLngs(flat.map((p) => map.layerPointToLatLng(p)));
    let length = 0;
    for (let i = 1; i < flat.length; i += 1) length += flat[i].distanceTo(flat[i - 1]);
    for (let i = 1; i < flat.length; i += 1) {
      const steps = Math.min(100, 1 + Math.floor(flat[i].distanceTo(flat[i - 1]) / 10));
      for (let n = 0; n < steps; n += 1) {
        const p = flat[i - 1].add(flat[i].subtract(flat[i - 1]).multiplyBy(n / steps));
        ways.push([p.x - 3, p.y - 3, p.x + 3, p.y + 3]);
      }
    }
    const at = along(flat, line.open ? Math.max(0, length - 24) : length / 2);
    arrow.setLatLng(map.layerPointToLatLng(at));
    arrow.getElement().classList.toggle("gone", length < (line.open ? 40 : 56));
  });
};
