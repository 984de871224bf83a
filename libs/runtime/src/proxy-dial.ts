import { isIP, type Socket } from 'node:net';
import { authority, ProxyError, viaName, type Address, type Limits, type TunnelDialogue, type Via } from '@weir/core';
import { brokenError, serverTlsError } from './errors.ts';
import type { TlsClient } from './tls-client.ts';
import { watchHandshake } from './tls-handshake.ts';
import type { Connected, Dialled } from './wire.ts';

export interface ProxyDialParts {
  readonly to: Address;
  readonly via: Via;
  /** Absent: the proxy is given requests, not asked for a tunnel. */
  readonly dialogue: TunnelDialogue | undefined;
  /** Opens the TCP connection to the proxy; answers with what gives it up. */
  readonly connect: (done: Connected) => () => void;
  readonly tls: TlsClient;
  readonly limits: Limits;
}

/**
 * Reaches a server through a proxy: connects to that, speaks TLS with it where its scheme says so, asks for the tunnel. All of it has
 * `limits.connectMs`. `done` is called once and never within the call, or not at all after the function returned was called.
 */
export function dialThrough(parts: ProxyDialParts, done: Dialled): () => void {
  const dial = new ProxyDial(parts, done);
  dial.start();
  return () => dial.stop();
}

class ProxyDial {
  readonly #parts: ProxyDialParts;
  readonly #done: Dialled;
  #doing = 'connecting to it';
  #timer: NodeJS.Timeout | undefined;
  #giveUp: () => void = () => undefined;
  #over = false;

  constructor(parts: ProxyDialParts, done: Dialled) {
    this.#parts = parts;
    this.#done = done;
  }

  start(): void {
    const { connectMs } = this.#parts.limits;
    this.#timer = setTimeout(() => this.#fail(new ProxyError('connect-timeout', `no answer within ${connectMs} ms while ${this.#doing}.`)), connectMs);
    this.#giveUp = this.#parts.connect((error, tcp) => {
      if (tcp === undefined) this.#fail(error ?? brokenError('server', undefined));
      else this.#connected(tcp);
    });
  }

  /** Gives up; nothing is answered any more. */
  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#giveUp();
  }

  #connected(tcp: Socket): void {
    const { via, tls, limits } = this.#parts;
    this.#giveUp = () => discard(tcp);
    if (via.scheme !== 'https') return this.#ask(tcp, tcp);
    this.#doing = 'shaking hands with it';
    const { host } = via.address;
    const { socket } = tls.connect(tcp, [], { protocol: 'tls', alpn: ['http/1.1'], ...(isIP(host) === 0 && { sni: host }) }, via.address, limits.tlsHighWater);
    this.#giveUp = () => {
      discard(socket);
      discard(tcp);
    };
    watchHandshake(socket, 'server', limits.connectMs, (ok, error) => {
      if (this.#over) return;
      if (ok) this.#ask(socket, tcp);
      else this.#fail(serverTlsError(error, host));
    });
  }

  #ask(socket: Socket, tcp: Socket): void {
    const { dialogue } = this.#parts;
    if (dialogue === undefined) return this.#succeed(socket, tcp);
    this.#doing = 'asking it for a tunnel';
    const onData = (bytes: Uint8Array): void => {
      if (this.#over) return;
      const step = dialogue.onData(bytes);
      if (step instanceof ProxyError) return this.#finish(step);
      if (step.send !== undefined) socket.write(step.send);
      if (step.kind === 'more') return;
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError).off('_tlsError', onError);
      // Nothing more is read before there is somebody to hear it.
      socket.pause();
      this.#succeed(socket, tcp, step.rest);
    };
    const onEnd = (): void => this.#fail(new ProxyError('closed-early', 'it closed the connection before it had answered.'));
    const onError = (error: unknown): void => this.#fail(brokenError('server', error));
    socket.on('data', onData).once('end', onEnd).once('close', onEnd).once('error', onError).once('_tlsError', onError);
    socket.write(dialogue.start());
  }

  #succeed(socket: Socket, tcp: Socket, rest?: Uint8Array): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#done(undefined, rest === undefined ? { socket, tcp } : { socket, tcp, rest });
  }

  /** Why the proxy is of no use, whatever it was to be used for. */
  #fail(error: ProxyError): void {
    const { to, via } = this.#parts;
    this.#finish(new ProxyError(error.code, `Cannot reach ${authority(to.host, to.port)} through ${viaName(via)}: ${error.message}`, { cause: error }));
  }

  #finish(error: ProxyError): void {
    if (this.#over) return;
    this.stop();
    this.#done(error, undefined);
  }
}

function discard(socket: Socket): void {
  socket.on('error', ignore).destroy();
}

function ignore(): void {
  // The socket was given up: what it still reports is of no interest.
}
