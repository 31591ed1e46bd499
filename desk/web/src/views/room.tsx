import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type DeskAuthority, type DeskMessage, type DeskRoomHistory } from "../contract/desk";
import { Case, Phase, References } from "../case";
import { Acts, Delivered, Origin, Wish, Words } from "../course";
import { Composer } from "../composer";
import { useReplyTo } from "../drafts";
import { Files } from "../files";
import { Comment, FormBox } from "../form-parts";
import { useLoaded } from "../load";
import { MatterBox } from "../matters";
import { partOf, Range } from "../paged";
import { Clock, Delivery, Foreign, Handling, Said, sender, Shown, Title, Urgency, urgencyName, When } from "../parts";
import { changed, link, refreshStatus } from "../state";
import { say } from "../texts";

const atOnce = 100; // messages at a time: quick to lay out, on old computers as well

// Where one reads: from a place on, or around the message that one came for; else the newest.
type Place = { first?: bigint; around?: string };

export function Room({ id, message }: { id: string; message: string | undefined }) {
  const [place, go] = useState<Place>(message ? { around: message } : {});
  const loaded = useLoaded(() => link.ask({ case: "getRoom", value: { room: id, limit: atOnce, ...place } }, "room"), id, `${place.first} ${place.around}`);
  return <Shown of={loaded} title={say("desk.nav.rooms")}>{(history) => <History history={history} wanted={message} onGo={go} />}</Shown>;
}

// Read is said only of what is in front of a person: this window has the focus, and the message was on the screen.
function useReading(messages: DeskMessage[]) {
  const marked = useRef(new Set<string>());
  useEffect(() => {
    const unread = messages.filter((message) => !message.outgoing && !message.read && !marked.current.has(message.id));
    if (unread.length === 0) return;
    const seen = (entries: IntersectionObserverEntry[]) => {
      if (!document.hasFocus() || document.visibilityState !== "visible") return;
      for (const entry of entries) {
        const message = (entry.target as HTMLElement).dataset["message"];
        if (!entry.isIntersecting || !message || marked.current.has(message)) continue;
        marked.current.add(message);
        link.ask({ case: "markRead", value: { message } }, "done").then(refreshStatus, () => marked.current.delete(message));
      }
    };
    let observer: IntersectionObserver | undefined;
    const look = () => {
      observer?.disconnect();
      observer = new IntersectionObserver(seen, { threshold: 0.1 });
      for (const message of unread) {
        const element = document.getElementById(`message-${message.id}`);
        if (element) observer.observe(element);
      }
    };
    look();
    addEventListener("focus", look);
    return () => {
      removeEventListener("focus", look);
      observer?.disconnect();
    };
  }, [messages]);
}

function History({ history: { room, messages, first, total }, wanted, onGo }: { history: DeskRoomHistory; wanted: string | undefined; onGo: (place: Place) => void }) {
  useReading(messages);
  const [replyTo, replyWith] = useReplyTo(room?.id ?? "");
  const end = useRef<HTMLDivElement>(null);
  const part = partOf(first, messages.length, total);
  const later = part.total - part.first - part.count;
  const newest = later === 0 ? messages.at(-1)?.id : undefined;
  const came = useRef(wanted); // who came for one message begins there; what arrives then moves nothing
  const kept = useRef<HTMLElement | null>(null); // who leafs on reads on where it was
  // Who reads further up stays there when something arrives; whether somebody does is asked of the page as it is before that.
  const drawn = useRef<string | undefined>(undefined);
  const follows = useRef(true);
  const [below, setBelow] = useState(false);
  if (newest !== drawn.current) {
    follows.current = !drawn.current || messages.at(-1)?.outgoing === true || isAtEnd();
    drawn.current = newest;
  }
  useEffect(() => {
    const target = came.current && document.getElementById(`message-${came.current}`);
    if (kept.current?.isConnected) {
      kept.current.focus({ preventScroll: true });
      kept.current.scrollIntoView({ block: "center" });
    } else if (target) target.scrollIntoView({ block: "center" });
    else if (newest && follows.current) end.current?.scrollIntoView({ block: "end" });
    else if (newest) setBelow(true);
    came.current = undefined;
    kept.current = null;
  }, [newest, first]);
  useEffect(() => {
    if (!below || !end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setBelow(false));
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [below]);
  const leaf = (to: number, keep: DeskMessage | undefined) => {
    kept.current = keep ? document.getElementById(`message-${keep.id}`) : null;
    onGo(to + atOnce >= part.total ? {} : { first: BigInt(Math.max(0, to)) });
  };
  const addresses = room?.participants ?? [];
  const loaded = useLoaded(() => link.ask({ case: "getRecipients", value: { to: addresses } }, "recipients"), addresses.join(" "));
  const known = new Map(loaded.value?.recipients.map((recipient) => [recipient.address, recipient.authority]));
  // The clock that matters is the other side's, whoever wrote.
  const zoneFor = (message: DeskMessage) => known.get(message.outgoing ? (addresses.find((address) => address !== message.from) ?? "") : message.from)?.timeZone;
  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages]);
  if (!room) return null;
  const reply = (message: DeskMessage) => {
    replyWith(message.id);
    document.getElementById("composer-text")?.focus();
  };
  return (
    <article class="room">
      <header>
        <div class="title">
          <h1>
            <Title of={room.subject} />
          </h1>
          <span class="line">
            <Phase of={room} />
            <button type="button" class="plain" onClick={() => print()}>
              {say("desk.room.print")}
            </button>
          </span>
        </div>
        <References of={room} />
        <Participants addresses={addresses} known={known} />
        <Handling of={room.handling} title={say("desk.write.room_handling")} />
        <Case key={room.id} room={room} />
      </header>
      {part.first > 0 && (
        <p class="line pager">
          <button type="button" class="plain" onClick={() => leaf(part.first - atOnce / 2, messages[0])}>
            {say("desk.part.earlier")}
          </button>
          <Range of={part} />
        </p>
      )}
      <ol class="messages" aria-label={say("desk.room.messages")}>
        {messages.map((message) => (
          <Message key={message.id} message={message} there={zoneFor(message)} answered={byId.get(message.inReplyTo)} about={byId.get(message.about)} onReply={room.left ? undefined : reply} />
        ))}
      </ol>
      {later > 0 && (
        <p class="line pager">
          <button type="button" class="plain" onClick={() => leaf(part.first + atOnce / 2, messages.at(-1))}>
            {say("desk.part.later")}
          </button>
          <Range of={part} />
          <button type="button" class="plain" onClick={() => onGo({})}>
            {say("desk.part.newest")}
          </button>
        </p>
      )}
      {room.left ? (
        <p class="note">{say("desk.rooms.left")}</p>
      ) : (
        <>
          <Composer name={room.id} room={room.id} handling={room.handling} answered={byId.get(replyTo)} onSent={() => (onGo({}), void (changed.value += 1))} />
          <p class="beside">
            <a href={`#/form-new/${room.id}`}>{say("desk.form.here")}</a>
          </p>
        </>
      )}
      {below && (
        <p class="newest">
          <button type="button" class="main" onClick={() => end.current?.scrollIntoView({ block: "end" })}>
            {say("desk.part.newest")}
          </button>
        </p>
      )}
      <div ref={end} />
    </article>
  );
}

