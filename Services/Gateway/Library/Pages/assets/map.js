// SPDX-License-Identifier: Apache-2.0

// Maps. Every page works without this: what is on the map stands in a list below it, and a place can be left as it is.
//
// A section with data-map is filled with places as they come into view, by box and zoom. A section with data-pin has one pin,
// which people move where its form has the fields latitude and longitude, and only look at elsewhere. Both hold an element
// with data-map-view, which becomes the map, and one with data-map-said, which says what it shows.
import "/assets/leaflet.js";

const L = globalThis.L;
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const country = L.latLngBounds([49.8, -8.3], [60.9, 1.9]);
const deepest = 15;
// A cell of the registry's grid at zoom 0, in degrees: a view is asked for in whole cells, so that it is often known already.
const cell = { width: 120, height: 72 };

function outlined(view, label) {
  const map = L.map(view, {
    attributionControl: false,
    maxBounds: [[48.2, -14], [61.9, 6.5]],
    minZoom: 4,
    maxZoom: deepest,
    zoomAnimation: !calm,
    fadeAnimation: !calm,
    markerZoomAnimation: !calm,
    inertia: !calm,
    // Whoever scrolls the page past the map means the page.
    scrollWheelZoom: false,
  });
  view.setAttribute("role", "region");
  view.setAttribute("aria-label", label);
  L.control.attribution({ prefix: false }).addAttribution("Outline: Natural Earth").addTo(map);
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  fetch("/assets/outline.json")
    .then((answer) => answer.json())
    .then((outline) =>
      L.geoJSON(outline, {
        interactive: false,
        style: (part) => ({
          color: "#768692",
          weight: 1,
          fillColor: part.properties.kind === "home" ? "#ffffff" : "#e8edee",
          fillOpacity: 1,
        }),
      }).addTo(map),
    )
    // Without it, what is on the map can still be reached.
    .catch(() => {});
  return map;
}

// What a press on it does, with the keyboard as well.
function pressed(marker, role, label, act) {
  marker.on("click", act);
  marker.on("add", () => {
    const element = marker.getElement();
    element.setAttribute("role", role);
    element.setAttribute("aria-label", label);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && !(event.key === " " && role === "button")) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    });
  });
  return marker;
}

function icon(name, size, text = "") {
  const html = document.createElement("span");
  html.textContent = text;
  return L.divIcon({ className: name, iconSize: [size, size], html });
}

