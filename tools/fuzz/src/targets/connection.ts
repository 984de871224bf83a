import { CLIENT, ProxyError, SERVER, type Route, type Via } from '@weir/core';
import { byteByByte, checkOver, exampleOrigin, outcome, type Outcome, type Playbook, type Script, type Step } from '@weir/testing';
import { fixtures } from '../fixture-files.ts';
import { latin1, type Target } from '../target.ts';
import { httpWords, requestSeeds, responseSeeds } from './http-words.ts';
import { explicitRoute, reverseRoute, socksRoute, stack, transparentRoute } from './relay-rig.ts';
import { sameOutcome } from './same-outcome.ts';

const by = (scheme: Via['scheme']): Pick<Route, 'egress'> => ({ egress: { via: () => ({ scheme, address: { host: 'proxy', port: 3128 }, credentials: { user: 'u', password: 'p' } }) } });

const routes: readonly Route[] = [
  reverseRoute, explicitRoute, transparentRoute, { ...transparentRoute, stack: 'tcp' }, { ...reverseRoute, serverTls: 'always', rewriteAuthority: 'inner:81' }, socksRoute,
  { ...reverseRoute, rewriteAuthority: 'example.com', ...by('http') }, { ...explicitRoute, ...by('http') }, { ...transparentRoute, ...by('https') }, { ...explicitRoute, ...by('socks5') },
  { ...socksRoute, ...by('http') },
];

/** What a byte that begins a step means. Data steps are met most often. */
const client = 0;
const server = 4;
const events: readonly Step[] = [
  ['opened'], ['opened', new ProxyError('connect-refused', 'refused')], ['secured', SERVER, { alpn: 'http/1.1' }], ['secured', CLIENT, { alpn: 'http/1.1' }],
  ['secured', SERVER, new ProxyError('tls-server-untrusted', 'untrusted')], ['secured', CLIENT, new ProxyError('tls-client-rejected', 'rejected')],
  ['clientEnds'], ['serverEnds'], ['clientResets'], ['serverResets'], ['drain'], ['tick', 61_000], ['tick', 100],
  ['answer', { kind: 'authenticate', ok: true }], ['answer', { kind: 'authenticate', ok: false }],
];
const firstEvent = 8;

/**
 * A whole connection from its first byte: the input is a script of what both peers and the runtime do. All handlers take part as they hand over to
 * each other. Nothing is thrown, the contracts of Io and Tap are kept, each flow ends once; byte by byte it comes to the same.
 */
export const connection: Target = {
  name: 'connection',
  about: 'all handlers together, driven by a script of bytes, ends, resets, handshakes, timers and drains',
  seeds: () => seeds,
  words: [...httpWords.filter((word) => word.length > 8), '\x05\x01\x00', '\x01\x01u\x01p', '\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x50', ...Array.from({ length: firstEvent + events.length }, (_, op) => String.fromCharCode(op))],
  maxBytes: 1500,
  run(input) {
    const { start, steps } = scriptOf(input);
    const whole = play(start(), steps);
    const pieces = play(start(), byteByByte({ start, steps }));
    if (!whole.raced && !pieces.raced) sameOutcome(pieces.outcome, whole.outcome);
  },
};

interface Played {
  readonly outcome: Outcome;
  /**
   * Something of one side waited while the other spoke: which of them is heard first depends on the pieces. And bytes behind a ClientHello are
   * OpenSSL's if they came in its piece; those that waited are taken here for what it decrypts.
   */
  readonly raced: boolean;
}

function play(book: Playbook, steps: readonly Step[]): Played {
  let raced = false;
  for (const step of steps) {
    book.play(step);
    raced ||= book.io.lines.some(({ inputs }) => inputs.length > 0);
  }
  checkOver(book);
  return { outcome: outcome(book), raced };
}

