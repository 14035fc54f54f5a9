// Both buses: how busy they are, and the newest frame of each identifier, decoded.
import {$, el, number, setText} from "./dom.js";

const MOST_IDENTIFIERS = 400;

export class Buses {
  constructor() {
    this.loads = new Map();
    this.frames = new Map();
    this.now = 0;
    $("frame-filter").addEventListener("input", () => { this.dirty = true; });
  }

  info(info) {
    this.frames.clear();
    $("frames").replaceChildren();
    this.loads.clear();
    $("bus-loads").replaceChildren(...info.buses.map(b => {
      const load = {bar: el("i"), says: el("span", {class: "n"}, "–")};
      this.loads.set(b.name, load);
      return el("div", {class: "load"}, el("b", {}, b.name), el("div", {}, load.bar), load.says);
    }));
  }

  take(name, what, data) {
    if (what === "load") {
      const load = this.loads.get(name);
      if (!load) return;
      load.bar.style.width = Math.min(100, data.loadPercent) + "%";
      setText(load.says, `${number(data.loadPercent, 1)} %, ${number(data.framesPerS, 0)} frames a second`);
    } else if (what === "frame") {
      const key = name + " " + data.idHex;
      if (!this.frames.has(key) && this.frames.size >= MOST_IDENTIFIERS) return;
      this.frames.set(key, {...this.frames.get(key), bus: name, data});
      this.dirty = true;
    }
  }

  clock(timeS) { if (timeS < this.now) this.frames.clear(); this.now = timeS; this.dirty = true; }

  paint() {
    if (!this.dirty || $("frame-hold").checked) return;
    this.dirty = false;
    const wanted = $("frame-filter").value.trim().toLowerCase();
    const shown = [];
    for (const key of [...this.frames.keys()].sort()) {
      const frame = this.frames.get(key);
      if (!frame.row) frame.row = this.row(frame);
      this.fill(frame);
      if (!wanted || frame.text.includes(wanted)) shown.push(frame.row.tr);
    }
    const body = $("frames");
    if (shown.length !== body.children.length || shown.some((tr, i) => body.children[i] !== tr)) body.replaceChildren(...shown);
  }

  row({bus, data}) {
    const signals = el("td", {class: "wrap"}), age = el("td", {class: "n soft"});
    const tr = el("tr", {}, el("td", {}, bus), el("td", {class: "mono"}, data.idHex), el("td", {}, data.name || el("span", {class: "soft"}, "not in the database")), signals, age);
    return {tr, signals, age};
  }

  fill(frame) {
    const {data, row} = frame;
    const signals = Object.entries(data.signals || {}).map(([n, s]) => `${n} ${typeof s.value === "number" ? +s.value.toFixed(3) : s.value}${s.unit ? " " + s.unit : ""}`).join(", ");
    setText(row.signals, signals || data.dataHex);
    setText(row.age, number(Math.max(0, (this.now - data.timeS) * 1000), 0) + " ms");
    frame.text = `${frame.bus} ${data.idHex} ${data.name || ""} ${signals}`.toLowerCase();
  }
}
