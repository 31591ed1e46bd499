import { useState } from "preact/hooks";
import { Phase, References } from "../case";
import { DeskRoom_Phase as Stage, type DeskRoom } from "../contract/valise/v1/desk_pb";
import { useLoaded } from "../load";
import { Foreign, Shown } from "../parts";
import { link } from "../state";
import { say } from "../texts";

// Rooms where something is new first, then those that wait, then the others; closed and left ones last.
const rank = (room: DeskRoom): number => (room.left ? 4 : room.phase === Stage.CLOSED ? 3 : room.unread > 0n ? 0 : room.phase === Stage.WAITING ? 1 : 2);

export function Rooms() {
  const loaded = useLoaded(() => link.ask({ case: "getRooms", value: {} }, "rooms"), "rooms");
  const [all, setAll] = useState(false);
  return (
    <>
      <div class="title">
        <h1>{say("desk.nav.rooms")}</h1>
        <label class="aside">
          {say("desk.case.show")}
          <select value={all ? "all" : ""} onChange={(event) => setAll(event.currentTarget.value === "all")}>
            <option value="">{say("desk.case.current")}</option>
            <option value="all">{say("desk.case.all")}</option>
          </select>
        </label>
      </div>
      <Shown of={loaded}>
        {({ rooms }) => {
          const shown = rooms.filter((room) => all || rank(room) < 3).sort((a, b) => rank(a) - rank(b));
          if (shown.length === 0) return <p class="empty">{say("desk.rooms.empty")}</p>;
          return (
            <ul class="list">
              {shown.map((room) => (
                <Row key={room.id} room={room} />
              ))}
            </ul>
          );
        }}
      </Shown>
    </>
  );
}

const Row = ({ room }: { room: DeskRoom }) => (
  <li class={`row wide ${room.unread > 0n ? "unread" : ""} ${room.left || room.phase === Stage.CLOSED ? "over" : ""}`}>
    <a href={`#/room/${room.id}`}>
      <Foreign class="subject" text={room.subject} />
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
