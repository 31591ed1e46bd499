// Urgent messages: who answers for them, how long there is time, and the four answers.
import { DeskAnswer_Act as Act, DeskMatterState as State, type DeskMatter } from "./contract/desk";
import { useDoing } from "./doing";
import { useWords } from "./drafts";
import { focused, Foreign, Problem, When } from "./parts";
import { link } from "./state";
import { useSignal } from "./signal";
import { say } from "./texts";
import { now, span } from "./times";

export const isOpen = (matter: DeskMatter): boolean => matter.state === State.OPEN || matter.state === State.IN_CHARGE;
const name = (matter: DeskMatter): string => matter.officerName || matter.officer;

export const waitsFor = (whom: string): string => (whom ? say("matter.waits_for", { whom }) : say("matter.waits_for_anybody"));

export function Standing({ of: matter }: { of: DeskMatter }) {
  const text =
    matter.state === State.OPEN ? waitsFor(matter.asked)
    : matter.state === State.IN_CHARGE ? say("matter.in_charge", { name: name(matter) })
    : matter.state === State.DECLINED ? say("matter.declined", { name: name(matter) })
    : matter.state === State.CONTESTED ? say("matter.contested", { name: name(matter) })
    : say("matter.done", { name: name(matter) });
  return <span class={`standing s${matter.state}`}>{text}</span>;
}

// Countdown: until an answer has to be there. Nobody counts once there is one.
export const Countdown = ({ of: matter }: { of: DeskMatter }) => (matter.state === State.OPEN ? <Due at={matter.answerBy} /> : null);

// Due: how long there is time.
export function Due({ at: due }: { at: bigint }) {
  const at = useSignal(now);
  if (!due) return null;
  const left = Number(due) - at;
  const late = left < 0;
  return (
    <strong class={`countdown ${late ? "late" : left < 30 * 60_000 ? "soon" : ""}`}>
      {late ? say("matter.overdue", { time: span(-left) }) : say("matter.time_left", { time: span(left) })}
    </strong>
  );
}

export function Answers({ of: matter }: { of: DeskMatter }) {
  const kept = useWords(`answer.${matter.message}`);
  const { busy, wrong, doing } = useDoing();
  if (!isOpen(matter) || matter.outgoing || !(matter.asksMe || matter.mine)) return null;
  const reason = kept.words["reason"] ?? "";
  const answer = async (act: Act) => {
    if (await doing(() => link.ask({ case: "answer", value: { message: matter.message, act, words: reason.trim() } }, "sent"))) kept.end();
  };
  const asking = kept.act === "decline" ? Act.DECLINE : Act.CONTEST;
  const open = matter.state === State.OPEN;
  return (
    <div class="answers">
      {!kept.act ? (
        <div class="line">
          {(open || !matter.mine) && (
            <button type="button" class="main" disabled={busy} onClick={() => answer(Act.TAKE)}>
              {say("desk.matter.take")}
            </button>
          )}
          {!open && (
            <button type="button" class={matter.mine ? "main" : "plain"} disabled={busy} onClick={() => answer(Act.DONE)}>
              {say("desk.matter.done")}
            </button>
          )}
          <button type="button" class="plain" disabled={busy} onClick={() => kept.begin("decline")}>
            {say("desk.matter.decline")}
          </button>
          <button type="button" class="plain" disabled={busy} onClick={() => kept.begin("contest")}>
            {say("desk.matter.contest")}
          </button>
        </div>
      ) : (
        <form
          class="line"
          onSubmit={(event) => (event.preventDefault(), void answer(asking))}
          onKeyDown={(event) => event.key === "Escape" && kept.end()}
        >
          <label class="grow">
            {say("desk.matter.reason")}
            <input required ref={kept.begun ? focused : null} value={reason} dir={reason ? "auto" : undefined} onInput={(event) => kept.write({ reason: event.currentTarget.value })} />
          </label>
          <button type="submit" class="main" disabled={busy}>
            {say(asking === Act.DECLINE ? "desk.matter.send_decline" : "desk.matter.send_contest")}
          </button>
          <button type="button" class="plain" onClick={kept.end}>
            {say("desk.cancel")}
          </button>
        </form>
      )}
      <Problem text={wrong} />
    </div>
  );
}

// MatterBox stands in the message itself; `there` is the other side's zone.
export function MatterBox({ of: matter, there }: { of: DeskMatter; there: string | undefined }) {
  return (
    <div class={`matter ${isOpen(matter) ? "" : "settled"}`}>
      <p class="line">
        <Standing of={matter} />
        <Countdown of={matter} />
        {matter.answerBy > 0n && isOpen(matter) && (
          <span class="quiet">
            {say("desk.matter.until")} <When at={matter.answerBy} there={there} />
          </span>
        )}
      </p>
      {matter.reason && <Foreign class="reason" text={matter.reason} />}
      <Answers of={matter} />
    </div>
  );
}
