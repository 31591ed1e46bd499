// Small parts that several views are made of.
import type { ComponentChildren } from "preact";
import { DeskDelivery, DeskUrgency, type DeskAuthority, type DeskMessage, type DeskPost, type DeskText } from "./contract/desk";
import { dayAndTime, iso, listed, moment, now, time } from "./times";
import { useSignal } from "./signal";
import { failureText, stated } from "./state";
import { language, locale, named, say } from "./texts";
import type { Loaded } from "./load";

// focused puts the focus on what has just come, once.
export const focused = (element: HTMLElement | null): void => element?.focus();

// Foreign is what others wrote: text in its own direction.
export const Foreign = ({ text, class: name }: { text: string; class?: string }) => (
  <bdi dir="auto" class={name}>
    {text}
  </bdi>
);

export const Problem = ({ text }: { text: string | undefined }) =>
  text ? (
    <p class="problem" role="alert">
      {text}
    </p>
  ) : null;

// Spoken: a text in which commands stand between backticks, as the catalogue has them.
export const Spoken = ({ text }: { text: string }) => (
  <>
    {text.split("`").map((part, number) => (number % 2 === 1 ? <code key={number} class="command" dir="ltr">{part}</code> : part))}
  </>
);

// FormEnd: what went wrong, and the two ways out of a form.
export const FormEnd = ({ wrong, busy, submit, onCancel }: { wrong: string; busy: boolean; submit: string; onCancel: () => void }) => (
  <>
    <Problem text={wrong} />
    <p class="line">
      <button type="submit" class="main" disabled={busy}>
        {submit}
      </button>
      <button type="button" class="plain" onClick={onCancel}>
        {say("desk.cancel")}
      </button>
    </p>
  </>
);

// Shown: what came, or why it did not. `title` stands for the heading of what comes with one of its own.
export function Shown<T>({ of, title, children }: { of: Loaded<T>; title?: string; children: (value: T) => ComponentChildren }) {
  const heading = title && of.value === undefined && <h1>{title}</h1>;
  if (of.value === undefined && !of.problem)
    return (
      <>
        {heading}
        <p class="quiet">{say("desk.loading")}</p>
      </>
    );
  return (
    <>
      {heading}
      <Problem text={of.problem} />
      {of.value !== undefined && children(of.value)}
    </>
  );
}

const urgencies = { [DeskUrgency.ROUTINE]: "routine", [DeskUrgency.URGENT]: "urgent", [DeskUrgency.EMERGENCY]: "emergency" } as const;
export const urgencyName = (urgency: DeskUrgency): "routine" | "urgent" | "emergency" => urgencies[urgency] ?? "routine";

export const Urgency = ({ of }: { of: DeskUrgency }) =>
  of === DeskUrgency.ROUTINE ? null : <strong class={`tag ${urgencyName(of)}`}>{say(`words.urgency.${urgencyName(of)}`)}</strong>;

// reasonOf says why a message still waits, or failed, in a sentence or (waitsFor) as one; in English where the catalogue does not know it.
export const reasonOf = ({ stateFailure, stateReason }: DeskMessage): string => (stateFailure ? failureText(stateFailure) : stateReason);
export const waitsFor = ({ stateFailure, stateReason }: DeskMessage): string => (stateFailure ? stated(stateFailure) : stateReason);

const deliveries = { [DeskDelivery.QUEUED]: "queued", [DeskDelivery.SENT]: "sent", [DeskDelivery.RECEIVED]: "received" } as const;
export const Delivery = ({ message }: { message: DeskMessage }) =>
  message.outgoing ? (
    <span class={`state ${deliveries[message.state]}`} title={reasonOf(message)}>
      {say(`words.state.${deliveries[message.state]}`)}
    </span>
  ) : null;

export const sender = (message: DeskMessage): string => (message.outgoing ? say("desk.message.me") : message.officerName || message.officer);

