import { CLIENT, ProxyError, other, type Side, type Tap } from '@weir/core';
import { prove } from '../../test/prove.ts';
import { Stub } from '../../test/stub.ts';
import { Playbook, exampleOrigin, type Script } from '../index.ts';

const IDLE = 1;
const idleMs = 20_000;

/** Datagrams both ways until none has come for a while: there is no other end. */
class UdpRelay extends Stub {
  #tap: Tap | undefined;

  onStart(): void {
    this.#tap = this.flow('udp');
    this.io.hold(CLIENT);
    if (this.conn.destination !== undefined) this.io.open(this.conn.destination);
    this.io.timer(IDLE, idleMs);
  }

  override onOpen(error?: ProxyError): void {
    if (error === undefined) this.io.release(CLIENT);
    else this.fail(error);
  }

  onData(side: Side, datagram: Uint8Array): void {
    this.#tap?.message(side, 'data', datagram);
    this.io.send(other(side), datagram);
    this.io.timer(IDLE, idleMs);
  }

  override onEnd(): void {
    throw new Error('a datagram path has no end');
  }

  onTimer(): void {
    if (this.#tap !== undefined) this.done(this.#tap);
    this.io.close();
  }
}

const start = () => new Playbook({ transport: 'udp', destination: exampleOrigin }).start((stage) => new UdpRelay(stage));

test('9: ends by its timer, which each datagram moves', () => {
  start().opened().client('a').expect(['hold', 'client'], ['open', 'example.com:80'], ['timer', IDLE, idleMs], ['release', 'client'], ['send', 'server', 'a'], ['timer', IDLE, idleMs])
    .tick(idleMs - 1).server('b').expect(['send', 'client', 'b'], ['timer', IDLE, idleMs])
    .tick(idleMs - 1).expect()
    .tick(1).expect(['close']).expectFlows({ type: 'udp', outcome: 'complete' });
});

test('each datagram is a message, however small', () => {
  start().opened().client('a').client('b').expectFlows({ messages: [{ from: 'client', kind: 'data', text: 'a' }, { from: 'client', kind: 'data', text: 'b' }] });
});

test('a port that is closed (ICMP) is a reset', () => {
  start().opened().client('a').serverResets(new ProxyError('connect-refused', 'port unreachable')).expectFlows({ outcome: 'connect-refused' });
});

/** No end among the steps, nor among the interruptions: the world of datagrams has none. */
const script: Script = { start, steps: [['opened'], ['client', 'query'], ['server', 'answer'], ['tick', idleMs - 1], ['client', 'more'], ['tick', idleMs]] };
prove(script);
