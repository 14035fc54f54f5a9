// Speed, slip and brake pressure of both runs, by uPlot. Data: see CurveData.
(() => {
  // light-dark() is resolved by an element that uses it
  const colour = name => {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    document.body.appendChild(probe);
    const value = getComputedStyle(probe).color;
    probe.remove();
    return value;
  };

  function marks(list) {
    return u => {
      const c = u.ctx;
      c.save();
      for (const mark of list) {
        const x = Math.round(u.valToPos(mark.atUs / 1e6, "x", true));
        if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
        c.strokeStyle = colour(mark.bad ? "--bad" : "--faulty");
        c.lineWidth = devicePixelRatio;
        c.setLineDash(mark.bad ? [] : [4 * devicePixelRatio, 3 * devicePixelRatio]);
        c.beginPath(); c.moveTo(x, u.bbox.top); c.lineTo(x, u.bbox.top + u.bbox.height); c.stroke();
      }
      c.restore();
    };
  }

  function plot(box, title, unit, data, list, sync, height) {
    const axis = {stroke: colour("--soft"), grid: {stroke: colour("--line"), width: 1}, ticks: {stroke: colour("--line"), width: 1}};
    return new uPlot({
      title, width: box.clientWidth || 1130, height,
      cursor: {sync: {key: sync}},
      scales: {x: {time: false}},
      axes: [{...axis, values: (u, v) => v.map(t => t + " s")}, {...axis, size: 78, values: (u, v) => v.map(y => y + (unit ? " " + unit : ""))}],
      series: [
        {label: "time", value: (u, v) => v === null ? "-" : v.toFixed(2) + " s"},
        {label: "healthy", stroke: colour("--golden"), width: 3.5, points: {show: false}},
        {label: "with the fault", stroke: colour("--faulty"), width: 1.5, points: {show: false}},
      ],
      hooks: {draw: [marks(list)]},
    }, data, box);
  }

  document.querySelectorAll(".plots").forEach((box, n) => {
    const data = JSON.parse(document.getElementById(box.dataset.source).textContent);
    const choice = document.getElementById(box.dataset.source + "-wheel");
    data.wheels.forEach((wheel, i) => choice.add(new Option(wheel, i)));
    let plots = [];
    const draw = () => {
      plots.forEach(p => p.destroy());
      box.replaceChildren();
      const w = +choice.value, t = data.timeS, sync = "plots" + n;
      const rows = [
        ["Speed of the car", "km/h", data.golden.speedKmh, data.faulty.speedKmh],
        [`Brake pressure at wheel ${data.wheels[w]}`, "bar", data.golden.pressureBar[w], data.faulty.pressureBar[w]],
        [`Slip of wheel ${data.wheels[w]} (0 rolls, 1 is locked; less than 0 shown as 0)`, "", data.golden.slip[w], data.faulty.slip[w]],
      ];
      plots = rows.map(([title, unit, a, b]) => {
        const cell = document.createElement("div");
        box.appendChild(cell);
        return plot(cell, title, unit, [t, a, b], data.marks, sync, 210);
      });
    };
    choice.onchange = draw;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
    window.addEventListener("resize", draw);
    draw();
  });
})();
