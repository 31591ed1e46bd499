import type { DeskDutyPost, DeskHandover, DeskHandoverItem, DeskOfficer } from "../contract/desk";
import { Channels } from "../channels";
import { useDoing } from "../doing";
import { useWords, type Kept } from "../drafts";
import { useLoaded } from "../load";
import { focused, Foreign, FormEnd, listOf, Problem, Shown, When } from "../parts";
import { link } from "../state";
import { isolated, say } from "../texts";
import { dayAndTime } from "../times";

export function Duty() {
  const loaded = useLoaded(() => link.ask({ case: "getDuty", value: {} }, "duty"), "duty");
  return (
    <>
      <h1>{say("desk.nav.duty")}</h1>
      <Shown of={loaded}>
        {({ posts }) => (
          <>
            {posts.length === 0 && <p class="empty">{say("desk.duty.no_posts")}</p>}
            {posts.map((post) => (
              <Post key={post.post} of={post} />
            ))}
            <Channels posts={posts.map((post) => post.post)} />
          </>
        )}
      </Shown>
    </>
  );
}

const name = (officer: DeskOfficer | undefined): string => officer?.name || officer?.address || "";
const names = (all: DeskOfficer[]): string => listOf(all.map((one) => isolated(name(one))));

function Post({ of: post }: { of: DeskDutyPost }) {
  const { busy, wrong, doing } = useDoing();
  const sheet = useWords(`sheet.${post.post}`);
  return (
    <section class="board">
      <h2>
        <Foreign text={post.post} />
      </h2>
      <dl>
        <dt>{say("desk.duty.plan")}</dt>
        <dd>
          {!post.planned ? (
            <span>{say("desk.duty.no_plan")}</span>
          ) : (
            <>
              <span class={post.now.length > 0 ? "" : "closed"}>{post.now.length > 0 ? names(post.now) : say("desk.duty.nobody")}</span>
              {post.until > 0n && <span class="quiet">{say("desk.duty.until", { time: dayAndTime(Number(post.until)) })}</span>}
              {post.next.length > 0 && <span class="quiet next">{say("desk.duty.next", { names: names(post.next) })}</span>}
            </>
          )}
        </dd>
        <dt>{say("desk.duty.holder")}</dt>
        <dd>
          {post.holder ? (
            <>
              <span class={post.heldByMe ? "open" : ""}>{post.heldByMe ? say("desk.duty.me") : <Foreign text={name(post.holder)} />}</span>
              <span class="quiet">{say("desk.duty.since", { time: dayAndTime(Number(post.since)) })}</span>
            </>
          ) : (
            <span class="quiet">{say("desk.duty.not_taken")}</span>
          )}
        </dd>
        <dt>{say("desk.duty.open")}</dt>
        <dd>{post.open.length === 0 ? <span class="quiet">{say("desk.duty.none_open")}</span> : <Items of={post.open} />}</dd>
      </dl>
      {post.waiting && <Sheet of={post.waiting} busy={busy} onAccept={() => doing(() => link.ask({ case: "acceptDuty", value: { post: post.post } }, "sent"))} />}
      <Problem text={wrong} />
      {sheet.act ? (
        <HandOver post={post} kept={sheet} />
      ) : (
        <p class="line">
          {!post.heldByMe && (
            <button type="button" class="main" disabled={busy} onClick={() => doing(() => link.ask({ case: "takeDuty", value: { post: post.post } }, "sent"))}>
              {say("desk.duty.take")}
            </button>
          )}
          {post.colleagues.length > 0 && (
            <button type="button" class="plain" onClick={() => sheet.begin("hand-over")}>
              {say("desk.duty.hand_over")}
            </button>
          )}
        </p>
      )}
    </section>
  );
}

const Items = ({ of }: { of: DeskHandoverItem[] }) => (
  <ul class="items">
    {of.map((item, number) => (
      <li key={number} class="line">
        {item.room ? (
          <a href={`#/room/${item.room}/${item.message}`}>
            <Foreign text={item.text} />
          </a>
        ) : (
          <Foreign text={item.text} />
        )}
        {item.due > 0n && (
          <span class="quiet">
            <When at={item.due} />
          </span>
        )}
        {item.inCharge && <span class="quiet">{say("matter.in_charge", { name: item.inCharge })}</span>}
      </li>
    ))}
  </ul>
);

function Sheet({ of: sheet, busy, onAccept }: { of: DeskHandover; busy: boolean; onAccept: () => void }) {
  return (
    <article class="card sheet">
      <h3>{say("desk.duty.sheet", { from: name(sheet.from), to: name(sheet.to) })}</h3>
      <When at={sheet.at} />
      {sheet.open.length > 0 && (
        <>
          <h4>{say("desk.duty.open")}</h4>
          <Items of={sheet.open} />
        </>
      )}
      {sheet.promises.length > 0 && (
        <>
          <h4>{say("desk.duty.promises")}</h4>
          <Items of={sheet.promises} />
        </>
      )}
      {sheet.remarks && (
        <p class="text" dir="auto">
          {sheet.remarks}
        </p>
      )}
      {sheet.forMe ? (
        <button type="button" class="main" disabled={busy} onClick={onAccept}>
          {say("desk.duty.accept")}
        </button>
      ) : (
        <p class="quiet">{say("desk.duty.sheet_waits", { to: name(sheet.to) })}</p>
      )}
    </article>
  );
}

function HandOver({ post, kept }: { post: DeskDutyPost; kept: Kept }) {
  const { busy, wrong, doing } = useDoing();
  const { to = post.colleagues.length === 1 ? post.colleagues[0]!.address : "", promised = "", remarks = "" } = kept.words;
  const give = async (event: Event) => {
    event.preventDefault();
    const promises = promised.split("\n").map((text) => text.trim()).filter(Boolean).map((text) => ({ text }));
    if (await doing(() => link.ask({ case: "handOver", value: { post: post.post, to, remarks: remarks.trim(), promises } }, "sent"))) kept.end();
  };
  return (
    <form class="composer" onSubmit={give} onKeyDown={(event) => event.key === "Escape" && kept.end()}>
      <label class="fit">
        {say("desk.duty.to")}
        <select required value={to} ref={kept.begun ? focused : null} onChange={(event) => kept.write({ to: event.currentTarget.value })}>
          <option value="" />
          {post.colleagues.map((officer) => (
            <option key={officer.address} value={officer.address}>
              {name(officer)}
            </option>
          ))}
        </select>
      </label>
      {post.open.length > 0 && (
        <div>
          <span class="quiet">{say("desk.duty.open")}</span>
          <Items of={post.open} />
        </div>
      )}
      <label>
        {say("desk.duty.promises_field")}
        <textarea rows={2} dir={promised ? "auto" : undefined} value={promised} onInput={(event) => kept.write({ promised: event.currentTarget.value })} />
      </label>
      <label>
        {say("desk.duty.remarks")}
        <textarea rows={3} dir={remarks ? "auto" : undefined} value={remarks} onInput={(event) => kept.write({ remarks: event.currentTarget.value })} />
      </label>
      <FormEnd wrong={wrong} busy={busy} submit={say("desk.duty.give")} onCancel={kept.end} />
    </form>
  );
}
