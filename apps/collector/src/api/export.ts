import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { FlowJson } from '@weir/flow';
import { firstLine } from '@weir/service';
import type { FlowQuery, FlowStore } from '@weir/store';
import type { FastifyInstance } from 'fastify';
import { allMessages } from '../all-messages.ts';
import { decodeContent } from '../content-decoding.ts';
import { curl } from '../formats/curl.ts';
import type { Carried, ExportFormat } from '../formats/export-format.ts';
import { har } from '../formats/har.ts';
import { jsonl } from '../formats/jsonl.ts';
import { Problem } from '../problem.ts';
import { QueryParameters } from '../query-parameters.ts';
import type { ApiContext } from './context.ts';
import { flowId, noFlow, readRange } from './flows.ts';

/** By the name in `format`. mitmproxy's dump is not among them yet: it is refused by name like any other. */
export const exportFormats = { jsonl, har, curl } as const satisfies Readonly<Record<string, ExportFormat>>;

type FormatName = keyof typeof exportFormats;

export function exportRoutes(app: FastifyInstance, context: ApiContext): void {
  const { store } = context;
  app.get('/api/v1/export', { exposeHeadRoute: false }, (request, reply) => {
    const parameters = new QueryParameters(request.query, ['format', 'filter', 'since', 'until', 'limit', 'id']);
    const format = exportFormats[parameters.choice<FormatName>('format', Object.keys(exportFormats) as FormatName[], 'jsonl')];
    const id = parameters.text('id');
    const range = readRange(parameters);
    const limit = parameters.integer('limit', Infinity, 1, 999_999_999);
    if (id !== undefined && (Object.keys(range).length > 0 || limit !== Infinity)) throw new Problem(400, 'Bad query parameter', 'id stands alone: it is one flow', { parameter: 'id' });
    const flows = id === undefined ? everyFlow(store, range, limit) : oneFlow(store, id);
    return reply
      .header('content-type', format.contentType)
      .header('content-disposition', `attachment; filename="${format.fileName}"`)
      .send(Readable.from(logged(text(format, flows, context), context), { objectMode: true, highWaterMark: 1 }));
  });
}

/** The head has long been sent: a download that fails is cut, so that it does not look whole, and only the log can say why. */
async function* logged(chunks: AsyncIterable<string>, { log }: ApiContext): AsyncGenerator<string> {
  try {
    yield* chunks;
  } catch (error) {
    log.event('error', 'export-failed', { error: firstLine(error) }, `an export was cut: ${firstLine(error)}`);
    throw error;
  }
}

/** A flow at a time, as the client takes them. */
async function* text(format: ExportFormat, flows: AsyncIterable<FlowJson> | Iterable<FlowJson>, context: ApiContext): AsyncGenerator<string> {
  if (format.head !== '') yield format.head;
  let between = '';
  for await (const flow of flows) {
    const written = await format.write(flow, carriedBy(flow, context));
    if (written === undefined) continue;
    yield between + written;
    between = format.separator;
  }
  if (format.tail !== '') yield format.tail;
}

function oneFlow(store: FlowStore, id: string): readonly FlowJson[] {
  const flow = store.get(flowId(id));
  if (flow === undefined) throw noFlow();
  return [flow];
}

/** Newest first, `limit` at most. Other requests have their turn between pages. */
async function* everyFlow(store: FlowStore, range: Pick<FlowQuery, 'filter' | 'sinceUs' | 'untilUs'>, limit: number): AsyncGenerator<FlowJson> {
  let cursor: string | undefined;
  let left = limit;
  do {
    const page = store.find({ ...range, limit: Math.min(200, left), ...(cursor === undefined ? {} : { cursor }) });
    yield* page.flows;
    cursor = page.next;
    left -= page.flows.length;
    await turn();
  } while (cursor !== undefined && left > 0);
}

function carriedBy({ id }: FlowJson, { store, maxDecodedBytes }: ApiContext): Carried {
  return {
    body: (side) => store.body(id, side),
    async decoded(side) {
      const body = store.body(id, side);
      if (body === undefined) return undefined;
      const { bytes, truncated } = await decodeContent(body.bytes, body.contentEncoding, maxDecodedBytes);
      return { bytes, truncated: truncated || body.truncated };
    },
    messages: () => allMessages(store, id),
  };
}
