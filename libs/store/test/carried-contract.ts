import { isoTime } from '@weir/flow';
import type { FlowStore } from '../src/index.ts';
import { aFlow, aRequest, aResponse, bodyChunk, bodyInChunks, bodyOf, message, noonUs, Producer, textOf } from './records.ts';

/** Bodies and messages. */
export function carriedContract(store: () => FlowStore): void {
  const open = { state: 'open', endedAtUs: 0 } as const;

  describe('bodies', () => {
    function body(n: number, side: 'request' | 'response'): { text: string; size: number; truncated: boolean; contentEncoding?: string } | undefined {
      const stored = store().body(textOf(n), side);
      if (stored === undefined) return undefined;
      const { bytes, ...rest } = stored;
      return { text: Buffer.from(bytes).toString('latin1'), ...rest };
    }

    test('short ones are as they were; a side without one has none', () => {
      const response = aResponse({ headers: ['Content-Encoding', 'gzip', 'content-encoding', 'br'], body: bodyOf('tiny') });
      store().append([new Producer().flows(aFlow(1, { response }))]);
      expect(body(1, 'response')).toEqual({ text: 'tiny', size: 4, truncated: false, contentEncoding: 'gzip, br' });
      expect(body(1, 'request')).toBeUndefined();
    });

    test.each([3000, 5000, 64_000])('%i bytes on both sides', (length) => {
      const request = aRequest({ body: bodyOf('q'.repeat(length)) });
      const response = aResponse({ body: bodyOf('s'.repeat(length)) });
      const { changed } = store().append([new Producer().flows(aFlow(1, { request, response }))]);
      expect(body(1, 'request')).toEqual({ text: 'q'.repeat(length), size: length, truncated: false });
      expect(body(1, 'response')).toEqual({ text: 's'.repeat(length), size: length, truncated: false });
      expect(store().get(textOf(1))).toEqual(changed[0]);
      expect(store().get(textOf(1))!.request!.body).toEqual({ size: length, captured: length, truncated: false });
    });

    test('long ones are put together from chunks, which may come before the flow, again, and in any order', () => {
      const producer = new Producer();
      store().append([producer.batch(bodyChunk(1, 1, 1, 'b'), bodyChunk(1, 0, 0, 'q'), bodyChunk(1, 1, 2, 'c'), bodyChunk(1, 1, 0, 'a'), bodyChunk(1, 1, 1, 'B'))]);
      expect(body(1, 'response')).toBeUndefined();
      store().append([producer.flows(aFlow(1, { response: aResponse({ body: bodyInChunks(3) }) }))]);
      expect(body(1, 'response')).toEqual({ text: 'abc', size: 3, truncated: false });
    });

    test('a missing chunk ends it, and that is said', () => {
      const producer = new Producer();
      store().append([
        producer.batch(bodyChunk(1, 1, 0, 'a'), bodyChunk(1, 1, 2, 'c')),
        producer.flows(aFlow(1, { response: aResponse({ body: bodyInChunks(3) }) })),
      ]);
      expect(body(1, 'response')).toEqual({ text: 'a', size: 3, truncated: true });
    });

    test('a capped one is truncated, also where nothing of it was kept', () => {
      const response = aResponse({ body: { size: 9, captured: 2, parts: [Buffer.from('ab')] } });
      store().append([new Producer().flows(aFlow(1, { request: aRequest({ body: bodyInChunks(7, 0) }), response }))]);
      expect(body(1, 'response')).toEqual({ text: 'ab', size: 9, truncated: true });
      expect(body(1, 'request')).toEqual({ text: '', size: 7, truncated: true });
    });

    test('a later revision has the say: a body that was whole in the flow may go on in chunks', () => {
      const producer = new Producer();
      const early = 'x'.repeat(5000);
      store().append([producer.flows(aFlow(1, { ...open, response: aResponse({ body: bodyOf(early) }) }))]);
      expect(body(1, 'response')).toMatchObject({ text: early });
      store().append([
        producer.batch(bodyChunk(1, 1, 0, 'whole '), bodyChunk(1, 1, 1, 'body')),
        producer.flows(aFlow(1, { revision: 2, response: aResponse({ body: bodyInChunks(10) }) })),
      ]);
      expect(body(1, 'response')).toEqual({ text: 'whole body', size: 10, truncated: false });
    });
  });

  describe('messages', () => {
    const tcp = { type: 'tcp', request: undefined, response: undefined } as const;

    test('come in order, in pages, once each', () => {
      const producer = new Producer();
      const sent = [message(1, 1, 1, 'b'), message(1, 0, 0, 'a'), message(1, 0, 2, 'c', 100), message(1, 0, 0, 'again')];
      store().append([producer.flows(aFlow(1, { ...tcp, ...open })), producer.batch(...sent)]);
      const first = store().messages(textOf(1), { limit: 2 })!;
      expect(first.messages).toEqual([
        { seq: 0, at: isoTime(noonUs + 1000), from: 'client', kind: 'text', size: 1, data: 'YQ==' },
        { seq: 1, at: isoTime(noonUs + 1001), from: 'server', kind: 'text', size: 1, data: 'Yg==' },
      ]);
      const rest = store().messages(textOf(1), { limit: 2, cursor: first.next! })!;
      expect(rest).toEqual({ messages: [{ seq: 2, at: isoTime(noonUs + 1002), from: 'client', kind: 'text', size: 100, data: 'Yw==' }] });
    });

    test('a page that is just full has no next; one that arrives later can be asked for', () => {
      const producer = new Producer();
      store().append([producer.flows(aFlow(1, tcp)), producer.batch(message(1, 0, 0, 'a'), message(1, 0, 1, 'b'))]);
      expect(store().messages(textOf(1), { limit: 2 })!.next).toBeUndefined();
      expect(store().messages(textOf(1), { limit: 2, cursor: '2' })).toEqual({ messages: [] });
    });

    test('long ones make short pages', () => {
      const producer = new Producer();
      const long = 'x'.repeat(250_000);
      store().append([producer.flows(aFlow(1, tcp)), ...Array.from({ length: 50 }, (_, seq) => producer.batch(message(1, 0, seq, long)))]);
      let count = 0;
      let cursor: string | undefined;
      do {
        const page = store().messages(textOf(1), { limit: 1000, ...(cursor === undefined ? {} : { cursor }) })!;
        expect(page.messages.length).toBeLessThan(50);
        count += page.messages.length;
        cursor = page.next;
      } while (cursor !== undefined);
      expect(count).toBe(50);
    });

    test('bodies are none, and a flow that carried none has none', () => {
      const producer = new Producer();
      store().append([producer.flows(aFlow(1)), producer.batch(bodyChunk(1, 0, 0, 'a'))]);
      expect(store().messages(textOf(1), { limit: 2 })).toEqual({ messages: [] });
    });

    test.each(['', 'x', '-1', '1e3', '9999999999999999'])('a cursor such as %j is refused', (cursor) => {
      store().append([new Producer().flows(aFlow(1))]);
      expect(() => store().messages(textOf(1), { limit: 2, cursor })).toThrow(expect.objectContaining({ code: 'bad-cursor' }));
    });
  });
}
