/* --- groups of pins, and names that do not collide -------------------------------------------- */
map.createPane("names").setAttribute("aria-hidden", "true");
const names = map.getPane("names");
names.classList.add("leaflet-zoom-hide");
const NEAR = 27;
const labelOf = (group) => {
  const labels = [...new Set(group.map((p) => p.stop.label || "·"))];
  return labels.length > 4 ? `${labels.slice(0, 3).join("·")}+${labels.length - 3}`
    : labels.join("·");
};
const ruler = document.createElement("canvas").getContext("2d");
ruler.font = "700 13px system-ui, sans-serif"; // that of .pin
const widths = new Map();
const widthOf = (group) => {
  const text = labelOf(group);
  if (!widths.has(text)) {
    widths.set(text, Math.max(28, Math.ceil(ruler.measureText(text).width) + 18));
  }
  return widths.get(text);
};
const touch = (a, b) => Math.abs(a[0].point.y - b[0].point.y) < NEAR
  && Math.abs(a[0].point.x - b[0].point.x) < (widthOf(a) + widthOf(b)) / 2;
const groupPins = () => {
  let groups = [];
  pins.forEach((pin) => {
    pin.point = map.latLngToLayerPoint(pin.stop.at);
    const group = groups.find((g) => g[0].point.distanceTo(pin.point) < NEAR);
    if (group) group.push(pin);
    else groups.push([pin]);
  });
  for (let again = true; again;) {
    again = false;
    for (let i = 0; i < groups.length && !again; i += 1) {
      const j = groups.findIndex((g, k) => k > i && touch(groups[i], g));
      if (j > 0) {
        groups[i].push(...groups[j]);
        groups[i].sort((a, b) => a.index - b.index);
        groups = groups.filter((_, k) => k !== j);
        again = true;
      }
    }
  }
  const wide = map.getSize().x;
  groups.forEach((group) => {
    const sure = group.some((pin) => !pin.open); // a pill is an outline where all its stops are
    group.forEach((pin, i) => {
      pin.group = group;
      const element = pin.marker.getElement();
      element.classList.toggle("gone", i > 0);
      element.classList.toggle("group", group.length > 1);
      element.classList.toggle("sure", sure);
      element.classList.toggle("now", group.some((p) => p.index === current));
    });
    const [first] = group;
    const text = labelOf(group);
    const element = first.marker.getElement();
    element.textContent = text;
    const [x, half] = [map.layerPointToContainerPoint(first.point).x, widthOf(group) / 2];
    const seen = group.length > 1 && x > 0 && x < wide; // a pill at the edge moves inside
    const by = seen ? Math.max(half + 4, Math.min(wide - half - 4, x)) - x : 0;
    group.center = first.point.add([by, 0]);
    element.style.marginLeft = `${by - half}px`;
    element.style.minWidth = `${2 * half}px`;
    element.setAttribute("aria-label",
      `${text}: ${group.map((p) => named(p.stop)).join("; ")}`);
    if (first.index === current || group.some((p) => p.index === current)) {
      first.marker.setZIndexOffset(1000);
    } else first.marker.setZIndexOffset(0);
  });
  return groups;
};

const tags = new Map();
const tag = (key, text, style) => {
  if (!tags.has(key)) {
    const element = document.createElement("div");
    element.className = `name ${style}`;
    element.dir = "auto";
    names.append(element);
    tags.set(key, { element });
  }
  const entry = tags.get(key);
  if (entry.text !== text) {
    entry.element.classList.remove("gone"); // hidden, it has no size
    entry.element.textContent = text;
    entry.text = text;
    entry.size = [entry.element.offsetWidth, entry.element.offsetHeight];
    entry.cut = entry.element.scrollHeight > entry.element.clientHeight + 1;
  }
  entry.used = true;
  return entry;
};
const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const REGION_SPOTS = [[0, 0], [0, -30], [0, 30], [1, 0], [-1, 0], [1, -10], [1, 10], [-1, -10],
  [-1, 10]];
const SPOTS = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [1, 1], [-1, -1], [-1, 1],
  [1.6, -0.6], [1.6, 0.6]];
