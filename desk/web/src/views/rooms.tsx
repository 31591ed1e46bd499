import { useLoaded } from "../load";
import { Foreign, Shown } from "../parts";
import { link } from "../state";
import { say } from "../texts";

export function Rooms() {
  const loaded = useLoaded(() => link.ask({ case: "getRooms", value: {} }, "rooms"), "rooms");
  return (
    <>
      <h1>{say("desk.nav.rooms")}</h1>
      <Shown of={loaded}>
        {({ rooms }) =>
          rooms.length === 0 ? (
            <p class="empty">{say("desk.rooms.empty")}</p>
          ) : (
            <ul class="list">
              {rooms.map((room) => (
                <li key={room.id} class={`row wide ${room.unread > 0n ? "unread" : ""}`}>
                  <a href={`#/room/${room.id}`}>
                    <Foreign class="subject" text={room.subject} />
                    <span class="what">
                      {room.participants.map((address) => (
                        <Foreign key={address} class="address" text={address} />
                      ))}
                    </span>
                    {room.unread > 0n && <span class="count">{say("desk.unread", { count: Number(room.unread) })}</span>}
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
