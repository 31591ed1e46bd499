// Writing a form. The desk keeps it after each change, says what is wrong with each field, and refuses to send what is not whole.
import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskFieldDescription, DeskFormDraft } from "../contract/desk";
import { Attachments, conditionsOf, deadline, HandlingField, Urgencies, useFiles, Within } from "../composer";
import { keeping, useDraft } from "../drafts";
import { Field, fieldId } from "../form-fields";
import { FormName, useKinds } from "../form-parts";
import { fieldName, referenceOf, valuesOf } from "../forms";
import { useLoaded } from "../load";
import { Foreign, Problem, Title } from "../parts";
import { Uncallable } from "../recipients";
import { go, link, problem, status } from "../state";
import { useSignal } from "../signal";
import { say } from "../texts";

const own = (id: string) => link.ask({ case: "getFormDrafts", value: {} }, "formDrafts").then(({ drafts }) => drafts.find((draft) => draft.id === id));

export function FormDraft({ id }: { id: string }) {
  const [first, setFirst] = useState<{ draft?: DeskFormDraft | undefined }>();
  const [wrong, setWrong] = useState("");
  useEffect(() => void own(id).then((draft) => setFirst({ draft }), (error: unknown) => setWrong(problem(error))), [id]);
  return (
    <div class="form-page">
      <Problem text={wrong} />
      {!first && !wrong && <p class="quiet">{say("desk.loading")}</p>}
      {first && (first.draft ? <Editor key={id} first={first.draft} /> : <h1>{say("desk.form.draft_gone")}</h1>)}
    </div>
  );
}

// useKept keeps what is written: the first change at once, what comes fast after it together, and everything before it ends.
function useKept(first: DeskFormDraft) {
  const [draft, show] = useState(first);
  const [wrong, setWrong] = useState("");
  const newest = useRef(first);
  const state = useRef({ unkept: false, ended: false, timer: 0, last: Promise.resolve() });
  const store = async () => {
    if (!state.current.unkept || state.current.ended) return;
    state.current.unkept = false;
    const sent = newest.current;
    try {
      const { drafts } = await link.ask({ case: "keepForm", value: sent }, "formDrafts");
      setWrong("");
      const kept = drafts[0];
      if (!kept) return;
      newest.current = newest.current === sent ? kept : { ...newest.current, problems: kept.problems, required: kept.required };
      show(newest.current);
    } catch (error) {
      state.current.unkept = true;
      setWrong(problem(error));
    }
  };
  // One after the other, so that whoever waits for the last has the judgement of what is there now.
  const keep = () => (state.current.last = state.current.last.then(store));
  const change = (part: Partial<DeskFormDraft>) => {
    newest.current = { ...newest.current, ...part };
    show(newest.current);
    state.current.unkept = true;
    if (state.current.timer) return;
    void keep();
    state.current.timer = window.setTimeout(() => {
      state.current.timer = 0;
      void keep();
    }, 300);
  };
  useEffect(() => {
    const done = keeping(keep);
    return () => {
      done();
      void keep();
    };
  }, []);
  const judged = async () => {
    await keep();
    return newest.current;
  };
  return { draft, change, wrong, judged, end: () => void (state.current.ended = true) };
}

// A field that is only asked for because of another one is there when that one says so, or when it holds something.
const isAsked = (field: DeskFieldDescription, draft: DeskFormDraft): boolean =>
  !field.onlyWith || valuesOf(draft.fields, field.onlyWith)[0] === field.onlyValue || valuesOf(draft.fields, field.name).length > 0;

