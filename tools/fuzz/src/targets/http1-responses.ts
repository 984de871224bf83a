import { checkOver, exampleOrigin, outcome } from '@weir/testing';
import { expectThat, latin1, type Target } from '../target.ts';
import { httpWords, responseSeeds } from './http-words.ts';
import { llhttpReads } from './llhttp.ts';
import { reverseRoute, stack } from './relay-rig.ts';

const get = 'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n';

/** Answers of a hostile server to three requests, read by the client with another parser. */
export const http1Responses: Target = {
  name: 'http1-responses',
  about: 'the HTTP/1 relay: a client with another parser sees the answers that were recorded, and no other',
  seeds: () => [...responseSeeds, responseSeeds.slice(0, 3).join('')].map(latin1),
  words: httpWords,
  maxBytes: 1200,
  run(input) {
    const book = stack({ route: reverseRoute, playbook: { destination: exampleOrigin, serverOpen: true } });
    book.client(get + get + get).server(input).serverEnds();
    const { toClient, flows } = outcome(book);
    const own = toClient.search(/HTTP\/1\.1 \d+ [^\r\n]*\r\nServer: weir\r\n/);
    const { messages, refused } = llhttpReads('responses', Buffer.from(own < 0 ? toClient : toClient.slice(0, own), 'latin1'));
    expectThat(refused === undefined, () => `the client refuses what was sent on: ${refused}`);
    const seen = messages.filter(({ status }) => status! >= 200 || status === 101);
    const sent = flows.filter((flow) => flow.response !== undefined);
    expectThat(seen.length <= sent.length, () => `the client sees ${seen.length} answers, ${sent.length} were recorded`);
    seen.forEach((message, at) => {
      const { response, body } = sent[at]!;
      expectThat(message.status === response!.status, () => `answer ${at} is ${message.status} to the client, recorded as ${response!.status}`);
      const recorded = body.server ?? '';
      expectThat(message.whole ? message.body === recorded || message.upgrade : recorded.startsWith(message.body), () => `answer ${at} has another body to the client than was recorded`);
    });
    checkOver(book);
  },
};
