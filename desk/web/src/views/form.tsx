// One form: how it stands, what each side may say of it, its fields with remarks on their words, and what follows it.
import { useRef } from "preact/hooks";
import { DeskForm_Formal as Formal, DeskForm_State as State, DeskFieldDescription_Type as Type, type DeskForm } from "../contract/desk";
import { useDoing } from "../doing";
import { useWords, type Kept } from "../drafts";
import { Fields, FormName, Standing, useKinds } from "../form-parts";
import { referenceOf, typed } from "../forms";
import { useLoaded } from "../load";
import { focused, Foreign, FormEnd, Problem, Shown, When } from "../parts";
import { go, link, status } from "../state";
import { useSignal } from "../signal";
import { named, say } from "../texts";
import { moment } from "../times";

export function Form({ id }: { id: string }) {
  const loaded = useLoaded(() => link.ask({ case: "getForm", value: { message: id } }, "form"), id);
  return (
    <div class="form-page">
      <p>
        <a href="#/forms">{say("desk.form.back")}</a>
      </p>
      <Shown of={loaded} title={say("desk.nav.forms")}>{(form) => <Whole form={form} />}</Shown>
    </div>
  );
}

function Whole({ form }: { form: DeskForm }) {
  const kind = useKinds().find((one) => one.kind === form.kind);
  const posts = useSignal(status)?.posts ?? [];
  const ours = form.outgoing || posts.includes(form.from);
  const other = ours ? form.asked : form.from;
  const there = useLoaded(async () => (other ? (await link.ask({ case: "getRecipients", value: { to: [other] } }, "recipients")).recipients[0]?.authority?.timeZone : undefined), other).value;
  const remark = useWords(`remark.${form.message}`);
  const page = useRef<HTMLElement>(null);
  const comment = () => {
    // What is marked with the pointer or the keyboard is what the remark is about.
    const marked = getSelection();
    const inside = marked && marked.rangeCount > 0 && page.current?.contains(marked.anchorNode);
    remark.begin("remark", { passage: inside ? marked.toString().trim() : "" });
  };
  return (
    <article class="record" ref={page}>
      <header>
        <h1>
          <FormName kind={form.kind} reference={referenceOf(form.fields)} />
        </h1>
        <p class="quiet">
          <Foreign text={form.officerName || form.officer} /> <Foreign class="address" text={form.from} /> · <When at={form.sentAt} /> ·{" "}
          <a href={`#/room/${form.room}/${form.message}`}>{say("desk.form.to_room")}</a>
        </p>
        {form.asked && (
          <p class="quiet">
            {say("form.label.asked")}: <Foreign class="address" text={form.asked} />
          </p>
        )}
        <div class={`matter ${form.open ? "" : "settled"}`}>
          <Standing of={form} there={there} />
          <Actions form={form} ours={ours} answers={kind?.wantsAnswer ?? true} />
        </div>
        {form.predecessor && (
          <p>
            <a href={`#/form/${form.predecessor}`}>{say("desk.form.predecessor")}</a>
          </p>
        )}
        {form.successors.map((next) => (
          <p key={next}>
            <a href={`#/form/${next}`}>{say("desk.form.successor")}</a>
          </p>
        ))}
      </header>
      <History form={form} there={there} />
      <section>
        <h2>{say("form.label.form")}</h2>
        <Fields
          of={form}
          below={(name) =>
            form.kind === "draft-review" && kind?.fields.find((field) => field.name === name)?.type === Type.PARAGRAPH && !remark.act ? (
              <button type="button" class="plain small" onMouseDown={(event) => event.preventDefault()} onClick={comment}>
                {say("desk.form.comment")} <span class="unseen">{named("form.field.", name)}</span>
              </button>
            ) : null
          }
        />
        {!remark.act ? (
          <p>
            <button type="button" class="plain" onMouseDown={(event) => event.preventDefault()} onClick={comment}>
              {say("desk.form.comment_whole")}
            </button>
          </p>
        ) : (
          <Remark form={form} kept={remark} />
        )}
      </section>
    </article>
  );
}

const History = ({ form, there }: { form: DeskForm; there: string | undefined }) =>
  form.history.length === 0 ? null : (
    <section>
      <h2>{say("form.label.history")}</h2>
      <ul class="list log">
        {form.history.map((step, number) => (
          <li key={number} class="row">
            <p class="line">
              <When at={step.at} /> <Foreign class="subject" text={step.officerName || step.officer} /> <span>{named("form.act.", step.act)}</span>
              {step.promisedBy > 0n && <span>{say("form.promised", { time: moment(Number(step.promisedBy), there) })}</span>}
            </p>
            {step.text && <Foreign class="value" text={step.text} />}
          </li>
        ))}
      </ul>
    </section>
  );

