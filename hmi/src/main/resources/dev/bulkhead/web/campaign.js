// Many faults: how far they are, what they came to by class, and the command of each that was not without effect.
import {$, el, number, setText} from "./dom.js";

const VERDICTS = ["IDENTICAL", "BOUNDED", "CONTRACT", "REACHED", "NOT_ACTIVATED"];
const WORDS = {IDENTICAL: "identical", BOUNDED: "late within its bound", CONTRACT: "another legal value", REACHED: "REACHED", NOT_ACTIVATED: "not activated"};
const FOUND = {
  REACHED: ["Reached the brakes", "Each with the command that repeats it and shows how it came there."],
  CONTRACT: ["Within the contract", "A declared advisory input took another legal value."],
  BOUNDED: ["Late, within the bound", "Nothing but lateness, within what was computed before the run."],
};
const POPULATIONS = {
  a: "Bits, instructions, messages, interrupts, DMA and whole images of partitions that the brakes must not depend on: none may reach them.",
  b: "CSRs, PMP entries, kernel words, clocks. A fault here may reach the brakes: the question is how often.",
  c: "Braking itself and what is its own. The check shall see these: if it saw none, it would be blind.",
};
const STAGES = {"healthy run": "making the healthy run", drawing: "drawing the faults", running: "running", done: "done", stopped: "stopped", failed: "failed"};
const UNDER_WAY = new Set(["healthy run", "drawing", "running"]);
const PARAMETER = "=";
const grouped = n => n.toLocaleString("en-US");
const percent = share => number(100 * share, share < 0.001 ? 4 : 2) + " %";

export class Campaign {
  constructor(command, notice) {
    this.command = command;
    this.notice = notice;
    this.found = new Map();
    $("campaign-ask").addEventListener("submit", e => { e.preventDefault(); this.start(); });
    $("campaign-stop").addEventListener("click", () => this.command("campaign", {stop: true}));
    $("population").addEventListener("change", () => this.explain());
    $("offs").addEventListener("change", () => this.explain());
    $("campaign-key").replaceChildren(...VERDICTS.map(v => el("span", {}, el("i", {class: "v", "data-v": v}), WORDS[v])));
    this.explain();
  }

  catalogue({profiles, scenarios, mechanisms}) {
    if ($("campaign-profile").children.length) return; // what the user has chosen stays
    $("campaign-profile").replaceChildren(...profiles.map(p => el("option", {}, p)));
    $("campaign-scenario").replaceChildren(...scenarios.map(s => el("option", {}, s)));
    if (scenarios.includes("loaded")) $("campaign-scenario").value = "loaded";
    const plain = mechanisms.filter(m => !m.name.includes(PARAMETER)), named = new Map();
    for (const m of mechanisms.filter(x => x.name.includes(PARAMETER))) {
      const [name, of] = m.name.split(PARAMETER);
      named.set(name, {off: m.off, of: [...(named.get(name) || {of: []}).of, of]});
    }
    $("offs").replaceChildren(
      ...plain.map(m => el("label", {title: m.off}, el("input", {type: "checkbox", value: m.name}), m.name)),
      ...[...named].map(([name, {off, of}]) => el("label", {title: off}, name, el("select", {"data-name": name},
        el("option", {value: ""}, "on"), ...of.map(o => el("option", {value: o}, "off for " + o))))));
  }

  without() {
    return [...$("offs").querySelectorAll("input:checked")].map(i => i.value)
      .concat([...$("offs").querySelectorAll("select")].filter(s => s.value).map(s => s.dataset.name + PARAMETER + s.value));
  }

  explain() {
    setText($("population-says"), POPULATIONS[$("population").value]);
    setText($("off-says"), this.without().join(", ") || "none");
  }

  async start() {
    $("campaign-start").disabled = true;
    const reply = await this.command("campaign", {
      population: $("population").value, faults: Number($("campaign-faults").value), seed: Number($("campaign-seed").value),
      scenario: $("campaign-scenario").value, profile: $("campaign-profile").value, without: this.without()});
    if (reply.ok) this.notice(""); else $("campaign-start").disabled = this.underWay === true;
  }

