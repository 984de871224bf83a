import { defaultLimits, type Handler, type Limits, type LocalAnswers, type Route } from '@weir/core';
import { exampleOrigin, Playbook, type PlaybookOptions, type Script, type Stage, type Step } from '@weir/testing';
import { defaultHttpOptions, Http1Handler, type HttpOptions } from '../src/http1/index.ts';

/** A successor that says what it is given: what follows CONNECT or a 101. */
export class Successor implements Handler {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  onData(side: 0 | 1, bytes: Uint8Array): void {
    this.#stage.io.send(side === 0 ? 1 : 0, bytes);
  }

  onEnd(): void {
    this.#stage.io.close();
  }

  onReset(): void {
    this.#stage.io.close();
  }
}

export interface Setting {
  readonly route?: Partial<Route>;
  readonly options?: Partial<HttpOptions>;
  readonly limits?: Partial<Limits>;
  readonly playbook?: PlaybookOptions;
  readonly local?: LocalAnswers;
  /** Writes down the routes of what begins anew inside CONNECT. */
  readonly inner?: Route[];
}

/** An HTTP/1 handler on a fresh playbook. Timers are written down only where the test is about them. */
export function http1(setting: Setting): Playbook {
  return new Playbook({ ignore: ['timer', 'cancelTimer'], ...setting.playbook }).start((stage) => http1Handler(stage, setting));
}

/** What `reverse` has on its stage. */
export function reverseHandler(stage: Stage): Handler {
  return http1Handler(stage, { route: { serverTls: 'never' } });
}

export function http1Handler(stage: Stage, { route, options, limits, inner, local }: Setting): Handler {
  const { conn, io, recorder } = stage;
  const protocols = {
    start: (_conn: unknown, _io: unknown, begun: Route) => {
      inner?.push(begun);
      return new Successor(stage);
    },
  };
  return new Http1Handler({
    conn, io, recorder, protocols, ...(local && { local }),
    limits: { ...defaultLimits, ...limits },
    route: { stack: 'detect', form: 'origin', auth: 'origin', serverTls: 'mirror', ...route },
    options: { ...defaultHttpOptions, upgraded: () => new Successor(stage), ...options },
  });
}

/** In front of one server whose leg is open already. */
export function reverse(setting: Setting = {}): Playbook {
  return http1({
    ...setting,
    route: { serverTls: 'never', ...setting.route },
    playbook: { destination: exampleOrigin, serverOpen: true, ...setting.playbook },
  });
}

/** An explicit proxy: nothing is open, requests say where they go. */
export function explicit(setting: Setting = {}): Playbook {
  return http1({ ...setting, route: { form: 'absolute', auth: 'proxy', ...setting.route } });
}

export function script(start: () => Playbook, ...steps: Step[]): Script {
  return { start, steps };
}

export const get = 'GET /a?b HTTP/1.1\r\nHost: example.com\r\nAccept: */*\r\n\r\n';
export const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** The status of an answer of ours, checked for what all of them have. */
export function pageStatus(text: string): number {
  const match = /^HTTP\/1\.1 (\d+) [^\r\n]+\r\nServer: weir\r\nContent-Type: text\/html; charset=utf-8\r\nContent-Length: (\d+)\r\nConnection: close\r\n\r\n/.exec(text);
  if (match === null || text.length - match[0].length !== Number(match[2])) throw new Error(`not a page: ${text}`);
  return Number(match[1]);
}
