import { CLIENT, SERVER, other, type Connection, type Handler, type Io, type ProxyError, type Session, type SessionIo, type Side, type Tap } from '@weir/core';
import { prove } from '../../test/prove.ts';
import { Lines, Stub, bytes, closedEarly } from '../../test/stub.ts';
import { Playbook, type Script, type Stage } from '../index.ts';

/** Reads the client's Initial (here `INITIAL sni alpn`, in two datagrams), makes both sides secure, and leaves them to a session. */
class Quic extends Stub {
  readonly #datagrams: Uint8Array[] = [];
  #sni = '';
  #over = false;

  onData(_side: Side, datagram: Uint8Array): void {
    this.#datagrams.push(Uint8Array.from(datagram));
    const [, sni, alpn] = Buffer.concat(this.#datagrams).toString().split(' ');
    if (sni === undefined || alpn === undefined || this.conn.destination === undefined) return;
    this.#sni = sni;
    this.io.hold(CLIENT);
    this.io.open(this.conn.destination);
  }

  override onOpen(error?: ProxyError): void {
    if (error !== undefined) return this.fail(error);
    this.io.secure(SERVER, { protocol: 'quic', sni: this.#sni, alpn: ['h3'] });
  }

  override onSecure(side: Side, error?: ProxyError): void {
    if (error !== undefined) return this.fail(error);
    if (side === SERVER) return this.io.secure(CLIENT, { protocol: 'quic', datagrams: this.#datagrams, alpn: ['h3'], leaf: { names: [this.#sni] } });
    this.#over = true;
    this.io.session('quic', new Http3(this.stage));
  }

  override onClose(error?: ProxyError): void {
    if (!this.#over) this.flow('udp');
    this.#over = true;
    super.onClose(error);
  }

  protected override fail(error: ProxyError): void {
    this.onClose(error);
    this.io.close(error);
  }
}

/** SETTINGS, GOAWAY and QPACK are each hop's own; requests are relayed one to one. */
class Http3 implements Session {
  readonly #stage: Stage;
  readonly #control: Control[] = [];
  #io: SessionIo | undefined;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  onStart(io: SessionIo): void {
    this.#io = io;
    for (const side of [CLIENT, SERVER] as const) {
      io.openStream(side, true, (_conn, own) => (this.#control[side] = new Control(own, side)));
    }
  }

  onStream(conn: Connection, io: Io): Handler | null {
    const { recorder } = this.#stage;
    if (conn.stream?.unidirectional === true) return new PeersOwn(io, (side) => this.#io?.close(side, 0x104, 'a critical stream was closed'));
    // RFC 9114, 6.1: servers do not open bidirectional streams.
    return conn.stream?.initiator === CLIENT ? new Exchange({ conn, io, recorder }) : null;
  }

  onDrain(): void {
    for (const control of this.#control) control.goAway();
  }

  onClose(side: Side, code: number, reason: string): void {
    this.#io?.close(other(side), code, reason);
  }
}

/** A control stream of ours. */
class Control implements Handler {
  readonly #io: Io;
  readonly #side: Side;

  constructor(io: Io, side: Side) {
    this.#io = io;
    this.#side = side;
  }

  onStart(): void {
    this.#io.send(this.#side, bytes('SETTINGS\n'));
  }

  goAway(): void {
    this.#io.send(this.#side, bytes('GOAWAY\n'));
  }

  onData(): void {}

  onEnd(): void {}

  onStop(): void {
    this.#io.close();
  }

  onReset(): void {
    this.#io.close();
  }
}

/** A peer's control or QPACK stream: read here, and never relayed. It may not end (RFC 9114, 6.2.1). */
class PeersOwn implements Handler {
  readonly #io: Io;
  readonly #closed: (side: Side) => void;

  constructor(io: Io, closed: (side: Side) => void) {
    this.#io = io;
    this.#closed = closed;
  }

  onData(): void {}

  onEnd(side: Side): void {
    this.#closed(side);
    this.#io.close();
  }

  onReset(side: Side): void {
    this.onEnd(side);
  }
}

/** One request stream, opened towards the server when its head is whole. */
class Exchange extends Stub {
  readonly #lines = new Lines();
  readonly #tap: Tap;
  #head: string | undefined;
  /** A bit for each direction that is over, by the side it comes from. */
  #over = 0;

  constructor(stage: Stage) {
    super(stage);
    this.#tap = this.flow('http');
  }

  onData(side: Side, chunk: Uint8Array): void {
    if (this.#head !== undefined) return this.io.send(other(side), chunk);
    const [head] = this.#lines.push(chunk);
    if (head === undefined || this.conn.destination === undefined) return;
    this.#head = `${head}\n`;
    this.io.hold(CLIENT);
    this.io.open(this.conn.destination);
  }

  override onOpen(error?: ProxyError): void {
    if (error !== undefined) {
      this.io.send(CLIENT, bytes(`502 ${error.code}\n`));
      return this.fail(error);
    }
    this.io.send(SERVER, bytes(this.#head ?? ''));
    this.io.send(SERVER, this.#lines.rest);
    this.io.release(CLIENT);
  }

  override onEnd(side: Side): void {
    if (this.#head === undefined) return this.fail(closedEarly());
    this.io.end(other(side));
    this.#isOver(side);
  }

  /** A reset ends one direction; the answer may go on (RFC 9114, 4.1.1). */
  override onReset(side: Side, error: ProxyError): void {
    if (side === SERVER || this.#head === undefined) {
      this.io.reset(CLIENT, error.status);
      return this.fail(error);
    }
    this.io.reset(SERVER, error.status);
    this.#isOver(side);
  }

  onStop(side: Side, code: number): void {
    this.io.stop(other(side), code);
    this.#isOver(other(side));
  }

  #isOver(from: Side): void {
    this.#over |= 1 << from;
    if (this.#over !== 3) return;
    this.done(this.#tap);
    this.io.close();
  }
}

const destination = { host: 'a.example', port: 443 };
const start = () => new Playbook({ transport: 'udp', destination }).start((stage) => new Quic(stage));
const shaken: Script['steps'] = [['client', 'INITIAL a.ex'], ['client', 'ample h3'], ['opened'], ['secured', SERVER, { alpn: 'h3' }], ['secured', CLIENT, { alpn: 'h3' }]];

/** Streams 0 and 1 are the session's own control streams, towards the client and the server; 2 and 3 the peers'. */
const script: Script = {
  start,
  steps: [
    ...shaken,
    ['streamOpens', CLIENT, 'one way'], ['stream', 2, ['client', 'SETTINGS\n']],
    ['streamOpens', SERVER, 'one way'], ['stream', 3, ['server', 'SETTINGS\n']],
    ['streamOpens', CLIENT], ['streamOpens', CLIENT],
    ['stream', 4, ['client', 'GET /a\n']], ['stream', 5, ['client', 'POST /b\nbody']], ['stream', 5, ['opened']], ['stream', 4, ['opened']],
    ['stream', 5, ['server', '200\n']], ['stream', 4, ['clientEnds']], ['stream', 4, ['server', '404\n']], ['stream', 4, ['serverEnds']],
    ['stream', 5, ['clientEnds']], ['stream', 5, ['serverEnds']],
  ],
};
const both = () => start().play(...shaken);

test('7: both sides secure by QUIC, then a session with control streams of its own on each hop', () => {
  const book = start().client('INITIAL a.ex').expect().client('ample h3').expect(['hold', 'client'], ['open', 'a.example:443'])
    .opened().expect(['secure', 'server', { protocol: 'quic', sni: 'a.example', alpn: ['h3'] }])
    .secured(SERVER, { alpn: 'h3' }).expect(['secure', 'client', { protocol: 'quic', datagrams: ['INITIAL a.ex', 'ample h3'], alpn: ['h3'], leaf: { names: ['a.example'] } }])
    .secured(CLIENT, { alpn: 'h3' }).expect(['session', 'quic'], ['openStream', 'client', 'one way'], ['openStream', 'server', 'one way']);
  expect(book.streams.map(({ conn }) => conn.stream)).toEqual([{ id: 3, initiator: SERVER, unidirectional: true }, { id: 2, initiator: CLIENT, unidirectional: true }]);
  book.streams[0]?.expect(['send', 'client', 'SETTINGS\n']);
  book.streams[1]?.expect(['send', 'server', 'SETTINGS\n']);
});

test('requests are relayed one to one, whichever is answered first', () => {
  const book = both().streamOpens(CLIENT).streamOpens(CLIENT);
  const [a, b] = book.streams.slice(2) as [Playbook, Playbook];
  a.client('GET /a\n').expect(['hold', 'client'], ['open', 'a.example:443']);
  b.client('GET /b\n').opened().server('200\n').clientEnds().serverEnds()
    .expect(['hold', 'client'], ['open', 'a.example:443'], ['send', 'server', 'GET /b\n'], ['release', 'client'], ['send', 'client', '200\n'], ['end', 'server'], ['end', 'client'], ['close']);
  a.opened().expect(['send', 'server', 'GET /a\n'], ['release', 'client']);
  book.expectFlows({ type: 'http' }, { type: 'http', outcome: 'complete' });
});

test('a server that has answered may stop the request; the answer still passes', () => {
  const book = both().streamOpens(CLIENT);
  const stream = book.streams[2] as Playbook;
  stream.client('POST /\nsome').opened().take();
  stream.server('200\n').stops(SERVER, 0x100).client('more').serverEnds()
    .expect(['send', 'client', '200\n'], ['stop', 'client', 0x100], ['end', 'client'], ['close']);
  book.expectFlows({ outcome: 'complete' });
});

test('a reset carries its code, and ends that direction alone', () => {
  const book = both().streamOpens(CLIENT);
  const stream = book.streams[2] as Playbook;
  stream.client('POST /\n').opened().take();
  stream.clientResets(Object.assign(closedEarly(), { status: 0x10c })).expect(['reset', 'server', 0x10c]).server('200\n').serverEnds()
    .expect(['send', 'client', '200\n'], ['end', 'client'], ['close']);
});

test('a stream that nobody wants is stopped and reset', () => {
  const book = both().streamOpens(SERVER);
  book.streams[2]?.expect(['stop', 'server', 0], ['close']);
});

test('a drain says GOAWAY on each hop, open requests go on', () => {
  const book = both().streamOpens(CLIENT);
  book.streams[2]?.client('GET /\n').opened();
  book.drain();
  expect(book.streams.slice(0, 2).map((stream) => stream.effects.at(-1))).toEqual([['send', 'client', 'SETTINGS\nGOAWAY\n'], ['send', 'server', 'SETTINGS\nGOAWAY\n']]);
  book.streams[2]?.server('200\n').clientEnds().serverEnds();
  book.expectFlows({ outcome: 'complete' });
});

test('a connection that is closed takes its streams with it, and the other hop', () => {
  const book = both().streamOpens(CLIENT);
  book.streams[2]?.client('GET /\n').opened();
  book.serverResets(Object.assign(closedEarly(), { status: 0x10c, reason: 'bye' }));
  expect(book.take().at(-1)).toEqual(['closeConnection', 'client', 0x10c, 'bye']);
  book.expectFlows({ outcome: 'reset' });
  expect(book.streams.every(({ closed }) => closed)).toBe(true);
});

test('a peer that ends its control stream has its connection closed', () => {
  const book = both().streamOpens(CLIENT, true);
  book.streams[2]?.clientEnds();
  expect(book.take().at(-1)).toEqual(['closeConnection', 'client', 0x104, 'a critical stream was closed']);
});

const proven = prove(script);

test('each request is one flow', () => {
  expect(proven.outcome?.flows.map(({ outcome }) => outcome)).toEqual(['complete', 'complete']);
  expect(proven.outcome?.streams?.slice(4)).toMatchObject([{ toServers: ['', 'GET /a\n'], toClient: '404\n' }, { toServers: ['', 'POST /b\nbody'], toClient: '200\n' }]);
});