  take(what, data) {
    if (what === "progress") this.progress(data);
    if (what === "tally") this.tally(data);
    if (what === "found") this.list(data);
  }

  progress(p) {
    this.stage = p.stage;
    this.population = p.population;
    this.underWay = UNDER_WAY.has(p.stage);
    $("campaign-none").hidden = true;
    $("campaign-sum").hidden = $("campaign-table").hidden = false;
    $("campaign-start").disabled = this.underWay;
    $("campaign-stop").hidden = !this.underWay;
    $("campaign-order").replaceChildren(el("b", {}, `population ${p.population.toUpperCase()}`), `scenario ${p.scenario}`, el("span", {}, p.profile),
      ...(p.without.length ? [el("b", {}, "without " + p.without.join(", "))] : []), el("span", {}, `seed ${p.seed}`));
    $("campaign-bar").hidden = !this.underWay;
    if (p.stage === "running") $("campaign-bar").value = p.total ? p.done / p.total : 0; else $("campaign-bar").removeAttribute("value");
    setText($("campaign-says"), this.says(p));
    this.headline();
  }

  says(p) {
    const parts = [STAGES[p.stage]];
    if (p.stage === "healthy run" && p.healthyS) parts[0] += `, ${number(p.healthyS, 1)} s`;
    if (p.total) parts.push(`${grouped(p.done)} of ${grouped(p.total)} faults`);
    if (p.perSecond) parts.push(`${number(p.perSecond, 1)} a second`);
    if (p.remainingS != null) parts.push("about " + this.time(p.remainingS) + " left");
    else if (p.elapsedS > 1) parts.push("after " + this.time(p.elapsedS));
    if (p.error) parts.push(p.error);
    if (p.results) parts.push("kept in " + p.results + (p.stage === "stopped" ? `; go on with ./twin campaign --resume ${p.results}` : ""));
    else if (!this.underWay) parts.push("kept nowhere, as ./twin live has no --results");
    return parts.join(" · ");
  }

  time(s) { return s < 90 ? `${Math.ceil(s)} s` : `${Math.ceil(s / 60)} min`; }

  tally(t) {
    this.counts = t;
    const row = (s, name) => {
      const n = s.total, count = x => x ? grouped(x) : "·", share = x => x ? [grouped(x), el("small", {class: "soft"}, ` ${Math.round(100 * x / n)} %`)] : ["·"];
      const mix = el("div", {class: "mix", role: "img", "aria-label": VERDICTS.filter(v => s.counts[v]).map(v => `${s.counts[v]} ${WORDS[v]}`).join(", ") || "none yet"},
        ...VERDICTS.filter(v => s.counts[v]).map(v => this.part(v, s.counts[v])));
      return el("tr", n ? {} : {class: "waits"}, el("td", {title: s.what || false}, name), el("td", {class: "n"}, n === s.planned ? grouped(n) : `${grouped(n)} / ${grouped(s.planned)}`),
        el("td", {}, mix), el("td", {class: "n"}, ...share(s.activated)), el("td", {class: "n"}, ...share(s.challenged)),
        el("td", {class: "n"}, count(s.counts.IDENTICAL)), el("td", {class: "n"}, count(s.counts.BOUNDED)), el("td", {class: "n"}, count(s.counts.CONTRACT)),
        el("td", {class: s.counts.REACHED ? "n some" : "n"}, count(s.counts.REACHED)), el("td", {class: "n"}, count(s.counts.NOT_ACTIVATED)), el("td", {class: "n"}, this.bound(s, t)));
    };
    $("classes").replaceChildren(...t.strata.map(s => row(s, s.name)));
    $("classes-all").replaceChildren(row(t, "all"));
    $("campaign-bound").hidden = t.upperBound95 == null;
    if (t.upperBound95 != null) $("campaign-bound").replaceChildren("Of the challenged faults of a class at most ", el("b", {}, percent(t.upperBound95)),
      ` reach the protected set, with 95 % confidence (largest bound: ${t.upperBound95Stratum}), ${t.upperBound95Condition}.`);
    const fact = (name, value) => el("div", {}, name, el("span", {}, value)), of = x => t.total ? `${grouped(x)} (${Math.round(100 * x / t.total)} %)` : "–";
    $("campaign-facts").replaceChildren(fact("Faults run", grouped(t.total)), fact("Activated", of(t.activated)), fact("Challenged a barrier", of(t.challenged)),
      fact("Not activated: proves nothing", of(t.counts.NOT_ACTIVATED)));
    this.headline();
  }

