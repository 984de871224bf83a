import { CLIENT, ProxyError, SERVER, type Side } from '@weir/core';
import { EagerTls } from '../../test/eager-tls.ts';
import { prove } from '../../test/prove.ts';
import { Relay } from '../../test/relay.ts';
import { Lines, Stub, bytes } from '../../test/stub.ts';
import { Playbook, type Script } from '../index.ts';

/** `CONNECT host`: answered when the server is there. */
class Connect extends Stub {
  readonly #lines = new Lines();

  onData(side: Side, chunk: Uint8Array): void {
    if (side === SERVER) throw new Error('the server was heard before the tunnel stood');
    const [line] = this.#lines.push(chunk);
    if (line === undefined) return;
    this.conn.destination = { host: line.slice('CONNECT '.length), port: 443 };
    this.io.hold(CLIENT);
    this.io.open(this.conn.destination);
  }

  override onOpen(error?: ProxyError): void {
    if (error !== undefined) {
      this.io.send(CLIENT, bytes(`502 ${error.code}\n`));
      this.failed(this.flow('http'), error);
      return this.io.close();
    }
    this.io.send(CLIENT, bytes('200\n'));
    this.io.become(new EagerTls(this.stage, (stage) => new Relay(stage)), { client: this.#lines.rest });
  }
}

const script: Script = {
  start: () => new Playbook().start((stage) => new Connect(stage)),
  steps: [
    ['client', 'CONNECT a.example\n'], ['opened'],
    ['client', 'HELLO a.example h2,http/1.1\n'], ['secured', SERVER, { alpn: 'h2' }],
    ['server', 'SETTINGS\n'], ['secured', CLIENT, { alpn: 'h2', sni: 'a.example' }],
    ['client', 'PRI\nSETTINGS\n'], ['server', 'HEADERS\n'], ['clientEnds'], ['serverEnds'],
  ],
};

test('1: CONNECT, TLS, h2 with mirrored ALPN; the server\'s SETTINGS arrive while the client still shakes hands', () => {
  script.start()
    .client('CONNECT a.example\n').expect(['hold', 'client'], ['open', 'a.example:443'])
    .opened().expect(['send', 'client', '200\n'], ['become', 'EagerTls'], ['hold', 'server'])
    .client('HELLO a.example h2,http/1.1\n').expect(['hold', 'client'], ['secure', 'server', { protocol: 'tls', sni: 'a.example', alpn: ['h2', 'http/1.1'] }])
    .secured(SERVER, { alpn: 'h2' })
    .expect(['secure', 'client', { protocol: 'tls', head: 'HELLO a.example h2,http/1.1\n', alpn: ['h2'], leaf: { names: ['a.example'] } }])
    .server('SETTINGS\n').client('PRI\n').expect()
    .secured(CLIENT, { alpn: 'h2' }).expect(['become', 'Relay'], ['send', 'server', 'PRI\n'], ['send', 'client', 'SETTINGS\n']);
});

test('a server that cannot be reached is told before the client begins TLS', () => {
  script.start().client('CONNECT a.example\n').opened(new ProxyError('connect-refused', 'refused'))
    .expect(['hold', 'client'], ['open', 'a.example:443'], ['send', 'client', '502 connect-refused\n'], ['close'])
    .expectFlows({ type: 'http', outcome: 'connect-refused' });
});

prove(script);
