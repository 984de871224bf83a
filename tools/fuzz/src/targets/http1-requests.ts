import { checkOver, exampleOrigin, outcome } from '@weir/testing';
import { expectThat, latin1, type Target } from '../target.ts';
import { httpWords, requestSeeds } from './http-words.ts';
import { llhttpReads } from './llhttp.ts';
import { reverseRoute, stack } from './relay-rig.ts';

/**
 * Request smuggling, from the other side: what the relay sends on is read by llhttp as the server would read it. It must see those requests, with
 * those bodies, that the relay has recorded, and no other, and refuse none: the relay is at least as strict.
 */
export const http1Requests: Target = {
  name: 'http1-requests',
  about: 'the HTTP/1 relay: a server with another parser sees the requests that were recorded, and no other',
  seeds: () => requestSeeds.map(latin1),
  words: httpWords,
  maxBytes: 1200,
  run(input) {
    const book = stack({ route: reverseRoute, playbook: { destination: exampleOrigin, serverOpen: true } });
    book.client(input);
    const { toServers, flows } = outcome(book);
    expectThat(toServers.length === 1, () => 'another server was opened');
    const { messages: seen, refused } = llhttpReads('requests', Buffer.from(toServers[0]!, 'latin1'));
    const sent = flows.filter((flow) => flow.request !== undefined && flow.request.method !== 'CONNECT');
    expectThat(refused === undefined, () => `the server refuses what was sent on: ${refused}`);
    expectThat(seen.length <= sent.length, () => `the server sees ${seen.length} requests, ${sent.length} were recorded`);
    seen.forEach((message, at) => {
      const { request, body } = sent[at]!;
      expectThat(message.method === request!.method, () => `request ${at} is a ${message.method} to the server, recorded as ${request!.method}`);
      expectThat(message.target === request!.path, () => `request ${at} is for ${message.target} to the server, recorded as ${request!.path}`);
      const recorded = body.client ?? '';
      // What is still on its way may be recorded a chunk earlier than it is sent, never the other way round.
      expectThat(message.whole ? message.body === recorded || message.upgrade : recorded.startsWith(message.body), () => `request ${at} has another body to the server than was recorded`);
    });
    checkOver(book);
  },
};
