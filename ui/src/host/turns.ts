import type { Host } from "./host";

const lines = new WeakMap<Host, Map<string, Promise<unknown>>>();

/**
 * What is done to one draft, one after the other, whichever page does it: each builds on the version that the one before
 * it left. A page that was left still saves; the one that opens the same draft next waits for it.
 */
export function inTurn<Result>(host: Host, draft: string, run: () => Promise<Result>): Promise<Result> {
  const ofHost = lines.get(host) ?? new Map<string, Promise<unknown>>();
  lines.set(host, ofHost);
  const turn = (ofHost.get(draft) ?? Promise.resolve()).then(run, run);
  const end = turn
    .catch(() => {})
    .then(() => {
      if (ofHost.get(draft) === end) ofHost.delete(draft);
    });
  ofHost.set(draft, end);
  return turn;
}
