import { CLIENT, SERVER, other, type Connection, type Handler, type Io, type ProxyError, type Recorder } from '@weir/core';
import { Playbook, checkOver, exampleOrigin, inEveryState, interruptions, type Interruption, type Script } from './index.ts';
import { relayScript } from '../test/smallest-relay.ts';

interface Stub {
  readonly conn: Connection;
  readonly io: Io;
  readonly recorder: Recorder;
}

const script = (handler: (stub: Stub) => Partial<Handler>, steps: Script['steps'] = [['client', 'a']], options = {}): Script => ({
  start: () => new Playbook(options).start((stage) => ({ onData() {}, onEnd() {}, onReset: (_side: 0 | 1, error: ProxyError) => stage.io.close(error), ...handler(stage) })),
  steps,
});
const open = { destination: exampleOrigin, serverOpen: true };

test('a handler that keeps to the contract passes all of it', () => {
  inEveryState(relayScript, undefined, { byteByByte: true });
});

test('a flow that is never ended is found, with the interruption and the place', () => {
  const leaks = script(({ conn, recorder }) => ({ onData: () => void recorder.flow(conn, 'tcp') }));
  expect(() => inEveryState(leaks, 'drain')).toThrow(/^drain before the first step: 1 of 1 flows were never ended/);
});

test('a connection that nobody closes is found', () => {
  const stays = script(() => ({ onReset() {} }));
  expect(() => inEveryState(stays, 'clientResets')).toThrow(/both sides are gone, and the handler has not closed the connection/);
});

test('what is thrown is told, with its place', () => {
  const throws = script(() => ({ onDrain: () => { throw new TypeError('a bug'); } }));
  expect(() => inEveryState(throws)).toThrow(/^drain before the first step: a bug/);
});

test('what a caller wants to hold besides is checked after each run', () => {
  let runs = 0;
  inEveryState(relayScript, 'drain', { check: (book) => void (runs += book.closed ? 1 : 0) });
  expect(runs).toBe(relayScript.steps.length + 1);
});

test.each<[Interruption, string[]]>([
  ['clientResets', ['reset 0']], ['serverResets', ['reset 1']], ['clientEnds', ['end 0']], ['serverEnds', ['end 1']], ['drain', ['drain']], ['shutdown', []],
])('%s comes at each place', (interruption, calls) => {
  const seen: string[] = [];
  const counts = script(() => ({
    onReset: (side) => void seen.push(`reset ${side}`), onEnd: (side) => void seen.push(`end ${side}`), onDrain: () => void seen.push('drain'),
  }), [['tick', 1]], open);
  inEveryState(counts, interruption);
  expect(seen).toEqual([...calls, ...calls]);
});

test('an open fails where one is under way, a handshake where one is', () => {
  const seen: string[] = [];
  const asks = script(({ io }) => ({
    onStart: () => (io.open(exampleOrigin), io.secure(CLIENT, { protocol: 'tls' })),
    onOpen: (error) => void (error && seen.push(error.code)), onSecure: (side, error) => void (error && seen.push(`${side} ${error.code}`)),
  }), []);
  inEveryState(asks, ['openFails', 'secureFails']);
  expect(seen).toEqual(['connect-refused', '0 tls-client-rejected']);
});

test('a held peer\'s bytes come when all else is over, its resets at once', () => {
  const seen: string[] = [];
  const listens = script(() => ({ onData: (_side, bytes) => void seen.push(Buffer.from(bytes).toString()) }), [['client', 'a'], ['server', 'b'], ['client', 'c']], open);
  inEveryState(listens, 'clientHeld');
  expect(seen.join('')).toMatch(/^bac(?:abc)+$/);
});

describe('a session', () => {
  const quic = (stream: (io: Io, conn: Connection, recorder: Recorder) => Handler): Script => script(({ io, recorder }) => ({
    onStart: () => io.session('quic', { onStream: (conn, own) => stream(own, conn, recorder), onClose() {} }),
  }), [['streamOpens', CLIENT], ['stream', 0, ['client', 'hi']], ['stream', 0, ['clientEnds']]], { ...open, transport: 'udp' });
  const echo = (io: Io): Handler => ({ onData: (side, bytes) => io.send(side, bytes), onEnd: (side) => (io.end(side), io.close()), onReset: (_side, error) => io.close(error), onStop: () => io.close() });

  test('whose streams keep to the contract passes', () => {
    inEveryState(quic(echo), undefined, { byteByByte: true });
  });

  test('has each of its streams interrupted alone', () => {
    const bad = quic((io) => ({ ...echo(io), onStop: () => { throw new Error('stopped'); } }));
    expect(() => inEveryState(bad)).toThrow(/stream 0: clientStops after step 0 \["streamOpens",0\]: stopped/);
  });

  test('a stream\'s flow that is never ended is found', () => {
    const leaks = quic((io, conn, recorder) => ({ ...echo(io), onStart: () => void recorder.flow(conn, 'http') }));
    expect(() => inEveryState(leaks, 'drain')).toThrow(/never ended/);
  });

  test('a stream that nobody closes is found, by its name', () => {
    const stays = quic((io) => ({ ...echo(io), onEnd: (side) => io.end(side) }));
    expect(() => inEveryState(stays, 'drain')).toThrow(/the handler of stream 0 \(opened by the client\) has not closed/);
  });
});

test('checkOver ends what is still open, and looks at the end', () => {
  const book = new Playbook(open).start(({ conn, io, recorder }) => {
    const tap = recorder.flow(conn, 'tcp');
    return { onData: (side, bytes) => io.send(other(side), bytes), onEnd() {}, onClose: () => tap.end() };
  });
  checkOver(book.client('a'));
  expect(book.closed).toBe(true);
  expect(book.io.lines[SERVER].there).toBe(true);
});

test('all interruptions are named once', () => {
  expect(new Set(interruptions).size).toBe(interruptions.length);
});
