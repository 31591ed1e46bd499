// A room as a case: references, state, whose turn it is, conditions; leaving, and the record of exchange.
import { useId, useState } from "preact/hooks";
import { DeskRoom_Phase as Stage, type DeskRecord, type DeskRoom } from "./contract/desk";
import { useDoing } from "./doing";
import { People } from "./people";
import { Foreign, listOf, Problem } from "./parts";
import { link, status } from "./state";
import { useSignal } from "./signal";
import { isolated, language, say } from "./texts";
import type { Asked } from "./link";

type Change = NonNullable<Extract<Asked, { case: "changeRoom" }>["value"]["change"]>;

const addresses = (all: string[]): string => listOf(all.map(isolated));

export const Phase = ({ of: room }: { of: DeskRoom }) =>
  room.phase === Stage.CLOSED ? (
    <span class="tag closed-case">{say("case.phase.closed")}</span>
  ) : room.phase === Stage.WAITING ? (
    <span class="tag waiting">{say("case.phase.waiting", { addresses: addresses(room.waitingFor) })}</span>
  ) : null;

export const References = ({ of: room }: { of: DeskRoom }) =>
  room.references.length === 0 ? null : (
    <ul class="references" aria-label={say("case.label.reference")}>
      {room.references.map((reference) => (
        <li key={reference.authority}>
          <Foreign class="address" text={reference.authority} /> <Foreign class="number" text={reference.number} />
        </li>
      ))}
    </ul>
  );

export function Case({ room }: { room: DeskRoom }) {
  const { busy, wrong, doing } = useDoing();
  const change = (wanted: Change) => doing(() => link.ask({ case: "changeRoom", value: { room: room.id, change: wanted } }, "roomChanged"));
  return (
    <>
      {room.placeLost && <p class="note">{say("case.place_lost")}</p>}
      {room.changesWaiting.map((reason, number) => (
        <p key={number} class="note">
          {say("desk.case.waits", { reason })}
        </p>
      ))}
      <details class="case">
        <summary>{say("desk.case.details")}</summary>
        <div class="panel">
          {!room.left && (
            <>
              <OwnReference room={room} busy={busy} change={change} />
              <Turn room={room} busy={busy} change={change} />
              <Conditions room={room} busy={busy} change={change} />
              <People room={room} busy={busy} change={change} />
              <Problem text={wrong} />
              <p class="line">
                <button type="button" class="plain" disabled={busy} onClick={() => change({ case: "closed", value: room.phase !== Stage.CLOSED })}>
                  {say(room.phase === Stage.CLOSED ? "desk.case.reopen" : "desk.case.close")}
                </button>
                <Leave busy={busy} change={change} />
              </p>
            </>
          )}
          <Export room={room.id} />
        </div>
      </details>
    </>
  );
}

export interface Part {
  room: DeskRoom;
  busy: boolean;
  change: (wanted: Change) => Promise<boolean>; // whether it went well
}

function OwnReference({ room, busy, change }: Part) {
  const own = useSignal(status)?.authority;
  const kept = room.references.find((reference) => reference.authority === own)?.number ?? "";
  const [number, setNumber] = useState(kept);
  return (
    <form class="line" onSubmit={(event) => (event.preventDefault(), void change({ case: "reference", value: number.trim() }))}>
      <label>
        {say("desk.case.own_reference")}
        <input value={number} onInput={(event) => setNumber(event.currentTarget.value)} />
      </label>
      <button type="submit" class="plain" disabled={busy || number.trim() === kept}>
        {say("desk.save")}
      </button>
    </form>
  );
}

const Turn = ({ room, busy, change }: Part) => (
  <label class="fit">
    {say("desk.case.turn")}
    <select
      value={room.waitingFor[0] ?? ""}
      disabled={busy || room.phase === Stage.CLOSED}
      onChange={(event) => change({ case: "waitFor", value: { addresses: event.currentTarget.value ? [event.currentTarget.value] : [] } })}
    >
      <option value="">{say("desk.case.nobodys")}</option>
      {room.participants.map((address) => (
        <option key={address}>{address}</option>
      ))}
    </select>
  </label>
);

function Conditions({ room, busy, change }: Part) {
  const [condition, setCondition] = useState("");
  const add = async (event: Event) => {
    event.preventDefault();
    if (await change({ case: "addHandling", value: condition.trim() })) setCondition((now) => (now === condition ? "" : now));
  };
  return (
    <>
      {room.handling.length > 0 && (
        <p class="chips">
          {room.handling.map((one) => (
            <span key={one} class="chip">
              <Foreign text={one} />
              <button type="button" class="plain" disabled={busy} aria-label={say("desk.case.remove_condition", { condition: one })} onClick={() => change({ case: "removeHandling", value: one })}>
                ×
              </button>
            </span>
          ))}
        </p>
      )}
      <form class="line" onSubmit={add}>
        <label>
          {say("desk.case.add_condition")}
          <input required value={condition} dir={condition ? "auto" : undefined} onInput={(event) => setCondition(event.currentTarget.value)} />
        </label>
        <button type="submit" class="plain" disabled={busy}>
          {say("desk.channel.add")}
        </button>
      </form>
    </>
  );
}

function Leave({ busy, change }: Omit<Part, "room">) {
  const [sure, setSure] = useState(false);
  if (!sure) {
    return (
      <button type="button" class="plain" onClick={() => setSure(true)}>
        {say("desk.case.leave")}
      </button>
    );
  }
  return (
    <span class="line note">
      <span role="status">{say("desk.case.leave_sure")}</span>
      <button type="button" class="plain" disabled={busy} onClick={() => change({ case: "leave", value: "" })}>
        {say("desk.case.leave_now")}
      </button>
      <button type="button" class="plain" onClick={() => setSure(false)}>
        {say("desk.cancel")}
      </button>
    </span>
  );
}

function Export({ room }: { room: string }) {
  const { busy, wrong, doing } = useDoing();
  const [made, setMade] = useState<DeskRecord | undefined>();
  const [pdf, setPdf] = useState(false);
  const id = useId();
  const make = () => {
    setMade(undefined);
    return doing(async () => setMade(await link.ask({ case: "exportRecord", value: { room, language: language.value, pdf } }, "record")));
  };
  return (
    <div class="export">
      <p class="line">
        <button type="button" class="plain" disabled={busy} onClick={make}>
          {say(busy ? "desk.case.exporting" : "desk.case.export")}
        </button>
        <label class="tick" for={id}>
          <input id={id} type="checkbox" checked={pdf} onChange={(event) => setPdf(event.currentTarget.checked)} />
          {say("desk.case.pdf")}
        </label>
      </p>
      <Problem text={wrong} />
      <div role="status">{made && <Made record={made} pdf={pdf} />}</div>
    </div>
  );
}

const Made = ({ record, pdf }: { record: DeskRecord; pdf: boolean }) => (
  <ul class="quiet">
    <li>{say("export.done", { path: record.out, messages: Number(record.messages), attachments: Number(record.attachments) })}</li>
    {record.withoutEvidence > 0n && <li>{say("export.without_evidence", { count: Number(record.withoutEvidence) })}</li>}
    {record.missing.length > 0 && <li>{say("export.missing", { names: addresses(record.missing) })}</li>}
    {record.erased > 0n && <li>{say("export.erased", { count: Number(record.erased) })}</li>}
    {pdf && !record.pdf && <li>{say("export.no_pdf")}</li>}
  </ul>
);
