import { flowStateNumbers, type FlowRecord, type FlowState, type FlowType } from '@weir/flow';
import { aFlow, aRequest, aResponse, bodyChunk, bodyInChunks, bodyOf, idOf, message, noonUs, type Item } from './records.ts';

export type Random = (below: number) => number;

export function oneOf<T>(random: Random, values: readonly T[]): T {
  return values[random(values.length)]!;
}

const words = ['alpha', 'beta', 'GAMMA', 'd\u00e9lta', 'a.b', 'nul\0l', "o'quote", ''];

/** A flow with what it carries; of a small world, so that filters find some of them. */
export function randomItems(random: Random, n: number): Item[] {
  const type = oneOf<FlowType>(random, ['http', 'http', 'http', 'tcp', 'udp', 'dns']);
  const state = oneOf(random, Object.keys(flowStateNumbers) as FlowState[]);
  const startedAtUs = noonUs + random(50) * 1000;
  const chunked = random(4) === 0;
  const flow: FlowRecord = aFlow(n, {
    id: idOf(n, random(1000)), type, state, revision: 1 + random(3), startedAtUs, endedAtUs: state === 'open' ? 0 : startedAtUs + random(1e6),
    mode: oneOf(random, ['regular', 'socks5@1080', 'reverse:https://alpha.example']),
    client: { address: oneOf(random, ['10.0.0.7', '10.0.0.8', '::1']), port: 50_000 + random(10) },
    server: random(5) === 0 ? undefined : { address: oneOf(random, ['alpha.example', '2001:db8::2', '']), port: oneOf(random, [443, 80]) },
    request: type === 'http' && random(10) > 0 ? randomRequest(random) : undefined,
    response: type === 'http' && random(4) > 0 ? randomResponse(random, chunked) : undefined,
    messages: random(4) === 0 ? { count: 2, bytes: 2 } : undefined,
    error: random(5) === 0 ? { code: oneOf(random, ['reset', 'connect-refused']), message: 'why' } : undefined,
  });
  const carried = [message(n, 0, 0, oneOf(random, words)), message(n, 1, 1, oneOf(random, words))].map((item) => of(item, flow));
  const pieces = [bodyChunk(n, 1, 0, 'al'), bodyChunk(n, 1, 1, 'pha')].map((item) => of(item, flow));
  return [{ flow }, ...(chunked ? pieces : []), ...(flow.messages === undefined ? [] : carried)];
}

function of(item: Item, flow: FlowRecord): Item {
  return 'chunk' in item ? { chunk: { ...item.chunk, flow: flow.id } } : item;
}

function randomRequest(random: Random): FlowRecord['request'] {
  const host = oneOf(random, ['alpha.example', 'beta.example', '2001:db8::1', 'caf\u00e9.example', '']);
  return aRequest({
    host: Buffer.from(host).toString('latin1'), method: oneOf(random, ['GET', 'POST', 'get', '']), path: `/${latin1(oneOf(random, words))}?q=${random(20)}`,
    authority: oneOf(random, ['', 'alpha.example:80', 'other.example', '[2001:db8::1]:443']),
    headers: ['Accept', latin1(oneOf(random, words)), 'content-type', oneOf(random, ['text/css', 'application/json'])], body: bodyOf(oneOf(random, words)),
  });
}

function randomResponse(random: Random, chunked: boolean): FlowRecord['response'] {
  return aResponse({
    status: oneOf(random, [101, 200, 200, 404, 500]),
    headers: [oneOf(random, ['Upgrade', 'X']), 'websocket', 'Content-Type', oneOf(random, ['image/png', 'text/html'])],
    body: chunked ? bodyInChunks(5) : bodyOf(oneOf(random, [...words, 'x'.repeat(5000)])),
  });
}

function latin1(text: string): string {
  return Buffer.from(text).toString('latin1');
}

const terms = [
  '~all', '~a', '~e', '~http', '~tcp', '~udp', '~dns', '~websocket', '~q', '~s', '~marked', '~replay', '~c 200', '~c 404', '~c 500', '~c 999', '~type tcp', '~type http',
  '~state open', '~state error', '~since 2026-11-24T10:00:00.025Z', '~m get', '~m ^$', '~m "^(GET|POST)$"', '~u alpha', '~u "q=1"', '~u ^$', '~u d\u00c9lta', '~u l\0l', '"o\\\'q"',
  '~d alpha', '~d ^$', '~d .', '~d other', '~d caf\u00e9', '~d "^beta\\\\.example$"', '~d nobody', '~src 10.0.0.7', '~src ::1', '~src :5000[1-3]', '~dst :443', '~dst alpha', '~dst ^:',
  '~mode reg', '~mode "^socks"', '~h alpha', '~hq "^accept: a"', '~hs websocket', '~t json', '~tq css', '~ts image', '~b alpha', '~bq beta', '~bs alpha', '~b ^$', '~ns x', '~meta x',
  '~marker ^$', '~comment x',
];

export function randomFilter(random: Random, depth = 3): string {
  if (depth === 0 || random(3) === 0) return oneOf(random, terms);
  switch (random(3)) {
    case 0: return `!(${randomFilter(random, depth - 1)})`;
    case 1: return `(${randomFilter(random, depth - 1)}) & (${randomFilter(random, depth - 1)})`;
    default: return `(${randomFilter(random, depth - 1)}) | (${randomFilter(random, depth - 1)})`;
  }
}
