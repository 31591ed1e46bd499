// The files of a message: saved and shown here, and stopped on their way, in both directions.
import { useEffect, useState } from "preact/hooks";
import { DeskDelivery, DeskStopAttachment_Act as Act, type DeskAttachment, type DeskMessage, type DeskShown } from "./contract/desk";
import { useDoing } from "./doing";
import { Refused } from "./link";
import { Foreign, Problem, size } from "./parts";
import { usePicked } from "./signal";
import { announced, changed, link, moving, problem, type Moving } from "./state";
import { say } from "./texts";

const mostShown = 8 << 20; // bytes (desk/preview.hpp)
// Of which it is offered to show them; what is in them the desk finds out.
const showable = /^(image\/(png|jpeg|gif|webp)|text\/plain)$/;

const useMoving = (message: string, position: number): Moving | undefined => usePicked(moving, (all) => all.get(`${message} ${position}`));

export function Files({ of: message }: { of: DeskMessage }) {
  if (message.attachments.length === 0) return null;
  return (
    <>
      <ul class="files">
        {message.attachments.map((file, position) => (message.outgoing ? <Own key={position} file={file} message={message} position={position} /> : <File key={position} file={file} message={message} position={position} />))}
      </ul>
      <Sending of={message} />
    </>
  );
}

const Name = ({ of: file }: { of: DeskAttachment }) => (
  <>
    <Foreign class="file" text={file.name} /> <span class="quiet">{size(file.size)}</span>
  </>
);

const Bar = ({ name, done, total }: { name: string; done: bigint; total: bigint }) => <progress aria-label={name} value={Number(done)} max={Math.max(1, Number(total))} />;

// Act: a button that says of which file, for those who do not see where it stands.
const Button = ({ text, about, busy, onClick }: { text: string; about: string; busy?: boolean; onClick: () => void }) => (
  <button type="button" class="plain" disabled={busy} onClick={onClick}>
    {text} <span class="unseen">{about}</span>
  </button>
);

interface OfFile {
  file: DeskAttachment;
  message: DeskMessage;
  position: number;
}

function Own({ file, message, position }: OfFile) {
  const moved = useMoving(message.id, position);
  const waits = file.toSend && message.state === DeskDelivery.QUEUED && !message.failed;
  return (
    <li>
      <Name of={file} />
      {waits && <Bar name={file.name} done={moved?.done ?? 0n} total={file.storedSize} />}
      {waits && file.held && <span class="quiet">{say("desk.file.is_paused")}</span>}
    </li>
  );
}

// Sending: the files of a message go, wait and are given up together, and the message with them.
function Sending({ of: message }: { of: DeskMessage }) {
  const { busy, wrong, doing } = useDoing();
  const files = message.attachments.filter((file) => file.toSend);
  if (!message.outgoing || message.failed || message.state !== DeskDelivery.QUEUED || files.length === 0) return <Problem text={wrong} />;
  const about = files.map((file) => file.name).join(", ");
  const stop = (act: Act, told: string) =>
    doing(async () => {
      await link.ask({ case: "stopAttachment", value: { message: message.id, sending: true, act } }, "done");
      announced.value = say(told, { name: about });
    });
  return (
    <p class="line sending">
      {files.some((file) => file.held) ? (
        <Button text={say("desk.file.resume")} about={about} busy={busy} onClick={() => stop(Act.RESUME, "desk.file.goes_on")} />
      ) : (
        <Button text={say("desk.file.pause")} about={about} busy={busy} onClick={() => stop(Act.PAUSE, "desk.file.paused")} />
      )}
      <Button text={say("desk.file.cancel")} about={about} busy={busy} onClick={() => stop(Act.CANCEL, "desk.file.cancelled")} />
      <Problem text={wrong} />
    </p>
  );
}

function File({ file, message, position }: OfFile) {
  const [saved, setSaved] = useState("");
  const [asking, setAsking] = useState(false);
  const [wrong, setWrong] = useState("");
  const moved = useMoving(message.id, position);
  const path = saved || file.savedTo;
  const at = { message: message.id, position };
  const coming = asking || moved !== undefined;
  const begun = coming || file.fetched > 0n;

  const save = async () => {
    setAsking(true);
    setWrong("");
    try {
      setSaved((await link.ask({ case: "saveAttachment", value: at }, "saved")).path);
      announced.value = say("desk.file.is_saved", { name: file.name });
    } catch (error) {
      if (!(error instanceof Refused && error.failure.code === "net.aborted_by_caller")) setWrong(problem(error));
    }
    setAsking(false);
    changed.value += 1;
  };
  const stop = async (act: Act, told: string) => {
    try {
      await link.ask({ case: "stopAttachment", value: { ...at, act } }, "done");
      announced.value = say(told, { name: file.name });
    } catch (error) {
      setWrong(problem(error));
    }
    changed.value += 1;
  };

  return (
    <li>
      <Name of={file} />
      {path ? (
        <span class="quiet">{say("desk.file.saved", { path })}</span>
      ) : begun ? (
        <>
          <Bar name={file.name} done={moved?.done ?? file.fetched} total={file.storedSize} />
          {!coming && <span class="quiet">{say("desk.file.is_paused")}</span>}
          {coming ? (
            <Button text={say("desk.file.pause")} about={file.name} onClick={() => stop(Act.PAUSE, "desk.file.paused")} />
          ) : (
            <Button text={say("desk.file.resume")} about={file.name} onClick={save} />
          )}
          <Button text={say("desk.file.cancel")} about={file.name} onClick={() => stop(Act.CANCEL, "desk.file.cancelled")} />
        </>
      ) : (
        <Button text={say("desk.file.save")} about={file.name} onClick={save} />
      )}
      <Problem text={wrong} />
      {file.size <= mostShown && showable.test(file.mediaType) && <Preview file={file} message={message} position={position} />}
    </li>
  );
}

// Preview: a picture, from an address that only this page knows, or text as text. The desk has judged what it is.
function Preview({ file, message, position }: OfFile) {
  const [shown, setShown] = useState<DeskShown | undefined>();
  const [picture, setPicture] = useState("");
  const [broken, setBroken] = useState(false);
  const { busy, wrong, doing } = useDoing();
  useEffect(() => {
    if (!shown?.mediaType) return;
    const address = URL.createObjectURL(new Blob([shown.picture as BlobPart], { type: shown.mediaType }));
    setPicture(address);
    return () => {
      setPicture("");
      URL.revokeObjectURL(address);
    };
  }, [shown]);
  const show = () =>
    doing(async () => {
      setBroken(false);
      setShown(await link.ask({ case: "showAttachment", value: { message: message.id, position } }, "shown"));
    });
  return (
    <>
      <Button text={say(shown ? "desk.file.hide" : "desk.file.show")} about={file.name} busy={busy} onClick={shown ? () => setShown(undefined) : show} />
      <Problem text={wrong || (broken && shown ? say("desk.file.broken") : "")} />
      {picture && !broken && <img class="preview" src={picture} alt={file.name} onError={() => setBroken(true)} />}
      {shown && !shown.mediaType && (
        <p class="preview text" dir="auto" tabIndex={0} role="region" aria-label={file.name}>
          {shown.text}
        </p>
      )}
      {shown?.cut && <p class="quiet">{say("desk.file.cut")}</p>}
    </>
  );
}
