// The office of a security officer: devices that ask, invites, officers, posts and their plans. Nothing is held: the passphrase of
// the authority's key is typed for each act.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { DeskOfficeAct_What as What, type DeskChange, type DeskOfficeState, type DeskOfficeInvite, type DeskOfficePost } from "../contract/desk";
import { useWords } from "../drafts";
import { focused, Foreign, Key, Problem } from "../parts";
import { Changes, Proposal } from "../proposals";
import { useLoaded } from "../load";
import { link, problem, status } from "../state";
import { useSignal } from "../signal";
import { say } from "../texts";
import { Sign, useAct, type Act } from "./sign";

export function Office() {
  const authority = useSignal(status)?.authority ?? "";
  const [told, setTold] = useState<DeskOfficeState | undefined>();
  const signing = useAct("office");
  const { act } = signing;
  const loaded = useLoaded(async () => (authority ? link.ask({ case: "officeAct", value: { authority } }, "office") : undefined), authority);
  const office = told ?? loaded.value;
  const button = (next: Act, main = false) => (
    <button type="button" class={main ? "main" : "plain"} onClick={() => signing.begin(next)}>
      {say(next.label)} …
    </button>
  );
  const here = (next: Partial<Act>) => act && act.what === next.what && (act.subject ?? "") === (next.subject ?? "") && (act.device ?? "") === (next.device ?? "");
  const slot = (next: Partial<Act>): ComponentChildren => here(next) && act && <Sign key={`${act.what}${act.subject}`} act={act} begun={signing.begun} words={signing.words} onWords={signing.write} authority={authority} onEnd={signing.end} onDone={(answer) => (setTold(answer), signing.end())} />;
  return (
    <>
      <h1>{say("desk.nav.office")}</h1>
      <p class="quiet">{say("desk.office.why")}</p>
      <Problem text={loaded.problem} />
      {!office && !loaded.problem && <p class="quiet">{say("desk.loading")}</p>}
      {office && (
        <>
          <section>
            <h2>{say("desk.office.requests")}</h2>
            {office.invites.length === 0 && <p class="empty">{say("desk.office.no_invites")}</p>}
            <ul class="list">
              {office.invites.map((invite) => (
                <li key={invite.id} class="row">
                  <Request invite={invite} />
                  <p class="line">
                    {invite.asks && button({ what: What.APPROVE, label: "desk.office.approve", subject: invite.id, device: invite.asks.device }, true)}
                    <button type="button" class="plain" onClick={() => link.ask({ case: "officeAct", value: { authority, what: What.WITHDRAW, subject: invite.id } }, "office").then(setTold, () => undefined)}>
                      {say("desk.office.withdraw")} <span class="unseen">{invite.id}</span>
                    </button>
                  </p>
                  {invite.asks && slot({ what: What.APPROVE, subject: invite.id, device: invite.asks.device })}
                </li>
              ))}
            </ul>
            {office.invites.length > 0 && <p>{button({ what: What.LOOK, label: "desk.office.look" })}</p>}
            {slot({ what: What.LOOK })}
            {office.notes.map((note) => (
              <p key={note} class="quiet">
                {note}
              </p>
            ))}
            {office.text && (
              <div class="note" role="status">
                <p>{say("desk.office.hand_over")}</p>
                <textarea readOnly rows={3} dir="ltr" aria-label={say("desk.office.invite")} value={office.text} ref={focused} onFocus={(event) => event.currentTarget.select()} />
              </div>
            )}
          </section>
          <section>
            <h2>{say("desk.office.officers")}</h2>
            <ul class="list">
              {office.officers.map((officer) => (
                <li key={officer.address} class={`row ${officer.active ? "" : "over"}`}>
                  <p class="line">
                    <Foreign class="subject" text={officer.name} /> <Foreign class="address" text={officer.address} />
                    {!officer.active && <span class="closed">{say("desk.office.retired")}</span>}
                  </p>
                  {office.devices.filter((device) => device.officer === officer.address).map((device) => (
                    <div key={device.device}>
                      <p class="line">
                        <Foreign text={device.label} /> <code>{device.device}</code>
                        {device.active ? button({ what: What.REVOKE, label: "desk.office.revoke", device: device.device, fields: ["text"] }) : <span class="closed">{say("desk.device.inactive")}</span>}
                      </p>
                      {slot({ what: What.REVOKE, device: device.device })}
                    </div>
                  ))}
                  {officer.active && (
                    <p class="line">
                      {button({ what: What.INVITE, label: "desk.office.invite", subject: officer.address })}
                      {button({ what: What.RETIRE, label: "desk.office.retire", subject: officer.address })}
                    </p>
                  )}
                  {slot({ what: What.INVITE, subject: officer.address })}
                  {slot({ what: What.RETIRE, subject: officer.address })}
                </li>
              ))}
            </ul>
            <p>{button({ what: What.OFFICER, label: "desk.office.enrol", fields: ["subject", "name"] })}</p>
            {slot({ what: What.OFFICER })}
          </section>
          <OwnRecord authority={authority} />
          <section>
            <h2>{say("desk.directory.posts")}</h2>
            <ul class="list">
              {office.posts.filter((post) => post.active).map((post) => (
                <li key={post.address} class="row">
                  <Post post={post} authority={authority} onDone={setTold} />
                </li>
              ))}
            </ul>
            <p>{button({ what: What.POST, label: "desk.office.add_post", fields: ["subject", "name", "kind"] })}</p>
            {slot({ what: What.POST })}
          </section>
        </>
      )}
    </>
  );
}

