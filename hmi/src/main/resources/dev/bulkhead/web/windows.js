// The last major frames: which window was open, who had the hart, what crossed.
import {$, paintOn, ink, setText} from "./dom.js";

const LEFT = 96, TOP = 4, LANE = 35, AXIS = 20;

export class Windows {
  constructor() {
    this.lanes = [];
    const canvas = $("windows");
    canvas.addEventListener("pointermove", e => this.point(e));
    canvas.addEventListener("pointerleave", () => setText($("windows-says"), "\u00a0"));
  }

  info(info) { this.lanes = info.partitions; this.table = info.windows || []; this.dirty = true; }

  take(data) { this.data = data; this.dirty = true; }

  paint() {
    if (!this.dirty || !this.data || !this.lanes.length) return;
    this.dirty = false;
    const height = TOP + this.lanes.length * LANE + AXIS;
    const {g, width} = paintOn($("windows"), height);
    this.width = width;
    g.font = "12px system-ui, sans-serif"; g.textBaseline = "middle";
    this.lanes.forEach((lane, i) => {
      if (i % 2 === 0) { g.fillStyle = ink("--band"); g.fillRect(0, TOP + i * LANE, width, LANE); }
      g.fillStyle = ink("--ink"); g.fillText(lane.name, 4, TOP + i * LANE + LANE / 2);
    });
    this.paintAxis(g, height);
    this.paintWindows(g);
    this.lanes.forEach((lane, i) => {
      g.fillStyle = ink(lane.level === "D" ? "--level-d" : lane.level === "QM" ? "--level-qm" : "--level-b");
      for (const [partition, from, to] of this.data.runs || []) {
        if (partition !== lane.name && partition !== i) continue;
        g.fillRect(this.x(from), TOP + i * LANE + 10, Math.max(0.8, this.x(to) - this.x(from)), LANE - 20);
      }
    });
    this.paintCrossings(g);
  }

  x(us) { return LEFT + (us - this.data.fromUs) / (this.data.toUs - this.data.fromUs) * (this.width - LEFT - 4); }

  lane(which) { return typeof which === "number" ? which : this.lanes.findIndex(l => l.name === which); }

  paintAxis(g, height) {
    const range = this.data.toUs - this.data.fromUs, most = Math.max(2, (this.width - LEFT) / 52);
    const step = [500, 1000, 2000, 5000, 10000].find(s => range / s <= most) || 20000;
    g.textAlign = "center"; g.strokeStyle = ink("--line"); g.fillStyle = ink("--soft");
    for (let t = 0; t <= range; t += step) {
      const x = this.x(this.data.fromUs + t);
      g.beginPath(); g.moveTo(x, TOP); g.lineTo(x, height - AXIS); g.stroke();
      g.fillText((t / 1000) + " ms", Math.min(Math.max(x, LEFT + 14), this.width - 18), height - AXIS / 2);
    }
    g.textAlign = "left";
  }

  paintWindows(g) {
    g.fillStyle = ink("--golden-window");
    for (const [index, from, to] of this.data.windows || []) {
      const open = (this.table[index] || {}).partitions || [];
      for (const name of open) {
        const i = this.lane(name);
        if (i >= 0) g.fillRect(this.x(from), TOP + i * LANE + 3, Math.max(1, this.x(to) - this.x(from)), LANE - 6);
      }
    }
  }

  paintCrossings(g) {
    g.strokeStyle = ink("--ink"); g.fillStyle = ink("--ink"); g.globalAlpha = 0.7;
    for (const [, at, from, to] of this.data.crossings || []) {
      const a = this.lane(from), b = this.lane(to), x = Math.round(this.x(at)) + 0.5;
      const y1 = TOP + (a >= 0 ? a : b) * LANE + LANE / 2, y2 = b >= 0 ? TOP + b * LANE + LANE / 2 : y1;
      g.beginPath();
      if (y1 === y2) { g.moveTo(x, y1 - 8); g.lineTo(x, y1 + 8); }
      else { g.moveTo(x, y1); g.lineTo(x, y2); const d = Math.sign(y2 - y1) * 5; g.moveTo(x - 3, y2 - d); g.lineTo(x, y2); g.lineTo(x + 3, y2 - d); }
      g.stroke();
    }
    g.globalAlpha = 1;
  }

  point(e) {
    if (!this.data || !this.width) return;
    const box = $("windows").getBoundingClientRect();
    const us = this.data.fromUs + (e.clientX - box.left - LEFT) / (this.width - LEFT - 4) * (this.data.toUs - this.data.fromUs);
    const lane = this.lanes[Math.floor((e.clientY - box.top - TOP) / LANE)];
    if (!lane || us < this.data.fromUs) { setText($("windows-says"), "\u00a0"); return; }
    const near = (this.data.crossings || []).filter(c => Math.abs(c[1] - us) < 60 && (this.lane(c[2]) === this.lanes.indexOf(lane) || this.lane(c[3]) === this.lanes.indexOf(lane)));
    const name = w => typeof w === "number" ? (this.lanes[w] || {name: "–"}).name : w;
    setText($("windows-says"), `${lane.name}, ${(us / 1000).toFixed(3)} ms` + near.map(c => `; ${c[0]} ${name(c[2])} → ${c[3] == null ? "" : name(c[3])}`).slice(0, 3).join(""));
  }
}