  part(verdict, count) {
    const part = el("i", {"data-v": verdict, title: `${count} ${WORDS[verdict]}`});
    part.style.flex = `${count} 0 0`;
    return part;
  }

  bound(s, t) {
    if (!s.draw) return t.upperBound95 == null ? "" : percent(t.upperBound95);
    if (!t.complete) return "at the end";
    return s.upperBound95 != null ? percent(s.upperBound95) : s.draw === "SAMPLED" ? "none challenged" : s.draw === "PICKED" ? "none: picked" : "complete";
  }

  headline() {
    const t = this.counts;
    if (!t || !this.stage) return;
    const reached = t.counts.REACHED, far = this.stage === "done" ? "" : " so far";
    const kind = reached ? "bad" : this.underWay ? "open" : t.challengedOrReached ? "good" : "none"; // no tick before the end
    const box = $("campaign-verdict");
    box.dataset.kind = kind;
    setText(box.firstElementChild, {good: "✓", bad: "✕", none: "–", open: "…"}[kind]);
    const [big, small] = box.lastElementChild.children;
    setText(big, t.total ? `${grouped(reached)} REACHED` : "no fault yet");
    setText(small, !t.total ? "" : !t.challengedOrReached ? `Nothing was challenged${far}, so there is no answer${this.underWay ? " yet" : ""}.`
      : `of ${grouped(t.challengedOrReached)} challenged${reached ? " or let through" : ""}, ${grouped(t.activated)} activated, ${grouped(t.total)} faults${far}.`
        + (this.population === "c" && reached ? " They began in the protected set: the check sees them." : ""));
  }

  list({verdict, total, trials}) {
    const [title, text] = FOUND[verdict] || [verdict, ""];
    let box = this.found.get(verdict);
    if (!box) {
      box = el("article", {class: "card", "data-found": verdict});
      this.found.set(verdict, box);
      $("campaign-found").append(...Object.keys(FOUND).map(v => this.found.get(v)).filter(b => b));
    }
    box.hidden = total === 0;
    const open = box.querySelector("details") ? box.querySelector("details").open : verdict === "REACHED";
    box.replaceChildren(el("details", open ? {open: ""} : {}, el("summary", {}, el("span", {class: "found-title"},
      el("i", {"data-v": verdict, "aria-hidden": "true"}), `${title}: ${grouped(total)}`)),
      el("p", {class: "soft"}, text + (total > trials.length ? ` The plan's first ${trials.length} of them are listed; the database has all.` : "")),
      el("ol", {class: "found"}, ...trials.map(t => this.trial(t)))));
  }

  trial(t) {
    const copy = el("button", {type: "button", class: "small", "aria-label": "Copy the command for " + t.fault, onclick: async () => {
      try { await navigator.clipboard.writeText(t.command); copy.textContent = "Copied"; } catch { getSelection().selectAllChildren(code); copy.textContent = "Selected"; }
    }}, "Copy"), code = el("code", {}, t.command);
    return el("li", {}, code, copy, el("p", {class: "soft"}, `${t.stratum}, ${t.attacker}, ${t.phase}` + (t.firstDifference ? `: ${t.latent ? "latent, " : ""}${t.firstDifference}` : "")));
  }
}
