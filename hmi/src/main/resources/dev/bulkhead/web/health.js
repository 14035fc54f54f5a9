// What the health monitor did, newest first.
import {$, el, number} from "./dom.js";

export class Health {
  take(data) {
    const events = [...data.events].reverse();
    $("health-none").hidden = events.length > 0;
    $("health").replaceChildren(...events.map(e => el("li", {}, el("time", {}, number(e.timeS, 4) + " s"), e.text)));
  }
}
