import { useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { DeskAuthority, DeskMandate, DeskText } from "../contract/desk";
import { addRecipient } from "../drafts";
import { useLoaded } from "../load";
import { Clock, country, Duty, Foreign, inOwn, kinds, languageName, listOf, nameOf, Shown, When } from "../parts";
import { countries, search, spoken, type Conditions } from "../search";
import { go, link } from "../state";
import { begunWith, locale, named, say } from "../texts";

// The conventions by name, for who does not know their ids by heart.
const Conventions = () => (
  <datalist id="conventions">
    {begunWith("mandate.convention.").map((id) => (
      <option key={id} value={id} label={say(`mandate.convention.${id}`)} />
    ))}
  </datalist>
);

// A convention or function of an authority's own ("x-...") stands as it was given.
function mandateText({ convention, article, function: what }: DeskMandate): string {
  const name = named("mandate.convention.", convention);
  const under = article ? say("mandate.article", { convention: name, article }) : name;
  return what ? `${under}: ${named("mandate.function.", what)}` : under;
}

export function Directory() {
  const [conditions, set] = useState<Conditions>({});
  const change = (part: Conditions) => set((before) => ({ ...before, ...part }));
  const loaded = useLoaded(() => search(conditions), JSON.stringify(conditions));
  return (
    <>
      <h1>{say("desk.nav.directory")}</h1>
      <search class="filters">
        <label class="grow">
          {say("desk.directory.search")}
          <input type="search" value={conditions.text ?? ""} onInput={(event) => change({ text: event.currentTarget.value })} />
        </label>
        <label>
          {say("desk.directory.country")}
          <select onChange={(event) => change({ country: event.currentTarget.value })}>
            <option value="">{say("desk.directory.any")}</option>
            {countries().map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("desk.directory.language")}
          <select onChange={(event) => change({ language: event.currentTarget.value })}>
            <option value="">{say("desk.directory.any")}</option>
            {spoken.map((tag) => (
              <option key={tag} value={tag}>
                {languageName(tag)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("desk.directory.mandate")}
          <input class="short" placeholder="untoc-18" dir="ltr" list="conventions" onInput={(event) => change({ mandate: event.currentTarget.value.trim() })} />
          <Conventions />
        </label>
        <label>
          {say("desk.directory.network")}
          <input class="short" placeholder="wacap" dir="ltr" onInput={(event) => change({ network: event.currentTarget.value.trim() })} />
        </label>
        <label class="tick">
          <input type="checkbox" onChange={(event) => change({ onDuty: event.currentTarget.checked })} />
          {say("desk.directory.on_duty")}
        </label>
      </search>
      <Shown of={loaded}>
        {(found) =>
          found.length === 0 ? (
            <p class="empty">{say("desk.directory.none")}</p>
          ) : (
            <ul class="list">
              {found.map((authority) => (
                <li key={authority.id} class="row wide">
                  <a href={`#/directory/${encodeURIComponent(authority.id)}`}>
                    <Foreign class="subject" text={nameOf(authority)} />
                    <span class="what">{country(authority.country) || <Foreign text={authority.organisation} />}</span>
                    <Clock authority={authority} />
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}

export function Record({ id }: { id: string }) {
  const loaded = useLoaded(async () => (await link.ask({ case: "getAuthority", value: { id } }, "authorities")).authorities[0], id);
  return (
    <>
      <p>
        <a href="#/directory">{say("desk.directory.back")}</a>
      </p>
      <Shown of={loaded} title={say("desk.nav.directory")}>{(authority) => authority && <Facts of={authority} />}</Shown>
    </>
  );
}

const Fact = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </>
);
const Words = ({ label, of }: { label: string; of: string }) => (of ? <Fact label={label}>{<Foreign text={of} />}</Fact> : null);
const Texts = ({ label, of }: { label: string; of: DeskText[] }) => <Words label={label} of={inOwn(of)} />;

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
// 2024-01-01 was a Monday.
const weekday = (iso: number): string => new Intl.DateTimeFormat(locale(), { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2024, 0, iso));

// week gives the days on which an office opens, each with all its hours.
function week(authority: DeskAuthority): [day: string, hours: string][] {
  const days = [1, 2, 3, 4, 5, 6, 7].map((day) => authority.officeHours.filter((hours) => hours.isoWeekday === day));
  return days.flatMap((hours, number): [string, string][] =>
    hours.length === 0 ? [] : [[weekday(number + 1), hours.map((part) => `${clock(part.opensMinute)}–${clock(part.closesMinute)}`).join(", ")]],
  );
}

function Facts({ of: authority }: { of: DeskAuthority }) {
  const write = (address: string) => {
    addRecipient(address);
    go("/write");
  };
  return (
    <article class="record">
      <header>
        <h1>
          <Foreign text={nameOf(authority)} />
        </h1>
        <p class="quiet">
          {country(authority.country) || <Foreign text={authority.organisation} />} · <Foreign text={authority.id} /> · {say(`words.authority.${authority.status}`)}
        </p>
        <p>
          <Clock authority={authority} />
        </p>
        {authority.overdue && <p class="note">{say("desk.directory.overdue")}</p>}
      </header>
      <section>
        <h2>{say("desk.directory.posts")}</h2>
        <ul class="list">
          {authority.posts.map((post) => (
            <li key={post.address} class="row post">
              <span class="line">
                <Foreign class="subject" text={inOwn(post.names) || post.address} />
                <span class="quiet">{say(`words.post.${kinds[post.kind] ?? "desk"}`)}</span>
              </span>
              <span class="line">
                <Foreign class="address" text={post.address} />
                <Duty post={post} />
              </span>
              <button type="button" class="plain" onClick={() => write(post.address)}>
                {say("desk.directory.write_to", { address: post.address })}
              </button>
            </li>
          ))}
        </ul>
      </section>
      <dl>
        {authority.names.map((name) => (
          <Words key={name.language} label={languageName(name.language)} of={name.text} />
        ))}
        {authority.mandates.length > 0 && (
          <Fact label={say("directory.label.mandates")}>
            <ul>
              {authority.mandates.map((mandate, number) => (
                <li key={number}>
                  <Foreign text={mandateText(mandate)} />
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Words label={say("directory.label.networks")} of={listOf(authority.networks)} />
        <Words label={say("directory.label.works_in")} of={listOf(authority.workingLanguages.map(languageName))} />
        <Words label={say("directory.label.requests_in")} of={listOf(authority.requestLanguages.map(languageName))} />
        <Words label={say("directory.label.channels")} of={listOf(authority.acceptedChannels)} />
        {authority.officeHours.length > 0 && (
          <Fact label={say("directory.label.office_hours")}>
            <ul>
              {week(authority).map(([day, hours]) => (
                <li key={day}>
                  {day} {hours}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        <Words label={say("directory.label.service")} of={authority.serviceToContact} />
        <Words label={say("directory.label.postal_address")} of={authority.postalAddress} />
        <Words label={say("directory.label.telephone")} of={authority.telephone} />
        <Words label={say("directory.label.telephone_24h")} of={authority.telephone24h} />
        <Words label={say("directory.label.fax")} of={authority.fax} />
        <Words label={say("directory.label.email")} of={authority.email} />
        <Words label={say("directory.label.website")} of={authority.website} />
        <Texts label={say("directory.label.for_execution")} of={authority.executionRequirements} />
        <Texts label={say("directory.label.if_urgent")} of={authority.urgentProcedure} />
        <Texts label={say("directory.label.legal_basis")} of={authority.legalBasis} />
        <Texts label={say("directory.label.informally")} of={authority.informalChannels} />
        <Texts label={say("directory.label.comments")} of={authority.comments} />
        <Words label={say("directory.label.last_confirmed")} of={authority.lastConfirmed} />
      </dl>
      <Past of={authority.id} />
    </article>
  );
}

const events: Record<string, string> = {
  registered: "desk.log.registered",
  record_changed: "desk.log.record_changed",
  status_changed: "desk.log.status_changed",
  keys_rotated: "desk.log.keys_rotated",
  recovery_announced: "desk.log.recovery_announced",
  recovery_contested: "desk.log.recovery_contested",
  recovery_completed: "desk.log.recovery_completed",
  officer_enrolled: "desk.log.officer_enrolled",
  officer_changed: "desk.log.officer_changed",
  officer_retired: "desk.log.officer_retired",
  device_enrolled: "desk.log.device_enrolled",
  device_revoked: "desk.log.device_revoked",
  post_defined: "desk.log.post_defined",
  post_changed: "desk.log.post_changed",
  post_retired: "desk.log.post_retired",
  roster_published: "desk.log.roster_published",
};

// What the log says of the authority; read when somebody opens it.
function Past({ of: authority }: { of: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="case" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{say("desk.log.title")}</summary>
      {open && <Log of={authority} />}
    </details>
  );
}

function Log({ of: authority }: { of: string }) {
  const loaded = useLoaded(() => link.ask({ case: "getLog", value: { authority } }, "log"), authority);
  return (
    <Shown of={loaded}>
      {({ entries }) => (
        <ol class="list log" reversed>
          {entries.map((entry) => (
            <li key={String(entry.position)} class="row line">
              <When at={entry.madeAt} />
              <span>{events[entry.kind] ? say(events[entry.kind]!) : entry.kind}</span>
              {entry.name && <Foreign text={entry.name} />}
              {entry.about && <Foreign class="address" text={entry.about} />}
              <span class="quiet">{say("desk.log.position", { position: Number(entry.position) })}</span>
            </li>
          ))}
        </ol>
      )}
    </Shown>
  );
}