const isAtEnd = (): boolean => scrollY + innerHeight > document.documentElement.scrollHeight - 200;

function Participants({ addresses, known }: { addresses: string[]; known: Map<string, DeskAuthority | undefined> }) {
  return (
    <ul class="participants" aria-label={say("desk.room.participants")}>
      {addresses.map((address) => {
        const authority = known.get(address);
        return (
          <li key={address}>
            {authority ? <a href={`#/directory/${encodeURIComponent(authority.id)}`}>{<Foreign text={address} />}</a> : <Foreign text={address} />}
            {authority && <Clock authority={authority} />}
          </li>
        );
      })}
    </ul>
  );
}

function Message({ message, there, answered, about, onReply }: { message: DeskMessage; there: string | undefined; answered: DeskMessage | undefined; about: DeskMessage | undefined; onReply: ((message: DeskMessage) => void) | undefined }) {
  return (
    <li id={`message-${message.id}`} data-message={message.id} tabIndex={-1} class={`message ${message.outgoing ? "own" : ""} ${urgencyName(message.urgency)}`}>
      <header>
        <Urgency of={message.urgency} />
        {message.outgoing && <span class="name here">{sender(message)}</span>}
        <Foreign class={`name ${message.outgoing ? "printed" : ""}`} text={message.officerName || message.officer} />
        <span class="address">{say("desk.message.for", { post: message.from })}</span>
        <When at={message.sentAt} there={there} />
        <Delivery message={message} />
      </header>
      {message.act && (
        <p class="line">
          <Said of={message} />
          {message.withoutEffect && <span class="closed">{say("matter.without_effect")}</span>}
        </p>
      )}
      {about && about !== answered && (
        <blockquote>
          <Foreign text={about.text.slice(0, 140)} />
        </blockquote>
      )}
      {answered && (
        <blockquote>
          <span>{say("desk.room.answers", { name: sender(answered) })}</span> <Foreign text={answered.text.slice(0, 140)} />
        </blockquote>
      )}
      {message.unknownKind && <p class="note">{say("desk.message.unknown")}</p>}
      {message.form && <FormBox of={message.form} there={there} />}
      {message.comment && <Comment of={message.comment} />}
      <Origin of={message} />
      {!message.form && !message.comment && <Words of={message} />}
      <Wish of={message} />
      {message.repeatedBy && <p class="quiet">{say("case.repeated_by", { officer: message.repeatedBy })}</p>}
      {message.matter && <MatterBox of={message.matter} there={there} />}
      <Files of={message} />
      <footer>
        <Handling of={[...message.handling, ...message.roomHandling]} />
        <Delivered of={message} />
        {onReply && (
          <button type="button" class="plain" onClick={() => onReply(message)}>
            {say("desk.room.quote")}
          </button>
        )}
        {onReply && <Acts of={message} />}
      </footer>
    </li>
  );
}