/** A byte for the route, one for options, then steps: data are `op length bytes`. */
export function scriptOf(input: Uint8Array): Script {
  const route = routes[(input[0] ?? 0) % routes.length]!;
  const options = input[1] ?? 0;
  const known = route.form === 'origin' && route.stack !== 'socks5' ? { destination: exampleOrigin, serverOpen: (options & 1) === 1 } : {};
  const protocols = { connectionStrategy: (options & 2) === 0 ? 'eager' : 'lazy', rawTcp: (options & 4) === 0, authenticate: (options & 16) !== 0 } as const;
  const steps: Step[] = [];
  for (let at = 2; at < input.length;) {
    const op = input[at++]! % (firstEvent + events.length);
    if (op >= firstEvent) {
      steps.push(events[op - firstEvent]!);
      continue;
    }
    const length = (input[at++] ?? 0) * (op % 4 === 3 ? 4 : 1);
    const bytes = input.subarray(at, at + length);
    // A socket never delivers an empty chunk.
    if (bytes.length > 0) steps.push([op < server ? 'client' : 'server', bytes]);
    at += length;
  }
  const bound = (options & 8) === 0 ? {} : { bodySizeLimit: 8 };
  return { steps, start: () => stack({ route, protocols, ...(known.destination === undefined ? {} : { playbook: known }), ...bound }) };
}

const data = (op: number, bytes: Uint8Array): Uint8Array => Buffer.concat(chunks(bytes).flatMap((chunk) => [Uint8Array.of(op, chunk.length), chunk]));
const event = (index: number): Uint8Array => Uint8Array.of(firstEvent + index);
const script = (route: number, options: number, ...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat([Uint8Array.of(route, options), ...parts]);

function chunks(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / 255) }, (_, at) => bytes.subarray(at * 255, at * 255 + 255));
}

const requests = requestSeeds.map((text) => data(client, latin1(text)));
const responses = responseSeeds.map((text) => data(server, latin1(text)));
const hellos = fixtures('libs/protocols/test/fixtures', '.client-hello.bin').filter((bytes) => bytes.length < 600).map((bytes) => data(client, bytes));
const socksRequest = '\x05\x01\x00\x03\x09a.example\x00\x50';
const socksHello = `\x05\x01\x00${socksRequest}`;
const [opened, , serverSecure, clientSecure] = [0, 1, 2, 3].map(event);

const seeds: readonly Uint8Array[] = [
  ...requests.flatMap((request, at) => [script(0, 1, request, responses[at % responses.length]!), script(2, 0, opened!, request, responses[0]!, event(6), event(7))]),
  ...requests.map((request, at) => script(1, at % 16, request, opened!, responses[at % responses.length]!, request, responses[0]!)),
  ...hellos.flatMap((hello) => [
    script(2, 0, hello, opened!, serverSecure!, clientSecure!, requests[0]!, responses[0]!, event(10)),
    script(4, 0, hello, opened!, serverSecure!, clientSecure!, requests[1]!, responses[1]!),
    script(1, 0, requests[8]!, opened!, hello, serverSecure!, clientSecure!, requests[0]!, responses[0]!),
  ]),
  script(5, 0, data(client, latin1(socksHello)), opened!, requests[0]!, responses[0]!, event(6), event(7)),
  script(5, 16, data(client, latin1('\x05\x02\x00\x02\x01\x01u\x01p')), event(13), data(client, latin1(`${socksRequest}\x00\x01`)), opened!, data(server, latin1('x')), event(6), event(7)),
  script(5, 2, data(client, latin1(socksHello)), requests[0]!, opened!, responses[0]!),
  script(5, 0, data(client, latin1(socksHello)), event(1)),
  // Through proxies: what is given to them and what is tunnelled; an origin after another; silence.
  ...requests.flatMap((request) => [script(6, 0, opened!, request, responses[0]!, request, responses[1]!), script(7, 0, request, opened!, responses[0]!, requests[4]!, opened!, responses[4]!)]),
  script(8, 0, requests[0]!, opened!, responses[0]!), script(8, 0, event(11), opened!, data(server, latin1('220 hi\r\n')), event(6)),
  script(8, 0, event(11), event(1), requests[0]!, opened!, responses[0]!), script(9, 0, requests[4]!, opened!, responses[0]!, requests[4]!, responses[0]!),
  script(10, 0, data(client, latin1(socksHello)), requests[0]!, opened!, responses[0]!),
  script(3, 0, opened!, data(server, latin1('220 hi\r\n')), data(client, latin1('EHLO x\r\n')), event(6), event(7)),
];
