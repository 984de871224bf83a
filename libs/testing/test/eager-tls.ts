import { CLIENT, SERVER, type Handler, type ProxyError, type Side } from '@weir/core';
import type { Stage } from '../src/index.ts';
import { Lines, Stub } from './stub.ts';

/**
 * Ends the client's TLS as a proxy does that copies what the server has: the ClientHello (a line: `HELLO sni alpn,alpn`), then the server, then
 * the client. A server that fails is left on its leg for whoever is inside.
 */
export class EagerTls extends Stub {
  readonly #inside: (stage: Stage) => Handler;
  readonly #lines = new Lines();
  readonly #raw: Uint8Array[] = [];
  #sni = '';
  #offered: readonly string[] = [];
  #over = false;

  constructor(stage: Stage, inside: (stage: Stage) => Handler) {
    super(stage);
    this.#inside = inside;
  }

  onStart(): void {
    this.io.hold(SERVER);
  }

  onData(side: Side, bytes: Uint8Array): void {
    if (side === SERVER) throw new Error('the server was heard before anybody was there to hear it');
    this.#raw.push(Uint8Array.from(bytes));
    const [hello] = this.#lines.push(bytes);
    if (hello === undefined) return;
    const [, sni = '', alpn = ''] = hello.split(' ');
    this.#sni = sni;
    this.#offered = alpn.split(',');
    this.io.hold(CLIENT);
    if (this.conn.server?.state === 'failed') this.#answer();
    else this.io.secure(SERVER, { protocol: 'tls', sni, alpn: this.#offered });
  }

  override onEnd(side: Side): void {
    if (side === CLIENT) super.onEnd(side);
  }

  override onReset(side: Side, error: ProxyError): void {
    if (side === CLIENT) super.onReset(side, error);
  }

  override onSecure(side: Side, error?: ProxyError): void {
    if (side === SERVER) return this.#answer();
    if (error !== undefined) return this.fail(error);
    this.#over = true;
    this.io.become(this.#inside(this.stage));
  }

  override onClose(error?: ProxyError): void {
    if (!this.#over) this.flow('tcp');
    this.#over = true;
    super.onClose(error);
  }

  protected override fail(error: ProxyError): void {
    this.onClose(error);
    this.io.close(error);
  }

  #answer(): void {
    const { tls } = this.conn.server ?? {};
    const mirrored = tls === undefined ? ['http/1.1'] : tls.alpn === undefined ? [] : [tls.alpn];
    const names = [this.#sni];
    const like = tls?.certificate;
    this.io.secure(CLIENT, { protocol: 'tls', head: Buffer.concat(this.#raw), alpn: mirrored, leaf: like === undefined ? { names } : { names, like } });
  }
}
