// A value that views follow. Forty lines instead of a library.
import { useEffect, useRef, useState } from "preact/hooks";

export interface Signal<T> {
  value: T;
  subscribe(listener: () => void): () => void;
}

export function signal<T>(first: T): Signal<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get value() {
      return value;
    },
    set value(next: T) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

// usePicked gives what `pick` takes of the value, and draws again only when that changes.
export function usePicked<T, P>(source: Signal<T>, pick: (value: T) => P): P {
  const [picked, set] = useState(() => pick(source.value));
  useEffect(() => {
    const look = () => set(() => pick(source.value));
    look();
    return source.subscribe(look);
  }, [source]);
  return picked;
}

// useSignal gives the value and draws again when it changes; also where it has changed between the drawing and the following.
export function useSignal<T>(source: Signal<T>): T {
  const [, redraw] = useState({});
  const drawn = useRef(source.value);
  drawn.current = source.value;
  useEffect(() => {
    const stop = source.subscribe(() => redraw({}));
    if (!Object.is(drawn.current, source.value)) redraw({});
    return stop;
  }, [source]);
  return source.value;
}
