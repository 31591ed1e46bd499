// The one connection to the desk: requests with answers, and events. It comes back by itself when it breaks.
import { decode, encode, type Given } from "./codec";
import type { DeskFailure, DeskWelcome, FromDesk, ToDesk } from "./contract/desk";

type Choose<Body> = Body extends { case: string; value: infer Value } ? { case: Body["case"]; value: Given<Value> } : never;
export type Asked = Choose<ToDesk["body"]>;
type Case = NonNullable<FromDesk["body"]["case"]>;
type Value<C extends Case> = Extract<FromDesk["body"], { case: C }>["value"];

const bearerKey = "valise.bearer";

export class Refused extends Error {
  constructor(readonly failure: DeskFailure) {
    super(failure.message);
  }
}

export class Link {
  #socket: WebSocket | undefined;
  #last = 0;
  #waiting = new Map<number, { resolve: (answer: FromDesk) => void; reject: (reason: Error) => void }>();
  #wait = 250;
  constructor(
    private readonly onEvent: (event: FromDesk["body"]) => void,
    private readonly onState: (state: "gone" | "refused", welcome?: DeskWelcome) => void,
  ) {}

  // start exchanges the code of the address, if there is one, for the bearer of this tab.
  async start(): Promise<void> {
    const code = location.hash.slice(1);
    if (/^[0-9a-f]{64}$/.test(code)) {
      history.replaceState(null, "", location.pathname);
      const reply = await fetch("/login", { method: "POST", body: code });
      if (reply.ok) sessionStorage.setItem(bearerKey, await reply.text());
    }
    if (!this.bearer) return this.onState("refused");
    this.#connect();
  }

  get bearer(): string {
    return sessionStorage.getItem(bearerKey) ?? "";
  }

  // ask sends a request and gives the answer of the kind that it has; Refused where the desk says no.
  async ask<C extends Case>(body: Asked, answer: C): Promise<Value<C>> {
    const socket = this.#socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) throw new Error("no desk");
    const id = ++this.#last;
    const frame = await new Promise<FromDesk>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      socket.send(encode("ToDesk", { id, body }));
    });
    if (frame.body.case === "failure") throw new Refused(frame.body.value);
    if (frame.body.case !== answer) throw new Error("unexpected answer");
    return frame.body.value as Value<C>;
  }

  #connect(): void {
    const socket = new WebSocket(`ws://${location.host}/socket`);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onopen = () => void this.#greet();
    socket.onmessage = (message) => this.#take(decode("FromDesk", new Uint8Array(message.data as ArrayBuffer)));
    socket.onclose = () => {
      for (const one of this.#waiting.values()) one.reject(new Error("no desk"));
      this.#waiting.clear();
      this.onState("gone");
      setTimeout(() => this.#connect(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, 5000);
    };
  }

  async #greet(): Promise<void> {
    try {
      const welcome = await this.ask({ case: "hello", value: { bearer: this.bearer } }, "welcome");
      this.#wait = 250;
      this.onState("gone", welcome);
    } catch {
      // onclose tries again
    }
  }

  #take(frame: FromDesk): void {
    if (frame.id === 0) return this.onEvent(frame.body);
    const waiting = this.#waiting.get(frame.id);
    this.#waiting.delete(frame.id);
    waiting?.resolve(frame);
  }
}

// upload sends a file to the desk and gives the id under which a message names it.
export function upload(bearer: string, file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader("Authorization", `Bearer ${bearer}`);
    request.upload.onprogress = (event) => onProgress(event.lengthComputable && event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () => (request.status === 200 ? resolve(request.responseText) : reject(new Error(String(request.status))));
    request.onerror = request.onabort = () => reject(new Error("broken off"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
