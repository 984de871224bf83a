import type { FlowJson, LossJson, MessageJson } from '@weir/flow';

/** What the API refused, in its own words (RFC 9457). */
export class ApiError extends Error {
  readonly status: number;
  /** Where in the filter, in UTF-16 units. */
  readonly position: number | undefined;

  constructor(status: number, message: string, position?: number) {
    super(message);
    this.status = status;
    this.position = position;
  }
}

export interface FlowPage {
  readonly flows: readonly FlowJson[];
  readonly next?: string;
}

export interface MessagePage {
  readonly messages: readonly MessageJson[];
  readonly next?: string;
}

export interface Body {
  readonly bytes: Uint8Array;
  readonly truncated: boolean;
  /** Content codings that are still on the bytes. */
  readonly encoding: string | undefined;
}

export interface Listener {
  readonly mode: string;
  readonly transport: string;
  readonly address: string;
  readonly port: number;
  readonly error?: string;
}

type Query = Readonly<Record<string, string | undefined>>;

/** The query API, with the cookie that the printed link has set. Rejects with an ApiError; status 0: no answer. */
export class Api {
  flows(query: Query, signal?: AbortSignal): Promise<FlowPage> {
    return json(pathOf('/api/v1/flows', query), signal);
  }

  flow(id: string, signal?: AbortSignal): Promise<FlowJson> {
    return json(`/api/v1/flows/${encodeURIComponent(id)}`, signal);
  }

  messages(id: string, cursor: string | undefined, signal?: AbortSignal): Promise<MessagePage> {
    return json(pathOf(`/api/v1/flows/${encodeURIComponent(id)}/messages`, { cursor, limit: '200' }), signal);
  }

  loss(): Promise<LossJson> {
    return json('/api/v1/loss');
  }

  async listeners(): Promise<readonly Listener[]> {
    return (await json<{ readonly listeners: readonly Listener[] }>('/api/v1/listeners')).listeners;
  }

  /** A shell command that sends the request again. */
  async curl(id: string): Promise<string> {
    return (await (await get(exportPath('curl', { id }))).text()).replace(/^#!.*\n/, '').trimEnd();
  }

  async body(id: string, side: 'request' | 'response', signal?: AbortSignal): Promise<Body> {
    const response = await get(pathOf(bodyPath(id, side), { decoded: 'true' }), signal);
    return {
      bytes: new Uint8Array(await response.arrayBuffer()),
      truncated: response.headers.get('weir-truncated') === 'true',
      encoding: response.headers.get('weir-content-encoding') ?? undefined,
    };
  }
}

export function bodyPath(id: string, side: 'request' | 'response'): string {
  return `/api/v1/flows/${encodeURIComponent(id)}/${side}/body`;
}

export function exportPath(format: 'har' | 'jsonl' | 'curl', query: Query): string {
  return pathOf('/api/v1/export', { format, ...query });
}

export function tailPath(filter: string): string {
  return pathOf('/api/v1/tail', { filter: filter === '' ? undefined : filter });
}

function pathOf(path: string, query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

async function json<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await get(path, signal)).json() as Promise<T>;
}

async function get(path: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new ApiError(0, 'Weir does not answer. Is it still running?');
  }
  if (response.ok) return response;
  throw await refusal(response);
}

async function refusal(response: Response): Promise<ApiError> {
  try {
    const { title, detail, position } = (await response.json()) as { title?: string; detail?: string; position?: number };
    return new ApiError(response.status, detail ?? title ?? response.statusText, position);
  } catch {
    return new ApiError(response.status, `${response.status} ${response.statusText}`);
  }
}
