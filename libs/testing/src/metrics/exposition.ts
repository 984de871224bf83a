export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const labelPattern = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/y;
const valuePattern = /^(?:[+-]Inf|NaN|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i;

/**
 * Reads the Prometheus text format 0.0.4 (prometheus.io, "Exposition formats"), stricter than a scraper: HELP then TYPE before the samples of
 * a family, families in one piece, no series twice, no timestamps, a newline at the end. Throws an Error with the line.
 */
export function parseExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('no newline at the end');
  const families = new Map<string, { name: string; help: string; type: string; samples: Sample[] }>();
  const series = new Set<string>();
  let current: { name: string; help: string; type: string; samples: Sample[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const fail = (why: string): never => { throw new Error(`line ${index + 1}: ${why}: ${line}`); };
    const help = new RegExp(`^# HELP (${name}) (.+)$`).exec(line);
    const type = new RegExp(`^# TYPE (${name}) (counter|gauge|histogram|summary|untyped)$`).exec(line);
    if (line === '' || (line.startsWith('#') && !/^# (HELP|TYPE)/.test(line))) continue;
    if (help !== null) {
      if (families.has(help[1]!)) fail('a family twice');
      current = { name: help[1]!, help: help[2]!, type: '', samples: [] };
      families.set(current.name, current);
    } else if (type !== null) {
      if (current?.name !== type[1] || current!.type !== '') fail('TYPE is not behind HELP');
      current!.type = type[2]!;
    } else {
      const sample = parseSample(line) ?? fail('no sample');
      if (current?.name !== sample.name || current.type === '') fail('not of the family before it');
      const key = line.slice(0, line.lastIndexOf(' '));
      if (series.has(key)) fail('a series twice');
      series.add(key);
      current!.samples.push(sample);
    }
  }
  return families;
}

function parseSample(line: string): Sample | undefined {
  const match = new RegExp(`^(${name})(?:\\{(.*)\\})? (\\S+)$`).exec(line);
  if (match === null || !valuePattern.test(match[3]!)) return undefined;
  const labels = parseLabels(match[2]);
  return labels && { name: match[1]!, labels, value: Number(match[3]!.replace('Inf', 'Infinity')) };
}

function parseLabels(text: string | undefined): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  for (let at = 0; text !== undefined && at <= text.length;) {
    labelPattern.lastIndex = at;
    const label = labelPattern.exec(text);
    if (label === null || label[1]! in labels) return undefined;
    labels[label[1]!] = label[2]!.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
    at = labelPattern.lastIndex;
    if (at === text.length) break;
    if (text[at] !== ',') return undefined;
    at++;
  }
  return labels;
}
