// Who takes part in a room: guests and owners; admission, with every new State and authority named and confirmed; and how long
// things are kept.
import { useId, useRef, useState } from "preact/hooks";
import type { DeskAuthority, DeskRoom } from "./contract/desk";
import type { Part } from "./case";
import { useDoing } from "./doing";
import { useLoaded } from "./load";
import { country, Foreign, nameOf, Problem } from "./parts";
import { Recipients } from "./recipients";
import { link, status } from "./state";
import { useSignal } from "./signal";
import { say } from "./texts";
import { dayAndTime } from "./times";

export function People({ room, busy, change }: Part) {
  const posts = useSignal(status)?.posts ?? [];
  const owner = room.owners.some((post) => posts.includes(post));
  return (
    <section class="people">
      <h2>{say("desk.people.title")}</h2>
      <ul>
        {room.participants.map((address) => (
          <li key={address} class="line">
            <Foreign class="address" text={address} />
            {room.owners.includes(address) && <span class="tag waiting">{say("desk.people.owner")}</span>}
            {owner && !posts.includes(address) && (
              <>
                {!room.owners.includes(address) && !address.includes("@") && (
                  <button type="button" class="plain small" disabled={busy} onClick={() => change({ case: "addOwner", value: address })}>
                    {say("desk.people.make_owner")} <span class="unseen">{address}</span>
                  </button>
                )}
                <Remove address={address} busy={busy} remove={() => change({ case: "remove", value: { addresses: [address] } })} />
              </>
            )}
          </li>
        ))}
        {room.guests.map((guest) => (
          <li key={guest.address}>{say("case.guest", { name: guest.name, address: guest.address, until: dayAndTime(Number(guest.until)) })}</li>
        ))}
      </ul>
      {owner && <Admit room={room} />}
      {owner && (
        <label class="tick">
          <input type="checkbox" checked={room.readReceipts} disabled={busy} onChange={(event) => change({ case: "readReceipts", value: event.currentTarget.checked })} />
          {say("case.receipts_allowed")}
        </label>
      )}
      <Keeping room={room} owner={owner} change={change} busy={busy} />
    </section>
  );
}

function Remove({ address, busy, remove }: { address: string; busy: boolean; remove: () => void }) {
  const [sure, setSure] = useState(false);
  return (
    <button type="button" class={sure ? "main small" : "plain small"} disabled={busy} onBlur={() => setSure(false)} onClick={() => (sure ? remove() : setSure(true))}>
      {say(sure ? "desk.people.remove_now" : "desk.people.remove", { address })}
    </button>
  );
}

// Admit: nobody gets in before the person has said yes to each State and authority that would read the room from now on.
function Admit({ room }: { room: DeskRoom }) {
  const [to, setTo] = useState<string[]>([]);
  const [news, setNews] = useState<DeskAuthority[] | undefined>();
  const [yes, setYes] = useState<string[]>([]);
  const [until, setUntil] = useState("");
  const { busy, wrong, doing } = useDoing();
  const asked = useRef<string[]>([]); // nobody says yes to whom an older list names
  const choose = (addresses: string[]) => {
    asked.current = addresses;
    setTo(addresses);
    setNews(undefined);
    setYes([]);
    if (addresses.length === 0) return;
    void doing(async () => {
      const { authorities } = await link.ask({ case: "getNewcomers", value: { room: room.id, addresses } }, "authorities");
      if (asked.current === addresses) setNews(authorities);
    });
  };
  const admit = (event: Event) => {
    event.preventDefault();
    void doing(async () => {
      await link.ask({ case: "admit", value: { room: room.id, addresses: to, until: until ? BigInt(Date.parse(until)) : 0n, confirmAuthorities: yes } }, "roomChanged");
      setTo([]);
      setNews(undefined);
      setUntil("");
    });
  };
  return (
    <form class="report" onSubmit={admit}>
      <Recipients to={to} onChange={choose} label={say("desk.people.admit")} />
      {to.length === 1 && to[0]!.includes("@") && (
        <label class="fit">
          {say("desk.people.guest_until")}
          <input type="datetime-local" value={until} onInput={(event) => setUntil(event.currentTarget.value)} />
        </label>
      )}
      {news?.map((authority) => (
        <label key={authority.id} class="tick note">
          <input
            type="checkbox"
            required
            checked={yes.includes(authority.id)}
            onChange={(event) => setYes(event.currentTarget.checked ? [...yes, authority.id] : yes.filter((id) => id !== authority.id))}
          />
          <span>{say("desk.people.confirm", { state: country(authority.country) || authority.organisation, authority: nameOf(authority) })}</span>
        </label>
      ))}
      <Problem text={wrong} />
      {to.length > 0 && (
        <p class="line">
          <button type="submit" class="main" disabled={busy || !news || yes.length < news.length}>
            {say(until ? "desk.people.let_guest" : "desk.people.let_in")}
          </button>
          <button type="button" class="plain" onClick={() => choose([])}>
            {say("desk.cancel")}
          </button>
        </p>
      )}
    </form>
  );
}

// How long things are kept: what the members agree on, and what this desk does.
function Keeping({ room, owner, busy, change }: Part & { owner: boolean }) {
  const loaded = useLoaded(() => link.ask({ case: "getRetention", value: { room: room.id } }, "retention"), room.id);
  const { busy: saving, wrong, doing } = useDoing();
  const own = loaded.value;
  const told = (days: number) => (days > 0 ? say("retention.days", { count: days }) : say("retention.for_good"));
  return (
    <div class="keeping">
      <h2>{say("desk.people.keeping")}</h2>
      <p>
        {say("desk.people.agreed")}: {told(room.retentionDays)}
        {own && own.agreedFrom > 0n && !own.own && ` · ${say("retention.agreed", { at: dayAndTime(Number(own.agreedFrom)) })}`}
      </p>
      {own && (
        <p>
          {say("desk.people.here")}: {told(own.days)} {own.due > 0n && `· ${say("retention.due", { count: Number(own.due) })}`}
        </p>
      )}
      <div class="line">
        {owner && <Days label={say("desk.people.agree_days")} busy={busy} onDays={(days) => change({ case: "retentionDays", value: days })} />}
        <Days label={say("desk.people.own_days")} busy={saving} onDays={(days) => void doing(() => link.ask({ case: "setRetention", value: { room: room.id, days } }, "done"))} />
      </div>
      <Problem text={wrong || loaded.problem} />
    </div>
  );
}

function Days({ label, busy, onDays }: { label: string; busy: boolean; onDays: (days: number) => void }) {
  const [days, setDays] = useState("");
  const id = useId();
  return (
    <form class="line" onSubmit={(event) => (event.preventDefault(), onDays(Number(days) || 0), setDays(""))}>
      <label for={id}>
        {label}
        <input id={id} class="short" type="number" min={0} max={36500} required value={days} onInput={(event) => setDays(event.currentTarget.value)} />
      </label>
      <button type="submit" class="plain" disabled={busy}>
        {say("desk.save")}
      </button>
    </form>
  );
}
