/** What V8 writes with --cpu-prof: a tree of functions, and which of them each sample was in. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Microseconds of the machine's monotonic clock. */
  readonly startTime: number;
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

export interface FunctionTime {
  readonly name: string;
  /** `libs/runtime/src/socket-leg.ts:120`, `node:net:900`, or empty for what has no source. */
  readonly where: string;
  readonly ms: number;
  /** Of all time in which the thread did something. */
  readonly share: number;
}

/** Microseconds of the machine's monotonic clock, which all processes share. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** The functions that the most time was spent in within `span`, their callees' not counted. `root` is left away from paths. */
export function topFunctions(profile: CpuProfile, root: string, span: Span): readonly FunctionTime[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const times = new Map<string, { readonly name: string; readonly where: string; us: number }>();
  let busy = 0;
  let at = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    const frame = nodes.get(id)!;
    const us = profile.timeDeltas[index]!;
    at += us;
    if (at < span.from || at > span.until || frame.functionName === '(idle)') continue;
    busy += us;
    const name = frame.functionName === '' ? '(anonymous)' : frame.functionName;
    const where = frame.url === '' ? '' : `${frame.url.replace('file://', '').replace(root, '')}:${frame.lineNumber + 1}`;
    const key = `${name} ${where}`;
    const time = times.get(key);
    if (time === undefined) times.set(key, { name, where, us });
    else time.us += us;
  }
  return [...times.values()].sort((a, b) => b.us - a.us).map(({ name, where, us }) => ({ name, where, ms: us / 1000, share: busy === 0 ? 0 : us / busy }));
}

export function topText(functions: readonly FunctionTime[], most: number): string {
  return functions.slice(0, most).map(({ name, where, ms, share }) => `  ${(share * 100).toFixed(1).padStart(5)} %  ${ms.toFixed(0).padStart(6)} ms  ${name}  ${where}`.trimEnd()).join('\n');
}
