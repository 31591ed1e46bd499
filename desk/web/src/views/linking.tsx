// The history of one own device for another: a code that one of them shows, and the other is given, in either direction.
import { useEffect, useState } from "preact/hooks";
import { DeskLink_State as State, type DeskLink, type DeskLinkOffer } from "../contract/desk";
import { useDoing } from "../doing";
import { useLoaded } from "../load";
import { focused, Problem, Shown, size, When } from "../parts";
import { link } from "../state";
import { say } from "../texts";

const often = 2_000; // milliseconds

export function Linking() {
  const [turn, setTurn] = useState(0);
  const loaded = useLoaded(() => link.ask({ case: "getLinks", value: {} }, "links"), "links", String(turn));
  // What is handed over is no news of a message; who waits for it sees how far it is.
  const waits = loaded.value?.links.some(isOpen) ?? false;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => setTurn((before) => before + 1), often);
    return () => clearInterval(timer);
  }, [waits]);
  return (
    <>
      <h1>{say("desk.link.title")}</h1>
      <p class="quiet">{say("desk.link.why")}</p>
      <Shown of={loaded}>
        {({ links, messages, bytes }) => {
          const counted = say("device.link.messages", { count: Number(messages) });
          const all = say("device.link.would_give", { messages: counted, size: size(bytes) });
          return (
            <>
              <div class="sides">
                <Show would={all} />
                <Enter would={all} />
              </div>
              <Links of={links} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

// Show: this device shows the code, whatever its part.
function Show({ would }: { would: string }) {
  const [gives, setGives] = useState(true);
  const [offer, setOffer] = useState<DeskLinkOffer | undefined>();
  const { busy, wrong, doing } = useDoing();
  const show = (event: Event) => {
    event.preventDefault();
    void doing(async () => setOffer(await link.ask({ case: "showLink", value: { gives } }, "linkOffer")));
  };
  return (
    <section class="card wide">
      <h2>{say("desk.link.show")}</h2>
      {offer ? (
        <Offer offer={offer} />
      ) : (
        <form class="report" onSubmit={show}>
          <fieldset class="kinds">
            <legend>{say("desk.link.part")}</legend>
            {[true, false].map((one) => (
              <label key={String(one)}>
                <input type="radio" name="link-part" checked={gives === one} onChange={() => setGives(one)} />
                {say(one ? "desk.link.give" : "desk.link.receive")}
              </label>
            ))}
          </fieldset>
          {gives && <p class="quiet">{would}</p>}
          <Problem text={wrong} />
          <p>
            <button type="submit" class="main" disabled={busy}>
              {say("desk.link.show_code")}
            </button>
          </p>
        </form>
      )}
    </section>
  );
}

function Offer({ offer }: { offer: DeskLinkOffer }) {
  const [copied, setCopied] = useState(false);
  const whole = offer.qrSize + 8; // with the margin that readers need
  return (
    <div class="report">
      <p>{say(offer.gives ? "desk.link.enter_there" : "desk.link.enter_here")}</p>
      <svg class="qr" viewBox={`-4 -4 ${whole} ${whole}`} role="img" aria-label={say("desk.link.qr")} shape-rendering="crispEdges">
        <rect class="light" x="-4" y="-4" width={whole} height={whole} />
        <path class="dark" d={offer.qrPath} />
      </svg>
      <label>
        {say("desk.link.code")}
        <textarea class="code" readOnly rows={3} dir="ltr" value={offer.code} ref={focused} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <p class="line">
        <button type="button" class="plain" onClick={() => navigator.clipboard.writeText(offer.code).then(() => setCopied(true), () => setCopied(false))}>
          {say("desk.link.copy")}
        </button>
        <span role="status" class="open">
          {copied && say("desk.link.copied")}
        </span>
      </p>
      <p class="note">
        {say("desk.link.secret")} <When at={offer.expires} />
      </p>
    </div>
  );
}

// Enter: the code of the other device; what it would do is said before it is done.
function Enter({ would }: { would: string }) {
  const [code, setCode] = useState("");
  const [read, setRead] = useState<DeskLink | undefined>();
  const [done, setDone] = useState(false);
  const { busy, wrong, doing } = useDoing();
  const change = (text: string) => {
    setCode(text);
    setRead(undefined);
    setDone(false);
  };
  const ask = (event: Event) => {
    event.preventDefault();
    const value = { code: code.trim() };
    void doing(async () => {
      if (!read) return setRead((await link.ask({ case: "readLink", value }, "links")).links[0]);
      await link.ask({ case: "enterLink", value }, "links");
      change("");
      setDone(true);
    });
  };
  return (
    <section class="card wide">
      <h2>{say("desk.link.enter")}</h2>
      <form class="report" onSubmit={ask}>
        <label>
          {say("desk.link.paste")}
          <textarea class="code" required rows={3} dir="ltr" spellcheck={false} autocomplete="off" value={code} onInput={(event) => change(event.currentTarget.value)} />
        </label>
        {read && (
          <div role="status">
            <p>
              <strong>{partText(read)}</strong>
            </p>
            {read.gives && <p class="quiet">{would}</p>}
          </div>
        )}
        <Problem text={wrong} />
        {done && (
          <p class="open" role="status">
            {say("desk.link.entered")}
          </p>
        )}
        <p class="line">
          <button type="submit" class="main" disabled={busy}>
            {say(read ? "desk.link.link" : "desk.link.look")}
          </button>
          {read && (
            <button type="button" class="plain" onClick={() => change("")}>
              {say("desk.cancel")}
            </button>
          )}
        </p>
      </form>
    </section>
  );
}

const named = (of: DeskLink): string => (of.device ? `${of.label} (${of.device.slice(0, 8)})` : say("device.link.unknown"));
const partText = (of: DeskLink): string => say(of.gives ? "device.link.gives" : "device.link.receives", { device: named(of) });

function stateText(of: DeskLink): string {
  const messages = say("device.link.messages", { count: Number(of.messages) });
  if (of.state === State.SHOWN) return say("device.link.shown");
  if (of.state === State.AGREED) return say("device.link.agreed");
  if (of.state === State.UNDER_WAY) return say("device.link.under_way", { messages, done: Number(of.partsDone), parts: Number(of.parts) });
  return of.state === State.DONE ? say("device.link.done", { messages }) : say("device.link.ended");
}
const isOpen = (of: DeskLink): boolean => of.state !== State.DONE && of.state !== State.ENDED;

function Links({ of: links }: { of: DeskLink[] }) {
  const { busy, wrong, doing } = useDoing();
  return (
    <section>
      <h2>{say("desk.link.links")}</h2>
      {links.length === 0 && <p class="empty">{say("device.link.none")}</p>}
      <ul class="list">
        {links.map((one, number) => (
          <li key={number} class={`row ${isOpen(one) ? "" : "over"}`}>
            <p class="line">
              <span class="subject sentence">{partText(one)}</span>
              <span class={one.state === State.DONE ? "open" : isOpen(one) ? "shut" : "quiet"}>{stateText(one)}</span>
              {isOpen(one) && (
                <span class="quiet">
                  {say("desk.link.until")} <When at={one.expires} />
                </span>
              )}
            </p>
            {one.state === State.UNDER_WAY && one.parts > 0n && <progress value={Number(one.partsDone)} max={Number(one.parts)} aria-label={partText(one)} />}
          </li>
        ))}
      </ul>
      <Problem text={wrong} />
      {links.some(isOpen) && (
        <p>
          <button type="button" class="plain" disabled={busy} onClick={() => void doing(() => link.ask({ case: "cancelLinks", value: {} }, "links"))}>
            {say("desk.link.cancel")}
          </button>
        </p>
      )}
    </section>
  );
}
