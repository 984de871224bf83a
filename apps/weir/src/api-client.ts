import type { FlowJson, MessageJson } from '@weir/flow';
import { ConfigError, firstLine, homeDirectory, homePaths, readToken, RuntimeFailure } from '@weir/service';

/** The query API of a running Weir, as docs/query-api.md has it. Failures are RuntimeFailure with the server's own words. */
export class ApiClient {
  readonly #base: URL;
  readonly #token: string;

  constructor(options: { readonly api: string; readonly api_token: string | undefined; readonly home: string }) {
    const url = /^https?:\/\//.test(options.api) ? options.api : `http://${options.api}`;
    if (!URL.canParse(url)) throw new ConfigError(`--api: ${options.api} is no URL`);
    this.#base = new URL(url);
    const file = homePaths(homeDirectory(options.home)).tokenFile;
    const token = options.api_token ?? readToken(file);
    if (token === undefined) throw new RuntimeFailure(`no token: ${file} does not exist (has \`weir up\` run with this --home?); give --api-token`);
    this.#token = token;
  }

  async flows(query: Readonly<Record<string, string | undefined>>): Promise<{ readonly flows: readonly FlowJson[]; readonly next?: string }> {
    return (await this.#get('/api/v1/flows', query)).json() as Promise<{ flows: FlowJson[]; next?: string }>;
  }

  async flow(id: string): Promise<FlowJson> {
    return (await this.#get(`/api/v1/flows/${encodeURIComponent(id)}`)).json() as Promise<FlowJson>;
  }

  async body(id: string, side: 'request' | 'response'): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#get(`/api/v1/flows/${encodeURIComponent(id)}/${side}/body`, { decoded: 'true' })).arrayBuffer());
  }

  /** As it was captured; `truncated`: there was more. */
  async rawBody(id: string, side: 'request' | 'response'): Promise<{ readonly bytes: Uint8Array; readonly truncated: boolean }> {
    const response = await this.#get(`/api/v1/flows/${encodeURIComponent(id)}/${side}/body`);
    return { bytes: new Uint8Array(await response.arrayBuffer()), truncated: response.headers.get('weir-truncated') === 'true' };
  }

  async messages(id: string, query: Readonly<Record<string, string | undefined>>): Promise<{ readonly messages: readonly MessageJson[]; readonly next?: string }> {
    return (await this.#get(`/api/v1/flows/${encodeURIComponent(id)}/messages`, query)).json() as Promise<{ messages: MessageJson[]; next?: string }>;
  }

  /** A download, in pieces of text. */
  async *export(query: Readonly<Record<string, string | undefined>>): AsyncGenerator<string> {
    yield* (await this.#get('/api/v1/export', query)).body!.pipeThrough(new TextDecoderStream());
  }

  /** Flows as they pass, until the server ends or the caller stops. */
  async *tail(filter: string | undefined): AsyncGenerator<FlowJson> {
    const response = await this.#get('/api/v1/tail', { filter });
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body!) {
      rest += decoder.decode(chunk, { stream: true });
      const events = rest.split('\n\n');
      rest = events.pop()!;
      for (const event of events) {
        const lines = event.split('\n');
        const kind = lines.find((line) => line.startsWith('event:'))?.slice(6).trim() ?? 'message';
        const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trimStart()).join('\n');
        if (data !== '' && (kind === 'message' || kind === 'flow')) yield JSON.parse(data) as FlowJson;
      }
    }
  }

  async #get(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<Response> {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    let response: Response;
    try {
      response = await fetch(url, { headers: { authorization: `Bearer ${this.#token}` } });
    } catch (error) {
      const cause = (error as Error).cause ?? error;
      throw new RuntimeFailure(`no answer from ${this.#base.origin}: ${firstLine(cause)} (is \`weir up\` running?)`);
    }
    if (!response.ok) throw await problem(response);
    return response;
  }
}

async function problem(response: Response): Promise<Error> {
  const text = await response.text();
  let said = text;
  try {
    const body = JSON.parse(text) as { title?: string; detail?: string };
    said = [body.title, body.detail].filter((part) => part !== undefined).join(': ');
  } catch {
    // No problem document: the text is all there is.
  }
  const message = `${response.status} ${said}`.trim();
  return response.status === 400 ? new ConfigError(message) : new RuntimeFailure(message);
}
