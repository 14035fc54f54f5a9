// Small things that every part of the page needs.
export const $ = id => document.getElementById(id);

/** An element with attributes, text and children. */
export function el(name, attributes = {}, ...inside) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") e.className = value;
    else if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) e.setAttribute(key, value);
  }
  e.append(...inside.filter(i => i != null));
  return e;
}

const SVG = "http://www.w3.org/2000/svg";
export function svg(parent, name, attributes = {}, text) {
  const e = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
  if (text !== undefined) e.textContent = text;
  parent.append(e);
  return e;
}

export function setText(e, text) { if (e.textContent !== text) e.textContent = text; }

export const number = (value, digits) => value == null || Number.isNaN(value) ? "–" : value.toFixed(digits);

export const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A canvas in the screen's own resolution, cleared. */
export function paintOn(canvas, heightPx) {
  const ratio = devicePixelRatio || 1, width = canvas.clientWidth;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(heightPx * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(heightPx * ratio);
    canvas.style.height = heightPx + "px";
  }
  const g = canvas.getContext("2d");
  g.setTransform(ratio, 0, 0, ratio, 0, 0);
  g.clearRect(0, 0, width, heightPx);
  return {g, width};
}

/** Colours of the page as canvases can use them; light-dark() is resolved by a real element. */
const probe = document.createElement("span");
probe.hidden = true;
document.documentElement.append(probe);
export function ink(name) {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
}
