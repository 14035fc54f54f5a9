// Puts the parts together: one connection, messages to who shows them, ten pictures a second at most.
import {$, setText, number} from "./dom.js";
import {Link} from "./link.js";
import {Car} from "./car.js";
import {Windows} from "./windows.js";
import {Partitions} from "./partitions.js";
import {Buses} from "./buses.js";
import {Health} from "./health.js";
import {Screen} from "./screen.js";
import {Experiment} from "./experiment.js";
import {Campaign} from "./campaign.js";

const PICTURE_MS = 100, STEP_MS = 5;

let noticeTimer;
function notice(text) {
  $("notice").hidden = !text;
  setText($("notice"), text);
  clearTimeout(noticeTimer);
  if (text) noticeTimer = setTimeout(() => notice(""), 12000);
}

const link = new Link({
  state(name, text) { $("link").dataset.state = name; setText($("link").lastElementChild, text); if (name === "online") { $("login").hidden = true; $("main").hidden = false; } },
  login(why) { $("login").hidden = false; $("main").hidden = true; setText($("login-why"), why || "Its telemetry is for known users."); $("login").elements.user.focus(); },
  message(topic, m) { arrived(topic, m); },
});

async function command(name, body) {
  const reply = await link.command(name, body);
  notice(reply.ok ? "" : reply.error);
  return reply;
}

const car = new Car(command), windows = new Windows(), partitions = new Partitions(command);
const buses = new Buses(), health = new Health(), screen = new Screen(), experiment = new Experiment(command, notice);
const campaign = new Campaign(command, notice);

const json = m => JSON.parse(m.payloadString);

function arrived(topic, m) {
  const levels = topic.split("/");
  switch (levels[0]) {
    case "screen": screen.take(m.payloadBytes); break;
    case "status": if (m.payloadString === "offline") { $("link").dataset.state = "lost"; setText($("link").lastElementChild, "the twin ended"); } break;
    case "info": info(json(m)); break;
    case "clock": clock(json(m)); break;
    case "catalogue": experiment.catalogue(json(m)); campaign.catalogue(json(m)); choose(); break;
    case "partition": partitions.take(levels[1], levels[2], json(m)); break;
    case "bus": buses.take(levels[1], levels[2], json(m)); break;
    case "vehicle": car.signal(levels.slice(2).join("/"), json(m)); break;
    case "timeline": windows.take(json(m)); break;
    case "health": if (levels[1] === "log") health.take(json(m)); break;
    case "isolation": if (levels[1] === "fault") health.fault(json(m)); break;
    case "experiment": experiment.take(levels[1], levels[2], json(m)); break;
    case "campaign": campaign.take(levels[1], json(m)); break;
    default: // topics that later versions add
  }
}

let state = "running", scenario = "", chosen = false;

/** The lists show what runs; the experiment's only at first, as the user may have chosen another. */
function choose() {
  for (const id of chosen ? ["scenario"] : ["scenario", "experiment-scenario"])
    if ([...$(id).options].some(o => o.value === scenario)) { $(id).value = scenario; chosen = true; }
}

function info(i) {
  setText($("what"), `${i.system}, ${i.scenario}, ${i.profile}` + (i.without.length ? `, without ${i.without.join(", ")}` : "") + `, seed ${i.seed}`);
  windows.info(i); partitions.info(i); buses.info(i);
  scenario = i.scenario;
  choose();
}

function clock(c) {
  state = c.state;
  setText($("clock-time"), number(c.timeS, state === "paused" ? 3 : 2) + " s"); // a step is milliseconds
  setText($("clock-state"), state === "running" ? `${number(c.speedFactor, 2)} × real time` : state);
  setText($("pause"), state === "paused" ? "Go on" : "Pause");
  $("pause").disabled = state === "ended";
  $("step").disabled = state !== "paused";
  buses.clock(c.timeS);
}

function toggle() { command(state === "paused" ? "resume" : "pause", {}); }
$("pause").addEventListener("click", toggle);
$("step").addEventListener("click", () => command("step", {ms: STEP_MS}));
$("pace").addEventListener("change", e => command("pace", {factor: e.target.value === "max" ? null : Number(e.target.value)}));
$("rewind").addEventListener("click", () => command("rewind", {scenario: $("scenario").value}));
$("crash").addEventListener("click", () => command("inject", {fault: "infotainment:wild-store=braking"}));
$("login").addEventListener("submit", e => { e.preventDefault(); const f = e.target.elements; link.start({user: f.user.value, password: f.password.value}); });

function theme(next) {
  document.documentElement.dataset.theme = next;
  try { localStorage.setItem("theme", next); } catch { /* a browser that keeps nothing */ }
  windows.dirty = car.dirty = true;
}
const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
$("theme").addEventListener("click", () => theme(dark() ? "light" : "dark"));
try { const kept = localStorage.getItem("theme"); if (kept) theme(kept); } catch { /* as above */ }

function view() {
  const asked = location.hash.slice(1), name = asked === "experiment" || asked === "campaign" ? asked : "live";
  document.querySelectorAll(".view").forEach(v => { v.hidden = v.id !== name; });
  document.querySelectorAll("nav a").forEach(a => { if (a.dataset.view === name) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current"); });
  windows.dirty = car.dirty = true;
}
addEventListener("hashchange", view);
addEventListener("resize", () => { windows.dirty = car.dirty = true; });
view();

addEventListener("keydown", e => {
  if (e.ctrlKey || e.altKey || e.metaKey || /^(INPUT|SELECT|TEXTAREA|BUTTON|A|SUMMARY)$/.test(e.target.tagName)) return;
  switch (e.key) {
    case "1": location.hash = "live"; break;
    case "2": location.hash = "experiment"; break;
    case "3": location.hash = "campaign"; break;
    case " ": e.preventDefault(); toggle(); break;
    case ".": if (!$("step").disabled) $("step").click(); break;
    case "t": case "T": $("theme").click(); break;
    default: break;
  }
});

setInterval(() => { if (!document.hidden && !$("live").hidden) { car.paint(); windows.paint(); buses.paint(); screen.paint(); } }, PICTURE_MS);
link.start();