const put = (entry, at, gap, spots, taken, frame, ways = []) => {
  const [w, h] = entry.size;
  // off the legs where there is room, over them else
  for (const [dx, dy, free] of [...spots.map((s) => [...s, ways]), ...spots]) {
    const x = at.x + dx * gap[0] + (Math.sign(dx) * w) / 2 - w / 2;
    const y = at.y + dy * gap[1] + (dx ? dy * 2 : (Math.sign(dy) * h) / 2) - h / 2;
    const box = [x, y, x + w, y + h];
    const inside = box[0] > frame[0] && box[1] > frame[1] && box[2] < frame[2]
      && box[3] < frame[3];
    if (inside && ![taken, free || []].some((l) => l.some((other) => overlap(box, other)))) {
      taken.push(box);
      entry.element.style.textAlign = dx > 0 ? "left" : dx < 0 ? "right" : "center";
      L.DomUtil.setPosition(entry.element, L.point(Math.round(x), Math.round(y)));
      entry.shown = true;
      return;
    }
  }
};

/* A badge stands on its line; where that is too short or full, beside it with a leader. */
const SHARES = [0.5, 0.36, 0.64, 0.24, 0.76, 0.14, 0.86];
const RINGS = [34, 52, 70, 90].flatMap((r) => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((n) =>
  L.point(r * 1.3 * Math.cos(n * Math.PI / 6), r * Math.sin(n * Math.PI / 6))));
const leaders = new Map();
const placeBadge = (claim, taken, frame) => {
  const badge = window[`marker_${claim.key}`];
  const line = window[`poly_line_${claim.key}`];
  if (leaders.has(claim.key)) leaders.get(claim.key).remove();
  if (!badge || !map.hasLayer(badge)) return;
  const flat = line.getLatLngs().map((p) => map.latLngToLayerPoint(p));
  let length = 0;
  for (let i = 1; i < flat.length; i += 1) length += flat[i].distanceTo(flat[i - 1]);
  const half = badge.getElement().offsetWidth / 2 + 2 || 24;
  const boxAt = (p) => [p.x - half, p.y - 11, p.x + half, p.y + 11];
  const free = (p) => {
    const box = boxAt(p);
    return box[0] > frame[0] && box[1] > frame[1] && box[2] < frame[2] && box[3] < frame[3]
      && !taken.some((other) => overlap(box, other));
  };
  const middle = along(flat, length / 2);
  const on = SHARES.map((share) => along(flat, share * length)).find(free);
  const inside = L.bounds([frame[0], frame[1]], [frame[2], frame[3]]).contains(middle);
  const found = on || (inside && RINGS.map((by) => middle.add(by)).find(free));
  badge.getElement().classList.toggle("unseen", !found);
  if (!found) return;
  badge.setLatLng(map.layerPointToLatLng(found));
  badge.getElement().style.marginLeft = `${-half + 2}px`;
  taken.push(boxAt(found));
  if (on) return;
  leaders.set(claim.key, L.polyline([middle, found].map((p) => map.layerPointToLatLng(p)), {
    className: `measure leader ${line.options.className.split(" ").pop()}`,
    interactive: false,
  }).addTo(map));
};

