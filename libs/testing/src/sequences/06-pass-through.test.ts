import { CLIENT, ProxyError, SERVER, type Answer, type Side } from '@weir/core';
import { EagerTls } from '../../test/eager-tls.ts';
import { prove } from '../../test/prove.ts';
import { Relay } from '../../test/relay.ts';
import { Lines, Stub } from '../../test/stub.ts';
import { Playbook, type Script } from '../index.ts';

/** Asks what is to become of a connection once its SNI is known; until then neither side is made secure. */
class Decider extends Stub {
  readonly #lines = new Lines();
  readonly #raw: Uint8Array[] = [];

  onStart(): void {
    this.io.hold(SERVER);
  }

  onData(_side: Side, chunk: Uint8Array): void {
    this.#raw.push(Uint8Array.from(chunk));
    const [hello] = this.#lines.push(chunk);
    if (hello === undefined) return;
    this.io.hold(CLIENT);
    this.io.ask({ kind: 'decide', candidates: [hello.split(' ')[1] ?? ''] });
  }

  override onEnd(side: Side): void {
    if (side === CLIENT) super.onEnd(side);
  }

  override onReset(side: Side, error: ProxyError): void {
    if (side === CLIENT) super.onReset(side, error);
  }

  override onOpen(): void {
    // A failure is on the leg for the successor.
  }

  onAnswer(_id: number, answer: Answer | ProxyError): void {
    if (answer instanceof ProxyError) return this.fail(answer);
    const client = Buffer.concat(this.#raw);
    const action = answer.kind === 'decide' ? answer.action : 'close';
    if (action === 'close') return this.io.close();
    this.io.become(action === 'pass' ? new Relay(this.stage, false) : new EagerTls(this.stage, () => new Relay(this.stage)), { client });
  }
}

const hello = 'HELLO bank.example h2\n';
const decide = (action: 'pass' | 'intercept' | 'close') => ['answer', { kind: 'decide', action }] as const;
const start = () => new Playbook({ destination: { host: 'bank.example', port: 443 }, serverOpen: true }).start((stage) => new Decider(stage));
const passed: Script = { start, steps: [['client', `${hello}more`], decide('pass'), ['server', 'ServerHello'], ['client', 'Finished'], ['clientEnds'], ['serverEnds']] };

test('6: a connection passed by its SNI: the raw hello goes on as it came, nothing is made secure, there is no flow', () => {
  const book = start().client(hello).expect(['hold', 'server'], ['hold', 'client'], ['ask', { kind: 'decide', candidates: ['bank.example'] }]);
  book.play(decide('pass')).expect(['become', 'Relay'], ['send', 'server', hello])
    .server('ServerHello').expect(['send', 'client', 'ServerHello']).expectFlows();
});

test('one that is not passed is intercepted with the same bytes', () => {
  start().client(hello).play(decide('intercept')).expect(['hold', 'server'], ['hold', 'client'], ['ask', { kind: 'decide', candidates: ['bank.example'] }],
    ['become', 'EagerTls'], ['hold', 'server'], ['hold', 'client'], ['secure', 'server', { protocol: 'tls', sni: 'bank.example', alpn: ['h2'] }]);
});

test('one that is to be closed gets no byte', () => {
  const book = start().client(hello).play(decide('close'));
  expect(book.effects.map(([name]) => name)).toEqual(['hold', 'hold', 'ask', 'close']);
});

const proven = prove(passed);

test('the server got what the client sent, byte for byte', () => {
  expect(proven.outcome).toMatchObject({ toServers: [`${hello}moreFinished`], toClient: 'ServerHello', flows: [] });
});
