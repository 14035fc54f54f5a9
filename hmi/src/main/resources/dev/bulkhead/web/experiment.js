// One fault under one or more kernels: how far it is, then the verdict, large, and both runs on one clock.
import {$, el, number} from "./dom.js";

const ALL = "all";
const KINDS = {IDENTICAL: "good", BOUNDED: "good", CONTRACT: "good", REACHED: "bad"};
const SIGNS = {good: "✓", bad: "✕", none: "–"};
const ENDS = new Set(["done", "cancelled", "failed"]);
const SAYS = {
  IDENTICAL: "Contained: nothing in braking's world changed, to the bit and the cycle.",
  BOUNDED: "Contained: late only, within the bound computed before the run.",
  CONTRACT: "Contained: a declared advisory input took another legal value.",
  REACHED: "The fault reached the brakes.",
  NOT_ACTIVATED: "The fault never acted, so there is no answer.",
};

export class Experiment {
  constructor(command, notice) {
    this.command = command;
    this.notice = notice;
    this.results = new Map();
    $("ask").addEventListener("submit", e => { e.preventDefault(); this.inject(); });
    $("cancel").addEventListener("click", () => this.command("experiment", {cancel: true}));
    $("fault").addEventListener("input", () => this.explain());
  }

  catalogue({kinds, examples, profiles, scenarios}) {
    this.kinds = kinds;
    $("fault-list").replaceChildren(...kinds.map(k => el("option", {value: k.example}, k.does)));
    $("examples").replaceChildren(el("span", {class: "soft"}, "Try:"), ...examples.map(x =>
      el("button", {type: "button", title: x.text, onclick: () => { $("fault").value = x.fault; this.explain(); }}, x.fault)));
    $("profile").replaceChildren(...profiles.map(p => el("option", {}, p)), el("option", {value: ALL}, "all of them (slower together)"));
    const options = () => scenarios.map(s => el("option", {}, s));
    $("experiment-scenario").replaceChildren(...options());
    if (!$("scenario").children.length) $("scenario").replaceChildren(...options());
    this.profiles = profiles;
    this.explain();
  }

  explain() {
    const kind = /^[^:]*:([a-z0-9-]+)/.exec($("fault").value);
    const found = kind && (this.kinds || []).find(k => k.kind === kind[1]);
    $("fault-says").textContent = found ? found.does : "A fault is TARGET:KIND[=ARGUMENT][@WHEN], such as display:wild-store=braking@2s.";
  }

  async inject() {
    const profile = $("profile").value;
    const profiles = profile === ALL ? this.profiles : [profile];
    $("inject").disabled = true;
    const reply = await this.command("experiment", {fault: $("fault").value.trim(), profiles, scenario: $("experiment-scenario").value});
    $("inject").disabled = false;
    if (!reply.ok) return;
    this.notice("");
    this.running(true);
    for (const p of profiles) this.box(p, true);
    for (const [p, r] of this.results) if (!profiles.includes(p)) { r.root.remove(); this.results.delete(p); }
  }

  running(yes) { $("cancel").hidden = !yes; $("inject").disabled = yes; }

  box(profile, fresh) {
    let r = this.results.get(profile);
    if (!r || fresh) {
      const old = r && r.root;
      r = {root: el("article", {class: "card result", "data-profile": profile, "aria-label": "Under " + profile}), done: false};
      this.results.set(profile, r);
      r.progress = el("progress", {max: "1", value: "0", "aria-label": "Progress under " + profile});
      r.stage = el("p", {class: "soft"}, "waits for its turn");
      r.root.append(el("p", {class: "result-head"}, el("b", {}, profile)), r.progress, r.stage);
      if (old) old.replaceWith(r.root); else $("results").append(r.root);
    }
    return r;
  }

