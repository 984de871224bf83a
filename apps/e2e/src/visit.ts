import { connect, type DetailedPeerCertificate } from 'node:tls';

/** What a client saw. */
export interface Visit {
  /** The first line of the answer. */
  readonly answer: string;
  readonly certificate: DetailedPeerCertificate;
}

export interface VisitOptions {
  /** PEM: whom the client trusts. */
  readonly ca: string;
  /** SNI, and the name that the certificate must have. */
  readonly name: string;
  readonly path?: string;
}

const giveUpMs = 20_000;

/** One request over a new TLS connection to a proxy on `port`. Rejects where the certificate is not trusted, or no answer comes. */
export function visit(port: number, { ca, name, path = '/hello.txt' }: VisitOptions): Promise<Visit> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, servername: name, ca, timeout: giveUpMs });
    let answer = '';
    let seen: DetailedPeerCertificate | undefined;
    socket.once('secureConnect', () => {
      seen = socket.getPeerCertificate(true);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${name}\r\nConnection: close\r\n\r\n`);
    });
    socket.on('data', (bytes: Buffer) => { answer += bytes.toString('latin1'); });
    socket.once('timeout', () => socket.destroy(new Error(`${name}: no answer within ${giveUpMs / 1_000} s`)));
    socket.once('error', reject);
    socket.once('close', () => {
      if (seen !== undefined && answer !== '') resolve({ answer: answer.split('\r\n', 1)[0]!, certificate: seen });
      else reject(new Error(`${name}: closed ${seen === undefined ? 'before the handshake was done' : 'without an answer'}`));
    });
  });
}

/** Visits to known names, one after the other, until it is stopped. */
export class SteadyVisits implements AsyncDisposable {
  readonly #done: Promise<void>[];
  readonly errors: string[] = [];
  count = 0;
  #stopped = false;

  /** `clients` at the same time, each to one after the other of `names`. */
  constructor(port: number, names: readonly string[], { ca }: Pick<VisitOptions, 'ca'>, clients = 4) {
    this.#done = Array.from({ length: clients }, async (_, index) => {
      for (let i = index; !this.#stopped; i++) {
        await visit(port, { ca, name: names[i % names.length]! }).then(
          ({ answer }) => (answer === 'HTTP/1.1 200 OK' ? this.count++ : this.errors.push(answer)),
          (error: Error) => this.errors.push(error.message),
        );
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#done);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