function Editor({ first }: { first: DeskFormDraft }) {
  const { draft, change, wrong, judged, end } = useKept(first);
  const kind = useKinds().find((one) => one.kind === draft.kind);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState("");
  const [busy, setBusy] = useState(false);
  const [handling, setHandling] = useState(first.handling.join(", ")); // as it is typed: a comma that ends it begins the next
  const files = useFiles(`form-${draft.id}`);
  const [beside, changeBeside] = useDraft(`form-${draft.id}`); // a length of time, which a draft that waits does not use up
  const within = beside.within || minutesUntil(draft.acknowledgeBy);
  const set = (name: string, values: string[]) => change({ fields: [...draft.fields.filter((field) => field.name !== name), { name, values }] });
  const send = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const now = await judged();
    if (now.problems.length > 0) return void document.getElementById("form-problems")?.focus();
    setBusy(true);
    setRefused("");
    try {
      const { room, message } = await link.ask({ case: "sendForm", value: { draft: { ...now, acknowledgeBy: now.urgency ? deadline(within) : 0n }, uploads: files.ids } }, "sent");
      end();
      changeBeside({ files: [], within: 0 });
      return go(`/room/${room}/${message}`);
    } catch (error) {
      setRefused(problem(error));
    }
    setBusy(false);
  };
  const discard = async () => {
    end();
    changeBeside({ files: [], within: 0 });
    await link.ask({ case: "discardForm", value: { id: draft.id } }, "done").catch(() => undefined);
    go("/forms");
  };
  return (
    <form class="form-draft" onSubmit={send} noValidate>
      <h1>
        <FormName kind={draft.kind} reference={referenceOf(draft.fields)} />
      </h1>
      <Whom draft={draft} change={change} />
      <div id="form-problems" tabIndex={-1} role="alert">
        {tried && draft.problems.length > 0 && (
          <div class="problem">
            <p>{say("desk.form.problems", { count: draft.problems.length })}</p>
            <ul>
              {draft.problems.map((one) => (
                <li key={one.field + one.code}>
                  <a href={`#${fieldId(one.field)}`} onClick={(event) => (event.preventDefault(), document.getElementById(fieldId(one.field))?.focus())}>
                    {fieldName(one.field)}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <div class="composer fields">
        {kind?.fields
          .filter((field) => isAsked(field, draft))
          .map((field) => (
            <Field
              key={field.name}
              field={field}
              values={valuesOf(draft.fields, field.name)}
              required={draft.required.includes(field.name)}
              problems={draft.problems.filter((one) => one.field === field.name)}
              shown={tried}
              onChange={(values) => set(field.name, values)}
            />
          ))}
      </div>
      <div class="composer">
        <div class="line">
          <Urgencies name={`form-${draft.id}`} urgency={draft.urgency} onChange={(urgency) => change({ urgency, acknowledgeBy: 0n })} />
          {draft.urgency > 0 && <Within urgency={draft.urgency} minutes={within} onChange={(minutes) => changeBeside({ within: minutes })} />}
        </div>
        {draft.urgency > 0 && <Uncallable to={draft.to} room={draft.room} inReplyTo={draft.predecessor} from={draft.from} asks={draft.asks} />}
        <HandlingField value={handling} onChange={(text) => (setHandling(text), change({ handling: conditionsOf(text) }))} />
        <Attachments of={files} />
        <Problem text={refused || wrong} />
        <div class="line end">
          <span class="quiet">{say("desk.write.draft_kept")}</span>
          <span class="line">
            <button type="button" class="plain" onClick={discard}>
              {say("desk.form.discard")}
            </button>
            <button type="submit" class="main" disabled={busy || files.loading || files.gone.size > 0}>
              {say("desk.form.send")}
            </button>
          </span>
        </div>
      </div>
    </form>
  );
}

// What was said elsewhere, at the command line, until when an answer is wanted.
const minutesUntil = (at: bigint): number => Math.max(0, Math.ceil((Number(at) - Date.now()) / 60_000));

function Whom({ draft, change }: { draft: DeskFormDraft; change: (part: Partial<DeskFormDraft>) => void }) {
  const posts = useSignal(status)?.posts ?? [];
  const room = useLoaded(async () => (draft.room ? (await link.ask({ case: "getRoom", value: { room: draft.room, limit: 1 } }, "room")).room : undefined), draft.room);
  return (
    <>
      <p class="line quiet">
        {draft.to.length > 0 && (
          <span>
            {say("desk.write.to")}: <Foreign class="address" text={draft.to.join(", ")} />
          </span>
        )}
        {room.value && (
          <span>
            {say("desk.form.in_room")} <a href={`#/room/${room.value.id}`}><Title of={room.value.subject} /></a>
          </span>
        )}
        {draft.predecessor && <a href={`#/form/${draft.predecessor}`}>{say("desk.form.predecessor")}</a>}
      </p>
      {posts.length > 1 && (
        <label class="fit">
          {say("desk.write.from")}
          <select value={draft.from} onChange={(event) => change({ from: event.currentTarget.value })}>
            <option value="" />
            {posts.map((post) => (
              <option key={post}>{post}</option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}
