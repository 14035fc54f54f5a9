// The car from above: four wheels with slip, pressure and what lies under them; its speed.
import {$, svg, number, setText, paintOn, ink, el} from "./dom.js";

const WHEELS = [["Row1", "Left", 92, 62], ["Row1", "Right", 208, 62], ["Row2", "Left", 92, 182], ["Row2", "Right", 208, 182]];
const FULL_BAR = 160, LOCKED_SLIP_PERCENT = 50, SLIP_FROM_KMH = 5, ICE_BELOW = 0.35, CURVE_S = 20;

export class Car {
  constructor(command) {
    this.command = command;
    this.wheels = {};
    this.values = {};
    this.curve = [];
    this.draw();
    const pedal = $("pedal");
    pedal.addEventListener("input", () => this.press({positionPercent: Number(pedal.value)}));
    $("pedal-release").addEventListener("click", () => this.press({release: true}));
    this.rows = {};
    for (const [key, name] of [["pedal", "Pedal"], ["acceleration", "Acceleration"], ["yaw", "Yaw rate"], ["distance", "Distance"]]) {
      this.rows[key] = el("dd", {}, "–");
      $("car-list").append(el("dt", {}, name), this.rows[key]);
    }
  }

  async press(what) {
    $("pedal-release").disabled = !!what.release;
    setText($("pedal-says"), what.release ? "scenario" : what.positionPercent + " %");
    if (this.sending) { this.next = what; return; } // the newest counts
    this.sending = true;
    await this.command("pedal", what);
    this.sending = false;
    if (this.next) { const next = this.next; this.next = null; this.press(next); }
  }

  draw() {
    const s = $("car");
    const defs = svg(s, "defs");
    const hatch = svg(defs, "pattern", {id: "locked", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)"});
    svg(hatch, "rect", {width: 6, height: 6, fill: "var(--card)"});
    svg(hatch, "rect", {width: 3, height: 6, fill: "var(--bad)"});
    svg(s, "path", {class: "body", d: "M118 26Q150 8 182 26L190 90L190 190Q188 226 150 230Q112 226 110 190L110 90Z"});
    svg(s, "path", {class: "glass", d: "M120 92Q150 76 180 92L174 116Q150 108 126 116Z"});
    svg(s, "path", {class: "glass", d: "M124 190Q150 200 176 190L180 206Q150 216 120 206Z"});
    for (const [row, side, x, y] of WHEELS) {
      const left = side === "Left";
      const road = svg(s, "rect", {class: "road", x: x - 20, y: y - 34, width: 40, height: 68, rx: 5});
      const wheel = svg(s, "rect", {class: "wheel", x: x - 12, y: y - 26, width: 24, height: 52, rx: 6});
      const bar = left ? x - 32 : x + 25;
      svg(s, "rect", {class: "pressure-box", x: bar, y: y - 30, width: 7, height: 60});
      const pressure = svg(s, "rect", {class: "pressure", x: bar, y: y + 30, width: 7, height: 0});
      const anchor = left ? "end" : "start", at = left ? x - 36 : x + 36;
      const text = dy => svg(s, "text", {x: at, y: y + dy, "text-anchor": anchor});
      const slip = text(-14), bars = text(2), grip = text(18);
      grip.setAttribute("class", "soft");
      this.wheels[`${row}/${side}`] = {road, wheel, pressure, slip, bars, grip, y, v: {}};
    }
  }

  /** A vehicle signal: its path below vehicle/Vehicle/. */
  signal(path, data) {
    const wheel = /^Chassis\/Axle\/(Row\d\/Wheel\/(?:Left|Right))\/(\w+)$/.exec(path);
    if (wheel) Object.assign(this.wheels[wheel[1].replace("/Wheel", "")].v, data);
    else Object.assign(this.values, data);
    if (path === "Speed") this.sample(data);
    this.dirty = true;
  }

  sample({timeS, speedKmh}) {
    const last = this.curve[this.curve.length - 1];
    if (last && timeS < last[0]) this.curve = [];
    this.curve.push([timeS, speedKmh]);
    while (this.curve.length && this.curve[0][0] < timeS - CURVE_S) this.curve.shift();
  }

  paint() {
    if (!this.dirty) return;
    this.dirty = false;
    const v = this.values;
    setText($("speed"), number(v.speedKmh, 1));
    setText(this.rows.pedal, number(v.positionPercent, 0) + " %");
    setText(this.rows.acceleration, number(v.accelerationMps2, 2) + " m/s²");
    setText(this.rows.yaw, number(v.yawRateDegPerS, 2) + " °/s");
    setText(this.rows.distance, number(v.distanceKm == null ? null : v.distanceKm * 1000, 1) + " m");
    for (const w of Object.values(this.wheels)) {
      const slip = w.v.slipPercent, bar = w.v.pressureBar, mu = w.v.peakCoefficient;
      const rolls = v.speedKmh >= SLIP_FROM_KMH; // near standstill slip says nothing
      const locked = rolls && slip > LOCKED_SLIP_PERCENT;
      w.wheel.setAttribute("class", locked ? "wheel locked" : "wheel");
      setText(w.slip, locked ? "slides" : "slip " + (rolls ? number(slip, 0) + " %" : "–"));
      setText(w.bars, number(bar, 0) + " bar");
      setText(w.grip, mu == null ? "" : `${w.v.road} µ ${number(mu, 2)}`);
      w.road.setAttribute("class", mu < ICE_BELOW ? "road ice" : "road");
      const h = 60 * Math.min(1, Math.max(0, (bar || 0) / FULL_BAR));
      w.pressure.setAttribute("y", w.y + 30 - h);
      w.pressure.setAttribute("height", h);
    }
    this.paintCurve();
  }

  paintCurve() {
    const {g, width} = paintOn($("speed-curve"), 56);
    if (this.curve.length < 2) return;
    const to = this.curve[this.curve.length - 1][0], top = Math.max(20, ...this.curve.map(p => p[1]));
    g.strokeStyle = ink("--line"); g.beginPath(); g.moveTo(0, 55.5); g.lineTo(width, 55.5); g.stroke();
    g.strokeStyle = ink("--strong"); g.lineWidth = 2; g.beginPath();
    this.curve.forEach(([t, s], i) => g[i ? "lineTo" : "moveTo"](width * (1 - (to - t) / CURVE_S), 54 - 50 * s / top));
    g.stroke();
  }
}