const acts: Record<string, string> = { take: "matter.act.take", decline: "matter.act.decline", contest: "matter.act.contest", done: "matter.act.done" };
// Said: what a message says of another one; nothing for ordinary ones.
const said = (act: string): string => (acts[act] ? say(acts[act]!) : named("form.act.", act, "") || named("edit.act.", act, "") || named("forward.act.", act, ""));
export const Said = ({ of: message }: { of: DeskMessage }) => {
  const words = said(message.act);
  return words ? <span class="said">{words}</span> : null;
};

// Titles of the rooms that programs open by themselves travel in English (valise/room_titles.hpp); who reads sees the own language.
const dutyTitle = "Duty at ";
export function titled(subject: string): string {
  if (subject === "Own devices") return say("room.title.own_devices");
  return subject.startsWith(dutyTitle) ? say("room.title.duty", { post: subject.slice(dutyTitle.length) }) : subject;
}
export const Title = ({ of, class: name = "subject" }: { of: string; class?: string }) => <Foreign class={name} text={titled(of)} />;

// Key: of a device, for two people to compare: one reads aloud, the other follows.
export const Key = ({ of: key }: { of: string }) => (
  <code class="key" dir="ltr">
    {key.match(/.{1,4}/g)?.join(" ")}
  </code>
);

// When: here, there where the counterpart's zone is known and another, and in UTC.
export function When({ at, short, there }: { at: bigint; short?: boolean; there?: string | undefined }) {
  useSignal(now);
  const instant = Number(at);
  return (
    <time dateTime={iso(instant)} title={iso(instant)}>
      {short ? listed(instant) : moment(instant, there)}
    </time>
  );
}

export const Handling = ({ of, title }: { of: string[]; title?: string }) =>
  of.length === 0 ? null : (
    <p class="handling">
      <span>{title ?? say("desk.message.handling")}</span>{" "}
      {of.map((condition) => (
        <Foreign key={condition} class="condition" text={named("handling.code.", condition)} />
      ))}
    </p>
  );

// inOwn chooses from texts in several languages: mine, English, or the first.
export function inOwn(texts: DeskText[]): string {
  const of = (tag: string) => texts.find((text) => text.language.split("-")[0] === tag)?.text;
  return of(language.value) ?? of("en") ?? texts[0]?.text ?? "";
}

export const nameOf = (authority: DeskAuthority): string => inOwn(authority.names) || authority.id;

export function country(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(locale(), { type: "region" }).of(code) ?? code;
}
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
export const listOf = (words: string[]): string => new Intl.ListFormat(locale(), { type: "conjunction" }).format(words);

// Clock: the time there, and whether the office is open.
export function Clock({ authority }: { authority: DeskAuthority }) {
  const at = useSignal(now);
  const there = time(at, authority.timeZone || "UTC");
  return (
    <span class="clock">
      {authority.timeZone && <time>{there}</time>} <Office authority={authority} />
    </span>
  );
}

function Office({ authority }: { authority: DeskAuthority }) {
  const office = authority.office;
  if (!office?.known) return <span class="quiet">{say("desk.office.unknown")}</span>;
  const until = Number(office.until);
  if (office.open) {
    const text = until ? say("desk.office.open_until", { time: time(until, authority.timeZone) }) : say("desk.office.open");
    return <span class="open">{text}</span>;
  }
  const opens = until ? say("desk.office.opens", { time: dayAndTime(until, authority.timeZone) }) : say("desk.office.closed");
  const holiday = inOwn(office.holiday);
  return (
    <span class="shut">
      {opens} {holiday && <Foreign text={`(${holiday})`} />}
    </span>
  );
}

export function Duty({ post }: { post: DeskPost }) {
  if (!post.reachable) return <span class="closed">{say("desk.duty.unreachable")}</span>;
  if (!post.dutyPlanned) return null;
  if (post.onDuty.length === 0) return <span class="closed">{say("desk.duty.nobody")}</span>;
  return <span class="open">{say("desk.duty.who", { names: listOf(post.onDuty) })}</span>;
}

export const kinds = ["desk", "focal-point", "contact-point-24-7"] as const;
export const size = (bytes: bigint): string => {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let value = Number(bytes);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  const digits = { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 };
  return new Intl.NumberFormat(locale(), { style: "unit", unit: units[unit]!, unitDisplay: unit === 0 ? "long" : "short", ...digits }).format(value);
};
