import { CLIENT, SERVER, other, type Side } from '@weir/core';
import { prove } from '../../test/prove.ts';
import { Relay } from '../../test/relay.ts';
import { Playbook, exampleOrigin, type Script, type Who } from '../index.ts';

const start = () => new Playbook({ destination: exampleOrigin, serverOpen: true }).start((stage) => new Relay(stage));
const big = 'x'.repeat(300);

/** The step that brings bytes from a side, and the name that effects give it. */
const said = (side: Side): Who => (side === CLIENT ? 'client' : 'server');

describe.each([['client', CLIENT], ['server', SERVER]] as const)('11: a %s that reads slowly', (_who, slow) => {
  const fast = other(slow);

  test('leaves the other\'s bytes in its socket: they are neither sent nor recorded before', () => {
    const book = start().play([said(fast), 'first'], ['reads', slow, false], [said(fast), big]);
    book.expect(['send', said(slow), 'first']).expectFlows({ messages: [{ from: said(fast), kind: 'data', text: 'first' }] });
    book.reads(slow, true).expect(['send', said(slow), big]);
    expect(book.flows[0]?.messages.map(({ text }) => text)).toEqual(['first', big]);
  });

  test('is itself heard all the while', () => {
    start().play(['reads', slow, false], [said(slow), 'still here']).expect(['send', said(fast), 'still here']);
  });

  test('gets the end after the bytes', () => {
    start().play(['reads', slow, false], [said(fast), 'last'], [`${said(fast)}Ends`]).expect()
      .reads(slow, true).expect(['send', said(slow), 'last'], ['end', said(slow)]);
  });

  test('that resets ends it at once: what waited is lost with its reader', () => {
    start().play(['reads', slow, false], [said(fast), big], [`${said(slow)}Resets`]).expect(['reset', said(fast)], ['close', 'reset'])
      .expectFlows({ outcome: 'reset', messages: [] });
  });

  test('does not keep a reset of the other from being told', () => {
    start().play(['reads', slow, false], [said(fast), big], [`${said(fast)}Resets`]).expect(['reset', said(slow)], ['close', 'reset']);
  });
});

test('a client\'s slowness outlives the server leg, a server\'s does not', () => {
  const book = start().reads(CLIENT, false).reads(SERVER, false);
  book.io.open(exampleOrigin);
  book.opened().server('a').client('b').expect(['open', 'example.com:80'], ['send', 'server', 'b']).reads(CLIENT, true).expect(['send', 'client', 'a']);
});

const script: Script = {
  start,
  steps: [
    ['client', 'ask'], ['reads', CLIENT, false], ['server', 'answer'], ['client', 'more'], ['reads', SERVER, false], ['client', 'most'],
    ['reads', CLIENT, true], ['server', 'yes'], ['serverEnds'], ['reads', SERVER, true], ['clientEnds'],
  ],
};
const proven = prove(script);

test('every byte was recorded once', () => {
  expect(proven.outcome).toMatchObject({ toClient: 'answeryes', toServers: ['askmoremost'], flows: [{ outcome: 'complete' }] });
  const texts = proven.outcome?.flows[0]?.messages ?? [];
  for (const from of ['client', 'server'] as const) {
    expect(texts.filter((message) => message.from === from).map(({ text }) => text).join('')).toBe(from === 'client' ? 'askmoremost' : 'answeryes');
  }
});
