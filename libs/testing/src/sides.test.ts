import { CLIENT, ProxyError, SERVER, type Connection, type TlsParams, type Via } from '@weir/core';
import { exampleOrigin } from './index.ts';
import { line } from './line.ts';
import { Sides } from './sides.ts';

const conn = (more: Partial<Connection> = {}): Connection => ({
  id: 'c', mode: 'm', transport: 'tcp', local: exampleOrigin, client: { address: exampleOrigin, state: 'open' }, ...more,
});
const stream = (initiator: 0 | 1, unidirectional = false) => conn({ stream: { id: 0, initiator, unidirectional } });
const error = new ProxyError('reset', 'gone');

test('a server is there where the connection has one that is open', () => {
  expect(new Sides(conn()).lines[SERVER].there).toBe(false);
  expect(new Sides(conn({ server: { address: exampleOrigin, state: 'open' } })).lines[SERVER].there).toBe(true);
});

test('open makes the server\'s side, of a stream the side that did not open it', () => {
  expect(new Sides(conn()).opens).toBe(SERVER);
  expect(new Sides(stream(CLIENT)).opens).toBe(SERVER);
  expect(new Sides(stream(SERVER)).opens).toBe(CLIENT);
});

test('a stream that the server opened gets its client by open', () => {
  const sides = new Sides(stream(SERVER), [line(false), line(true)]);
  sides.open(exampleOrigin, undefined);
  expect(sides.conn.client.state).toBe('opening');
  sides.opened(undefined);
  expect([sides.conn.client.state, sides.lines[CLIENT].there]).toEqual(['open', true]);
});

test('the counterpart of a unidirectional stream is only sent to', () => {
  const sides = new Sides(stream(CLIENT, true));
  sides.open(exampleOrigin, undefined);
  sides.opened(undefined);
  expect(sides.lines[SERVER]).toMatchObject({ there: true, ended: true, closing: false });
  sides.handOver(SERVER, []);
  expect(sides.lines[SERVER].inputs).toEqual([]);
});

test('gone is gone both ways, silent in one', () => {
  const sides = new Sides(conn({ server: { address: exampleOrigin, state: 'open' } }));
  sides.lines[CLIENT].inputs.push(Buffer.from('x'));
  sides.gone(CLIENT, error);
  expect(sides.lines[CLIENT]).toMatchObject({ there: false, inputs: [] });
  expect(sides.conn.client).toMatchObject({ state: 'failed', error });
  sides.silent(SERVER, error);
  expect(sides.lines[SERVER]).toMatchObject({ there: true, ended: true });
  expect(sides.conn.server).toMatchObject({ state: 'ended', error });
});

test('a successor gets heads first, then what waited, then the end or the reset that was told', () => {
  const sides = new Sides(conn());
  const at = sides.lines[CLIENT];
  at.inputs.push(Buffer.from('waiting'));
  Object.assign(at, { held: true, ended: true, endTold: true });
  sides.handOver(CLIENT, [Buffer.from('head'), Buffer.alloc(0)]);
  expect(at).toMatchObject({ held: false, endTold: false, inputs: [Buffer.from('head'), Buffer.from('waiting'), 'end'] });
  at.reset = error;
  at.inputs.length = 0;
  sides.handOver(CLIENT, []);
  expect(at.inputs).toEqual([error]);
});

test('a held SYN is answered once', () => {
  const sides = new Sides(conn({ client: { address: exampleOrigin, state: 'opening' } }));
  sides.admitted();
  expect(sides.conn.client.state).toBe('open');
  sides.conn.client.state = 'ended';
  sides.admitted();
  expect(sides.conn.client.state).toBe('ended');
});

describe('a leg to a proxy that is given requests', () => {
  const via = { scheme: 'http', address: { host: 'proxy', port: 3128 }, forward: true } as const;
  const opened = (): Sides => {
    const sides = new Sides(conn());
    sides.open(exampleOrigin, via);
    sides.opened(undefined);
    return sides;
  };
  const reopened = (sides: Sides, by: Via = via) => {
    sides.open({ host: 'b', port: 80 }, by);
    return sides.conn.server;
  };

  test('is kept for another destination', () => {
    expect(reopened(opened())).toEqual({ address: { host: 'b', port: 80 }, state: 'opening', via, reused: true });
  });

  test('not by another way, and not when it has ended', () => {
    const ended = opened();
    ended.lines[SERVER].finished = true;
    expect([reopened(opened(), { ...via, scheme: 'https' }), reopened(ended)].map((leg) => leg?.reused)).toEqual([undefined, undefined]);
  });
});

describe('parked legs', () => {
  const tls = { version: 'TLSv1.3', cipher: 'x' };
  const waiting = [{ address: exampleOrigin }, { address: exampleOrigin, tls }];

  test('one is taken once, where it is what is wanted', () => {
    const sides = new Sides(conn(), undefined, waiting);
    const take = (...more: [Via?, TlsParams?]): boolean => sides.take(exampleOrigin, more[0], more[1]);
    expect([sides.take({ host: 'b', port: 80 }, undefined, undefined), take({ scheme: 'http', address: exampleOrigin })]).toEqual([false, false]);
    expect([take(undefined, { protocol: 'tls' }), sides.conn.server, sides.lines[SERVER].there]).toEqual([true, { address: exampleOrigin, state: 'open', tls, reused: true, parked: true }, true]);
    expect([take(undefined, { protocol: 'tls' }), take(), take()]).toEqual([false, true, false]);
  });

  test('one that was taken is untried', () => {
    const sides = new Sides(conn(), undefined, waiting);
    sides.take(exampleOrigin, undefined, undefined);
    expect(sides.lines[SERVER].untried).toBe(true);
  });

  test('an idle one is parked; the leg\'s facts stay', () => {
    const sides = new Sides(conn());
    expect(sides.park()).toBe(false);
    sides.open(exampleOrigin, undefined);
    sides.opened(undefined);
    expect([sides.park(), sides.lines[SERVER].there, sides.conn.server?.state, sides.park()]).toEqual([true, false, 'open', false]);
  });
});
