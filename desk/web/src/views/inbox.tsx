import { DeskUrgency, type DeskMatter, type DeskMessage } from "../contract/valise/v1/desk_pb";
import { useLoaded } from "../load";
import { Answers, Countdown, isMine, isOpen, Standing } from "../matters";
import { Foreign, Handling, Said, sender, Shown, Urgency, urgencyName, When } from "../parts";
import { link } from "../state";
import { say } from "../texts";

const shown = 200;

const fetchAll = async () => {
  const [{ matters }, { messages }] = await Promise.all([link.ask({ case: "getMatters", value: {} }, "matters"), link.ask({ case: "getInbox", value: { limit: shown } }, "messages")]);
  return { matters, messages };
};

const newest = (a: DeskMessage, b: DeskMessage): number => Number(b.sentAt - a.sentAt);

// What waits for me, what I wait for, then what is new, then the rest. An urgent message stands once, among the matters.
export function Inbox() {
  const loaded = useLoaded(fetchAll, "inbox");
  return (
    <>
      <h1>{say("desk.nav.inbox")}</h1>
      <Shown of={loaded}>
        {({ matters, messages }) => {
          const open = new Set(matters.filter(isOpen).map((matter) => matter.message));
          const received = messages.filter((message) => !message.outgoing && !open.has(message.id));
          const byId = new Map(messages.map((message) => [message.id, message]));
          const mine = matters.filter(isMine);
          const theirs = matters.filter((matter) => isOpen(matter) && !isMine(matter));
          const unread = received.filter((message) => !message.read).sort((a, b) => b.urgency - a.urgency || newest(a, b));
          const rest = received.filter((message) => message.read).sort(newest);
          if (matters.length + messages.length === 0) return <p class="empty">{say("desk.inbox.empty")}</p>;
          return (
            <>
              <section>
                <h2>{say("matter.waiting_for_me")}</h2>
                {mine.length === 0 && <p class="empty">{say("desk.inbox.nothing_waits")}</p>}
                <ul class="list">
                  {mine.map((matter) => (
                    <MatterRow key={matter.message} matter={matter} message={byId.get(matter.message)} />
                  ))}
                </ul>
              </section>
              {theirs.length > 0 && (
                <section>
                  <h2>{say("matter.waiting_for_others")}</h2>
                  <ul class="list">
                    {theirs.map((matter) => (
                      <MatterRow key={matter.message} matter={matter} message={byId.get(matter.message)} />
                    ))}
                  </ul>
                </section>
              )}
              <Section title={say("desk.inbox.unread")} of={unread} />
              <Section title={say("desk.inbox.rest")} of={rest} />
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

function Section({ title, of }: { title: string; of: DeskMessage[] }) {
  if (of.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="list">
        {of.map((message) => (
          <Row key={message.id} message={message} />
        ))}
      </ul>
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
