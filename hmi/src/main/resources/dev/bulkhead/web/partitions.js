// Each partition: state, share of the hart, restarts, last fault, console.
import {$, el, number, setText} from "./dom.js";

const CONSOLE_LINES = 200;
const WORDS = {running: "runs", waiting: "waits", down: "restarts", stopped: "stopped"};

export class Partitions {
  constructor(command) {
    this.command = command;
    this.rows = new Map();
    this.lines = new Map();
    $("console-of").addEventListener("change", () => this.showConsole());
  }

  info(info) {
    const names = info.partitions.map(p => p.name).join();
    if (names === this.names) { this.rows.forEach(row => setText(row.fault, "")); return; }
    this.names = names;
    $("partitions").replaceChildren(...info.partitions.map(p => this.row(p)));
    $("console-of").replaceChildren(...info.partitions.map(p => el("option", {}, p.name)));
  }

  row({name, level, kernel}) {
    const row = {
      state: el("span", {class: "state", "data-state": "waiting"}, "–"), bar: el("i"), share: el("span", {class: "n"}, "–"), budget: el("span", {class: "soft"}),
      restarts: el("td", {class: "n"}, "–"), missed: el("td", {class: "n"}, "–"), fault: el("td", {class: "wrap last"}),
    };
    this.rows.set(name, row);
    return el("tr", {"data-partition": name},
      el("td", {}, el("b", {}, name), kernel ? el("span", {class: "soft"}, " in the kernel") : null),
      el("td", {}, el("span", {class: "level", "data-level": level}, level)),
      el("td", {}, row.state), el("td", {}, el("div", {class: "share"}, el("div", {}, row.bar), row.share, row.budget)),
      row.restarts, row.missed, row.fault,
      el("td", {}, el("button", {type: "button", class: "small", onclick: () => this.command("restart", {partition: name}), "aria-label": "Restart " + name}, "Restart")));
  }

  take(name, what, data) {
    const row = this.rows.get(name);
    if (what === "console") { this.console(name, data.text); return; }
    if (!row) return;
    if (what === "state") {
      row.state.dataset.state = data.state;
      setText(row.state, WORDS[data.state] || data.state);
      setText(row.restarts, String(data.restarts));
      setText(row.missed, String(data.deadlinesMissed));
    } else if (what === "cpu") {
      row.bar.style.width = Math.min(100, data.sharePercent) + "%";
      setText(row.share, number(data.sharePercent, 1) + " %");
      setText(row.budget, data.budgetUs ? `of ${number(100 * data.budgetUs / data.periodUs, 0)} %` : "");
      row.budget.title = data.budgetUs ? `budget ${data.budgetUs} µs in ${data.periodUs / 1000} ms` : "";
    } else if (what === "fault") {
      setText(row.fault, `${number(data.timeS, 3)} s: ${data.causeText}` + (data.source ? ` at ${data.source}` : data.symbol ? ` at ${data.symbol}` : ""));
    }
  }

  console(name, text) {
    const lines = this.lines.get(name) || [];
    lines.push(text);
    if (lines.length > CONSOLE_LINES) lines.shift();
    this.lines.set(name, lines);
    if ($("console-of").value === name && $("console-box").open) this.showConsole();
  }

  showConsole() {
    const pre = $("console"), atEnd = pre.scrollTop + pre.clientHeight > pre.scrollHeight - 8;
    setText(pre, (this.lines.get($("console-of").value) || []).join("\n"));
    if (atEnd) pre.scrollTop = pre.scrollHeight;
  }
}
