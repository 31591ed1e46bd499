// What a person does: one thing at a time, what went wrong is said, and views look again after it.
import { useState } from "preact/hooks";
import { changed, problem } from "./state";

export interface Doing {
  busy: boolean;
  wrong: string;
  doing: (work: () => Promise<unknown>) => Promise<boolean>; // whether it went well
}

export function useDoing(): Doing {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const doing = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setWrong("");
    let well = true;
    try {
      await work();
      changed.value += 1;
    } catch (error) {
      setWrong(problem(error));
      well = false;
    }
    setBusy(false);
    return well;
  };
  return { busy, wrong, doing };
}
