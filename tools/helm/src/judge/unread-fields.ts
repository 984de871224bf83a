/** What a function that reads JSON has looked at. */
export interface Watched {
  /** To be given to it in place of the value. */
  readonly value: unknown;
  /** Paths such as `/spec/replica` of fields that it never asked for. */
  unread(): readonly string[];
}

/**
 * Watches which fields are read. kubernetes-models has its schemas as compiled validators that pass over what they do not know: a field that one
 * never asks for is a field that Kubernetes does not have. Of maps (labels) they ask for each key.
 */
export function watch(value: unknown): Watched {
  const seen = new Set<string>();
  return { value: watched(value, '', seen), unread: () => unreadBelow(value, '', seen) };
}

function watched(value: unknown, path: string, seen: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const child: unknown = Reflect.get(target, key);
      if (typeof key !== 'string' || !Object.hasOwn(target, key)) return child;
      const below = `${path}/${key}`;
      seen.add(below);
      return watched(child, below, seen);
    },
  });
}

/** Below a field that is not read, nothing is told: it would be all of it. */
function unreadBelow(value: unknown, path: string, seen: ReadonlySet<string>): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const below = `${path}/${key}`;
    return seen.has(below) ? unreadBelow(child, below, seen) : [below];
  });
}