  take(profile, what, data) {
    if (what === "progress") {
      if (ENDS.has(data.stage)) { this.ended(profile, data.stage); return; }
      const r = this.box(profile, this.results.has(profile) && this.results.get(profile).done);
      r.stage.textContent = data.stage + (data.ofS ? `: ${number(data.simulatedS, 1)} s of at most ${number(data.ofS, 1)} s` : "");
      if (data.ofS) r.progress.value = data.simulatedS / data.ofS; else r.progress.removeAttribute("value");
      this.running(true);
      return;
    }
    if (what === "growth") { this.grow(profile, data); return; }
    const r = this.box(profile, false);
    if (what === "timeline") r.timeline = data;
    if (what === "verdict") r.verdict = data;
    if (r.verdict && (what === "verdict" || !r.drawnTimeline)) this.draw(profile, r);
    if ([...this.results.values()].every(x => x.done)) this.running(false);
  }

  /** Both runs as far as they have come: what is new goes behind what is there. */
  grow(profile, piece) {
    const r = this.box(profile, piece.piece === 0 && this.results.has(profile) && this.results.get(profile).done);
    if (r.done) return;
    if (!r.grown) {
      const none = () => ({windows: [], events: [], ran: [], bins: [], story: []}), zero = piece.zeroUs;
      r.grown = {lanes: piece.lanes, durationUs: piece.durationUs, zeroUs: zero || 0, golden: none(), faulty: none(),
        marks: zero === undefined ? [] : [{name: "the fault", atUs: zero, bad: false}],
        views: zero === undefined ? [] : [{name: "around the fault", from: zero - 2e3, to: zero + 8e3}, {name: "its first 50 ms", from: zero - 5e3, to: zero + 5e4}]};
      r.root.append(this.timeline(profile, r, r.grown));
    }
    let from = Infinity, to = -Infinity;
    for (const run of ["golden", "faulty"]) for (const rows of ["windows", "events", "ran", "bins", "story"]) {
      r.grown[run][rows].push(...piece[run][rows]);
      if (rows === "bins" || rows === "story") continue;
      for (const row of piece[run][rows]) { from = Math.min(from, row[1]); to = Math.max(to, rows === "events" ? row[1] : row[2]); }
    }
    if (r.afar) r.afar.draw();
    if (r.near) r.near.grown(from, to); else if (to > from) this.closeUp(profile, r, r.grown);
  }

  /** The last word of an experiment: after its verdict, or instead of one. */
  ended(profile, stage) {
    const r = this.results.get(profile);
    if (r && !r.done) { r.done = true; r.progress.remove(); r.stage.textContent = stage; }
    if ([...this.results.values()].every(x => x.done)) this.running(false);
  }

  draw(profile, r) {
    r.done = true;
    const v = r.verdict, result = v.result || v, kind = KINDS[v.verdict] || "none";
    r.root.replaceChildren(
      el("div", {class: "verdict", "data-kind": kind, role: "status"},
        el("div", {class: "sign", "aria-hidden": "true"}, SIGNS[kind]),
        el("div", {}, el("b", {}, (v.verdict || "no answer").replace("_", " ")), el("p", {}, SAYS[v.verdict] || ""), el("p", {class: "soft"}, v.sentence || v.error || ""))),
      el("div", {class: "facts"}, ...this.facts(profile, v, result)));
    if (v.firstDifference || (v.chain || []).length) r.root.append(this.way(v));
    if (r.timeline) { r.grown = null; r.root.append(this.timeline(profile, r, r.timeline)); r.drawnTimeline = true; }
    if (result.safety) r.root.append(this.beside(result));
  }

  facts(profile, v, result) {
    const fact = (name, value) => el("div", {}, name, el("span", {}, value));
    const safety = result.safety || {};
    return [fact("Fault", v.fault || "–"), fact("Kernel", profile), fact("Scenario", result.scenario || "–"),
      fact("Stopping distance, healthy", number(safety.goldenStoppingDistanceM, 2) + " m"),
      fact("with the fault", number(safety.stoppingDistanceM, 2) + " m"),
      fact("Checks of the scenario", safety.passed == null ? "–" : safety.passed ? "all pass" : "failed")];
  }

