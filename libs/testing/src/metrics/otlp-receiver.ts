import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { double, messages, number, readMessage, text, type Message } from './protobuf.ts';

export interface ReceivedMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly kind: 'gauge' | 'sum' | 'other';
  /** Of sums: 2 is cumulative. */
  readonly temporality?: number | undefined;
  readonly monotonic?: boolean;
  readonly points: readonly { readonly attributes: Readonly<Record<string, string>>; readonly value: number | undefined }[];
}

export interface ReceivedExport {
  readonly path: string;
  readonly contentType: string;
  /** Empty: there was none. */
  readonly authorization: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly metrics: readonly ReceivedMetric[];
}

/** A receiver of OTLP/HTTP, protobuf: reads ExportMetricsServiceRequest (opentelemetry-proto, metrics.proto) by field numbers. */
export class OtlpReceiver implements AsyncDisposable {
  readonly exports: ReceivedExport[] = [];
  /** What it answers from now on. */
  status = 200;
  /** Requests that were refused, since `status` was not 200. */
  refused = 0;
  readonly #server: Server;
  #waiting: (() => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#take(request).then(() => response.writeHead(this.status, { 'content-type': 'application/x-protobuf' }).end());
    });
  }

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves with the next request, taken or refused. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #take(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (this.status === 200) {
      const { authorization = '', 'content-type': contentType = '' } = request.headers;
      this.exports.push({ path: request.url ?? '', contentType, authorization, ...readExport(Buffer.concat(chunks)) });
    } else {
      this.refused++;
    }
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function readExport(bytes: Uint8Array): Pick<ReceivedExport, 'resource' | 'metrics'> {
  const resources = messages(readMessage(bytes), 1);
  return {
    resource: attributes(messages(resources[0]!, 1)[0]!, 1),
    metrics: resources.flatMap((each) => messages(each, 2).flatMap((scope) => messages(scope, 2).map(readMetric))),
  };
}

function readMetric(metric: Message): ReceivedMetric {
  const [gauge] = messages(metric, 5);
  const [sum] = messages(metric, 7);
  const facts = { name: text(metric, 1), description: text(metric, 2), unit: text(metric, 3) };
  if (sum !== undefined) return { ...facts, kind: 'sum', temporality: number(sum, 2), monotonic: number(sum, 3) === 1, points: messages(sum, 1).map(readPoint) };
  return { ...facts, kind: gauge === undefined ? 'other' : 'gauge', points: gauge === undefined ? [] : messages(gauge, 1).map(readPoint) };
}

function readPoint(point: Message): ReceivedMetric['points'][number] {
  return { attributes: attributes(point, 7), value: double(point, 4) ?? number(point, 6) };
}

/** KeyValue { key = 1, value = 2 }, AnyValue { string_value = 1 }. */
function attributes(message: Message, field: number): Record<string, string> {
  return Object.fromEntries(messages(message, field).map((pair) => [text(pair, 1), text(messages(pair, 2)[0], 1)]));
}
