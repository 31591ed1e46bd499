// How people are called when something urgent waits: e-mail and web addresses, each proved by a code.
import { useState } from "preact/hooks";
import type { DeskChannel } from "./contract/desk";
import { useLoaded } from "./load";
import { Foreign, Problem, Shown } from "./parts";
import { changed, link, problem } from "./state";
import { say } from "./texts";
import { dayAndTime } from "./times";

function condition(channel: DeskChannel): [name: string, text: string] {
  if (!channel.confirmed) return ["shut", say("alerts.channel.unconfirmed")];
  if (channel.failingSince) return ["closed", say("alerts.channel.failing", { time: dayAndTime(Number(channel.failingSince)) })];
  return ["open", say("alerts.channel.works", { time: dayAndTime(Number(channel.lastSuccess || channel.confirmed)) })];
}

export function Channels({ posts }: { posts: string[] }) {
  const loaded = useLoaded(() => link.ask({ case: "getChannels", value: {} }, "channels"), "channels");
  return (
    <section>
      <h2>{say("desk.channel.title")}</h2>
      <p class="quiet">{say("desk.channel.why")}</p>
      <Shown of={loaded}>
        {({ channels }) => (
          <>
            {channels.length === 0 && <p class="note">{say("desk.channel.none")}</p>}
            <ul class="list">
              {channels.map((channel) => (
                <Channel key={channel.id} of={channel} />
              ))}
            </ul>
            <Add posts={posts} />
          </>
        )}
      </Shown>
    </section>
  );
}

function Channel({ of: channel }: { of: DeskChannel }) {
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const [tested, setTested] = useState(false);
  const [code, setCode] = useState("");
  const act = async (doing: () => Promise<unknown>, then?: () => void) => {
    setBusy(true);
    setWrong("");
    try {
      await doing();
      then?.();
    } catch (error) {
      setWrong(problem(error));
    }
    setBusy(false);
  };
  const again = () => void (changed.value += 1);
  const [look, text] = condition(channel);
  const { id } = channel;
  return (
    <li class="row channel">
      <p class="line">
        <Foreign class="subject" text={channel.target} />
        <Foreign class="address" text={channel.address} />
        <span class={look}>{text}</span>
      </p>
      <p class="line">
        <button type="button" class="plain" disabled={busy} onClick={() => act(() => link.ask({ case: "testChannel", value: { id } }, "done"), () => setTested(true))}>
          {say("desk.channel.test")}
        </button>
        <button type="button" class="plain" disabled={busy} onClick={() => act(() => link.ask({ case: "removeChannel", value: { id } }, "done"), again)}>
          {say("desk.channel.remove", { target: channel.target })}
        </button>
      </p>
      <p role="status">{tested && say("desk.channel.sent")}</p>
      {!channel.confirmed && (
        <form class="line" onSubmit={(event) => (event.preventDefault(), void act(() => link.ask({ case: "confirmChannel", value: { id, code: code.trim() } }, "done"), again))}>
          <label>
            {say("desk.channel.code")}
            <input required class="short" dir="ltr" autocomplete="off" value={code} onInput={(event) => setCode(event.currentTarget.value)} />
          </label>
          <button type="submit" class="plain" disabled={busy}>
            {say("desk.channel.confirm")}
          </button>
        </form>
      )}
      <Problem text={wrong} />
    </li>
  );
}

function Add({ posts }: { posts: string[] }) {
  const [webhook, setWebhook] = useState(false);
  const [address, setAddress] = useState(posts[0] ?? "");
  const [target, setTarget] = useState("");
  const [secret, setSecret] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const add = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setWrong("");
    try {
      const { channels } = await link.ask({ case: "addChannel", value: { address, webhook, target: target.trim() } }, "channels");
      setSecret(webhook ? (channels[0]?.secret ?? "") : "");
      setTarget((now) => (now === target ? "" : now));
      changed.value += 1;
      // The code that proves it goes there at once.
      if (channels[0]) await link.ask({ case: "testChannel", value: { id: channels[0].id } }, "done");
    } catch (error) {
      setWrong(problem(error));
    }
    setBusy(false);
  };
  return (
    <form class="filters add" onSubmit={add}>
      {posts.length > 1 && (
        <label>
          {say("desk.channel.for")}
          <select value={address} onChange={(event) => setAddress(event.currentTarget.value)}>
            {posts.map((post) => (
              <option key={post}>{post}</option>
            ))}
          </select>
        </label>
      )}
      <label>
        {say("desk.channel.kind")}
        <select value={webhook ? "web" : ""} onChange={(event) => setWebhook(event.currentTarget.value === "web")}>
          <option value="">{say("desk.channel.email")}</option>
          <option value="web">{say("desk.channel.webhook")}</option>
        </select>
      </label>
      <label class="grow">
        {say("desk.channel.target")}
        <input required inputMode={webhook ? "url" : "email"} dir="ltr" value={target} onInput={(event) => setTarget(event.currentTarget.value)} />
      </label>
      <button type="submit" class="plain" disabled={busy}>
        {say("desk.channel.add")}
      </button>
      <Problem text={wrong} />
      {secret && (
        <p class="note" role="status">
          {say("alerts.secret", { secret })}
        </p>
      )}
    </form>
  );
}
