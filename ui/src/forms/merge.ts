type Plain = Record<string, unknown>;

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lists are one value: what stands in them belongs together. */
function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/** A field that somebody else changed, and its new value. */
export interface Incoming {
  path: string;
  value: unknown;
}

export interface Merged {
  incoming: Incoming[];
  /** Something was typed since, and stays. */
  typed: boolean;
}

/**
 * Three versions of a form: as both knew it (`base`), as it stands here (`mine`), as it came (`theirs`). What was typed
 * here since stays; what only they changed comes in.
 */
export function merge(base: Plain, mine: Plain, theirs: Plain): Merged {
  const incoming: Incoming[] = [];
  let typed = false;
  const walk = (path: string, was: unknown, here: unknown, there: unknown) => {
    if (isPlain(here) && isPlain(there)) {
      const before = isPlain(was) ? was : {};
      for (const key of new Set([...Object.keys(here), ...Object.keys(there)])) {
        walk(path === "" ? key : `${path}.${key}`, before[key], here[key], there[key]);
      }
    } else if (same(here, there)) {
      return;
    } else if (same(was, here)) {
      incoming.push({ path, value: there });
    } else {
      typed = true;
    }
  };
  walk("", base, mine, theirs);
  return { incoming, typed };
}
