// The frame around all views: where one can go, how the connection is, which language.
import { Component, type ComponentChildren, type JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { DeskConnection_State as State, DeskNotice_Level as Level } from "./contract/desk";
import { keepAll } from "./drafts";
import { Problem, Spoken } from "./parts";
import { announced, connection, hasOffice, hasRegistrar, link, phase, place, status } from "./state";
import { useSignal } from "./signal";
import { language, languages, say, speak, type Language } from "./texts";
import { Device } from "./views/device";
import { Directory, Record } from "./views/directory";
import { Form } from "./views/form";
import { FormDraft } from "./views/form-draft";
import { Forms, NewForm } from "./views/forms";
import { Inbox } from "./views/inbox";
import { Duty } from "./views/duty";
import { Linking } from "./views/linking";
import { Office } from "./views/office";
import { Registrar } from "./views/registrar";
import { Room } from "./views/room";
import { Rooms } from "./views/rooms";
import { Search } from "./views/search";
import { Refused, Unlock } from "./views/unlock";
import { Write } from "./views/write";

// A view that is added gets a line here; one without a view has no entry in the menu.
const menu = [
  ["/inbox", "desk.nav.inbox"],
  ["/rooms", "desk.nav.rooms"],
  ["/write", "desk.nav.write"],
  ["/forms", "desk.nav.forms"],
  ["/duty", "desk.nav.duty"],
  ["/search", "desk.nav.search"],
  ["/directory", "desk.nav.directory"],
  ["/device", "desk.nav.device"],
] as const;

function view(at: string): JSX.Element {
  const [, first, rest, further] = at.split("/");
  if (first === "rooms") return <Rooms />;
  if (first === "room" && rest) return <Room key={rest} id={rest} message={further} />;
  if (first === "write") return <Write />;
  if (first === "forms") return <Forms />;
  if (first === "form-new") return <NewForm room={rest} />;
  if (first === "form-draft" && rest) return <FormDraft id={rest} />;
  if (first === "form" && rest) return <Form key={rest} id={rest} />;
  if (first === "office" && hasOffice.value) return <Office />;
  if (first === "registrar" && hasRegistrar.value) return <Registrar />;
  if (first === "duty") return <Duty />;
  if (first === "search") return <Search />;
  if (first === "directory") return rest ? <Record id={decodeURIComponent(rest)} /> : <Directory />;
  if (first === "device") return <Device />;
  if (first === "device-link") return <Linking />;
  return <Inbox />;
}

// Guard: a view that cannot be drawn says so, and the others can still be reached.
class Guard extends Component<{ children: ComponentChildren }, { broken: boolean }> {
  override state = { broken: false };
  static override getDerivedStateFromError = () => ({ broken: true });
  override componentDidCatch(error: unknown) {
    reportError(error); // for the console; nothing leaves the page
  }
  render() {
    return this.state.broken ? <Problem text={say("desk.problem.view")} /> : this.props.children;
  }
}

export function App() {
  useSignal(language);
  const now = useSignal(phase);
  const told = useSignal(status);
  const unread = Number(told?.unread ?? 0n);
  const open = now === "open" || (now === "gone" && told !== undefined); // a locked page that loses its desk shows no views
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Valise` : "Valise";
  }, [unread]);
  return (
    <>
      <p class="unseen" role="status" aria-live="polite">
        {useSignal(announced)}
      </p>
      {open ? <Open gone={now === "gone"} /> : <Closed />}
    </>
  );
}

function Closed() {
  const now = useSignal(phase);
  return (
    <div class="gate">
      <header>
        <Mark />
        <Languages />
      </header>
      <main id="content">{now === "refused" ? <Refused /> : now === "gone" ? <Gone /> : now === "locked" ? <Unlock /> : <p class="quiet">{say("desk.loading")}</p>}</main>
    </div>
  );
}

// Gone: the desk has another port and other bearers when it is started anew, so that this page is over then.
const Gone = () => (
  <div class="card gone" role="alert">
    <h1>{say("desk.gone")}</h1>
    <p>
      <Spoken text={say("desk.gone.how")} />
    </p>
  </div>
);

function Open({ gone }: { gone: boolean }) {
  const at = useSignal(place);
  const more = [useSignal(hasOffice) && (["/office", "desk.nav.office"] as const), useSignal(hasRegistrar) && (["/registrar", "desk.nav.registrar"] as const)].filter((one) => one !== false);
  const content = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) content.current?.focus(); // who goes somewhere by keyboard reads on there
    first.current = false;
  }, [at]);
  // Without its desk the page can be read and does nothing; the focus is where it was if the desk answers again.
  const left = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (gone) left.current = document.activeElement as HTMLElement | null;
    else left.current?.focus({ preventScroll: true });
  }, [gone]);
  const skip = (event: Event) => {
    event.preventDefault();
    content.current?.focus();
  };
  return (
    <div class="frame">
      <a class="skip" href="#content" inert={gone} onClick={skip}>
        {say("desk.skip")}
      </a>
      <header class="top" inert={gone}>
        <Mark />
        <nav aria-label={say("desk.main")}>
          {[...menu, ...more].map(([to, text]) => (
            <a key={to} href={`#${to}`} aria-current={at === to || (to !== "/inbox" && at.startsWith(to.replace(/s$/, ""))) ? "page" : undefined}>
              {say(text)}
              {to === "/inbox" && <Counts />}
              {to === "/device" && <Alarms />}
            </a>
          ))}
        </nav>
        <div class="tools">
          {!gone && <Connection />}
          <Languages />
          <button type="button" class="plain" onClick={lock}>
            {say("desk.lock")}
          </button>
        </div>
      </header>
      <main id="content" tabIndex={-1} ref={content}>
        {gone ? <Gone /> : <Offline />}
        <div class="view" inert={gone}>
          <Guard key={at}>{view(at)}</Guard>
        </div>
      </main>
    </div>
  );
}

