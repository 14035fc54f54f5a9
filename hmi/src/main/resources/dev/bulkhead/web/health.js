// What the health monitor did, newest first, and the fault that was injected last.
import {$, el, number} from "./dom.js";

export class Health {
  take(data) {
    const events = [...data.events].reverse();
    $("health-none").hidden = events.length > 0;
    $("health").replaceChildren(...events.map(e => el("li", {}, el("time", {}, number(e.timeS, 4) + " s"), e.text)));
  }

  /** The fault that was injected into the live twin last. */
  fault({fault, state, timeS, text}) {
    $("live-fault").hidden = false;
    $("live-fault").dataset.state = state;
    $("live-fault").replaceChildren(el("code", {}, fault), state === "armed" ? " is armed and waits" : ` acted at ${number(timeS, 4)} s: ${text}`);
  }
}
