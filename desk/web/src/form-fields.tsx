// The fields of a form as one fills them in: a native control for each type, its help, and what the desk finds wrong with it.
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { DeskFieldDescription_Type as Type, type DeskFieldDescription, type DeskFieldProblem } from "./contract/desk";
import { fieldName, typed, written } from "./forms";
import { named, say } from "./texts";

interface Part {
  field: DeskFieldDescription;
  values: string[];
  onChange: (values: string[]) => void;
}
interface Control extends Part {
  id: string;
  described: string | undefined;
  invalid: boolean;
}

const isLong = (field: DeskFieldDescription): boolean => field.type === Type.PARAGRAPH || field.type === Type.SPAN || field.many;
export const fieldId = (name: string): string => `field-${name}`;

export function Field({ field, values, onChange, required, problems, shown }: Part & { required: boolean; problems: DeskFieldProblem[]; shown: boolean }) {
  const own = useId();
  const [left, setLeft] = useState(false); // nobody is told of a mistake while still typing, nor before a click that left the field has landed
  const told = shown || (left && values.length > 0) ? problems : [];
  const help = named("form.help.", field.name, "");
  const described = [help && `${own}-help`, told.length > 0 && `${own}-wrong`].filter(Boolean).join(" ") || undefined;
  const group = field.type === Type.CHOICE || field.type === Type.YES_NO || field.type === Type.SPAN;
  const control = { field, values, onChange, id: fieldId(field.name), described, invalid: told.length > 0 };
  const Frame = group ? "fieldset" : "div";
  const label: ComponentChildren = (
    <>
      {fieldName(field.name)}
      {!required && <span class="quiet"> ({say("form.optional")})</span>}
    </>
  );
  return (
    <Frame class={`field ${isLong(field) ? "long" : ""} ${told.length > 0 ? "wrong" : ""}`} onFocusOut={() => setTimeout(() => setLeft(true), 200)} aria-describedby={group ? described : undefined}>
      {group ? <legend>{label}</legend> : <label for={control.id}>{label}</label>}
      {help && (
        <p id={`${own}-help`} class="quiet">
          {help}
        </p>
      )}
      <Input {...control} />
      <div id={`${own}-wrong`} class="wrong" role="status">
        {told.map((problem) => (
          <p key={problem.code}>{say(`form.problem.${problem.code}`, { limit: problem.limit })}</p>
        ))}
      </div>
    </Frame>
  );
}

function Input(control: Control) {
  const { field, values, onChange, id, described, invalid } = control;
  const one = values[0] ?? "";
  const common = { id, "aria-describedby": described, "aria-invalid": invalid };
  const only = (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value ? [event.currentTarget.value] : []);
  switch (field.type) {
    case Type.CHOICE:
    case Type.YES_NO:
      return <Choices {...control} />;
    case Type.SPAN:
      return <Spans {...control} />;
    case Type.DATE:
      return <input {...common} type="date" value={one} onInput={only} />;
    case Type.MOMENT:
      return <input {...common} type="datetime-local" value={typed(one)} onInput={(event) => onChange([written(event.currentTarget.value)].filter(Boolean))} />;
    case Type.NUMBER:
      return <input {...common} class="short" inputMode="numeric" dir="ltr" value={one} onInput={only} />;
    default:
      break;
  }
  if (field.many) {
    const lines = (text: string) => onChange(text === "" ? [] : text.split("\n"));
    return (
      <>
        <textarea {...common} rows={Math.max(2, values.length)} dir={one ? "auto" : undefined} value={values.join("\n")} onInput={(event) => lines(event.currentTarget.value)} />
        <p class="quiet">{say("desk.form.one_per_line")}</p>
      </>
    );
  }
  if (field.type === Type.PARAGRAPH) return <textarea {...common} rows={3} dir={one ? "auto" : undefined} value={one} onInput={only} />;
  return <input {...common} dir={one ? "auto" : undefined} value={one} onInput={only} />;
}

function Choices({ field, values, onChange, id }: Control) {
  const choices = field.type === Type.YES_NO ? ["yes", "no"] : field.choices;
  const change = (choice: string, on: boolean) => {
    const others = field.many ? values.filter((value) => value !== choice) : [];
    onChange(on ? choices.filter((one) => one === choice || others.includes(one)) : others);
  };
  return (
    <>
      {choices.map((choice, number) => (
        <label key={choice}>
          <input
            id={number === 0 ? id : undefined}
            type={field.many ? "checkbox" : "radio"}
            name={id}
            checked={values.includes(choice)}
            onChange={(event) => change(choice, event.currentTarget.checked)}
          />
          {named("form.choice.", choice)}
        </label>
      ))}
    </>
  );
}

// Times from and until, by the clock here; another row comes when the last one is used.
function Spans({ field, values, onChange, id, described, invalid }: Control) {
  const rows = field.many || values.length === 0 ? [...values, ""] : values;
  const change = (number: number, end: 0 | 1, local: string) => {
    const ends = (rows[number] ?? "").split("/");
    ends[end] = written(local);
    const next = rows.map((row, other) => (other === number ? [ends[0] ?? "", ends[1] ?? ""].join("/") : row));
    onChange(next.filter((row) => row !== "" && row !== "/"));
  };
  return (
    <div class="spans">
      {rows.map((row, number) => {
        const ends = row.split("/");
        return (
          <div key={number} class="line">
            {([0, 1] as const).map((end) => (
              <label key={end}>
                {say(end === 0 ? "desk.form.span_from" : "desk.form.span_until")}
                <input
                  id={number === 0 && end === 0 ? id : undefined}
                  type="datetime-local"
                  aria-describedby={described}
                  aria-invalid={invalid}
                  value={typed(ends[end] ?? "")}
                  onInput={(event) => change(number, end, event.currentTarget.value)}
                />
              </label>
            ))}
          </div>
        );
      })}
      <p class="quiet">{say("desk.form.clock_here", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}</p>
    </div>
  );
}
