// The page's connection to the twin: an ordinary MQTT 3.1.1 client over WebSocket, which comes back when it was lost.
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const WRONG_PASSWORD = 4, NOT_AUTHORISED = 5;
const ANSWER_WITHIN_MS = 8000;

export class Link {
  /** @param on {state(name, text), login(why), message(topic, payload)}; a topic lacks "bulkhead/<twin>/" */
  constructor(on) {
    this.on = on;
    this.root = null;
    this.credentials = null;
    this.tries = 0;
    this.waiting = new Map();
    this.id = "page-" + Math.random().toString(16).slice(2, 10);
  }

  start(credentials) {
    if (credentials) this.credentials = credentials;
    clearTimeout(this.retry);
    this.on.state("connecting", this.tries === 0 ? "connecting" : "connecting again");
    const secure = location.protocol === "https:";
    const port = Number(location.port) || (secure ? 443 : 80);
    const client = new Paho.Client(location.hostname, port, "/mqtt", this.id);
    this.client = client;
    client.onConnectionLost = r => { if (this.client === client && r.errorCode !== 0) this.lost("lost the twin; trying again"); };
    client.onMessageArrived = m => this.arrived(m);
    const options = {
      useSSL: secure, mqttVersion: 4, mqttVersionExplicit: true, cleanSession: true, keepAliveInterval: 20, timeout: 6,
      onSuccess: () => this.connected(),
      onFailure: e => this.refused(e),
    };
    if (this.credentials) { options.userName = this.credentials.user; options.password = this.credentials.password; }
    try { client.connect(options); } catch (e) { this.lost(String(e.message || e)); }
  }

  connected() {
    this.tries = 0;
    this.root = null; // live from the first message on, which tells the twin's name: before it no command has a topic
    this.client.subscribe("bulkhead/+/#", {qos: 0});
  }

  refused(e) {
    const text = String(e.errorMessage || "");
    const code = Number((/code:\s*(\d+)/.exec(text) || [])[1]);
    if (code === WRONG_PASSWORD || code === NOT_AUTHORISED) {
      const asked = this.credentials !== null;
      this.credentials = null;
      this.on.state("lost", "not let in");
      this.on.login(asked ? "Name or password is wrong. Try again." : "");
      return;
    }
    this.lost("the twin does not answer; trying again");
  }

  lost(text) {
    this.on.state("lost", text);
    for (const all of this.waiting.values()) all.forEach(w => { clearTimeout(w.timer); w.resolve({ok: false, error: "the connection was lost; try again"}); });
    this.waiting.clear();
    const wait = RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)];
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.start(), wait);
  }

  arrived(m) {
    const [, twin, ...rest] = m.destinationName.split("/");
    if (!this.root) { this.root = `bulkhead/${twin}/`; this.on.state("online", "live"); }
    const topic = rest.join("/");
    if (topic.startsWith("command/reply/")) { this.answered(rest.slice(2).join("/"), m.payloadString); return; }
    this.on.message(topic, m);
  }

  /** The twin answers the commands of one name in their order. */
  answered(name, text) {
    const waits = (this.waiting.get(name) || []).shift();
    if (waits) { clearTimeout(waits.timer); waits.resolve(JSON.parse(text)); }
  }

  /** Sends a command; resolves with the twin's reply, {ok, error, ...}. */
  command(name, body) {
    if (!this.root || !this.client.isConnected()) return Promise.resolve({ok: false, error: "not connected; wait until it is"});
    return new Promise(resolve => {
      const waits = {resolve, timer: setTimeout(() => {
        this.waiting.set(name, (this.waiting.get(name) || []).filter(w => w !== waits));
        resolve({ok: false, error: `no answer to ${name}; this user may only watch, or the twin is busy`});
      }, ANSWER_WITHIN_MS)};
      this.waiting.set(name, [...(this.waiting.get(name) || []), waits]);
      const message = new Paho.Message(JSON.stringify(body));
      message.destinationName = this.root + "command/" + name;
      message.qos = 1;
      this.client.send(message);
    });
  }
}
