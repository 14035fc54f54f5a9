// Draws the golden and the faulty run on one clock: closely, and the whole from afar. Data: see TimelineData.
(() => {
  const NS = "http://www.w3.org/2000/svg";
  const NAMES = ["message", "frame", "fault", "refusal", "health monitor", "restart", "reset", "missed deadline", "safe state"];
  const TOP = 40, ROW = 15, LANE = 38, AXIS = 22;
  const FAR_TOP = 18, FAR_ROW = 12, FAR_LANE = 31, CAR = 54, POWER_ON_MS = 100;

  const leftOf = width => width < 560 ? 98 : 132;
  const widthOf = box => Math.max(320, box.clientWidth || 1134);

  function element(parent, name, attributes, text) {
    const e = document.createElementNS(NS, name);
    for (const key in attributes) e.setAttribute(key, attributes[key]);
    if (text !== undefined) e.textContent = text;
    parent.appendChild(e);
    return e;
  }

  function span(us) {
    const a = Math.abs(us);
    if (a === 0) return "0";
    if (a >= 1e6) return +(us / 1e6).toFixed(4) + " s";
    if (a >= 1e3) return +(us / 1e3).toFixed(3) + " ms";
    return +us.toFixed(2) + " µs";
  }

  function signed(us) { return (us > 0 ? "+" : "") + span(us); }

  function niceStep(range) {
    const raw = range / 9, power = Math.pow(10, Math.floor(Math.log10(raw)));
    return [1, 2, 5, 10].map(f => f * power).find(s => s >= raw);
  }

  function drawName(svg, name, what, y, width, height, shaded) {
    if (shaded) element(svg, "rect", {x: 0, y, width, height, fill: "var(--band)"});
    element(svg, "text", {x: 10, y: y + height / 2 - 2}, name);
    element(svg, "text", {x: 10, y: y + height / 2 + 12, class: "soft"}, what);
  }

  function drawShape(g, kind, x, y, color, lone) {
    const m = y + ROW / 2;
    switch (NAMES[kind]) {
      case "message": case "frame":
        element(g, "line", {x1: x, x2: x, y1: y + (lone ? 0 : 3), y2: y + ROW - (lone ? 0 : 3), stroke: color, "stroke-width": lone ? 1.6 : 1, opacity: lone ? 1 : 0.75});
        break;
      case "fault":
        element(g, "path", {d: `M${x - 5} ${m - 5}L${x + 5} ${m + 5}M${x - 5} ${m + 5}L${x + 5} ${m - 5}`, stroke: "var(--bad)", "stroke-width": 2.5});
        break;
      case "refusal":
        element(g, "path", {d: `M${x} ${m - 6}L${x + 6} ${m}L${x} ${m + 6}L${x - 6} ${m}Z`, fill: "var(--paper)", stroke: "var(--bad)", "stroke-width": 2});
        break;
      case "health monitor":
        element(g, "path", {d: `M${x} ${m - 6}L${x + 6} ${m + 5}L${x - 6} ${m + 5}Z`, fill: "var(--warn)"});
        break;
      case "restart":
        element(g, "circle", {cx: x, cy: m, r: 5, fill: "var(--good)"});
        break;
      case "reset":
        element(g, "rect", {x: x - 3, y: y - 1, width: 6, height: ROW + 2, fill: "var(--bad)"});
        break;
      default:
        element(g, "rect", {x: x - 5, y: m - 5, width: 10, height: 10, fill: "var(--bad)"});
    }
  }

  class Timeline {
    /** @param name no other timeline of the page has it; `bar` gets the buttons, `says` what is pointed at */
    constructor(box, name, data, bar, says) {
      this.box = box;
      this.name = name;
      this.data = data;
      this.says = says;
      this.data.views.forEach((view, i) => {
        const b = document.createElement("button");
        b.type = "button"; b.textContent = view.name;
        b.onclick = () => this.show(view.from, view.to);
        bar.appendChild(b);
      });
      const middle = () => (this.from + this.to) / 2, part = f => f * (this.to - this.from);
      for (const [label, title, go] of [["−", "zoom out", () => this.zoom(2, middle())], ["+", "zoom in", () => this.zoom(0.5, middle())],
        ["‹", "earlier", () => this.move(-part(0.3))], ["›", "later", () => this.move(part(0.3))]]) {
        const b = document.createElement("button");
        b.type = "button"; b.textContent = label; b.title = title;
        b.onclick = go;
        bar.appendChild(b);
      }
      const hint = document.createElement("span");
      hint.className = "soft"; hint.textContent = "drag to move, double-click or Ctrl-wheel to zoom, point at a mark to read it";
      bar.appendChild(hint);
      this.svg = element(box, "svg", {});
      this.listen();
      const first = this.data.views[0];
      this.show(first.from, first.to);
    }

    listen() {
      let grabbed = null;
      this.svg.addEventListener("pointerdown", e => { grabbed = {x: e.clientX, from: this.from, to: this.to}; });
      this.svg.addEventListener("pointermove", e => {
        if (!grabbed) return;
        if (!this.svg.hasPointerCapture(e.pointerId)) this.svg.setPointerCapture(e.pointerId);
        const dt = (grabbed.x - e.clientX) / (this.width - this.left) * (grabbed.to - grabbed.from);
        this.show(grabbed.from + dt, grabbed.to + dt);
      });
      for (const end of ["pointerup", "pointercancel"]) this.svg.addEventListener(end, () => { grabbed = null; });
      this.svg.addEventListener("dblclick", e => this.zoom(0.4, this.timeAt(e.clientX)));
      this.svg.addEventListener("wheel", e => {
        if (!e.ctrlKey) return;
        e.preventDefault();
        this.zoom(e.deltaY > 0 ? 1.3 : 0.77, this.timeAt(e.clientX));
      }, {passive: false});
      new ResizeObserver(() => { if (widthOf(this.box) !== this.width) this.draw(); }).observe(this.box);
    }

    timeAt(clientX) {
      const x = clientX - this.svg.getBoundingClientRect().left;
      return this.from + (x - this.left) / (this.width - this.left) * (this.to - this.from);
    }

    zoom(factor, at) { this.show(at - (at - this.from) * factor, at + (this.to - at) * factor); }

    move(us) { this.show(this.from + us, this.to + us); }

    show(from, to) {
      if (to - from < 1) { const m = (from + to) / 2; from = m - 0.5; to = m + 0.5; }
      this.from = from; this.to = to;
      this.draw();
      if (this.onshow) this.onshow(from, to);
    }

    /** There is more between these times. */
    grown(from, to) { if (from < this.to && to > this.from) this.draw(); }

    x(us) { return this.left + (us - this.from) / (this.to - this.from) * (this.width - this.left); }

    draw() {
      const lanes = this.data.lanes, svg = this.svg;
      this.width = widthOf(this.box);
      this.left = leftOf(this.width);
      const height = TOP + lanes.length * LANE + AXIS;
      svg.replaceChildren();
      svg.setAttribute("viewBox", `0 0 ${this.width} ${height}`);
      svg.setAttribute("height", height);
      const clip = element(element(svg, "defs", {}), "clipPath", {id: this.name + "-clip"});
      element(clip, "rect", {x: this.left, y: 0, width: this.width - this.left, height});
      lanes.forEach((lane, i) => this.drawLane(lane, i));
      const plane = element(svg, "g", {"clip-path": `url(#${this.name}-clip)`});
      this.drawAxis(plane, height);
      for (const [run, row] of [["golden", 0], ["faulty", 1]]) {
        this.drawBars(plane, this.data[run].windows, row, `var(--${run}-window)`, 1);
        this.drawBars(plane, this.data[run].ran, row, `var(--${run})`, 4);
      }
      this.drawMarks(plane, height);
      for (const [run, row] of [["golden", 0], ["faulty", 1]]) this.drawEvents(plane, run, row);
    }

    drawLane(lane, i) {
      const y = TOP + i * LANE;
      drawName(this.svg, lane.name, lane.what, y, this.width, LANE, i % 2 === 0);
    }

    rowY(lane, row) { return TOP + lane * LANE + 3 + row * (ROW + 2); }

    drawAxis(plane, height) {
      const zero = this.data.zeroUs, step = niceStep(this.to - this.from);
      for (let k = Math.ceil((this.from - zero) / step); zero + k * step <= this.to; k++) {
        const x = this.x(zero + k * step);
        element(plane, "line", {x1: x, x2: x, y1: TOP, y2: height - AXIS, stroke: "var(--line)", "stroke-width": 1});
        if (x < this.left + 24 || x > this.width - 24) continue;
        element(plane, "text", {x, y: height - 7, "text-anchor": "middle", class: "soft"}, signed(+(k * step).toPrecision(9)));
      }
    }

    drawBars(plane, bars, row, fill, inset) {
      for (const [lane, from, to] of bars) {
        if (to < this.from || from > this.to) continue;
        const x = Math.max(this.left - 2, this.x(from)), x2 = Math.min(this.width + 2, this.x(to));
        element(plane, "rect", {x, y: this.rowY(lane, row) + inset, width: Math.max(0.5, x2 - x), height: ROW - 2 * inset, fill});
      }
    }

    drawMarks(plane, height) {
      let lastX = -1e9, level = 0;
      for (const mark of this.data.marks) {
        const x = this.x(mark.atUs);
        if (x < this.left || x > this.width) continue;
        level = x - lastX < 130 ? 1 - level : 0;
        lastX = x;
        const color = mark.bad ? "var(--bad)" : "var(--faulty)";
        element(plane, "line", {x1: x, x2: x, y1: 14 + 14 * level, y2: height - AXIS, stroke: color, "stroke-width": 1.5, "stroke-dasharray": mark.bad ? "" : "4 3"});
        const right = x > this.width - 140;
        const text = element(plane, "text", {x: right ? x - 4 : x + 4, y: 14 + 14 * level, "text-anchor": right ? "end" : "start", "font-weight": 600}, mark.name);
        text.style.fill = color;
      }
    }

    drawEvents(plane, run, row) {
      const taken = new Set(), free = {};
      for (const [lane, at, kind, text, lone] of this.data[run].events) {
        if (at < this.from || at > this.to) continue;
        let x = this.x(at);
        if (kind > 1) { // side by side, in order, where time alone would pile them up
          if (x < (free[lane] ?? -1e9)) x = free[lane];
          free[lane] = x + 13;
        }
        const y = this.rowY(lane, row), spot = `${lane} ${kind} ${Math.round(2 * x)} ${lone}`;
        if (taken.has(spot)) continue;
        taken.add(spot);
        const g = element(plane, "g", {});
        drawShape(g, kind, x, y, lone ? "var(--bad)" : "var(--ink)", lone);
        const line = `${signed(at - this.data.zeroUs)} from the fault (${(at / 1e6).toFixed(7)} s), ${run === "golden" ? "healthy run" : "with the fault"}: ${text}` + (lone ? " — only in this run" : "");
        element(g, "title", {}, line);
        element(g, "rect", {x: x - 3, y, width: 6, height: ROW, fill: "transparent"});
        g.addEventListener("pointerenter", () => { this.says.textContent = line; });
      }
    }
  }

  /**
   * The whole of both runs: the car's speed, how much of the hart each partition had and how full the buses were, what
   * happened. It may grow.
   */
  class RunsFromAfar {
    /** @param data as of a Timeline; `picked(us)` is called where somebody points at a time */
    constructor(box, name, data, picked) {
      this.box = box;
      this.name = name;
      this.data = data;
      this.svg = element(box, "svg", {role: "img", "aria-label": "The whole of both runs: speed, shares of the hart, what happened"});
      this.svg.addEventListener("click", e => {
        const x = e.clientX - this.svg.getBoundingClientRect().left;
        if (x > this.left) picked((x - this.left) / (this.width - this.left) * this.end);
      });
      new ResizeObserver(() => { if (widthOf(this.box) !== this.width) this.draw(); }).observe(this.box);
      this.draw();
    }

    /** What the close timeline shows. */
    frames(from, to) { this.shown = [from, to]; this.draw(); }

    x(us) { return this.left + us / this.end * (this.width - this.left); }

    laneY(lane) { return FAR_TOP + CAR + lane * FAR_LANE; }

    draw() {
      const data = this.data, svg = this.svg, bins = [...data.golden.bins, ...data.faulty.bins];
      this.width = widthOf(this.box);
      this.left = leftOf(this.width);
      this.end = this.axisEnd(Math.max(1, ...bins.map(b => b[1])));
      const height = FAR_TOP + CAR + data.lanes.length * FAR_LANE + AXIS;
      svg.replaceChildren();
      svg.setAttribute("viewBox", `0 0 ${this.width} ${height}`);
      svg.setAttribute("height", height);
      drawName(svg, "car", "speed", FAR_TOP, this.width, CAR, false);
      data.lanes.forEach((lane, i) => drawName(svg, lane.name, lane.what, this.laneY(i), this.width, FAR_LANE, i % 2 === 0));
      this.drawAxis(height);
      if (this.shown) {
        const x = Math.max(this.left, this.x(this.shown[0])), x2 = Math.min(this.width, this.x(this.shown[1]));
        if (x2 > x) element(svg, "rect", {x: x - 2, y: FAR_TOP - 3, width: x2 - x + 4, height: height - AXIS - FAR_TOP + 3, fill: "none", stroke: "var(--strong, var(--golden))", "stroke-width": 1.5, rx: 3});
      }
      for (const [run, row] of [["golden", 0], ["faulty", 1]]) {
        data.lanes.forEach((lane, i) => this.drawShares(run, row, i, Math.max(1, ...bins.map(b => b[3 + i] || 0))));
        this.drawSpeed(run, Math.max(10, ...bins.map(b => b[2])));
        this.drawStory(run, row);
        this.drawEdge(run, row, height);
      }
      this.drawMarks(height);
    }

    /** A run that has not ended may end long before it must: the axis doubles when it is full. */
    axisEnd(last) {
      if (!this.data.durationUs) return last;
      let end = Math.max(2e6, 1.25 * this.data.zeroUs);
      while (end < last) end *= 2;
      return Math.min(end, this.data.durationUs);
    }

    drawAxis(height) {
      const step = niceStep(this.end);
      for (let us = 0; us <= this.end; us += step) {
        const x = this.x(us);
        element(this.svg, "line", {x1: x, x2: x, y1: FAR_TOP, y2: height - AXIS, stroke: "var(--line)", "stroke-width": 1});
        if (x < this.width - 24) element(this.svg, "text", {x: Math.max(x, this.left + 8), y: height - 7, "text-anchor": "middle", class: "soft"}, +(us / 1e6).toFixed(2) + " s");
      }
    }

    drawShares(run, row, lane, most) {
      const bins = this.data[run].bins;
      if (!bins.length || bins[0][3 + lane] === undefined) return;
      const floor = this.laneY(lane) + 3 + (row + 1) * (FAR_ROW + 1) - 1;
      let d = "";
      for (const bin of bins) {
        const y = floor - bin[3 + lane] / most * FAR_ROW;
        d += `M${this.x(bin[0]).toFixed(1)} ${floor}V${y.toFixed(1)}H${(this.x(bin[1]) + 0.3).toFixed(1)}V${floor}Z`;
      }
      element(this.svg, "path", {d, fill: `var(--${run})`});
    }

    drawSpeed(run, most) {
      const bins = this.data[run].bins, floor = FAR_TOP + CAR - 4;
      if (!bins.length) return;
      const d = bins.map((b, i) => `${i ? "L" : "M"}${this.x(b[1]).toFixed(1)} ${(floor - b[2] / most * (CAR - 10)).toFixed(1)}`).join("");
      const faulty = run === "faulty";
      element(this.svg, "path", {d, fill: "none", stroke: `var(--${run})`, "stroke-width": faulty ? 2 : 4, "stroke-dasharray": faulty ? "5 4" : "", "stroke-linejoin": "round"});
      if (!faulty) element(this.svg, "text", {x: this.left - 6, y: FAR_TOP + 12, "text-anchor": "end", class: "soft"}, Math.round(most) + " km/h");
    }

    drawStory(run, row) {
      const free = {};
      for (const [lane, at, kind, lone] of this.data[run].story) {
        if (at < POWER_ON_MS * 1e3) continue; // when everything starts
        const x = this.x(at), spot = `${lane} ${kind}`;
        if (x < (free[spot] ?? -1e9)) continue;
        free[spot] = x + 4;
        const y = this.laneY(lane) + 1 + row * (FAR_ROW + 1), g = element(this.svg, "g", {});
        element(g, "title", {}, `${NAMES[kind]} at ${+(at / 1e6).toFixed(4)} s, ${run === "golden" ? "healthy run" : "with the fault"}` + (lone ? ", only in this run" : ""));
        drawShape(g, kind, x, y, lone ? "var(--bad)" : "var(--ink)", lone);
      }
    }

    /** Where a run stands that has not ended. */
    drawEdge(run, row, height) {
      const last = this.data[run].bins.at(-1);
      if (!this.data.durationUs || !last || last[1] >= this.end) return;
      const x = this.x(last[1]);
      element(this.svg, "line", {x1: x, x2: x, y1: FAR_TOP, y2: height - AXIS, stroke: `var(--${run})`, "stroke-width": 1.5, "stroke-dasharray": row ? "3 3" : ""});
    }

    drawMarks(height) {
      for (const mark of this.data.marks || []) {
        const x = this.x(mark.atUs), color = mark.bad ? "var(--bad)" : "var(--faulty)";
        element(this.svg, "line", {x1: x, x2: x, y1: FAR_TOP - 4, y2: height - AXIS, stroke: color, "stroke-width": 1.5, "stroke-dasharray": mark.bad ? "" : "4 3"});
        if (mark.bad && this.data.marks.some(m => m !== mark && Math.abs(this.x(m.atUs) - x) < 150)) continue; // close together from afar
        const right = x > this.width - 120;
        const text = element(this.svg, "text", {x: right ? x - 4 : x + 4, y: 12, "text-anchor": right ? "end" : "start", "font-weight": 600}, mark.name);
        text.style.fill = color;
      }
    }
  }

  window.Timeline = Timeline;
  window.RunsFromAfar = RunsFromAfar;
  document.querySelectorAll(".timeline[data-source]").forEach(box => {
    const name = box.dataset.source, part = suffix => document.getElementById(name + suffix);
    const data = JSON.parse(part("").textContent), near = new Timeline(box, name, data, part("-bar"), part("-says"));
    const afar = new RunsFromAfar(part("-afar"), name + "-far", data, us => { const half = (near.to - near.from) / 2; near.show(us - half, us + half); });
    near.onshow = (from, to) => afar.frames(from, to);
    near.onshow(near.from, near.to);
  });
})();
