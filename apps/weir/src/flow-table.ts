import type { FlowJson } from '@weir/flow';

/** One line a flow, for people: time, status, method, URL or endpoints, sizes, duration. */
export function flowLine(flow: FlowJson): string {
  const time = flow.startedAt.slice(11, 23);
  const what = flow.request === undefined ? endpoints(flow) : `${flow.request.method} ${flow.request.url}`;
  const size = flow.response?.body.size ?? flow.messages?.bytes;
  const tail = [size === undefined ? undefined : bytes(size), flow.durationMs === undefined ? undefined : `${flow.durationMs.toFixed(1)}ms`]
    .filter((part) => part !== undefined).join(' ');
  return printable(`${flow.id}  ${time}  ${status(flow).padEnd(4)} ${what}${tail === '' ? '' : `  ${tail}`}${failure(flow)}`);
}

function status(flow: FlowJson): string {
  if (flow.response !== undefined) return String(flow.response.status);
  return flow.state === 'error' ? 'err' : flow.state === 'open' ? '...' : flow.type;
}

function endpoints(flow: FlowJson): string {
  const server = flow.server === undefined ? '?' : `${flow.server.address}:${flow.server.port}`;
  return `${flow.type} ${flow.client.address}:${flow.client.port} -> ${server}`;
}

function failure(flow: FlowJson): string {
  return flow.error === undefined ? '' : `  ${flow.error.code}: ${flow.error.message}`;
}

function bytes(size: number): string {
  return size < 1024 ? `${size}B` : size < 1024 ** 2 ? `${(size / 1024).toFixed(1)}K` : `${(size / 1024 ** 2).toFixed(1)}M`;
}

/** What passed may hold control characters: a terminal must not obey them. */
function printable(line: string): string {
  return line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}