  way(v) {
    const box = el("details", {}, el("summary", {}, v.firstDifference ? "First difference, and how the fault came there" : "Where the fault ended"));
    const d = v.firstDifference;
    if (d) box.append(el("div", {class: "compare"}, el("span", {class: "soft"}, "expected"), el("span", {}, d.expected), el("span", {class: "soft"}, "happened"), el("span", {}, d.actual)));
    box.append(el("ol", {class: "chain"}, ...(v.chain || []).map(l => el("li", {},
      el("span", {class: "soft"}, number(l.atS, 7) + " s "), el("b", {}, l.kind + ": "), l.text + " ", el("code", {}, l.place || ""),
      l.expected != null ? el("div", {class: "soft"}, `expected ${l.expected}, is ${l.actual}`) : null))));
    return box;
  }

  timeline(profile, r, data) {
    const afar = el("div", {class: "timeline"}), bar = el("div", {class: "bar"}), says = el("p", {class: "says soft"}), near = el("div", {class: "timeline"});
    const closely = el("div", {hidden: true}, el("h3", {}, "Closely"), bar, near, says);
    const all = el("div", {}, el("h3", {}, "Both runs on one clock"),
      el("p", {class: "key"}, el("span", {}, el("i", {class: "golden"}), "healthy run (upper row)"), el("span", {}, el("i", {class: "faulty"}), "with the fault (lower row)"),
        el("span", {}, "height: part of the hart, load of the bus; closely: pale while the window is open, solid while it has the hart"),
        el("span", {}, "✕ fault  ◇ refused  ▲ health monitor  ● restart  ■ reset, missed deadline, safe state; red: only in this run")),
      afar, closely);
    const kept = r.near && r.near.moved ? [r.near.from, r.near.to] : null;
    r.near = r.afar = null;
    r.place = {closely, bar, near, says, kept};
    requestAnimationFrame(() => {
      r.afar = new RunsFromAfar(afar, "afar-" + profile, data, us => {
        if (r.near) { const half = (r.near.to - r.near.from) / 2; r.near.show(us - half, us + half); }
      });
      if (data.views.length && (data.golden.events.length || !r.grown)) this.closeUp(profile, r, data);
    });
    return all;
  }

  /** The windows and messages around the fault, once there are some. */
  closeUp(profile, r, data) {
    const {closely, bar, near, says, kept} = r.place;
    if (!data.views.length || r.near || !r.afar) return;
    closely.hidden = false;
    r.near = new Timeline(near, "timeline-" + profile, data, bar, says);
    r.near.onshow = (from, to) => { r.near.moved = true; if (r.afar) r.afar.frames(from, to); };
    if (kept) r.near.show(...kept); else r.afar.frames(r.near.from, r.near.to);
  }

  beside(result) {
    const box = el("details", {}, el("summary", {}, "Barriers, recovery, checks"));
    const table = (heads, rows) => el("div", {class: "scroll"}, el("table", {}, el("thead", {}, el("tr", {}, ...heads.map(h => el("th", {}, h)))), el("tbody", {}, ...rows.map(cells => el("tr", {}, ...cells.map(c => el("td", {class: "wrap"}, c)))))));
    const us = x => x == null ? "–" : number(x / 1000, 3) + " ms";
    if ((result.challenged || []).length) box.append(el("h3", {}, "Barriers it ran into"), table(["Barrier", "Times", "First"], result.challenged.map(c => [c.barrier, String(c.times), c.first])));
    if ((result.healthMonitor || []).length) box.append(el("h3", {}, "What the health monitor did"), table(["Partition", "Error", "Action", "Seen after", "Out of service", "Messages lost"], result.healthMonitor.map(h => [h.partition, h.error, h.action, us(h.detectionUs / 1), us(h.outageUs), String(h.messagesLost)])));
    box.append(el("h3", {}, "The car"), table(["Check", "Healthy", "With the fault", "Wanted", ""], result.safety.checks.map(c => [c.name, number(c.goldenValue, 3), number(c.value, 3), `${c.bound.replace("-", " ")} ${c.limit} ${c.unit === "1" ? "" : c.unit}`, c.pass ? "pass" : "FAILED"])));
    if (result.command) box.append(el("h3", {}, "The same on a terminal"), el("pre", {}, result.command));
    return box;
  }
}
