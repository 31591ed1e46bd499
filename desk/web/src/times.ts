// Times as people compare them: UTC, here, and at the counterpart; 24 hours; formatters made once.
import { signal } from "./signal";
import { locale, say } from "./texts";

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat | undefined {
  const key = `${locale()} ${zone ?? ""} ${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (!found) {
    try {
      found = new Intl.DateTimeFormat(locale(), { ...options, hourCycle: "h23", ...(zone ? { timeZone: zone } : {}) });
    } catch {
      return undefined; // a zone that this browser does not know
    }
    formats.set(key, found);
  }
  return found;
}

// within keeps to what a date can be: a peer may say any number.
const within = (at: number): number => Math.max(-8.64e15, Math.min(8.64e15, at)) || 0;

const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit" };
const day: Intl.DateTimeFormatOptions = { weekday: "short", day: "numeric", month: "short" };

export const time = (at: number, zone?: string): string => format(zone, clock)?.format(within(at)) ?? "";
// A day of another year names its year.
const dated = (at: number): Intl.DateTimeFormatOptions => (new Date(within(at)).getFullYear() === new Date(now.value).getFullYear() ? day : { ...day, year: "numeric" });
export const date = (at: number, zone?: string): string => format(zone, dated(at))?.format(within(at)) ?? "";
export const dayAndTime = (at: number, zone?: string): string => format(zone, { ...dated(at), ...clock })?.format(within(at)) ?? "";
// moment is a time as two people in two places speak of it: here, there where that zone is known and another, and in UTC.
export function moment(at: number, there = ""): string {
  const theirs = there ? time(at, there) : "";
  const both = theirs !== "" && theirs !== time(at) ? ` ${say("desk.time.here")} · ${theirs} ${say("desk.time.there")}` : "";
  return `${dayAndTime(at)}${both} · ${time(at, "UTC")} UTC`;
}
export const iso = (at: number): string => new Date(within(at)).toISOString();

// listed is short in a list: the time today, else the day.
export function listed(at: number): string {
  return new Date(within(at)).toDateString() === new Date(now.value).toDateString() ? time(at) : date(at);
}

// length is a number of minutes in whole words, in the largest unit that fits.
export function length(minutes: number): string {
  const [value, unit] = minutes % 1440 === 0 ? [minutes / 1440, "day"] : minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" }).format(value);
}

// ago is a length of time back from now, in the unit that matters.
export function ago(millis: number): string {
  const minutes = Math.floor(millis / 60_000);
  const [value, unit] = minutes < 120 ? [minutes, "minute"] as const : minutes < 2880 ? [Math.floor(minutes / 60), "hour"] as const : [Math.floor(minutes / 1440), "day"] as const;
  return new Intl.RelativeTimeFormat(locale(), { numeric: "always" }).format(-value, unit);
}

// span is a length of time in the two units that matter.
export function span(millis: number): string {
  const minutes = Math.floor(millis / 60_000);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return say("matter.minutes", { minutes });
  if (hours < 48) return say("matter.hours", { hours, minutes: minutes % 60 });
  return say("matter.days", { days: Math.floor(hours / 24), hours: hours % 24 });
}

// now moves on every half minute; views that show it follow it.
export const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), 30_000);
