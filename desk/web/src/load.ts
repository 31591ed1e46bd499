// Fetching for a view: loading, what came, or what went wrong; again when something changed. A late answer never replaces a newer;
// until a newer has come it is shown: while much happens, who only waits for the last answer waits for ever.
import { useEffect, useRef, useState } from "preact/hooks";
import { changed, problem } from "./state";
import { useSignal } from "./signal";

export type Loaded<T> = { value?: T; problem?: string };

// With another `key` it is another thing, and what was there goes; with another `part` what was there stays until the new has come.
export function useLoaded<T>(fetch: () => Promise<T>, key: string, part = ""): Loaded<T> {
  const turn = useSignal(changed);
  const [loaded, set] = useState<Loaded<T>>({});
  const asked = useRef({ number: 0, key, part });
  const came = useRef(0);
  useEffect(() => {
    const before = asked.current;
    const mine = (asked.current = { number: before.number + 1, key, part });
    if (before.key !== key) set({});
    const wanted = () => mine.number > came.current && asked.current.key === key && asked.current.part === part;
    const take = (next: (before: Loaded<T>) => Loaded<T>) => {
      if (!wanted()) return;
      came.current = mine.number;
      set(next);
    };
    fetch().then(
      (value) => take(() => ({ value })),
      (error: unknown) => take((before) => ({ ...before, problem: problem(error) })),
    );
  }, [key, part, turn]);
  return loaded;
}
