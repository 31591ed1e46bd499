// What one writes with: text, urgency, handling, files. The same for an answer in a room and for a new message.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskMessage } from "./contract/desk";
import { changeFiles, useDraft, type Draft } from "./drafts";
import { upload } from "./link";
import { Foreign, Handling, Problem, sender, size, When } from "./parts";
import { Uncallable } from "./recipients";
import { go, link, problem, status } from "./state";
import { useSignal } from "./signal";
import { named, say } from "./texts";
import { length, now } from "./times";

interface Loading {
  key: number;
  file: File;
  part: number;
  failed?: string; // why
  stop: AbortController;
}

let keys = 0;
const largest = 256 << 20; // bytes of a file (docs/PROTOCOL.md, "Limits")

// useFiles are the files of a draft: those that the desk has, kept with the draft, and those on their way there.
export function useFiles(name: string) {
  const [draft] = useDraft(name);
  const [under, set] = useState<Loading[]>([]);
  const [gone, setGone] = useState(new Set<string>());
  const ids = draft.files.map((one) => one.id);
  // What the desk had is gone with it when it ends; then a person has to add it again, and is told so.
  useEffect(() => {
    if (ids.length === 0) return;
    link.ask({ case: "getUploads", value: {} }, "uploads").then(
      (there) => setGone(new Set(ids.filter((id) => !there.ids.includes(id)))),
      () => undefined,
    );
  }, [ids.join(" ")]);
  const update = (key: number, part: Partial<Loading>) => set((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const remove = (key: number) => set((all) => all.filter((one) => one.key !== key));
  const add = (list: FileList | null | undefined) => {
    for (const file of list ?? []) {
      const one: Loading = { key: ++keys, file, part: 0, stop: new AbortController() };
      if (file.size > largest) one.failed = say("desk.file.too_large", { name: file.name, size: size(BigInt(largest)) });
      set((all) => [...all, one]);
      if (one.failed) continue;
      upload(link.bearer, file, (part) => update(one.key, { part }), one.stop.signal).then(
        (id) => {
          changeFiles(name, (files) => [...files, { id, name: file.name, size: file.size }]);
          remove(one.key);
        },
        () => update(one.key, { failed: say("desk.file.failed", { name: file.name }) }),
      );
    }
  };
  const cancel = (one: Loading) => {
    one.stop.abort();
    remove(one.key);
  };
  const take = (id: string) => changeFiles(name, (files) => files.filter((one) => one.id !== id));
  return { files: draft.files, under, gone, add, cancel, take, loading: under.some((one) => !one.failed), ids };
}

const urgencies = ["routine", "urgent", "emergency"] as const;
const choices = [15, 30, 60, 120, 240, 480, 1440, 2880]; // minutes in which an answer is wanted

// deadline is when an answer is wanted that is wanted within so many minutes. Without any the desk takes the usual time.
export const deadline = (minutes: number): bigint => (minutes ? BigInt(Date.now() + minutes * 60_000) : 0n);

export function Composer({ name, room, handling = [], answered, head, onSent }: { name: string; room?: string; handling?: string[]; answered?: DeskMessage | undefined; head?: (draft: Draft, change: (part: Partial<Draft>) => void) => ComponentChildren; onSent?: () => void }) {
  const [draft, change, sentOf] = useDraft(name);
  const attached = useFiles(name);
  const { files, add, loading } = attached;
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const posts = useSignal(status)?.posts ?? [];
  const form = useRef<HTMLFormElement>(null);

  const send = async (event: Event) => {
    event.preventDefault();
    if (busy || loading) return;
    setBusy(true);
    setWrong("");
    try {
      const sent = await link.ask(
        {
          case: "send",
          value: {
            to: room ? [] : draft.to,
            room: room ?? "",
            inReplyTo: draft.inReplyTo,
            from: draft.from,
            subject: draft.subject,
            text: draft.text,
            urgency: draft.urgency,
            acknowledgeBy: draft.urgency ? deadline(draft.within) : 0n,
            handling: conditionsOf(draft.handling),
            uploads: attached.ids,
          },
        },
        "sent",
      );
      sentOf(draft);
      onSent?.();
      if (!room) go(`/room/${sent.room}`);
    } catch (error) {
      setWrong(problem(error));
    }
    setBusy(false);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add(event.dataTransfer?.files);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
  };

  return (
    <form
      ref={form}
      class={`composer ${over ? "over" : ""} ${urgencies[draft.urgency]}`}
      onSubmit={send}
      onKeyDown={keys}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {head?.(draft, change)}
      {posts.length > 1 && (
        <label>
          {say("desk.write.from")}
          <select required value={draft.from} onChange={(event) => change({ from: event.currentTarget.value })}>
            <option value="" />
            {posts.map((post) => (
              <option key={post}>{post}</option>
            ))}
          </select>
        </label>
      )}
      {answered && (
        <blockquote>
          {say("desk.room.answers", { name: sender(answered) })} <Foreign text={answered.text.slice(0, 140)} />
          <button type="button" class="plain" onClick={() => change({ inReplyTo: "" })} aria-label={say("desk.file.remove", { name: sender(answered) })}>
            ×
          </button>
        </blockquote>
      )}
      <label>
        {say(room ? "desk.room.reply_here" : "desk.write.text")}
        <textarea
          id="composer-text"
          rows={room ? 3 : 8}
          required={files.length === 0}
          dir={draft.text ? "auto" : undefined}
          value={draft.text}
          onInput={(event) => change({ text: event.currentTarget.value })}
        />
      </label>
      <div class="line">
        <Urgencies name={name} urgency={draft.urgency} onChange={(urgency) => change({ urgency })} />
        {draft.urgency > 0 && <Within urgency={draft.urgency} minutes={draft.within} onChange={(within) => change({ within })} />}
      </div>
      {draft.urgency > 0 && <Uncallable to={room ? [] : draft.to} room={room ?? ""} inReplyTo={draft.inReplyTo} from={draft.from} />}
      <HandlingField value={draft.handling} onChange={(text) => change({ handling: text })} />
      {handling.length > 0 && <Handling of={handling} title={say("desk.write.room_handling")} />}
      <Attachments of={attached} />
      <Problem text={wrong} />
      <div class="line end">
        <span class="quiet">{say("desk.write.draft_kept")}</span>
        <button type="submit" class="main" disabled={busy || loading || attached.gone.size > 0 || (!room && draft.to.length === 0)}>
          {say("desk.write.send")}
        </button>
      </div>
    </form>
  );
}

export const Urgencies = ({ name, urgency: chosen, onChange }: { name: string; urgency: number; onChange: (urgency: number) => void }) => (
  <fieldset class="urgency">
    <legend>{say("desk.write.urgency")}</legend>
    {urgencies.map((urgency, value) => (
      <label key={urgency} class={urgency}>
        <input type="radio" name={`urgency-${name}`} checked={chosen === value} onChange={() => onChange(value)} />
        {say(`words.urgency.${urgency}`)}
      </label>
    ))}
  </fieldset>
);

// Conditions: those of the vocabulary to choose from, and own words. They stay in sight where something is written.
const codes = ["confidential", "use-limited", "no-onward", "informal", "h0", "h1", "h2", "h3"];
export const conditionsOf = (text: string): string[] => text.split(/[,،，]/).map((condition) => condition.trim()).filter(Boolean);
export function HandlingField({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const own = conditionsOf(value);
  const has = (code: string) => own.some((one) => one.toLowerCase() === code);
  const free = codes.filter((code) => !has(code));
  return (
    <div class="line conditions">
      <label class="grow">
        {say("desk.write.handling")}
        <input class="handling-field" value={value} onInput={(event) => onChange(event.currentTarget.value)} />
      </label>
      <label>
        {say("desk.write.add_condition")}
        <select value="" onChange={(event) => event.currentTarget.value && onChange([...own, event.currentTarget.value].join(", "))}>
          <option value="" />
          {free.map((code) => (
            <option key={code} value={code}>
              {named("handling.code.", code)}
            </option>
          ))}
        </select>
      </label>
      {own.some((one) => codes.includes(one.toLowerCase())) && <Handling of={own} />}
    </div>
  );
}

export function Attachments({ of: { files, under, gone, add, cancel, take } }: { of: ReturnType<typeof useFiles> }) {
  return (
    <>
      <label class="drop">
        {say("desk.file.add")}
        <input type="file" multiple onChange={(event) => (add(event.currentTarget.files), (event.currentTarget.value = ""))} />
      </label>
      {files.length + under.length > 0 && (
        <ul class="files">
          {files.map((one) => (
            <Attached key={one.id} name={one.name} bytes={one.size} remove={() => take(one.id)}>
              {gone.has(one.id) && <Problem text={say("desk.file.gone", { name: one.name })} />}
            </Attached>
          ))}
          {under.map((one) => (
            <Attached key={one.key} name={one.file.name} bytes={one.file.size} remove={() => cancel(one)}>
              {one.failed ? <Problem text={one.failed} /> : <progress value={one.part} max={1} aria-label={one.file.name} />}
            </Attached>
          ))}
        </ul>
      )}
    </>
  );
}

const Attached = ({ name, bytes, remove, children }: { name: string; bytes: number; remove: () => void; children: ComponentChildren }) => (
  <li>
    <Foreign class="file" text={name} /> <span class="quiet">{size(BigInt(bytes))}</span>
    {children}
    <button type="button" class="plain" onClick={remove}>
      {say("desk.file.remove", { name })}
    </button>
  </li>
);

// Within what time an answer is wanted, and when that is. 0 minutes: as it is usual for the urgency.
export function Within({ urgency, minutes: chosen, onChange }: { urgency: number; minutes: number; onChange: (minutes: number) => void }) {
  const at = useSignal(now);
  const told = useSignal(status);
  const minutes = chosen || ((urgency === 1 ? told?.urgentMinutes : told?.emergencyMinutes) ?? 0);
  return (
    <label class="within">
      {say("desk.write.within")}
      <select value={minutes} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {[...new Set([...choices, minutes])].sort((a, b) => a - b).map((choice) => (
          <option key={choice} value={choice}>
            {length(choice)}
          </option>
        ))}
      </select>
      <span class="quiet">
        <When at={BigInt(at + minutes * 60_000)} />
      </span>
    </label>
  );
}
