// All forms: what is owed first; drafts that wait; a new one.
import { useEffect, useState } from "preact/hooks";
import type { DeskForm } from "../contract/desk";
import { useDoing } from "../doing";
import { FormName, Standing, useKinds } from "../form-parts";
import { kindName, referenceOf } from "../forms";
import { useLoaded } from "../load";
import { Foreign, Problem, Shown, Title, When } from "../parts";
import { Counterparts, Recipients } from "../recipients";
import { changed, go, link } from "../state";
import { say } from "../texts";

export function Forms() {
  const [all, setAll] = useState(false);
  const loaded = useLoaded(() => link.ask({ case: "getForms", value: { all } }, "forms"), `forms ${all}`);
  return (
    <>
      <div class="title">
        <h1>{say("desk.nav.forms")}</h1>
        <span class="line">
          <label class="aside">
            {say("desk.case.show")}
            <select value={all ? "all" : ""} onChange={(event) => setAll(event.currentTarget.value === "all")}>
              <option value="">{say("desk.form.owed")}</option>
              <option value="all">{say("desk.case.all")}</option>
            </select>
          </label>
          <a class="button" href="#/form-new">
            {say("desk.form.new")}
          </a>
        </span>
      </div>
      <Drafts />
      <Shown of={loaded}>
        {({ forms }) =>
          forms.length === 0 ? (
            <p class="empty">{say(all ? "form.none" : "form.none_open")}</p>
          ) : (
            <ul class="list">
              {forms.map((form) => (
                <Row key={form.message} form={form} />
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}

const Row = ({ form }: { form: DeskForm }) => (
  <li class={`row ${form.open ? "" : "over"}`}>
    <a href={`#/form/${form.message}`}>
      <span class="from">
        <Foreign text={form.officerName || form.officer} />
        <Foreign class="address" text={form.from} />
      </span>
      <span class="what">
        <span class="subject">
          <FormName kind={form.kind} reference={referenceOf(form.fields)} />
        </span>
        {!form.subject.endsWith(referenceOf(form.fields) || form.subject) && <Title class="excerpt" of={form.subject} />}
      </span>
      <When at={form.sentAt} short />
    </a>
    <Standing of={form} />
  </li>
);

function Drafts() {
  const loaded = useLoaded(() => link.ask({ case: "getFormDrafts", value: {} }, "formDrafts"), "drafts");
  const discard = async (id: string) => {
    await link.ask({ case: "discardForm", value: { id } }, "done").catch(() => undefined);
    changed.value += 1;
  };
  const drafts = loaded.value?.drafts ?? [];
  if (drafts.length === 0) return <Problem text={loaded.problem} />;
  return (
    <section>
      <h2>{say("desk.form.drafts")}</h2>
      <ul class="list">
        {drafts.map((draft) => (
          <li key={draft.id} class="row">
            <a href={`#/form-draft/${draft.id}`}>
              <Foreign class="from" text={draft.to.join(", ")} />
              <span class="what">
                <span class="subject">
                  <FormName kind={draft.kind} reference={referenceOf(draft.fields)} />
                </span>
              </span>
              <When at={draft.changed} short />
            </a>
            <button type="button" class="plain" onClick={() => discard(draft.id)}>
              {say("desk.form.discard")} <span class="unseen">{kindName(draft.kind)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

// A form begins with its kind and whom it is for; what the directory knows of both is filled in.
export function NewForm({ room }: { room: string | undefined }) {
  const kinds = useKinds();
  const [kind, setKind] = useState("");
  const [to, setTo] = useState<string[]>([]);
  const { busy, wrong, doing } = useDoing();
  useEffect(() => void (kind === "" && kinds[0] && setKind(kinds[0].kind)), [kinds]);
  const begin = (event: Event) => {
    event.preventDefault();
    void doing(async () => {
      const { drafts } = await link.ask({ case: "beginForm", value: { kind, to: room ? [] : to, room: room ?? "" } }, "formDrafts");
      go(`/form-draft/${drafts[0]?.id}`);
    });
  };
  return (
    <div class="write">
      <div>
        <h1>{say("desk.form.new")}</h1>
        <form class="composer" onSubmit={begin}>
          {!room && <Recipients to={to} onChange={setTo} />}
          <fieldset class="kinds">
            <legend>{say("desk.form.kind")}</legend>
            {kinds.map((one) => (
              <label key={one.kind}>
                <input type="radio" name="kind" checked={one.kind === kind} onChange={() => setKind(one.kind)} />
                {kindName(one.kind)}
              </label>
            ))}
          </fieldset>
          <Problem text={wrong} />
          <div class="line end">
            <span class="quiet">{say("desk.form.prefilled")}</span>
            <button type="submit" class="main" disabled={busy || !kind || (!room && to.length === 0)}>
              {say("desk.form.begin")}
            </button>
          </div>
        </form>
      </div>
      {!room && <Counterparts to={to} />}
    </div>
  );
}
