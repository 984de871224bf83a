import type { FlowJson, HeaderJson } from '@weir/flow';
import { ConfigError, choice, grouped, optionalChoice, own } from '@weir/service';
import { ApiClient } from './api-client.ts';
import type { Command } from './command.ts';
import { clientOptions } from './options.ts';

const options = {
  ...own('show', grouped('What is shown', {
    body: optionalChoice(['request', 'response'], 'write this body, its Content-Encoding undone, and nothing else'),
    format: choice(['text', 'json'], 'text', 'for people, or as the API has it'),
  })),
  ...clientOptions,
};

/** `weir show ID`: one flow whole. */
export const show: Command<typeof options> = {
  name: 'show',
  operands: 'ID',
  summary: 'show one flow, or one of its bodies',
  options,
  notes: ['ID is what a line of weir flows begins with. docs/specs/flow-record.md tells what is in a flow.'],
  examples: [
    ['weir show 01KAVF5E8Q3W2M7RBXN9GT4YJC', 'headers, addresses, TLS, sizes'],
    ['weir show 01KAVF5E8Q3W2M7RBXN9GT4YJC --body response > body', 'the bytes themselves'],
  ],
  async run(values, operands) {
    const [id] = operands;
    if (id === undefined || operands.length !== 1) throw new ConfigError('weir show needs the ID of one flow (see weir flows)');
    const client = new ApiClient(values);
    if (values.body !== undefined) {
      process.stdout.write(await client.body(id, values.body));
      return 0;
    }
    const flow = await client.flow(id);
    process.stdout.write(values.format === 'json' ? `${JSON.stringify(flow, null, 2)}\n` : flowText(flow));
    return 0;
  },
};

export function flowText(flow: FlowJson): string {
  const lines = [`${flow.id}  ${flow.type}  ${flow.state}  ${flow.mode}`, `started ${flow.startedAt}${flow.durationMs === undefined ? '' : `, took ${flow.durationMs} ms`}`];
  lines.push(`client  ${flow.client.address}:${flow.client.port}${tls(flow.client)}`);
  if (flow.server !== undefined) lines.push(`server  ${flow.server.address}:${flow.server.port}${flow.server.ip === undefined ? '' : ` (${flow.server.ip})`}${tls(flow.server)}`);
  if (flow.error !== undefined) lines.push(`error   ${flow.error.code}: ${flow.error.message}`);
  if (flow.messages !== undefined) lines.push(`messages ${flow.messages.count} (${flow.messages.bytes} bytes)`);
  const { request, response } = flow;
  if (request !== undefined) lines.push('', `${request.method} ${request.url} ${request.httpVersion}`, ...fields(request.headers), bodyLine(request.body), ...fields(request.trailers));
  if (response !== undefined) lines.push('', `${response.httpVersion} ${response.status} ${response.reason}`, ...fields(response.headers), bodyLine(response.body), ...fields(response.trailers));
  return `${lines.map((line) => line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')).join('\n')}\n`;
}

function fields(headers: readonly HeaderJson[]): string[] {
  return headers.map(([name, value]) => `  ${name}: ${value}`);
}

function bodyLine(body: { readonly size: number; readonly captured: number; readonly truncated: boolean }): string {
  return `  [body of ${body.size} bytes${body.truncated ? `, ${body.captured} captured` : ''}]`;
}

function tls(peer: FlowJson['client']): string {
  return peer.tls === undefined ? '' : `  ${peer.tls.version} ${peer.tls.cipher}${peer.tls.alpn === undefined ? '' : ` ${peer.tls.alpn}`}`;
}
