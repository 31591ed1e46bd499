// What the desk knows of forms, and how their values are written and shown.
import { DeskFieldDescription_Type as Type, DeskForm_Formal as Formal, DeskForm_State as State, DeskFormDebt_What as What, type DeskField, type DeskFieldDescription, type DeskForm, type DeskFormDebt, type DeskFormKind } from "./contract/desk";
import { link } from "./state";
import { named, say } from "./texts";
import { date, moment, now } from "./times";

// The kinds are data of the desk's version: asked for once.
let asked: Promise<DeskFormKind[]> | undefined;
export function formKinds(): Promise<DeskFormKind[]> {
  asked ??= link.ask({ case: "getFormKinds", value: {} }, "formKinds").then(
    ({ kinds }) => kinds,
    (error: unknown) => {
      asked = undefined;
      throw error;
    },
  );
  return asked;
}

export const kindName = (kind: string): string => named("form.kind.", kind);
export const fieldName = (name: string): string => named("form.field.", name);
export const valuesOf = (fields: DeskField[], name: string): string[] => fields.find((field) => field.name === name)?.values ?? [];
export const referenceOf = (fields: DeskField[]): string => valuesOf(fields, "reference")[0] ?? "";

// ---- moments: written with their offset from UTC, typed and shown by the clock that hangs here ----

const two = (value: number): string => String(value).padStart(2, "0");
// typed gives what an input of the kind datetime-local holds; empty for what is no moment.
export function typed(moment: string): string {
  const at = new Date(moment);
  if (!/T.*(Z|[+-]\d\d:\d\d)$/.test(moment) || Number.isNaN(at.getTime())) return "";
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
// written gives the moment with the offset that holds here on that day.
export function written(local: string): string {
  const at = new Date(local);
  if (!local || Number.isNaN(at.getTime())) return "";
  const east = -at.getTimezoneOffset();
  const offset = `${east < 0 ? "-" : "+"}${two(Math.floor(Math.abs(east) / 60))}:${two(Math.abs(east) % 60)}`;
  return `${local.slice(0, 16)}${offset}`;
}

const momentIn = (text: string): string => {
  const at = Date.parse(text);
  return Number.isNaN(at) || !text.includes("T") ? text : moment(at);
};

// shownValue gives a value for people: choices by name, times by this clock and in UTC; everything else as it came.
export function shownValue(field: DeskFieldDescription | undefined, value: string): string {
  switch (field?.type) {
    case Type.CHOICE:
    case Type.YES_NO:
      return named("form.choice.", value);
    case Type.DATE:
      return Number.isNaN(Date.parse(value)) ? value : date(Date.parse(value), "UTC");
    case Type.MOMENT:
      return momentIn(value);
    case Type.SPAN:
      return value.split("/").map(momentIn).join(" – ");
    default:
      return value;
  }
}

// ---- how a form stands ----

export const states = { [State.SENT]: "sent", [State.ACKNOWLEDGED]: "acknowledged", [State.IN_PROGRESS]: "in_progress", [State.ANSWERED]: "answered", [State.REFUSED]: "refused" } as const;
const formals = { [Formal.NONE]: "", [Formal.TO_FOLLOW]: "to_follow", [Formal.RECEIVED]: "received" } as const;
const debts = { [What.ACKNOWLEDGEMENT]: "acknowledgement", [What.ANSWER]: "answer", [What.FORMAL_REQUEST]: "formal_request", [What.PERIOD]: "period" } as const;

export function standing(form: DeskForm): string {
  const formal = formals[form.formal];
  const state = named("form.state.", states[form.state]);
  return formal ? `${state}, ${named("form.formal.", formal)}` : state;
}

// debt says who owes what until when; `there` is the other side's zone.
export function debt(of: DeskFormDebt, there?: string): string {
  const words = say(`form.owes.${debts[of.what]}`, { who: of.who || say("form.owes.anybody") });
  if (!of.due) return words;
  const until = moment(Number(of.due), there);
  return `${words}, ${of.promised ? say("form.owes.promised", { time: until }) : say("form.owes.until", { time: until })}`;
}

// period gives how long the data are still kept, as far as the form says.
export function period(form: DeskForm, there?: string): { text: string; over: boolean } | undefined {
  if (!form.periodEnds) return undefined;
  const left = Number(form.periodEnds) - now.value;
  const until = moment(Number(form.periodEnds), there);
  return left <= 0 ? { text: say("form.period_over", { time: until }), over: true } : { text: say("form.period_left", { count: Math.floor(left / 86_400_000), time: until }), over: false };
}
