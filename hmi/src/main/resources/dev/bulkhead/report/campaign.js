// Draws a campaign: verdicts by stratum, barriers by attacker, and the trials that a reader asks for.
(() => {
  const VERDICTS = ["REACHED", "BOUNDED", "CONTRACT", "IDENTICAL", "NOT_ACTIVATED"];
  const ROWS = 100;
  const data = id => JSON.parse(document.getElementById(id).textContent);

  function add(parent, name, text, className) {
    const e = document.createElement(name);
    if (text !== undefined && text !== null) e.textContent = text;
    if (className) e.className = className;
    parent.appendChild(e);
    return e;
  }

  const words = verdict => verdict.replace("_", " ");

  // Verdicts by stratum.
  const strata = add(document.getElementById("strata"), "div", null, "stacks");
  const key = add(document.getElementById("strata"), "p", null, "key");
  VERDICTS.forEach(verdict => {
    const span = add(key, "span");
    add(span, "i", null, "v-" + verdict);
    span.append(words(verdict));
  });
  data("strata-data").forEach(stratum => {
    const done = VERDICTS.reduce((sum, verdict) => sum + (stratum.verdicts[verdict] || 0), 0);
    add(strata, "span", stratum.name);
    const stack = add(strata, "div", null, "stack");
    VERDICTS.forEach(verdict => {
      const n = stratum.verdicts[verdict] || 0;
      if (n === 0) return;
      const part = add(stack, "i", null, "v-" + verdict);
      part.style.width = Math.max(100 * n / done, 0.4) + "%";
      part.title = n + " " + words(verdict);
    });
    add(strata, "span", done.toLocaleString("en"), "soft");
  });

  // Barriers by attacker; a cell opens its targets and phases.
  const matrix = data("matrix-data");
  const unique = of => [...new Set(of)];
  const attackers = unique(matrix.lines.map(line => line.attacker));
  const barriers = unique(matrix.lines.map(line => line.barrier)).sort();
  const sum = list => list.reduce((a, b) => a + b, 0);
  const heat = (n, most) => 0.25 + 0.75 * Math.log(1 + n) / Math.log(1 + most);

  function cell(row, trials, reached, most) {
    if (trials === 0) return add(row, "td", "not shown", "unshown");
    const td = add(row, "td", trials.toLocaleString("en"), "shown" + (reached > 0 ? " hit" : ""));
    td.style.setProperty("--heat", heat(trials, most).toFixed(2));
    td.title = reached > 0 ? reached + " of them REACHED" : "none of them REACHED";
    return td;
  }

  function head(table, first, names) {
    const row = add(table, "tr");
    add(row, "th", first);
    names.forEach(name => add(row, "th", name));
  }

  const grid = add(document.getElementById("matrix"), "table");
  head(grid, "", attackers);
  const total = (attacker, barrier, field) =>
      sum(matrix.lines.filter(l => l.attacker === attacker && l.barrier === barrier).map(l => sum(l[field])));
  const most = Math.max(1, ...attackers.flatMap(a => barriers.map(b => total(a, b, "trials"))));
  let chosen = null;
  barriers.forEach(barrier => {
    const row = add(grid, "tr");
    add(row, "th", barrier);
    attackers.forEach(attacker => {
      if (!matrix.lines.some(l => l.attacker === attacker && l.barrier === barrier)) {
        add(row, "td", "");
        return;
      }
      const td = cell(row, total(attacker, barrier, "trials"), total(attacker, barrier, "reached"), most);
      td.classList.add("open");
      td.onclick = () => {
        if (chosen) chosen.classList.remove("chosen");
        chosen = td;
        td.classList.add("chosen");
        open(attacker, barrier);
      };
    });
  });

  function open(attacker, barrier) {
    const box = document.getElementById("cell");
    box.textContent = "";
    add(box, "h3", attacker + " against " + barrier);
    const table = add(box, "table");
    head(table, "target", matrix.phases);
    const lines = matrix.lines.filter(l => l.attacker === attacker && l.barrier === barrier);
    const largest = Math.max(1, ...lines.flatMap(l => l.trials));
    lines.forEach(line => {
      const row = add(table, "tr");
      add(row, "th", line.target);
      line.trials.forEach((trials, i) => cell(row, trials, line.reached[i], largest));
    });
    const button = add(box, "button", "its faults");
    button.onclick = () => {
      Object.values(filters).forEach(f => { f.value = ""; });
      filters.attacker.value = attacker;
      filters.barrier.value = barrier;
      filter();
      document.getElementById("filters").scrollIntoView();
    };
  }

  // The trials; only a page of them is ever in the document.
  const all = data("trial-data");
  const command = data("command-data");
  const word = i => all.words[i];
  const trials = all.rows.map(r => ({
    index: r[0], stratum: word(r[1]), phase: word(r[2]), attacker: word(r[3]), verdict: word(r[4]), end: word(r[5]),
    fault: r[6], activated: r[7], recovery: r[8], stopping: r[9],
    challenged: r[10].reduce((list, w, i) => i % 2 ? list : list.concat([[word(w), word(r[10][i + 1])]]), []),
    checks: r[11], difference: r[12],
  }));
  const COLUMNS = [
    ["#", t => t.index, true], ["verdict", t => t.verdict], ["stratum", t => t.stratum], ["attacker", t => t.attacker],
    ["phase", t => t.phase], ["fault", t => t.fault], ["acted at s", t => t.activated, true],
    ["barriers", t => unique(t.challenged.map(c => c[0])).join(", ")], ["out of service ms", t => t.recovery, true],
  ];
  const filters = {};
  let found = trials, page = 0, sorted = [0, 1], opened = null;

  function choice(name, values) {
    const label = add(document.getElementById("filters"), "label", name + " ");
    const select = add(label, "select");
    add(select, "option", "all").value = "";
    values.forEach(value => add(select, "option", words(value)).value = value);
    select.onchange = filter;
    filters[name] = select;
  }

  choice("verdict", VERDICTS.filter(v => trials.some(t => t.verdict === v)));
  for (const name of ["stratum", "attacker", "phase"]) choice(name, unique(trials.map(t => t[name])).sort());
  choice("barrier", unique(trials.flatMap(t => t.challenged.map(c => c[0]))).sort());
  choice("target", unique(trials.flatMap(t => t.challenged.map(c => c[1]))).sort());
  const text = add(document.getElementById("filters"), "input");
  text.placeholder = "in the fault's text";
  text.oninput = filter;
  filters.text = text;

  function filter() {
    const f = name => filters[name].value;
    found = trials.filter(t =>
        (!f("verdict") || t.verdict === f("verdict")) && (!f("stratum") || t.stratum === f("stratum"))
        && (!f("attacker") || t.attacker === f("attacker")) && (!f("phase") || t.phase === f("phase"))
        && (!f("barrier") && !f("target")
            || t.challenged.some(c => (!f("barrier") || c[0] === f("barrier")) && (!f("target") || c[1] === f("target"))))
        && (!f("text") || t.fault.includes(f("text"))));
    sort();
  }

  function sort() {
    const [column, way] = sorted, by = COLUMNS[column][1];
    found.sort((a, b) => {
      const x = by(a), y = by(b);
      if (x === y) return a.index - b.index;
      if (x === null) return 1;
      if (y === null) return -1;
      return (x < y ? -1 : 1) * way;
    });
    page = 0;
    opened = null;
    show();
  }

  const quoted = w => /^[\w@:=.,/+-]+$/.test(w) ? w : "'" + w.replace(/'/g, "'\\''") + "'";

  function details(table, trial) {
    const td = add(add(table, "tr"), "td");
    td.colSpan = COLUMNS.length;
    if (trial.difference) add(td, "p", "first difference: " + trial.difference);
    if (trial.challenged.length) add(td, "p", "ran into " + trial.challenged.map(c => c.join(" before ")).join(", "));
    if (trial.checks) add(td, "p", "checks failed: " + trial.checks, "fail");
    add(td, "p", "ended: " + trial.end.toLowerCase().replace("_", " ")
        + (trial.stopping === null ? "" : "; the car stopped after " + trial.stopping.toFixed(3) + " m"), "soft");
    add(td, "pre", command.before + trial.fault.split(" ").map(quoted).join(" ") + command.after);
    const chapter = command.chapters[trial.index];
    if (chapter !== undefined) {
      const link = add(td, "a", "told in full");
      link.href = "#chapter" + chapter;
    } else {
      add(td, "p", "with --html FILE: told in full, both runs on one clock", "soft");
    }
  }

  function show() {
    const table = document.getElementById("trials");
    table.textContent = "";
    const head = add(table, "tr");
    COLUMNS.forEach(([name, , number], i) => {
      const th = add(head, "th", name + (sorted[0] === i ? (sorted[1] > 0 ? " ▲" : " ▼") : ""),
          "sortable" + (number ? " n" : ""));
      th.onclick = () => { sorted = [i, sorted[0] === i ? -sorted[1] : 1]; sort(); };
    });
    found.slice(page * ROWS, (page + 1) * ROWS).forEach(trial => {
      const row = add(table, "tr", null, "row");
      COLUMNS.forEach(([name, of, number]) => {
        const value = of(trial);
        const td = add(row, "td", name === "verdict" ? null : value === null ? "-" : value,
            number ? "n" : name === "fault" ? "fault" : "");
        if (name === "verdict") {
          add(td, "span", null, "dot v-" + value);
          td.append(words(value));
        }
      });
      row.onclick = () => { opened = opened === trial.index ? null : trial.index; show(); };
      if (opened === trial.index) details(table, trial);
    });
    const pages = Math.max(1, Math.ceil(found.length / ROWS));
    document.getElementById("count").textContent =
        found.length.toLocaleString("en") + " of " + trials.length.toLocaleString("en") + " faults";
    const turn = document.getElementById("turn");
    turn.textContent = "";
    for (const [label, to] of [["first", 0], ["back", page - 1], ["on", page + 1], ["last", pages - 1]]) {
      const button = add(turn, "button", label);
      button.disabled = to < 0 || to >= pages || to === page;
      button.onclick = () => { page = to; opened = null; show(); };
    }
    add(turn, "span", "page " + (page + 1) + " of " + pages, "soft");
  }

  filter();
})();
