import { DeskUrgency, type DeskMessage } from "../contract/valise/v1/desk_pb";
import { useLoaded } from "../load";
import { Foreign, Handling, sender, Shown, Urgency, urgencyName, When } from "../parts";
import { link } from "../state";
import { say } from "../texts";

const shown = 200;

// Urgent before routine, newest first within it.
const order = (a: DeskMessage, b: DeskMessage): number => b.urgency - a.urgency || Number(b.sentAt - a.sentAt);

export function Inbox() {
  const loaded = useLoaded(() => link.ask({ case: "getInbox", value: { limit: shown } }, "messages"), "inbox");
  return (
    <>
      <h1>{say("desk.nav.inbox")}</h1>
      <Shown of={loaded}>
        {({ messages }) => {
          const received = messages.filter((message) => !message.outgoing);
          if (received.length === 0) return <p class="empty">{say("desk.inbox.empty")}</p>;
          const unread = received.filter((message) => !message.read).sort(order);
          return (
            <>
              <Section title={say("desk.inbox.waiting")} of={unread.filter((message) => message.urgency !== DeskUrgency.ROUTINE)} />
              <Section title={say("desk.inbox.unread")} of={unread.filter((message) => message.urgency === DeskUrgency.ROUTINE)} />
              <Section title={say("desk.inbox.rest")} of={received.filter((message) => message.read).sort((a, b) => Number(b.sentAt - a.sentAt))} />
            </>
          );
        }}
      </Shown>
    </>
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

const Row = ({ message }: { message: DeskMessage }) => (
  <li class={`row ${urgencyName(message.urgency)} ${message.read ? "" : "unread"}`}>
    <a href={`#/room/${message.room}`}>
      <span class="from">
        <Foreign text={sender(message)} />
        <Foreign class="address" text={message.from} />
      </span>
      <span class="what">
        <Urgency of={message.urgency} />
        <Foreign class="subject" text={message.subject} />
        <Foreign class="excerpt" text={message.text.slice(0, 160)} />
      </span>
      <When at={message.sentAt} short />
    </a>
    <Handling of={message.handling} />
  </li>
);
