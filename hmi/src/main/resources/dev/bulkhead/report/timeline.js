// Draws the golden and the faulty run on one clock. Data: see TimelineData.
(() => {
  const NS = "http://www.w3.org/2000/svg";
  const NAMES = ["message", "frame", "fault", "refusal", "health monitor", "restart", "reset", "missed deadline", "safe state"];
  const LEFT = 132, TOP = 40, ROW = 15, LANE = 38, AXIS = 22;

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
      for (const [label, f] of [["−", 2], ["+", 0.5]]) {
        const b = document.createElement("button");
        b.type = "button"; b.textContent = label; b.title = f > 1 ? "zoom out" : "zoom in";
        b.onclick = () => this.zoom(f, (this.from + this.to) / 2);
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
      window.addEventListener("pointerup", () => { grabbed = null; });
      window.addEventListener("pointermove", e => {
        if (!grabbed) return;
        const dt = (grabbed.x - e.clientX) / (this.width - LEFT) * (grabbed.to - grabbed.from);
        this.show(grabbed.from + dt, grabbed.to + dt);
      });
      this.svg.addEventListener("dblclick", e => this.zoom(0.4, this.timeAt(e.clientX)));
      this.svg.addEventListener("wheel", e => {
        if (!e.ctrlKey) return;
        e.preventDefault();
        this.zoom(e.deltaY > 0 ? 1.3 : 0.77, this.timeAt(e.clientX));
      }, {passive: false});
      window.addEventListener("resize", () => this.draw());
    }

    timeAt(clientX) {
      const x = clientX - this.svg.getBoundingClientRect().left;
      return this.from + (x - LEFT) / (this.width - LEFT) * (this.to - this.from);
    }

    zoom(factor, at) { this.show(at - (at - this.from) * factor, at + (this.to - at) * factor); }

    show(from, to) {
      if (to - from < 1) { const m = (from + to) / 2; from = m - 0.5; to = m + 0.5; }
      this.from = from; this.to = to;
      this.draw();
    }

    x(us) { return LEFT + (us - this.from) / (this.to - this.from) * (this.width - LEFT); }

    draw() {
      const lanes = this.data.lanes, svg = this.svg;
      this.width = Math.max(600, this.box.clientWidth || 1134);
      const height = TOP + lanes.length * LANE + AXIS;
      svg.replaceChildren();
      svg.setAttribute("viewBox", `0 0 ${this.width} ${height}`);
      svg.setAttribute("height", height);
      const clip = element(element(svg, "defs", {}), "clipPath", {id: this.name + "-clip"});
      element(clip, "rect", {x: LEFT, y: 0, width: this.width - LEFT, height});
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
      if (i % 2 === 0) element(this.svg, "rect", {x: 0, y, width: this.width, height: LANE, fill: "var(--band)"});
      element(this.svg, "text", {x: 10, y: y + 17}, lane.name);
      element(this.svg, "text", {x: 10, y: y + 31, class: "soft"}, lane.what);
    }

    rowY(lane, row) { return TOP + lane * LANE + 3 + row * (ROW + 2); }

    drawAxis(plane, height) {
      const zero = this.data.zeroUs, step = niceStep(this.to - this.from);
      for (let k = Math.ceil((this.from - zero) / step); zero + k * step <= this.to; k++) {
        const x = this.x(zero + k * step);
        element(plane, "line", {x1: x, x2: x, y1: TOP, y2: height - AXIS, stroke: "var(--line)", "stroke-width": 1});
        if (x < LEFT + 24 || x > this.width - 24) continue;
        element(plane, "text", {x, y: height - 7, "text-anchor": "middle", class: "soft"}, signed(+(k * step).toPrecision(9)));
      }
    }

    drawBars(plane, bars, row, fill, inset) {
      for (const [lane, from, to] of bars) {
        if (to < this.from || from > this.to) continue;
        const x = Math.max(LEFT - 2, this.x(from)), x2 = Math.min(this.width + 2, this.x(to));
        element(plane, "rect", {x, y: this.rowY(lane, row) + inset, width: Math.max(0.5, x2 - x), height: ROW - 2 * inset, fill});
      }
    }

    drawMarks(plane, height) {
      let lastX = -1e9, level = 0;
      for (const mark of this.data.marks) {
        const x = this.x(mark.atUs);
        if (x < LEFT || x > this.width) continue;
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
        this.shape(g, kind, x, y, lone ? "var(--bad)" : "var(--ink)", lone);
        const line = `${signed(at - this.data.zeroUs)} from the fault (${(at / 1e6).toFixed(7)} s), ${run === "golden" ? "healthy run" : "with the fault"}: ${text}` + (lone ? " — only in this run" : "");
        element(g, "title", {}, line);
        element(g, "rect", {x: x - 3, y, width: 6, height: ROW, fill: "transparent"});
        g.addEventListener("pointerenter", () => { this.says.textContent = line; });
      }
    }

    shape(g, kind, x, y, color, lone) {
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
  }

  window.Timeline = Timeline;
  document.querySelectorAll(".timeline[data-source]").forEach(box => {
    const name = box.dataset.source, part = suffix => document.getElementById(name + suffix);
    new Timeline(box, name, JSON.parse(part("").textContent), part("-bar"), part("-says"));
  });
})();
