// What becomes of a message: how far it has come, what its author said of it later, where it came from and where it may go.
import { useEffect, useRef, useState } from "preact/hooks";
import { DeskDelivery, type DeskMessage, type DeskTextChange } from "./contract/desk";
import { useDoing } from "./doing";
import { useWords, type Kept } from "./drafts";
import { focused, Foreign, FormEnd, Handling, listOf, Problem, reasonOf, waitsFor } from "./parts";
import { Recipients } from "./recipients";
import { go, link, status } from "./state";
import { useSignal } from "./signal";
import { isolated, say } from "./texts";
import { dayAndTime } from "./times";
import type { Asked } from "./link";

const at = (when: bigint): string => dayAndTime(Number(when));

// Delivered: true to what is known. Not yet sent and why, never to be sent, stored by the relay, on so many devices, and whose.
export function Delivered({ of: message }: { of: DeskMessage }) {
  if (!message.outgoing) return null;
  if (message.failed) return <Problem text={say("delivery.failed", { reason: reasonOf(message) })} />;
  if (message.state === DeskDelivery.QUEUED) return waitsFor(message) ? <p class="note">{waitsFor(message)}</p> : null;
  const all = message.recipients;
  if (all.length === 0) return null;
  return (
    <details class="course">
      <summary>{say("delivery.on_devices", { delivered: all.filter((one) => one.deliveredAt > 0n).length, count: all.length })}</summary>
      <ul>
        {all.map((one) => (
          <li key={one.device}>
            <Foreign text={one.officerName || one.officer} /> <Foreign class="address" text={one.officer} />{" "}
            <span class="quiet">
              {one.deliveredAt ? say("desk.course.delivered", { time: at(one.deliveredAt) }) : say("desk.course.not_yet")}
              {one.readAt > 0n && ` · ${say("desk.course.read", { time: at(one.readAt) })}`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

// Words: the text as its author wants it now; what was said before stays there to be read.
export function Words({ of: message }: { of: DeskMessage }) {
  const { edits, retraction } = message;
  const who = (change: DeskTextChange) => change.officerName || change.officer;
  const last = edits.at(-1);
  const text = last?.text ?? message.text;
  const shown = (words: string) => (
    <p class="text" dir="auto">
      {words}
    </p>
  );
  const earlier = edits.map((change, number) => (
    <div key={change.at}>
      <p class="quiet">{say("edit.before", { at: at(change.at) })}</p>
      {shown(number === 0 ? message.text : edits[number - 1]!.text)}
    </div>
  ));
  return (
    <>
      {retraction && (
        <p class="note">
          <strong>{say("edit.mark.retracted")}</strong> {say("edit.retracted", { name: who(retraction), at: at(retraction.at), reason: retraction.text })}
        </p>
      )}
      {text && !retraction && shown(text)}
      {(edits.length > 0 || retraction) && (
        <details class="course">
          <summary>{retraction ? say("desk.course.first_words") : `${say("edit.mark.changed")} ${last && say("edit.changed", { name: who(last), at: at(last.at) })}`}</summary>
          {retraction && shown(text)}
          {earlier.reverse()}
        </details>
      )}
    </>
  );
}

// Origin: where forwarded words come from, and whether this desk can tell.
export function Origin({ of: message }: { of: DeskMessage }) {
  const from = message.forwarded;
  if (!from) return null;
  return (
    <div class="origin">
      <p>{say("forward.origin", { forwarder: message.officerName, name: from.officerName || from.officer, post: from.from, at: at(from.sentAt) })}</p>
      <p class={from.verified ? "open" : "shut"}>{say(from.verified ? "forward.verified" : "forward.unverified")}</p>
      {from.permission && (
        <p class="quiet">
          {say(from.permissionVerified ? "forward.permitted_verified" : "forward.permitted_claimed", { officer: from.permittedBy, message: from.permission.slice(0, 8) })}
        </p>
      )}
    </div>
  );
}

// Saying asks for words and does something with them.
function Saying({ kept, label, button, first = "", optional, ask }: { kept: Kept; label: string; button: string; first?: string; optional?: boolean; ask: (text: string) => Asked }) {
  const text = kept.words["text"] ?? first;
  const { busy, wrong, doing } = useDoing();
  const send = (event: Event) => {
    event.preventDefault();
    void doing(async () => {
      await link.ask(ask(text.trim()), "sent");
      kept.end();
    });
  };
  return (
    <form class="report" onSubmit={send} onKeyDown={(event) => event.key === "Escape" && kept.end()}>
      <label>
        {label}
        <textarea required={!optional} rows={3} ref={kept.begun ? focused : null} dir={text ? "auto" : undefined} value={text} onInput={(event) => kept.write({ text: event.currentTarget.value })} />
      </label>
      <FormEnd wrong={wrong} busy={busy} submit={button} onCancel={kept.end} />
    </form>
  );
}

// Acts: what else can be done with a message.
export function Acts({ of: message }: { of: DeskMessage }) {
  const kept = useWords(`course.${message.id}`);
  const { act } = kept;
  const { id, outgoing, act: said, retraction, unknownKind, kind } = message;
  const value = (text: string) => ({ message: id, text });
  if (act === "forward") return <Forward of={message} kept={kept} />;
  if (act === "edit") return <Saying kept={kept} label={say("desk.course.new_words")} button={say("desk.course.change")} first={message.edits.at(-1)?.text ?? message.text} ask={(text) => ({ case: "edit", value: value(text) })} />;
  if (act === "retract") return <Saying kept={kept} label={say("desk.course.why")} button={say("desk.course.retract")} ask={(text) => ({ case: "retract", value: value(text) })} />;
  if (act === "grant" || act === "refuse")
    return <Saying kept={kept} label={say("desk.course.words")} button={say(act === "grant" ? "desk.course.grant" : "desk.course.refuse")} optional={act === "grant"} ask={(words) => ({ case: "answerWish", value: { wish: id, grant: act === "grant", words } })} />;
  const plain = kind === "text" && !said && !unknownKind && !retraction;
  const acts = [plain && "forward", plain && outgoing && "edit", plain && outgoing && "retract", said === "ask" && !outgoing && "grant", said === "ask" && !outgoing && "refuse"].filter((one) => one !== false);
  if (acts.length === 0) return null;
  return (
    <span class="line acts">
      {acts.map((one) => (
        <button key={one} type="button" class="plain" onClick={() => kept.begin(one)}>
          {say(`desk.course.${one === "edit" ? "change" : one}`)} …
        </button>
      ))}
    </span>
  );
}

// Forward says first who would read the words, and under which conditions; where these do not allow it, the originator is asked.
function Forward({ of: message, kept }: { of: DeskMessage; kept: Kept }) {
  const to = kept.words["to"]?.split(" ") ?? [];
  const [against, setAgainst] = useState<string[] | undefined>();
  const [handling, setHandling] = useState<string[]>([]);
  const reason = kept.words["reason"] ?? "";
  const posts = useSignal(status)?.posts ?? [];
  const [from, setFrom] = useState(posts.length > 1 ? "" : (posts[0] ?? ""));
  const { busy, wrong, doing } = useDoing();
  const value = { message: message.id, to, from, reason };
  const asked = useRef("");
  const look = (addresses: string[]) => {
    const these = (asked.current = addresses.join(" "));
    setAgainst(undefined);
    if (addresses.length === 0) return;
    void doing(async () => {
      const check = await link.ask({ case: "checkForward", value: { ...value, to: addresses } }, "forwardCheck");
      if (asked.current !== these) return;
      setAgainst(check.allowed ? [] : check.against);
      setHandling(check.handling);
    });
  };
  useEffect(() => look(to), []); // for those who are kept
  const choose = (addresses: string[]) => {
    kept.write({ to: addresses.length > 0 ? addresses.join(" ") : undefined });
    look(addresses);
  };
  const send = (event: Event) => {
    event.preventDefault();
    void doing(async () => {
      const ask = (against ?? []).length > 0;
      const { room } = await link.ask(ask ? { case: "askForward", value } : { case: "forward", value }, "sent");
      kept.end();
      if (!ask) go(`/room/${room}`);
    });
  };
  const refused = against !== undefined && against.length > 0;
  return (
    <form class="report forward" onSubmit={send} onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && kept.end()}>
      <Recipients to={to} onChange={choose} />
      {posts.length > 1 && (
        <label class="fit">
          {say("desk.write.from")}
          <select required value={from} onChange={(event) => setFrom(event.currentTarget.value)}>
            <option value="" />
            {posts.map((post) => (
              <option key={post}>{post}</option>
            ))}
          </select>
        </label>
      )}
      <Handling of={handling} title={say("desk.course.goes_with")} />
      {refused && (
        <>
          <p class="note">
            {say("desk.course.not_allowed", { post: message.from })} <Handling of={against} title="" />
          </p>
          <label>
            {say("desk.course.ask_why")}
            <textarea required rows={2} value={reason} dir={reason ? "auto" : undefined} onInput={(event) => kept.write({ reason: event.currentTarget.value })} />
          </label>
        </>
      )}
      <Problem text={wrong} />
      <p class="line">
        <button type="submit" class="main" disabled={busy || against === undefined}>
          {say(refused ? "desk.course.ask" : "desk.course.forward")}
        </button>
        <button type="button" class="plain" onClick={kept.end}>
          {say("desk.cancel")}
        </button>
      </p>
    </form>
  );
}

export const Wish = ({ of: message }: { of: DeskMessage }) => (message.forwardTo.length === 0 ? null : <p>{say("desk.course.wish", { addresses: listOf(message.forwardTo.map(isolated)) })}</p>);
