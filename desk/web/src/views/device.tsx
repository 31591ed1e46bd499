import { useEffect, useState } from "preact/hooks";
import { DeskCheck_Outcome as Outcome, DeskNotice_Level as Level, type DeskStatus } from "../contract/desk";
import { useLoaded, type Loaded } from "../load";
import { Foreign, Key, Problem, Shown, Spoken, Title, waitsFor, When } from "../parts";
import { changed, connection, link, problem, sentencesText, stated } from "../state";
import { useSignal } from "../signal";
import { named, say } from "../texts";
import { ago } from "../times";

const outcomes = { [Outcome.UNSPECIFIED]: "ok", [Outcome.OK]: "ok", [Outcome.WARNING]: "warning", [Outcome.FAILED]: "failed" } as const;
const levels = { [Level.UNSPECIFIED]: "info", [Level.INFO]: "info", [Level.WARNING]: "warning", [Level.ALARM]: "alarm" } as const;

// Who vouches for the directory as it is here, and when.
function headAge(status: DeskStatus): string {
  if (!status.headKnown) return "";
  const seconds = Number(status.headSeconds);
  if (seconds < 0) return say("desk.device.head_future");
  return say(status.headWitnessed ? "desk.device.head_witnessed" : "desk.device.head_shown", { time: ago(seconds * 1000) });
}

export function Device() {
  const loaded = useLoaded(() => link.ask({ case: "getStatus", value: {} }, "status"), "status");
  const connected = useSignal(connection);
  const [asked, setAsked] = useState("Notification" in window ? Notification.permission : "denied");
  const seen = async () => {
    await link.ask({ case: "markAlarmsSeen", value: {} }, "done").catch(() => undefined);
    changed.value += 1;
  };
  return (
    <>
      <h1>{say("desk.nav.device")}</h1>
      <Shown of={loaded}>
        {(status) => (
          <>
            <dl>
              <dt>{say("desk.device.me")}</dt>
              <dd>
                <Foreign text={status.officerName} /> <Foreign class="address" text={status.officer} />
              </dd>
              <dt>{say("desk.directory.posts")}</dt>
              <dd>
                {status.posts.map((post) => (
                  <Foreign key={post} class="address" text={post} />
                ))}
              </dd>
              <dt>{say("desk.device.relay")}</dt>
              <dd>
                <Foreign text={status.relay} />
              </dd>
              <dt>{say("desk.device.directory")}</dt>
              <dd>
                {headAge(status)}
              </dd>
            </dl>
            {status.awaitsApproval && <p class="note">{say("desk.device.awaits")}</p>}
            {connected?.reason && <Problem text={stated(connected.reason)} />}
            <p class="line">
              <button type="button" class="plain" onClick={() => link.ask({ case: "retry", value: {} }, "done").catch((error) => problem(error))}>
                {say("desk.retry")}
              </button>
              {asked === "default" && (
                <button type="button" class="plain" onClick={async () => setAsked(await Notification.requestPermission())}>
                  {say("desk.device.notify")}
                </button>
              )}
            </p>
            <section>
              <h2>{say("desk.device.alarms")}</h2>
              {status.alarms.length === 0 && <p class="empty">{say("desk.device.alarms_none")}</p>}
              <ul class="list">
                {status.alarms.map((alarm, number) => (
                  <li key={number} class={`row notice ${levels[alarm.level]}`}>
                    <strong>{say(`words.level.${levels[alarm.level]}`)}</strong> <When at={alarm.at} /> <bdi dir="auto"><Spoken text={sentencesText(alarm.sentences, alarm.text)} /></bdi>
                  </li>
                ))}
              </ul>
              {status.alarms.length > 0 && (
                <button type="button" class="plain" onClick={seen}>
                  {say("desk.device.alarms_seen")}
                </button>
              )}
            </section>
            <Outbox />
            <Devices />
            <Checks />
          </>
        )}
      </Shown>
    </>
  );
}

// They read the whole store of messages: once for who looks here.
function Checks() {
  const [loaded, set] = useState<Loaded<DeskStatus>>({});
  useEffect(() => {
    link.ask({ case: "getStatus", value: { examine: true } }, "status").then(
      (value) => set({ value }),
      (error: unknown) => set({ problem: problem(error) }),
    );
  }, []);
  return (
    <section>
      <h2>{say("desk.device.checks")}</h2>
      {!loaded.value && !loaded.problem && <p class="quiet">{say("desk.device.examining")}</p>}
      <Problem text={loaded.problem} />
      <ul class="list">
        {loaded.value?.checks.map((check) => (
          <li key={check.check} class={`row check ${outcomes[check.outcome]}`}>
            <strong>{say(`words.outcome.${outcomes[check.outcome]}`)}</strong> <span class="name">{named("doctor.name.", check.check)}</span>{" "}
            <span class="quiet">
              <Spoken text={sentencesText(check.says)} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Outbox() {
  const loaded = useLoaded(() => link.ask({ case: "getInbox", value: { limit: 100, unsent: true } }, "messages"), "outbox");
  return (
    <section>
      <h2>{say("desk.device.outbox")}</h2>
      <Shown of={loaded}>
        {({ messages: waiting }) => {
          if (waiting.length === 0) return <p class="empty">{say("desk.device.outbox_none")}</p>;
          return (
            <ul class="list">
              {waiting.map((message) => (
                <li key={message.id} class="row">
                  <a href={`#/room/${message.room}`}>
                    <Title of={message.subject} /> <span class="what">{waitsFor(message)}</span> <When at={message.sentAt} short />
                  </a>
                </li>
              ))}
            </ul>
          );
        }}
      </Shown>
    </section>
  );
}

// The own devices, and how far members' programs are in letting each in or taking it out.
function Devices() {
  const loaded = useLoaded(() => link.ask({ case: "getOwnDevices", value: {} }, "ownDevices"), "devices");
  return (
    <section>
      <div class="title">
        <h2>{say("desk.device.devices")}</h2>
        <a class="button" href="#/device-link">
          {say("desk.link.open")}
        </a>
      </div>
      <Shown of={loaded}>
        {({ devices, ownKey }) => (
          <>
          <p>
            {say("desk.device.key")} <Key of={ownKey} />
          </p>
          <ul class="list">
            {devices.map((device) => (
              <li key={device.device} class="row">
                <p class="line">
                  <Foreign class="subject" text={device.label} /> {device.self && <span class="count">{say("desk.device.this")}</span>}
                  <span class={device.active ? "open" : "closed"}>{say(device.active ? "device.active" : "desk.device.inactive")}</span>
                  <span class="quiet">{say("device.rooms", { count: Number(device.rooms) })}</span>
                  {device.missing > 0n && <span class="shut">{say("device.missing", { count: Number(device.missing) })}</span>}
                  {device.still > 0n && <span class="closed">{say("device.still", { count: Number(device.still) })}</span>}
                </p>
                <code>{device.device}</code>
              </li>
            ))}
          </ul>
          </>
        )}
      </Shown>
    </section>
  );
}