// The person compares the device's key with the officer over another way, before approving.
const Request = ({ invite }: { invite: DeskOfficeInvite }) =>
  invite.asks ? (
    <>
      <p class="line">
        <Foreign class="subject" text={invite.asks.label} /> <Foreign class="address" text={invite.asks.officer} />
      </p>
      <p>
        {say("desk.office.compare")} <Key of={invite.signatureKey} />
      </p>
    </>
  ) : (
    <p class="line">
      <Foreign class="subject" text={invite.officer} /> <span class="quiet">{say("desk.office.waits")}</span>
    </p>
  );

// The plan of a post is text, as `valise-registrar post roster` writes it; it is tried before it is published.
function Post({ post, authority, onDone }: { post: DeskOfficePost; authority: string; onDone: (answer: DeskOfficeState) => void }) {
  const kept = useWords(`plan.${post.address}`);
  const { plan } = kept.words;
  const [tried, setTried] = useState<string[] | undefined>();
  const [signing, setSigning] = useState(false);
  const [wrong, setWrong] = useState("");
  const ask = async (what: What, text = "") => {
    setWrong("");
    setTried(undefined);
    try {
      return await link.ask({ case: "officeAct", value: { authority, what, subject: post.address, text } }, "office");
    } catch (error) {
      setWrong(problem(error));
      return undefined;
    }
  };
  const begin = async () => {
    const now = await ask(What.ROSTER);
    if (now) kept.begin("plan", { plan: now.text });
  };
  const newest = useRef(plan);
  newest.current = plan;
  const look = async () => {
    const found = await ask(What.TRY, plan);
    if (newest.current === plan) setTried(found?.notes); // of other words nothing is known
  };
  return (
    <>
      <p class="line">
        <Foreign class="subject" text={post.name} /> <Foreign class="address" text={post.address} /> <Foreign class="quiet" text={post.officers.join(", ")} />
        {plan === undefined && (
          <button type="button" class="plain" onClick={begin}>
            {say("desk.office.roster")}
          </button>
        )}
      </p>
      {plan !== undefined && (
        <div class="report">
          <label>
            {say("desk.office.plan")}
            <textarea class="code" rows={10} dir="ltr" spellcheck={false} value={plan} onInput={(event) => (kept.write({ plan: event.currentTarget.value }), setTried(undefined))} />
          </label>
          {tried && (
            <div role="status">
              {tried.length === 0 ? <p class="open">{say("desk.office.covered")}</p> : tried.map((note) => <p key={note} class="shut">{note}</p>)}
            </div>
          )}
          <p class="line">
            <button type="button" class="plain" onClick={look}>
              {say("desk.office.try")}
            </button>
            <button type="button" class="main" disabled={!tried} onClick={() => setSigning(true)}>
              {say("desk.office.publish")} …
            </button>
            <button type="button" class="plain" onClick={kept.end}>
              {say("desk.cancel")}
            </button>
          </p>
          {signing && <Sign act={{ what: What.PUBLISH, label: "desk.office.publish", subject: post.address, text: plan }} authority={authority} onEnd={() => setSigning(false)} onDone={(answer) => (setSigning(false), kept.end(), onDone(answer))} />}
        </div>
      )}
      <Problem text={wrong} />
    </>
  );
}

