import { Buffer } from 'node:buffer';
import type { FlowJson, HeaderJson, MessageJson, RequestJson, ResponseJson } from '@weir/flow';
import type { Carried, CarriedBody, ExportFormat } from './export-format.ts';
import { requestCookies, responseCookies } from './har-cookies.ts';
import { textOf } from './text.ts';

/** HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/): HTTP exchanges. Members with an underscore are ours, or Chrome's. */
export const har: ExportFormat = {
  contentType: 'application/json',
  fileName: 'flows.har',
  head: '{"log":{"version":"1.2","creator":{"name":"Weir","version":"1"},"entries":[\n',
  separator: ',\n',
  tail: '\n]}}\n',
  async write(flow, carried) {
    return flow.type === 'http' && flow.request !== undefined ? JSON.stringify(await entry(flow, flow.request, carried)) : undefined;
  },
};

async function entry(flow: FlowJson, request: RequestJson, carried: Carried): Promise<object> {
  const wait = flow.durationMs ?? 0;
  const webSocket = flow.messages !== undefined && flow.messages.count > 0;
  return {
    startedDateTime: flow.startedAt,
    time: wait,
    request: requestOf(request, request.body.captured > 0 ? await carried.decoded('request') : undefined),
    response: flow.response === undefined ? noResponse : responseOf(flow.response, flow.response.body.captured > 0 ? await carried.decoded('response') : undefined),
    cache: {},
    // -1: does not apply. A flow has its beginning and its end, and nothing between.
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait, receive: 0 },
    ...(flow.server?.ip === undefined ? {} : { serverIPAddress: flow.server.ip }),
    _id: flow.id,
    ...(flow.error === undefined ? {} : { _error: `${flow.error.code}: ${flow.error.message}` }),
    ...(webSocket ? { _resourceType: 'websocket', ...webSocketMessages(carried) } : {}),
  };
}

function requestOf(request: RequestJson, body: CarriedBody | undefined): object {
  const query = request.url.split('#', 1)[0]!.split('?').slice(1).join('?');
  return {
    method: request.method,
    url: request.url,
    httpVersion: request.httpVersion,
    cookies: valuesOf(request.headers, 'cookie').flatMap(requestCookies),
    headers: request.headers.map(pair),
    queryString: [...new URLSearchParams(query)].map(pair),
    headersSize: -1,
    bodySize: request.body.size,
    ...(request.body.size === 0 ? {} : { postData: postData(request, body) }),
  };
}

/** HAR has no place for a posted body that is no text: `_encoding` is said as `content.encoding` is. */
function postData({ headers, body: { size, captured } }: RequestJson, body: CarriedBody | undefined): object {
  const mimeType = valuesOf(headers, 'content-type')[0] ?? '';
  const { encoding, ...text } = written(body, mimeType);
  const comment = cut(size, captured, body);
  return { mimeType, params: [], text: '', ...text, ...(encoding === undefined ? {} : { _encoding: encoding }), ...comment };
}

function responseOf(response: ResponseJson, body: CarriedBody | undefined): object {
  const { headers, body: { size, captured } } = response;
  const mimeType = valuesOf(headers, 'content-type')[0] ?? '';
  // Of a body that is not here whole, the size once decoded is not known.
  const length = body === undefined ? size : body.truncated ? Math.max(size, body.bytes.length) : body.bytes.length;
  return {
    status: response.status,
    statusText: response.reason,
    httpVersion: response.httpVersion,
    cookies: valuesOf(headers, 'set-cookie').map(responseCookies),
    headers: headers.map(pair),
    content: { size: length, compression: length - size, mimeType, ...written(body, mimeType), ...cut(size, captured, body) },
    redirectURL: valuesOf(headers, 'location')[0] ?? '',
    headersSize: -1,
    bodySize: size,
  };
}

/** As browsers write an exchange that failed: HAR wants an answer. */
const noResponse = {
  status: 0, statusText: '', httpVersion: '', cookies: [], headers: [], content: { size: 0, mimeType: '' }, redirectURL: '', headersSize: -1, bodySize: -1,
};

function written(body: CarriedBody | undefined, contentType: string): { readonly text?: string; readonly encoding?: 'base64' } {
  if (body === undefined) return {};
  const text = textOf(body.bytes, contentType);
  if (text !== undefined) return { text };
  return { text: Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.byteLength).toString('base64'), encoding: 'base64' };
}

function cut(size: number, captured: number, body: CarriedBody | undefined): object {
  if (captured < size) return { comment: `captured in part: ${captured} of ${size} bytes` };
  return body?.truncated === true ? { comment: `decoded in part: ${body.bytes.length} bytes` } : {};
}

/** An entry is made in memory: of a WebSocket that went on for days, the beginning. In characters of base64. */
const MAX_MESSAGES = 16 * 1024 * 1024;

function webSocketMessages(carried: Carried): object {
  const written: object[] = [];
  let size = 0;
  for (const message of carried.messages()) {
    size += message.data.length;
    if (size > MAX_MESSAGES) return { comment: `the first ${written.length} messages`, _webSocketMessages: written };
    written.push(webSocketMessage(message));
  }
  return { _webSocketMessages: written };
}

/** As Chrome has them: `time` in seconds, `opcode` 1 text, 2 binary, whose data is base64. */
function webSocketMessage({ from, at, kind, data }: MessageJson): object {
  const text = kind === 'text';
  return {
    type: from === 'client' ? 'send' : 'receive', time: Date.parse(at) / 1000, opcode: text ? 1 : 2,
    data: text ? Buffer.from(data, 'base64').toString('utf8') : data,
  };
}

function pair([name, value]: HeaderJson): { readonly name: string; readonly value: string } {
  return { name, value };
}

function valuesOf(headers: readonly HeaderJson[], name: string): string[] {
  return headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
}
