import { exampleOrigin, type Playbook, type PlaybookOptions } from '@weir/testing';
import { firstFlights, type FirstFlight, type Kind } from '../../test/first-flights.ts';
import { sniffer, type SnifferCase } from '../../test/sniffer.ts';
import { HostRules } from '../hosts/host-rules.ts';
import { undecidedMs } from './handler.ts';

/** `tls`, `http`, `tcp`: which handler it comes to; `passed`: a relay without a flow; `refused`: a flow in error; `waits`: for more. */
type Outcome = 'tls' | 'http' | 'tcp' | 'passed' | 'refused' | 'waits';

const quiet = { destination: exampleOrigin, ignore: ['timer', 'cancelTimer', 'hold', 'release'] } satisfies PlaybookOptions;
const inTls = (alpn?: string): SnifferCase => ({ insideTls: true, playbook: { ...quiet, serverOpen: true, serverTls: {}, clientTls: alpn === undefined ? {} : { alpn } } });
const hosts = (lists: ConstructorParameters<typeof HostRules>[0]): SnifferCase => ({ options: { hosts: new HostRules(lists) } });

const settings = {
  'the defaults': {},
  'connection_strategy lazy': { options: { connectionStrategy: 'lazy' } },
  'rawtcp off': { options: { rawTcp: false } },
  'tcp_hosts of the destination': hosts({ tcp: [/^example\.com$/] }),
  'ignore_hosts of the destination': hosts({ ignore: [/^example\.com:80$/] }),
  'ignore_hosts of another': hosts({ ignore: [/^nobody/] }),
  'allow_hosts of another': hosts({ allow: [/^nobody/] }),
  'allow_hosts of the destination': hosts({ allow: [/^example\.com:80$/] }),
  'a fixed stack of HTTP': { route: { stack: 'http' } },
  'a fixed stack of raw TCP': { route: { stack: 'tcp' } },
  'inside TLS': inTls(),
  'inside TLS that agreed on http/1.1': inTls('http/1.1'),
  'inside TLS that agreed on mqtt': inTls('mqtt'),
} satisfies Record<string, SnifferCase>;
type Setting = keyof typeof settings;

/** For each setting, in the order of `settings`. */
const expected: Readonly<Record<Kind, readonly Outcome[]>> = {
  //              defaults   lazy       no rawtcp  tcp_hosts  ignored   not ignored  not allowed  allowed    http       tcp        in TLS   http/1.1  mqtt
  'tls':         ['tls',     'tls',     'tls',     'tls',     'passed', 'tls',       'passed',    'tls',     'tls',     'tls',     'tcp',   'http',   'tcp'],
  'broken tls':  ['refused', 'refused', 'refused', 'refused', 'passed', 'refused',   'passed',    'refused', 'refused', 'refused', 'tcp',   'http',   'tcp'],
  'part of tls': ['tls',     'tls',     'tls',     'tls',     'passed', 'tls',       'tls',       'tls',     'tls',     'tls',     'tcp',   'http',   'tcp'],
  'http':        ['http',    'http',    'http',    'tcp',     'passed', 'http',      'passed',    'http',    'http',    'tcp',     'http',  'http',   'tcp'],
  'raw':         ['tcp',     'tcp',     'http',    'tcp',     'passed', 'tcp',       'passed',    'tcp',     'http',    'tcp',     'tcp',   'http',   'tcp'],
  'undecided':   ['tcp',     'tcp',     'http',    'tcp',     'passed', 'tcp',       'passed',    'tcp',     'http',    'tcp',     'tcp',   'http',   'tcp'],
  'server':      ['tcp',     'waits',   'tcp',     'tcp',     'passed', 'tcp',       'passed',    'tcp',     'waits',   'tcp',     'tcp',   'http',   'tcp'],
  'silent':      ['waits',   'waits',   'waits',   'waits',   'passed', 'waits',     'waits',     'waits',   'waits',   'waits',   'waits', 'http',   'tcp'],
};
const rows = firstFlights.flatMap((flight) => Object.keys(settings).map((setting, at) => [flight.from, flight.name, setting as Setting, expected[flight.kind][at], flight] as const));

function play({ kind, bytes }: FirstFlight, setting: SnifferCase, cuts: readonly number[] = []): Playbook {
  const book = sniffer({ playbook: quiet, ...setting }).opened();
  const edges = [0, ...cuts, bytes.length];
  edges.slice(1).forEach((end, at) => {
    const part = bytes.subarray(edges[at], end);
    if (kind === 'server') book.server(part);
    else book.client(part);
  });
  if (kind !== 'server' && kind !== 'silent') book.tick(undecidedMs);
  return book;
}

function outcome(book: Playbook): Outcome {
  const handler = book.effects.filter(([name]) => name === 'become').at(-1)?.[1];
  if (book.flows.some((flow) => flow.outcome !== undefined)) return 'refused';
  if (handler === 'TlsHandler') return 'tls';
  if (handler === 'HttpStub') return 'http';
  if (handler === undefined) return 'waits';
  return book.flows.length === 0 ? 'passed' : 'tcp';
}

test('the table is as long as it is said to be, most of it of the clients that matter', () => {
  expect(firstFlights.length).toBeGreaterThanOrEqual(100);
  expect(firstFlights.filter(({ from }) => from === 'recorded').length).toBeGreaterThanOrEqual(30);
  expect(new Set(firstFlights.map(({ name, kind }) => `${kind} ${name}`)).size).toBe(firstFlights.length);
});

test.each(rows)('%s: %s, with %s: %s', (_from, _name, setting, want, flight) => {
  expect(outcome(play(flight, settings[setting]))).toBe(want);
});

test.each(rows.filter(([, , , , { bytes }]) => bytes.length > 1))('%s: %s, with %s: %s, in pieces', (_from, _name, setting, want, flight) => {
  const { length } = flight.bytes;
  const places = [1, 2, 3, 4, 5, 6, 9, 33, 1400, length >> 1, length - 1].filter((at) => at > 0 && at < length);
  for (const at of places) expect([at, outcome(play(flight, settings[setting], [at]))]).toEqual([at, want]);
  if (length < 200) expect(outcome(play(flight, settings[setting], Array.from({ length: length - 1 }, (_, at) => at + 1)))).toBe(want);
});

test.each(firstFlights.filter(({ host }) => host !== undefined).map((flight) => [flight.from, flight.name, flight.host ?? '', flight] as const))('%s: %s says %s', (_from, _name, host, flight) => {
  const named = { test: (text: string) => text === `${host}:80` };
  expect(outcome(play(flight, hosts({ ignore: [named] })))).toBe('passed');
  expect(outcome(play(flight, hosts({ allow: [named] })))).toBe(flight.kind === 'tls' ? 'tls' : 'http');
});
