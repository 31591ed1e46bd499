// A form as it stands: its state, who owes what, its period, its fields with the remarks on their words.
import type { ComponentChildren } from "preact";
import type { DeskComment, DeskForm, DeskFormKind } from "./contract/desk";
import { debt, fieldName, formKinds, kindName, period, referenceOf, shownValue, standing, states } from "./forms";
import { useLoaded } from "./load";
import { Foreign, listOf } from "./parts";
import { useSignal } from "./signal";
import { say } from "./texts";
import { now } from "./times";

export const useKinds = (): DeskFormKind[] => useLoaded(formKinds, "kinds").value ?? [];

export const FormName = ({ kind, reference }: { kind: string; reference: string }) => (
  <>
    {kindName(kind)} {reference && <Foreign class="number" text={reference} />}
  </>
);

export function Standing({ of: form, there }: { of: DeskForm; there?: string | undefined }) {
  useSignal(now);
  const left = period(form, there);
  return (
    <>
      <p class="line">
        <span class={`tag form-${states[form.state]}`}>{standing(form)}</span>
        {left && <span class={left.over ? "countdown late" : "quiet"}>{left.text}</span>}
      </p>
      {form.debts.map((one, number) => (
        <p key={number} class={`debt ${one.overdue ? "late" : ""} ${one.mine ? "mine" : ""}`}>
          {debt(one, there)}
          {one.overdue && ` · ${say(one.promised ? "form.owes.new_date" : "form.owes.overdue")}`}
        </p>
      ))}
    </>
  );
}

// The words that remarks are about are marked where they stand.
function Marked({ text, comments }: { text: string; comments: DeskComment[] }) {
  const parts: ComponentChildren[] = [];
  let rest = text;
  for (;;) {
    const next = comments.map(({ passage }) => ({ passage, at: passage ? rest.indexOf(passage) : -1 })).filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at)[0];
    if (!next) break;
    parts.push(rest.slice(0, next.at), <mark>{next.passage}</mark>);
    rest = rest.slice(next.at + next.passage.length);
  }
  return (
    <bdi dir="auto" class="value">
      {parts}
      {rest}
    </bdi>
  );
}

export const Comment = ({ of: comment, whole }: { of: DeskComment; whole?: boolean }) => {
  const name = comment.officerName || comment.officer;
  const { passage } = comment;
  return (
    <div class="comment">
      <span class="quiet">{!passage ? say("form.comment.on_whole", { name }) : comment.found || !whole ? say("form.comment.on", { name, passage }) : say("form.comment.on_lost", { name, passage })}</span>
      {comment.text && <Foreign class="value" text={comment.text} />}
      {comment.proposal && <span class="value">{say("form.comment.proposal", { text: comment.proposal })}</span>}
    </div>
  );
};

// Fields shows all fields in the order of their description; `below` may add something to one.
export function Fields({ of: form, below }: { of: DeskForm; below?: (name: string) => ComponentChildren }) {
  const kind = useKinds().find((one) => one.kind === form.kind);
  const described = form.known ? kind : undefined;
  const about = (values: string[]) => form.comments.filter(({ passage }) => passage && values.some((value) => value.includes(passage)));
  const shown = new Set(form.fields.flatMap((field) => about(field.values)));
  const problems = form.problems.map((problem) => fieldName(problem.field));
  return (
    <>
      {!form.known && <p class="note">{say("form.newer", { version: form.version })}</p>}
      {problems.length > 0 && <p class="note">{say("form.not_as_described", { fields: listOf([...new Set(problems)]) })}</p>}
      <dl class="fields">
        {form.fields.map((field) => {
          const description = described?.fields.find((one) => one.name === field.name);
          const comments = about(field.values);
          return (
            <>
              <dt>{fieldName(field.name)}</dt>
              <dd>
                {field.values.map((value, number) => (
                  <Marked key={number} text={shownValue(description, value)} comments={comments} />
                ))}
                {comments.map((comment) => (
                  <Comment key={comment.message} of={comment} />
                ))}
                {below?.(field.name)}
              </dd>
            </>
          );
        })}
      </dl>
      {form.comments.filter((comment) => !shown.has(comment)).map((comment) => (
        <Comment key={comment.message} of={comment} whole />
      ))}
    </>
  );
}

// FormBox stands in the message itself; `there` is the other side's zone.
export const FormBox = ({ of: form, there }: { of: DeskForm; there: string | undefined }) => (
  <div class={`matter form ${form.open ? "" : "settled"}`}>
    <h2>
      <a href={`#/form/${form.message}`}>
        <FormName kind={form.kind} reference={referenceOf(form.fields)} />
      </a>
    </h2>
    <Standing of={form} there={there} />
    <details class="more">
      <summary>{say("desk.form.fields", { count: form.fields.length })}</summary>
      <Fields of={form} />
    </details>
  </div>
);