// The authority's own record: what is changed of it is proposed, and takes effect when the registrar has signed.
function OwnRecord({ authority }: { authority: string }) {
  const kept = useWords(`record.${authority}`);
  const { record } = kept.words;
  const [changes, setChanges] = useState<DeskChange[] | undefined>();
  const [told, setTold] = useState<DeskOfficeState | undefined>();
  const [act, setAct] = useState<Act | undefined>();
  const [wrong, setWrong] = useState("");
  const ask = async (what: What, text = "") => {
    setWrong("");
    try {
      return await link.ask({ case: "officeAct", value: { authority, what, text } }, "office");
    } catch (error) {
      setWrong(problem(error));
      return undefined;
    }
  };
  const changing = () => {
    setChanges(undefined);
    setAct(undefined);
  };
  const begin = async () => {
    const now = await ask(What.RECORD);
    changing();
    if (now) kept.begin("record", { record: now.text });
  };
  const end = () => {
    changing();
    kept.end();
  };
  const newest = useRef(record);
  newest.current = record;
  const compare = async () => {
    const found = await ask(What.COMPARE, record);
    if (newest.current === record) setChanges(found?.changes); // what is read is what is proposed
  };
  const done = (answer: DeskOfficeState) => {
    setTold(answer);
    if (act?.what === What.PROPOSE) end();
    setAct(undefined);
  };
  const slot = (what: What, subject?: string) => act?.what === what && act.subject === subject && <Sign act={act} authority={authority} onEnd={() => setAct(undefined)} onDone={done} />;
  return (
    <section>
      <h2>{say("desk.office.record")}</h2>
      <p class="quiet">{say("desk.office.record_why")}</p>
      {record === undefined ? (
        <p class="line">
          <button type="button" class="plain" onClick={begin}>
            {say("desk.office.change_record")}
          </button>
          <button type="button" class="plain" onClick={() => setAct({ what: What.PROPOSALS, label: "desk.office.look_proposals" })}>
            {say("desk.office.look_proposals")} …
          </button>
        </p>
      ) : (
        <div class="report">
          <label>
            {say("desk.office.record_text")}
            <textarea class="code" rows={16} dir="ltr" spellcheck={false} value={record} onInput={(event) => (kept.write({ record: event.currentTarget.value }), changing())} />
          </label>
          {changes && <Changes of={changes} />}
          <p class="line">
            <button type="button" class={changes ? "plain" : "main"} onClick={compare}>
              {say("desk.office.compare_record")}
            </button>
            {changes && (
              <button type="button" class="main" onClick={() => setAct({ what: What.PROPOSE, label: "desk.office.propose", text: record })}>
                {say("desk.office.propose")} …
              </button>
            )}
            <button type="button" class="plain" onClick={end}>
              {say("desk.cancel")}
            </button>
          </p>
          {slot(What.PROPOSE)}
        </div>
      )}
      {slot(What.PROPOSALS)}
      <Problem text={wrong} />
      {told && told.proposals.length === 0 && <p class="empty">{say("desk.office.no_proposals")}</p>}
      <ul class="list">
        {told?.proposals.map((one) => (
          <Proposal key={one.id} of={one}>
            {one.state !== "withdrawn" && one.state !== "done" && (
              <p>
                <button type="button" class="plain" onClick={() => setAct({ what: What.WITHDRAW_PROPOSAL, label: "desk.office.take_back", subject: one.id })}>
                  {say("desk.office.take_back")} … <span class="unseen">{one.id.slice(0, 12)}</span>
                </button>
              </p>
            )}
            {slot(What.WITHDRAW_PROPOSAL, one.id)}
          </Proposal>
        ))}
      </ul>
    </section>
  );
}
