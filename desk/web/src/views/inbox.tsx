import { useState } from "preact/hooks";
import { DeskUrgency, DeskWaitingItem_What as What, type DeskMessage, type DeskMessages, type DeskWaitingItem, type DeskWaitingPart } from "../contract/desk";
import { debt, kindName, referenceOf } from "../forms";
import { useLoaded } from "../load";
import { Answers, Countdown, Due, Standing, waitsFor } from "../matters";
import { Paged, partOf } from "../paged";
import { Foreign, Handling, Said, sender, Shown, Title, titled, Urgency, urgencyName, When } from "../parts";
import { link } from "../state";
import { named, say } from "../texts";

const size = 50;
const list = (read: boolean, first: number) => link.ask({ case: "getInbox", value: { read, first: BigInt(first), limit: size } }, "messages");
const whatWaits = (forMe: number, forOthers: number) => link.ask({ case: "getWaiting", value: { firstForMe: BigInt(forMe), firstForOthers: BigInt(forOthers), limit: size } }, "waiting");

// Where each of the four lists begins; what is looked at stays where it is while something else is leafed through.
const beginning = { mine: 0, theirs: 0, unread: 0, read: 0 };

// What waits for me, what I wait for, then what is new, then the rest.
export function Inbox() {
  const [from, set] = useState(beginning);
  const go = (part: Partial<typeof beginning>) => set({ ...from, ...part });
  const fetchAll = () => Promise.all([whatWaits(from.mine, from.theirs), list(false, from.unread), list(true, from.read)]);
  const loaded = useLoaded(fetchAll, "inbox", JSON.stringify(from));
  return (
    <>
      <h1>{say("desk.nav.inbox")}</h1>
      <Shown of={loaded}>
        {([{ forMe, forOthers, messages }, unread, read]) => {
          const said = new Map(messages.map((message) => [message.id, message]));
          const waits = (forMe?.total ?? 0n) + (forOthers?.total ?? 0n);
          if (waits + unread.total + read.total === 0n) return <p class="empty">{say("desk.inbox.empty")}</p>;
          return (
            <>
              <Waits mine title={say("matter.waiting_for_me")} of={forMe} said={said} onGo={(mine) => go({ mine })} />
              <Waits title={say("matter.waiting_for_others")} of={forOthers} said={said} onGo={(theirs) => go({ theirs })} />
              <Section title={say("desk.inbox.unread")} of={unread} onGo={(to) => go({ unread: to })} />
              <Section title={say("desk.inbox.rest")} of={read} onGo={(to) => go({ read: to })} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

// The badge counts what stands in the first of these lists.
function Waits({ mine = false, title, of, said, onGo }: { mine?: boolean; title: string; of: DeskWaitingPart | undefined; said: Map<string, DeskMessage>; onGo: (first: number) => void }) {
  const { items, first, total } = of ?? { items: [], first: 0n, total: 0n };
  if (!mine && total === 0n) return null;
  return (
    <section>
      <h2>{title}</h2>
      {total === 0n ? (
        <p class="empty">{say("desk.inbox.nothing_waits")}</p>
      ) : (
        <Paged label={title} part={partOf(first, items.length, total)} size={size} onGo={onGo}>
          {items.map((item) => (
            <Waiting key={`${item.message} ${item.what}`} item={item} mine={mine} message={said.get(item.message)} />
          ))}
        </Paged>
      )}
    </section>
  );
}

function Waiting({ item, mine, message }: { item: DeskWaitingItem; mine: boolean; message: DeskMessage | undefined }) {
  const { matter, form } = message ?? {};
  const unread = message && !message.read && !message.outgoing;
  const isMatter = item.what === What.ANSWER || item.what === What.CHARGE;
  const isForm = item.what === What.FORM && form;
  return (
    <li class={`row ${urgencyName(item.urgency)} ${unread ? "unread" : ""}`}>
      <a href={isForm ? `#/form/${item.message}` : `#/room/${item.room}/${item.message}`}>
        <span class="from">
          <Foreign text={!mine ? item.whom || say("form.owes.anybody") : message ? sender(message) : item.whom} />
          {mine && message && !message.outgoing && <Foreign class="address" text={message.from} />}
        </span>
        <span class="what">
          <Urgency of={item.urgency} />
          {isForm && <span class="kind">{kindName(form.kind)}</span>}
          <Foreign class="subject" text={(isForm && referenceOf(form.fields)) || titled(item.subject)} />
          {item.what === What.PERMISSION && <span class="said">{named("forward.act.", "ask")}</span>}
          {isForm && form.debts.filter((one) => (mine ? one.mine : one.yours)).map((one) => <span class="excerpt standing">{debt(one)}</span>)}
          {message && !isForm && <Foreign class="excerpt" text={message.text.slice(0, 160)} />}
        </span>
        <span class="due">
          {isMatter && matter ? <Countdown of={matter} /> : <Due at={item.due} />}
          <When at={item.since} short />
        </span>
      </a>
      <div class="line below">
        {isMatter && matter && <Standing of={matter} />}
        {item.what === What.PERMISSION && <span class="standing">{waitsFor(item.whom)}</span>}
        {item.promised && item.overdue && <span class="standing late">{say("form.owes.new_date")}</span>}
        {message && <Handling of={message.handling} />}
      </div>
      {mine && isMatter && matter && <Answers of={matter} />}
    </li>
  );
}

// What waits stands once, above.
function Section({ title, of, onGo }: { title: string; of: DeskMessages; onGo: (first: number) => void }) {
  const shown = of.messages.filter((message) => !message.waits);
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
        <Title of={message.subject} />
        <Said of={message} />
        <Foreign class="excerpt" text={message.text.slice(0, 160)} />
      </span>
      <When at={message.sentAt} short />
    </a>
    <Handling of={message.handling} />
  </li>
);