// What either side may say of a form, as it stands.
function actsFor(form: DeskForm, ours: boolean, answers: boolean): string[] {
  if (ours) return form.formal === Formal.NONE && form.kind === "preservation-request" ? ["formal_to_follow"] : [];
  const formal = form.formal === Formal.TO_FOLLOW ? ["formal_received"] : [];
  if (!answers) return form.state === State.SENT ? ["acknowledged"] : [];
  if (form.state === State.ANSWERED || form.state === State.REFUSED) return formal;
  return [...(form.state === State.SENT ? ["acknowledged"] : []), "in_progress", "answered", "refused", ...formal];
}
const withoutWords = new Set(["acknowledged", "formal_received"]);
const promising = new Set(["in_progress", "formal_to_follow"]);

function Actions({ form, ours, answers }: { form: DeskForm; ours: boolean; answers: boolean }) {
  const kept = useWords(`form.${form.message}`);
  const { act } = kept;
  const { text = "", by = "" } = kept.words;
  const { busy, wrong, doing } = useDoing();
  const said = async (work: () => Promise<unknown>) => {
    if (await doing(work)) kept.end();
  };
  const report = (what: string) => said(() => link.ask({ case: "reportForm", value: { message: form.message, act: what, text: text.trim(), promisedBy: by ? BigInt(Date.parse(by)) : 0n } }, "sent"));
  const extend = () =>
    doing(async () => {
      const { drafts } = await link.ask({ case: "beginForm", value: { kind: form.kind, predecessor: form.message } }, "formDrafts");
      go(`/form-draft/${drafts[0]?.id}`);
    });
  const acts = actsFor(form, ours, answers);
  const follows = ours && form.known && (form.kind === "preservation-request" || form.kind === "draft-review");
  if (acts.length === 0 && !follows) return <Problem text={wrong} />;
  return (
    <div class="answers">
      {act ? (
        <form class="report" onSubmit={(event) => (event.preventDefault(), void report(act))} onKeyDown={(event) => event.key === "Escape" && kept.end()}>
          <label>
            {act === "refused" ? say("desk.form.reason") : say("desk.form.words")}
            <textarea required={act === "refused"} rows={2} ref={kept.begun ? focused : null} value={text} dir={text ? "auto" : undefined} onInput={(event) => kept.write({ text: event.currentTarget.value })} />
          </label>
          {promising.has(act) && (
            <label class="fit">
              {say("desk.form.promise")}
              <input type="datetime-local" max={typed(new Date(Date.now() + 731 * 86_400_000).toISOString())} value={by} onInput={(event) => kept.write({ by: event.currentTarget.value })} />
            </label>
          )}
          <p class="line">
            <button type="submit" class="main" disabled={busy}>
              {named("desk.form.act.", act)}
            </button>
            <button type="button" class="plain" onClick={kept.end}>
              {say("desk.cancel")}
            </button>
          </p>
        </form>
      ) : (
        <p class="line">
          {acts.map((one, number) => (
            <button key={one} type="button" class={number === 0 && !ours ? "main" : "plain"} disabled={busy} onClick={() => (withoutWords.has(one) ? report(one) : kept.begin(one))}>
              {named("desk.form.act.", one)}
              {!withoutWords.has(one) && " …"}
            </button>
          ))}
          {follows && (
            <button type="button" class="plain" disabled={busy} onClick={extend}>
              {say(form.kind === "draft-review" ? "desk.form.new_version" : "desk.form.extend")}
            </button>
          )}
        </p>
      )}
      <Problem text={wrong} />
    </div>
  );
}

// A remark on words that stand in the form, with what should stand there instead.
function Remark({ form, kept }: { form: DeskForm; kept: Kept }) {
  const { passage = "", text = "", proposal = "" } = kept.words;
  const { busy, wrong, doing } = useDoing();
  const send = async (event: Event) => {
    event.preventDefault();
    if (await doing(() => link.ask({ case: "commentForm", value: { message: form.message, passage, text: text.trim(), proposal: proposal.trim() } }, "sent"))) kept.end();
  };
  return (
    <form class="composer remark" onSubmit={send} onKeyDown={(event) => event.key === "Escape" && kept.end()}>
      <label>
        {say("desk.form.passage")}
        <input value={passage} dir={passage ? "auto" : undefined} onInput={(event) => kept.write({ passage: event.currentTarget.value })} />
      </label>
      <label>
        {say("desk.form.remark")}
        <textarea rows={2} required={!proposal} ref={kept.begun ? focused : null} value={text} dir={text ? "auto" : undefined} onInput={(event) => kept.write({ text: event.currentTarget.value })} />
      </label>
      <label>
        {say("desk.form.proposal")}
        <textarea rows={2} value={proposal} dir={proposal ? "auto" : undefined} onInput={(event) => kept.write({ proposal: event.currentTarget.value })} />
      </label>
      <FormEnd wrong={wrong} busy={busy} submit={say("desk.form.send_remark")} onCancel={kept.end} />
    </form>
  );
}