// What was typed last is kept before the desk closes.
async function lock(): Promise<void> {
  await keepAll();
  await link.ask({ case: "lock", value: {} }, "done").catch(() => undefined);
}

const Mark = () => (
  <span class="mark">
    <span aria-hidden="true" class="bag" /> Valise
  </span>
);

function Counts() {
  const told = useSignal(status);
  const [unread, matters] = [Number(told?.unread ?? 0n), Number(told?.waitingForMe ?? 0n)];
  return (
    <>
      {matters > 0 && <Count of={matters} text={say("desk.matter.count", { count: matters })} pressing />}
      {unread > 0 && <Count of={unread} text={say("desk.unread", { count: unread })} />}
    </>
  );
}

// An alarm is seen from every view, until somebody says that they have read it.
function Alarms() {
  const count = (useSignal(status)?.alarms ?? []).filter((one) => one.level === Level.ALARM).length;
  return count > 0 ? <Count of={count} text={say("desk.alarm.count", { count })} pressing /> : null;
}

const Count = ({ of, text, pressing }: { of: number; text: string; pressing?: boolean }) => (
  <span class={`count ${pressing ? "pressing" : ""}`} title={text}>
    <span aria-hidden="true">{of}</span>
    <span class="unseen">{text}</span>
  </span>
);

const states = { [State.UNSPECIFIED]: "connecting", [State.CONNECTING]: "connecting", [State.ONLINE]: "online", [State.OFFLINE]: "offline", [State.STOPPED]: "stopped" } as const;
const stateTexts = { connecting: "desk.connecting", online: "desk.online", offline: "desk.offline", stopped: "desk.stopped" } as const;

function Connection() {
  const state = states[useSignal(connection)?.state ?? State.CONNECTING];
  const queued = Number(useSignal(status)?.queued ?? 0n);
  return (
    <a class={`connection ${state}`} href="#/device">
      <span class="dot" aria-hidden="true" />
      {say(stateTexts[state])}
      {queued > 0 && <span> · {say("desk.queued", { count: queued })}</span>}
    </a>
  );
}

function Offline() {
  const told = useSignal(connection);
  if (told?.state !== State.OFFLINE) return null;
  return (
    <p class="note" role="status">
      {say("desk.offline_note")}
    </p>
  );
}

function Languages() {
  const own = useSignal(language);
  return (
    <select aria-label={say("desk.language")} value={own} onChange={(event) => void speak(event.currentTarget.value as Language)}>
      {Object.entries(languages).map(([tag, name]) => (
        <option key={tag} value={tag} lang={tag}>
          {name}
        </option>
      ))}
    </select>
  );
}
