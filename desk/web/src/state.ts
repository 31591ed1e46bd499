// What all views share: the connection to the desk, where one is, and what was told last.
import { Link, Refused } from "./link";
import { signal } from "./signal";
import { knows, language, locale, say } from "./texts";
import { DeskConnection_State as State, DeskUrgency, type DeskArgument, type DeskConnection, type DeskFailure, type DeskMessage, type DeskProgress, type DeskSentence, type DeskStatus, type DeskWelcome } from "./contract/desk";

export type Phase = "starting" | "refused" | "gone" | "locked" | "open";
export const phase = signal<Phase>("starting");
export const hasOffice = signal(false);
export const hasRegistrar = signal(false);
export const lockedByTime = signal(false);
export const connection = signal<DeskConnection | undefined>(undefined);
export const status = signal<DeskStatus | undefined>(undefined);
// changed counts what happened to messages; views that show them look again.
export const changed = signal(0);
export const announced = signal("");
// moving has how far files are that are just on their way, by message and position.
export type Moving = { done: bigint; total: bigint };
export const moving = signal<Map<string, Moving>>(new Map());

// ---- where one is: the part of the address behind "#" ----

export const place = signal(location.hash.startsWith("#/") ? location.hash.slice(1) : "/inbox");
export const go = (to: string): void => void (location.hash = to);
addEventListener("hashchange", () => {
  if (location.hash.startsWith("#/")) place.value = location.hash.slice(1);
});

// ---- events ----

let soon: ReturnType<typeof setTimeout> | undefined;
function lookAgain(): void {
  clearTimeout(soon);
  soon = setTimeout(() => {
    changed.value += 1;
    void refreshStatus();
  }, 100);
}

// A notification says that something is there, and nothing of it: it may be shown on a locked screen.
function notify(message: DeskMessage): void {
  const urgent = message.urgency !== DeskUrgency.ROUTINE;
  const text = say(urgent ? "desk.notify.urgent" : "desk.notify.message");
  announced.value = announced.value === text ? `${text}\u200b` : text; // the same words twice in a row are no change, and would be heard once
  if (document.hasFocus() || !("Notification" in window) || Notification.permission !== "granted") return;
  const shown = new Notification("Valise", { body: text, tag: urgent ? "urgent" : "message" });
  shown.onclick = () => {
    window.focus();
    go(`/room/${message.room}`);
  };
}

function moved({ message, position, done, total, ended }: DeskProgress): void {
  const all = new Map(moving.value);
  if (ended) all.delete(`${message} ${position}`);
  else all.set(`${message} ${position}`, { done, total });
  moving.value = all;
  if (ended) lookAgain();
}

export const link = new Link(
  (event) => {
    switch (event.case) {
      case "arrived":
        notify(event.value);
        return lookAgain();
      case "queueChanged":
      case "notice":
        return lookAgain();
      case "progress":
        return moved(event.value);
      case "connection":
        connection.value = event.value;
        return lookAgain();
      case "welcome": // unlocked in another tab
        greeted(event.value);
        return lookAgain();
      case "locked":
        lockedByTime.value = event.value.idle;
        status.value = undefined;
        moving.value = new Map();
        phase.value = "locked";
        return;
      default:
        return;
    }
  },
  (state, welcome) => {
    if (!welcome) return void (phase.value = state);
    const first = phase.value === "starting"; // the views just begin to look
    greeted(welcome);
    if (!welcome.locked) void (first ? refreshStatus() : lookAgain());
  },
);

function greeted(welcome: DeskWelcome): void {
  hasOffice.value = welcome.office;
  hasRegistrar.value = welcome.registrar;
  phase.value = welcome.locked ? "locked" : "open";
}

export async function refreshStatus(): Promise<void> {
  if (phase.value !== "open") return;
  try {
    status.value = await link.ask({ case: "getStatus", value: {} }, "status");
    connection.value = status.value.connection ?? connection.value;
  } catch {
    // the next event asks again
  }
}

export const online = (): boolean => connection.value?.state === State.ONLINE;

// The kinds of errors that have an advice of their own (valise::ErrorKind).
const kinds: Record<number, string> = { 5: "network", 6: "trust" };

// failureText gives a failure as a sentence for people: the catalogue's, where it knows the code; what it is about stands in front.
export function failureText({ kind, code, message, advice, arguments: values }: DeskFailure): string {
  const id = knows(code) ? code : `errors.${code}`;
  if (!code || !knows(id)) return `${message} ${advice}`.trim(); // English: the catalogue does not know it
  const given = Object.fromEntries(values.map(({ name, value }) => [name, value]));
  const sentence = given["context"] ? say("common.about", { what: given["context"], sentence: say(id, given) }) : say(id, given);
  const more = !advice ? "" : knows(`${id}.advice`) ? `${id}.advice` : `errors.kind.${kinds[kind]}.advice`;
  const end = /[.。!?！？؟।]$/.test(sentence) ? "" : language.value === "zh" ? "。" : ".";
  const what = knows(more) ? say(more, given) : "";
  return `${sentence}${end} ${what.includes("`") ? "" : what}`.trim(); // commands to type are no help here
}

// sentencesText gives sentences of the catalogue in the reader's language; `otherwise` where it does not know one.
export function sentencesText(sentences: DeskSentence[], otherwise = ""): string {
  if (sentences.length === 0 || !sentences.every(({ id }) => knows(id))) return otherwise;
  const given = ({ name, value }: DeskArgument): [string, string] => (name.startsWith("@") ? [name.slice(1), knows(value) ? say(value) : value] : [name, value]);
  return sentences.map(({ id, arguments: values }) => say(id, Object.fromEntries(values.map(given)))).join(" ");
}

// stated gives a failure as a sentence that stands alone: it begins with a capital, but not what it is about, which may be an address.
export function stated(failure: DeskFailure): string {
  const text = failureText(failure);
  return failure.arguments.some(({ name }) => name === "context") ? text : text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);
}

// problem gives what went wrong.
export function problem(error: unknown): string {
  return error instanceof Refused ? stated(error.failure) : say("desk.problem.gone");
}

// The desk locks where nobody is; it is told at most every half minute that somebody is.
let told = 0;
for (const sign of ["keydown", "pointerdown", "wheel"]) {
  addEventListener(
    sign,
    () => {
      if (phase.value !== "open" || Date.now() - told < 30_000) return;
      told = Date.now();
      link.ask({ case: "active", value: {} }, "done").catch(() => undefined);
    },
    { passive: true },
  );
}
