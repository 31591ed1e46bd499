import { useState } from "preact/hooks";
import { Phase, References } from "../case";
import { DeskRoom_Phase as Stage, type DeskRoom } from "../contract/desk";
import { useLoaded } from "../load";
import { Paged, partOf } from "../paged";
import { Foreign, Shown, Title } from "../parts";
import { link } from "../state";
import { say } from "../texts";

const size = 100;
// What was looked for last stays, so that who comes back from a room finds the list again.
let last = { text: "", all: false, first: 0 };

// The desk puts them in order: rooms where something is new first, then those that wait, then the others; closed and left ones last.
export function Rooms() {
  const [wanted, set] = useState(last);
  const change = (part: Partial<typeof last>) => set((last = { ...wanted, first: 0, ...part }));
  const ask = () => link.ask({ case: "getRooms", value: { text: wanted.text, current: !wanted.all, first: BigInt(wanted.first), limit: size } }, "rooms");
  const loaded = useLoaded(ask, "rooms", JSON.stringify(wanted));
  return (
    <>
      <h1>{say("desk.nav.rooms")}</h1>
      <search class="filters">
        <label class="grow">
          {say("desk.rooms.find")}
          <input type="search" value={wanted.text} dir={wanted.text ? "auto" : undefined} onInput={(event) => change({ text: event.currentTarget.value })} />
        </label>
        <label>
          {say("desk.case.show")}
          <select value={wanted.all ? "all" : ""} onChange={(event) => change({ all: event.currentTarget.value === "all" })}>
            <option value="">{say("desk.case.current")}</option>
            <option value="all">{say("desk.case.all")}</option>
          </select>
        </label>
      </search>
      <Shown of={loaded}>
        {({ rooms, first, total }) =>
          rooms.length === 0 ? (
            <p class="empty" role="status">
              {say(wanted.text ? "desk.rooms.none" : "desk.rooms.empty")}
            </p>
          ) : (
            <Paged label={say("desk.nav.rooms")} part={partOf(first, rooms.length, total)} size={size} onGo={(to) => change({ first: to })}>
              {rooms.map((room) => (
                <Row key={room.id} room={room} />
              ))}
            </Paged>
          )
        }
      </Shown>
    </>
  );
}

const Row = ({ room }: { room: DeskRoom }) => (
  <li class={`row wide ${room.unread > 0n ? "unread" : ""} ${room.left || room.phase === Stage.CLOSED ? "over" : ""}`}>
    <a href={`#/room/${room.id}`}>
      <Title of={room.subject} />
      <span class="what">
        {room.participants.map((address) => (
          <Foreign key={address} class="address" text={address} />
        ))}
      </span>
      <span class="due">
        <Phase of={room} />
        {room.unread > 0n && <span class="count">{say("desk.unread", { count: Number(room.unread) })}</span>}
      </span>
    </a>
    <References of={room} />
  </li>
);