const placeNames = (groups) => {
  tags.forEach((entry) => { entry.used = false; entry.shown = false; });
  const corner = map.containerPointToLayerPoint([0, 0]);
  const size = map.getSize();
  const frame = [corner.x + 4, corner.y + 4, corner.x + size.x - 4, corner.y + size.y - 4];
  const taken = [[corner.x, corner.y, corner.x + 46, corner.y + 84]];
  if (watermark) {
    taken.push([corner.x + watermark.offsetLeft - 4, corner.y + watermark.offsetTop - 4,
      corner.x + size.x, corner.y + size.y]);
  }
  if (inset && !inset.classList.contains("gone")) {
    const [x, y] = [corner.x + inset.offsetLeft, corner.y + inset.offsetTop];
    taken.push([x - 4, y - 4, x + inset.offsetWidth + 4, y + inset.offsetHeight + 4]);
  }
  groups.forEach((group) => {
    const half = widthOf(group) / 2;
    const p = group.center;
    taken.push([p.x - half, p.y - 15, p.x + half, p.y + 15]);
  });
  island.claims.forEach((claim) => placeBadge(claim, taken, frame));
  const ranked = [...groups].sort((a, b) =>
    b.some((p) => p.index === current) - a.some((p) => p.index === current)
    || b.length - a.length || a[0].index - b[0].index);
  ranked.forEach((group) => {
    const places = new Map();
    group.forEach((p) => places.has(String(p.stop.at))
      || places.set(String(p.stop.at), p.stop.short));
    const list = [...new Set(places.values())];
    const room = group.some((p) => p.index === current) ? 9 : 5;
    const gap = [widthOf(group) / 2 + room, 14 + room]; // beside it, and above or below
    for (let count = Math.min(2, list.length); count; count -= 1) { // two names, one without room
      const rest = list.length > count ? ` +${list.length - count}` : "";
      const text = list.slice(0, count).join("\u00a0· ") + rest;
      const entry = tag(`s${group[0].index}`, text, "stop");
      if (entry.cut && count > 1) continue;
      put(entry, group.center, gap, SPOTS, taken, frame, ways);
      if (entry.shown) break;
    }
  });
  island.stops.forEach((stop, i) => {
    if (stop.shape === "area") {
      const texts = [[stop.label, stop.name].filter(Boolean).join(" "), stop.label];
      for (const text of texts.filter(Boolean)) { // its number alone where all has no room
        const entry = tag(`a${i}`, text, "region");
        put(entry, map.latLngToLayerPoint(stop.at), [1, 1], REGION_SPOTS, taken, frame);
        if (entry.shown) break;
      }
    }
  });
  island.labels.forEach((label, i) => {
    if (map.getZoom() + 0.8 < label.zoom) return;
    put(tag(`b${i}`, label.text, label.kind), map.latLngToLayerPoint(label.at), [1, 1],
      [[0, 0], [0, -8], [0, 8]], taken, frame); // farther off, a sea's name stands on land
  });
  tags.forEach((entry) => entry.element.classList.toggle("gone", !(entry.used && entry.shown)));
};

const watermark = document.querySelector(".watermark");
const inset = byId("inset");
const crowd = inset && L.rectangle(island.inset,
  { className: "crowd", interactive: false, fill: false, weight: 1 }).addTo(map);
/* The inset takes the corner where it hides the fewest pins, and then the least of the legs. */
const hidden = (corner) => {
  inset.classList.remove("high", "right");
  if (corner) inset.classList.add(corner);
  const at = map.containerPointToLayerPoint([inset.offsetLeft, inset.offsetTop]);
  const box = [at.x - 16, at.y - 16, at.x + inset.offsetWidth + 16,
    at.y + inset.offsetHeight + 16];
  const inside = pins.map((pin) => map.latLngToLayerPoint(pin.stop.at))
    .filter((p) => overlap(box, [p.x, p.y, p.x, p.y]));
  return inside.length * 1000 + ways.filter((way) => overlap(box, way)).length;
};
const placeInset = () => {
  drawLegs();
  const corners = ["", "high", "right"].map((corner) => ({ corner, cost: hidden(corner) }));
  hidden(corners.reduce((best, one) => (one.cost < best.cost ? one : best)).corner);
};
const layout = () => {
  if (!map._loaded) return;
  if (inset) {
    const close = map.getZoom() > map.getBoundsZoom(home) + 0.9;
    inset.classList.toggle("gone", close);
    crowd.getElement().classList.toggle("gone", close);
  }
  drawLegs();
  placeNames(groupPins());
};
// a flight moves the pins; their names wait for its end, where they are placed anew
map.on("zoomstart", () => names.classList.add("unseen"));
map.on("zoomend moveend", () => names.classList.remove("unseen"));
if (inset) {
  placeInset();
  map.on("resize", placeInset);
}
map.on("zoomend moveend resize", layout);
