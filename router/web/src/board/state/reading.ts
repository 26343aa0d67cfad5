// What a view reads for itself: kept while it is read again, so that nothing flickers.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Refused, call } from '../../shared/api';
import { live } from './live';

const AGAIN_MS = 3000; // after a read whose answer may come yet

export interface Reading<T> {
  found: T | null;
  refused: Refused | null;
  again: () => void;
}

/** Reads `path` now, whenever `path` changes, and every so many milliseconds; null reads nothing. */
export function useRead<T>(path: string | null, every = 0): Reading<T> {
  const [shown, show] = useState<{ path: string | null; found: T | null; refused: Refused | null }>({ path: null, found: null, refused: null });
  const wanted = useRef(path);
  wanted.current = path;
  const read = async (): Promise<void> => {
    if (path === null) return;
    try {
      const found = await call<T>('GET', path);
      if (wanted.current === path) show({ path, found, refused: null });
    } catch (error) {
      const refused = error as Refused;
      if (refused.status === 401 || refused.status === 0) live.fail(refused);
      if (refused.unknown) setTimeout(() => wanted.current === path && void read(), AGAIN_MS);
      if (wanted.current === path) show((before) => ({ path, found: before.path === path ? before.found : null, refused }));
    }
  };
  useEffect(() => () => {
    wanted.current = null;
  }, []);
  useEffect(() => {
    void read();
    if (!every) return undefined;
    const timer = setInterval(() => void read(), every);
    return () => clearInterval(timer);
  }, [path, every]);
  const mine = shown.path === path;
  return { found: mine ? shown.found : null, refused: mine ? shown.refused : null, again: () => void read() };
}
