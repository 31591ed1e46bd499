import { useState } from "preact/hooks";
import { DeskUrgency, type DeskMatter, type DeskMessage, type DeskMessages } from "../contract/desk";
import { useLoaded } from "../load";
import { Answers, Countdown, isMine, Standing } from "../matters";
import { Paged, partOf } from "../paged";
import { Foreign, Handling, Said, sender, Shown, Urgency, urgencyName, When } from "../parts";
import { link } from "../state";
import { say } from "../texts";

const size = 50;
const list = (read: boolean, first: number) => link.ask({ case: "getInbox", value: { read, first: BigInt(first), limit: size } }, "messages");

// What waits for me, what I wait for, then what is new, then the rest.
export function Inbox() {
  const [[unreadFrom, readFrom], go] = useState([0, 0]);
  const [mineFrom, goMine] = useState(0);
  const [theirsFrom, goTheirs] = useState(0);
  const fetchAll = () => Promise.all([link.ask({ case: "getMatters", value: {} }, "matters"), list(false, unreadFrom), list(true, readFrom)]);
  const loaded = useLoaded(fetchAll, "inbox", `${unreadFrom} ${readFrom}`);
  return (
    <>
      <h1>{say("desk.nav.inbox")}</h1>
      <Shown of={loaded}>
        {([{ matters, messages }, unread, read]) => {
          const said = new Map(messages.map((message) => [message.id, message]));
          const mine = matters.filter(isMine);
          const theirs = matters.filter((matter) => !isMine(matter));
          if (matters.length === 0 && unread.total + read.total === 0n) return <p class="empty">{say("desk.inbox.empty")}</p>;
          const rows = (of: DeskMatter[], from: number) => of.slice(from, from + size).map((matter) => <MatterRow key={matter.message} matter={matter} message={said.get(matter.message)} />);
          const waiting = (of: DeskMatter[], from: number, onGo: (first: number) => void, title: string) => (
            <Paged label={title} part={{ first: from, count: Math.min(size, of.length - from), total: of.length }} size={size} onGo={onGo}>
              {rows(of, from)}
            </Paged>
          );
          return (
            <>
              <section>
                <h2>{say("matter.waiting_for_me")}</h2>
                {mine.length === 0 ? <p class="empty">{say("desk.inbox.nothing_waits")}</p> : waiting(mine, mineFrom, goMine, say("matter.waiting_for_me"))}
              </section>
              {theirs.length > 0 && (
                <section>
                  <h2>{say("matter.waiting_for_others")}</h2>
                  {waiting(theirs, theirsFrom, goTheirs, say("matter.waiting_for_others"))}
                </section>
              )}
              <Section title={say("desk.inbox.unread")} of={unread} open={said} onGo={(to) => go([to, readFrom])} />
              <Section title={say("desk.inbox.rest")} of={read} open={said} onGo={(to) => go([unreadFrom, to])} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

function MatterRow({ matter, message }: { matter: DeskMatter; message: DeskMessage | undefined }) {
  const unread = message && !message.read && !matter.outgoing;
  return (
    <li class={`row ${urgencyName(matter.urgency)} ${unread ? "unread" : ""}`}>
      <a href={`#/room/${matter.room}/${matter.message}`}>
        <span class="from">
          <Foreign text={matter.outgoing ? matter.asked : message ? sender(message) : matter.from} />
          {message && !matter.outgoing && <Foreign class="address" text={matter.from} />}
        </span>
        <span class="what">
          <Urgency of={matter.urgency} />
          <Foreign class="subject" text={matter.subject} />
          {message && <Foreign class="excerpt" text={message.text.slice(0, 160)} />}
        </span>
        <span class="due">
          <Countdown of={matter} />
          <When at={matter.sentAt} short />
        </span>
      </a>
      <div class="line below">
        <Standing of={matter} />
        {message && <Handling of={message.handling} />}
      </div>
      {isMine(matter) && <Answers of={matter} />}
    </li>
  );
}

// An urgent message stands once, among the matters.
function Section({ title, of, open, onGo }: { title: string; of: DeskMessages; open: Map<string, DeskMessage>; onGo: (first: number) => void }) {
  const shown = of.messages.filter((message) => !open.has(message.id));
  if (shown.length === 0 && of.total <= BigInt(of.messages.length)) return null;
  return (
    <section>
      <h2>{title}</h2>
      <Paged label={title} part={partOf(of.first, of.messages.length, of.total)} size={size} onGo={onGo}>
        {shown.map((message) => (
          <Row key={message.id} message={message} />
        ))}
      </Paged>
    </section>
  );
}

export const Row = ({ message }: { message: DeskMessage }) => (
  <li class={`row ${message.urgency === DeskUrgency.ROUTINE ? "" : "was-urgent"} ${message.read || message.outgoing ? "" : "unread"}`}>
    <a href={`#/room/${message.room}/${message.id}`}>
      <span class="from">
        <Foreign text={sender(message)} />
        <Foreign class="address" text={message.from} />
      </span>
      <span class="what">
        <Urgency of={message.urgency} />
        <Foreign class="subject" text={message.subject} />
        <Said of={message} />
        <Foreign class="excerpt" text={message.text.slice(0, 160)} />
      </span>
      <When at={message.sentAt} short />
    </a>
    <Handling of={message.handling} />
  </li>
);
