import type { Via } from '@weir/core';
import { checkOver, outcome } from '@weir/testing';
import { expectThat, latin1, type Target } from '../target.ts';
import { httpWords, requestSeeds } from './http-words.ts';
import { llhttpReads, type SeenMessage } from './llhttp.ts';
import { explicitRoute, stack } from './relay-rig.ts';

const via: Via = { scheme: 'http', address: { host: 'proxy', port: 3128 }, credentials: { user: 'u', password: 'secret' } };
const authorization = 'Basic dTpzZWNyZXQ=';
const answer = 'HTTP/1.1 204 No Content\r\n\r\n';

/**
 * What the next proxy reads of the requests that it is given, with another parser: each is in absolute-form, for the origin that its flow names, and
 * its Host says the same: whichever of the two that proxy looks at, it goes where was recorded. Our credentials are there once, and in no flow.
 */
export const http1Forwarded: Target = {
  name: 'http1-forwarded',
  about: 'requests that are given to the next proxy: for another parser they go where their flows say',
  seeds: () => requestSeeds.map((text) => latin1(text.replace(' /', ' http://user.example:81/'))).concat(requestSeeds.map(latin1)),
  words: [...httpWords, 'GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n', 'http://b:81', 'Proxy-Authorization: Basic eA==\r\n'],
  maxBytes: 1200,
  run(input) {
    const book = stack({ route: { ...explicitRoute, egress: { via: () => via } } });
    book.client(input);
    for (let turn = 0; turn < 8; turn++) book.opened().server(answer);
    const { toServers, orders, flows } = outcome(book);
    const opens = orders.filter(([name]) => name === 'open');
    const sent = flows.filter(({ request }) => request !== undefined && request.method !== 'CONNECT');
    let at = 0;
    for (const [leg, text] of toServers.slice(1).entries()) {
      const forwards = (opens[leg]?.[2] as Via | undefined)?.forward === true;
      const { messages, refused, stopped } = llhttpReads('requests', Buffer.from(text, 'latin1'));
      expectThat(refused === undefined, () => `the proxy refuses what it is given: ${refused}`);
      for (const message of messages) {
        if (message.method === 'CONNECT') continue;
        const flow = sent[at++];
        expectThat(flow !== undefined, () => 'the proxy sees a request that was not recorded');
        if (forwards) check(message, flow!.request!);
        else expectThat(values(message, 'proxy-authorization').length === 0, () => 'our credentials are at the end of a tunnel');
      }
      // Which flows the rest belongs to cannot be told.
      if (stopped === true) break;
    }
    expectThat(!JSON.stringify(flows).includes(authorization), () => 'our credentials are in a flow');
    checkOver(book);
  },
};

function check(message: SeenMessage, { method, host, port, path }: { readonly method: string; readonly host: string; readonly port: number; readonly path: string }): void {
  const { target = '' } = message;
  const [, authority = '', rest = ''] = /^http:\/\/([^/?#]*)(.*)$/is.exec(target) ?? [];
  const [, name = '', digits = ''] = /^(\[[^\]]*\]|[^:]*)(?::([0-9]*))?$/.exec(authority) ?? [];
  expectThat(message.method === method, () => `${message.method} is recorded as ${method}`);
  expectThat(name === (host.includes(':') ? `[${host}]` : host), () => `${target} is recorded for the host ${host}`);
  expectThat(Number(digits || 80) === port, () => `${target} is recorded for the port ${port}`);
  expectThat(path === (rest.startsWith('/') ? rest : rest === '' && method === 'OPTIONS' ? '*' : `/${rest}`), () => `${target} is recorded as ${path}`);
  const hosts = values(message, 'host');
  expectThat(hosts.length <= 1 && (hosts[0] === undefined || hosts[0] === authority), () => `${target} goes with Host: ${hosts.join(' and ')}`);
  expectThat(values(message, 'proxy-authorization').join() === authorization, () => 'our credentials are not there once');
}

function values({ headers }: SeenMessage, name: string): string[] {
  return headers.filter((_value, at) => at % 2 === 1 && headers[at - 1] === name);
}
