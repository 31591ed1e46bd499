// Recipients: chosen from the directory as one types. A combobox as the ARIA practices describe it: the field keeps the focus, the
// arrows move in the list, Enter takes, Escape closes.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { DeskReach_State as ReachState, type DeskAuthority, type DeskPost, type DeskReach } from "./contract/desk";
import { useLoaded } from "./load";
import { Clock, country, Duty, Foreign, inOwn, languageName, listOf, nameOf, Problem } from "./parts";
import { search } from "./search";
import { link } from "./state";
import { say } from "./texts";

type Choice = { authority: DeskAuthority; post: DeskPost };
const most = 12;

export function Recipients({ to, onChange, label = say("desk.write.to") }: { to: string[]; onChange: (to: string[]) => void; label?: string }) {
  const [text, setText] = useState("");
  const [choices, setChoices] = useState<Choice[]>([]);
  const [foundFor, setFoundFor] = useState("");
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);
  const turn = useRef(0);
  const taken = useRef(""); // by Enter, before the directory has answered
  const id = useId();

  const take = (address: string) => {
    if (address && !to.includes(address)) onChange([...to, address]);
    taken.current = "";
    setText("");
    setOpen(false);
  };
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const mine = ++turn.current;
    if (!text.trim()) {
      setFoundFor("");
      return setChoices([]);
    }
    const came = (all: Choice[]) => {
      if (mine !== turn.current) return;
      const found = all.filter((choice) => !to.includes(choice.post.address)).slice(0, most);
      if (taken.current === text) return latest.current(found[0]?.post.address || text.trim());
      setChoices(found);
      setAt(-1);
      setFoundFor(text);
      setOpen(true);
    };
    const waiting = setTimeout(() => {
      search({ text }).then(
        (found) => came(found.flatMap((authority) => authority.posts.map((post) => ({ authority, post })))),
        () => came([]),
      );
    }, 120);
    return () => clearTimeout(waiting);
  }, [text]);

  const keys = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (choices.length > 0) setAt((at + (event.key === "ArrowDown" ? 1 : choices.length) + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % choices.length);
    } else if (event.key === "Enter" && !event.ctrlKey && text.trim()) {
      event.preventDefault();
      // An address or a selector may be typed in full. What was found for other words is not what stands there now.
      if (at < 0 && text.includes("/@")) take(text.trim());
      else if (foundFor !== text) taken.current = text;
      else take(choices[Math.max(at, 0)]?.post.address || text.trim());
    } else if (event.key === "Escape") setOpen(false);
    else if (event.key === "Backspace" && !text && to.length > 0) onChange(to.slice(0, -1));
  };
  const shown = open && choices.length > 0;
  const nothing = open && choices.length === 0 && foundFor === text && text !== "" && !text.includes("/"); // an address may be typed in full
  return (
    <div class="recipients">
      <label for={id}>{label}</label>
      <div class="chips">
        {to.map((address) => (
          <span key={address} class="chip">
            <Foreign text={address} />
            <button type="button" class="plain" aria-label={say("desk.write.remove", { address })} onClick={() => onChange(to.filter((one) => one !== address))}>
              ×
            </button>
          </span>
        ))}
        <input
          id={id}
          role="combobox"
          autocomplete="off"
          spellcheck={false}
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-describedby={`${id}-hint`}
          aria-activedescendant={shown && at >= 0 ? `${id}-${at}` : undefined}
          value={text}
          onInput={(event) => ((taken.current = ""), setText(event.currentTarget.value))}
          onKeyDown={keys}
          onBlur={() => setTimeout(() => setOpen(false), 150)}
        />
      </div>
      <p id={`${id}-hint`} class="quiet">
        {say("desk.write.to.hint", { on_duty: say("desk.write.on_duty") })}
      </p>
      <p class={nothing ? "nothing" : "unseen"} role="status">
        {shown ? say("desk.write.found", { count: choices.length }) : nothing && say("desk.directory.none")}
      </p>
      <ul id={`${id}-list`} role="listbox" aria-label={label} class="choices" hidden={!shown}>
        {choices.map(({ authority, post }, number) => (
          <li key={post.address} id={`${id}-${number}`} role="option" aria-selected={number === at} class={number === at ? "at" : ""} onMouseDown={(event) => (event.preventDefault(), take(post.address))}>
            <span class="line">
              <Foreign class="name" text={nameOf(authority)} />
              <span>{country(authority.country) || authority.organisation}</span>
            </span>
            <span class="line quiet">
              <Foreign class="address" text={post.address} />
              <Clock authority={authority} />
              <Duty post={post} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

// Counterparts: whom one is about to write to, before one writes.
export function Counterparts({ to }: { to: string[] }) {
  const loaded = useLoaded(
    async () => (to.length === 0 ? [] : (await link.ask({ case: "getRecipients", value: { to } }, "recipients")).recipients),
    to.join(" "),
  );
  const reach = useLoaded(async () => (to.length === 0 ? [] : (await link.ask({ case: "getReach", value: { addresses: to } }, "reaches")).reaches), to.join(" "));
  if (to.length === 0) return null;
  return (
    <section class="counterparts" aria-label={say("desk.write.counterpart")}>
      <Problem text={loaded.problem} />
      {loaded.value?.map(({ address, authority, post }) =>
        authority ? (
          <article key={address} class="counterpart">
            <h2>
              <a href={`#/directory/${encodeURIComponent(authority.id)}`}>
                <Foreign text={nameOf(authority)} />
              </a>
            </h2>
            <p class="quiet">
              {country(authority.country) || authority.organisation} · <Foreign text={post ? inOwn(post.names) || address : address} />
            </p>
            <p>
              <Clock authority={authority} />
            </p>
            {post && (
              <p>
                <Duty post={post} />
              </p>
            )}
            <Reach of={reach.value?.find((one) => one.address === address)} />
            {authority.workingLanguages.length > 0 && (
              <p>
                <span class="quiet">{say("directory.label.works_in")}:</span> {listOf(authority.workingLanguages.map(languageName))}
              </p>
            )}
            {authority.acceptedChannels.length > 0 && (
              <p>
                <span class="quiet">{say("directory.label.channels")}:</span> <Foreign text={listOf(authority.acceptedChannels)} />
              </p>
            )}
          </article>
        ) : null,
      )}
    </section>
  );
}

// Uncallable: who would be called because of what is being written, and cannot be now. Offline nothing is known, and nothing shown.
export function Uncallable({ to, room, inReplyTo, from, asks = "" }: { to: string[]; room: string; inReplyTo: string; from: string; asks?: string }) {
  const whole = to.length > 0 || room || inReplyTo;
  const found = useLoaded(
    async () => (whole ? (await link.ask({ case: "getUncallable", value: { to, room, inReplyTo, from, asks } }, "reaches")).reaches : []),
    [to.join(" "), room, inReplyTo, from, asks].join("\n"),
  );
  return (
    <div class="uncallable" role="status">
      {found.value?.map(({ address, state }) => (
        <p key={address} class="problem">
          <Foreign class="address" text={address} /> {say(reaches[state][1])}
        </p>
      ))}
    </div>
  );
}

// Reach: whether urgent messages call people there. The relay says so; offline nothing is known, and nothing shown.
const reaches = {
  [ReachState.NONE]: ["closed", "desk.reach.none"],
  [ReachState.WORKS]: ["open", "desk.reach.works"],
  [ReachState.FAILING]: ["closed", "desk.reach.failing"],
} as const;
const Reach = ({ of }: { of: DeskReach | undefined }) =>
  of ? (
    <p>
      <span class="quiet">{say("desk.write.reach")}:</span> <span class={reaches[of.state][0]}>{say(reaches[of.state][1])}</span>
    </p>
  ) : null;