function places(section) {
  const [view, said] = [section.querySelector("[data-map-view]"), section.querySelector("[data-map-said]")];
  section.hidden = false;
  const map = outlined(view, "Map of organisations. Move it with the arrow keys, and zoom with plus and minus.");
  const shown = new Map();
  let [asked, waiting] = [undefined, undefined];

  const address = (base, values) => {
    const url = new URL(base, location.href);
    for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
    return url;
  };

  const single = (place) => {
    const label = document.createElement("span");
    label.textContent = place.name;
    const marker = L.marker([place.latitude, place.longitude], { icon: icon("attest-place", 26) });
    return pressed(marker, "link", [place.name, place.kind, place.town].filter(Boolean).join(", "), () => {
      location.href = `/map/${place.organisation}`;
    }).bindTooltip(label, { direction: "top", offset: [0, -12] });
  };

  const several = (cluster) => {
    const count = cluster.count.toLocaleString("en-GB");
    const { west, south, east, north } = cluster.box;
    const box = L.latLngBounds([south, west], [north, east]);
    const isPoint = () => map.getZoom() >= deepest || (east - west < 0.0002 && north - south < 0.0002);
    const marker = L.marker([cluster.latitude, cluster.longitude], {
      icon: icon("attest-cluster", cluster.count < 100 ? 36 : cluster.count < 1000 ? 44 : 60, count),
    });
    const label = `${count} organisations. ${isPoint() ? "List them" : "Zoom in"}`;
    return pressed(marker, "button", label, () => {
      if (isPoint()) {
        // Those that share a place are told apart by the list alone.
        const margin = 0.00001;
        const edges = { west: west - margin, south: south - margin, east: east + margin, north: north + margin };
        for (const name of Object.keys(edges)) edges[name] = edges[name].toFixed(6);
        location.href = `${address(section.dataset.list, edges)}#list`;
        return;
      }
      const zoom = Math.max(map.getBoundsZoom(box.pad(0.1)), map.getZoom() + 1);
      map.setView(box.getCenter(), Math.min(zoom, deepest));
    });
  };

  const fill = (found) => {
    const wanted = new Map();
    for (const place of found.places) wanted.set(place.organisation, () => single(place));
    for (const cluster of found.clusters) {
      wanted.set(`${map.getZoom()} ${cluster.count} ${cluster.latitude} ${cluster.longitude}`, () => several(cluster));
    }
    const lost = document.activeElement;
    for (const [key, marker] of shown) {
      if (wanted.has(key)) continue;
      // Whoever pressed it goes on from the map.
      if (marker.getElement() === lost) view.focus({ preventScroll: true });
      marker.remove();
      shown.delete(key);
    }
    for (const [key, make] of wanted) if (!shown.has(key)) shown.set(key, make().addTo(map));
    const count = found.places.length + found.clusters.reduce((sum, cluster) => sum + cluster.count, 0);
    said.textContent =
      count === 0
        ? "There is no organisation in this part of the map."
        : `${count.toLocaleString("en-GB")} ${count === 1 ? "organisation" : "organisations"} in this part of the map.`;
  };

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const [zoom, bounds] = [map.getZoom(), map.getBounds().pad(0.1)];
    const [width, height] = [cell.width / 2 ** zoom, cell.height / 2 ** zoom];
    const edges = {
      west: Math.max(-180, Math.floor(bounds.getWest() / width) * width),
      south: Math.max(-90, Math.floor(bounds.getSouth() / height) * height),
      east: Math.min(180, Math.ceil(bounds.getEast() / width) * width),
      north: Math.min(90, Math.ceil(bounds.getNorth() / height) * height),
    };
    for (const name of Object.keys(edges)) edges[name] = edges[name].toFixed(6);
    try {
      const answer = await fetch(address(section.dataset.map, { ...edges, zoom }), { signal: asked.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      fill(await answer.json());
    } catch (error) {
      if (error.name === "AbortError") return;
      said.textContent = "The map cannot be filled just now. Use the list below, or try again in a minute.";
    }
  };

  // Where somebody was when they opened an organisation is where they come back to.
  const kept = location.hash.match(/^#(\d{1,2})\/(-?[\d.]{1,12})\/(-?[\d.]{1,12})$/);
  if (kept) map.setView([Number(kept[2]), Number(kept[3])], Number(kept[1]), { animate: false });
  else map.fitBounds(country, { animate: false });
  ask();
  map.on("moveend", () => {
    const centre = map.getCenter();
    const place = `#${map.getZoom()}/${centre.lat.toFixed(5)}/${centre.lng.toFixed(5)}`;
    history.replaceState(history.state, "", place);
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
}

function pin(section) {
  const [view, said] = [section.querySelector("[data-map-view]"), section.querySelector("[data-map-said]")];
  const fields = section.closest("form")?.elements ?? {};
  const [latitude, longitude] = [fields.latitude, fields.longitude];
  const moves = Boolean(latitude && longitude);
  const read = (texts) => {
    if (texts.some((text) => !text?.trim())) return undefined;
    const [north, east] = texts.map(Number);
    return Math.abs(north) <= 90 && Math.abs(east) <= 180 ? L.latLng(north, east) : undefined;
  };
  const typed = () => read([latitude?.value, longitude?.value]);
  const given = (moves && typed()) || read([section.dataset.latitude, section.dataset.longitude]);
  if (!given && !moves) return;
  section.hidden = false;
  const map = outlined(view, moves ? "Map with a pin that you can move" : "Map of where it is");
  let marker;

  const tell = (place) => {
    latitude.value = place.lat.toFixed(5);
    longitude.value = place.lng.toFixed(5);
    said.textContent = `The pin is at ${latitude.value}, ${longitude.value}.`;
  };
  const put = (place) => {
    if (marker) marker.setLatLng(place);
    else {
      marker = L.marker(place, { icon: icon("attest-pin", 28), draggable: moves, keyboard: moves, interactive: moves });
      marker.on("add", () => {
        const element = marker.getElement();
        element.setAttribute("role", moves ? "button" : "img");
        element.setAttribute("aria-label", moves ? "Pin. Move it with the arrow keys." : "Where it is");
      });
      marker.addTo(map);
      if (!moves) return;
      marker.on("dragend", () => tell(marker.getLatLng()));
      const steps = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
      marker.getElement().addEventListener("keydown", (event) => {
        const step = steps[event.key];
        if (!step) return;
        event.preventDefault();
        event.stopPropagation();
        // With Shift, a point of the screen at a time.
        const length = event.shiftKey ? 1 : 10;
        const point = map.latLngToLayerPoint(marker.getLatLng()).add(L.point(step).multiplyBy(length));
        marker.setLatLng(map.layerPointToLatLng(point));
        map.panInside(marker.getLatLng(), { padding: [40, 40], animate: false });
        tell(marker.getLatLng());
      });
    }
  };

  if (given) {
    map.setView(given, moves ? 10 : 7, { animate: false });
    put(given);
  } else {
    map.fitBounds(country, { animate: false });
    const button = document.createElement("button");
    button.type = "button";
    button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
    button.textContent = "Put the pin in the middle of the map";
    button.addEventListener("click", () => {
      put(map.getCenter());
      tell(map.getCenter());
      marker.getElement().focus();
    });
    said.before(button);
  }
  if (!moves) return;
  map.on("click", (event) => {
    put(event.latlng);
    tell(event.latlng);
  });
  for (const field of [latitude, longitude]) {
    field.addEventListener("change", () => {
      const place = typed();
      if (!place) return;
      put(place);
      map.panTo(place, { animate: false });
    });
  }
}

for (const section of document.querySelectorAll("[data-map]")) places(section);
for (const section of document.querySelectorAll("[data-pin]")) pin(section);
