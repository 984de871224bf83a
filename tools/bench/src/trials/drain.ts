import { setTimeout as wait } from 'node:timers/promises';
import { atLeast, atMost, exactly } from './claim.ts';
import { NumberedClient, type Ending } from './numbered-client.ts';
import { RawConnection } from './raw-connection.ts';
import { scaled, type Trial, type TrialParts, type TrialResult } from './trial.ts';
import { WeirUp, lostRecords } from './weir-up.ts';

const size = 2 ** 24;
const get = 'GET /16m HTTP/1.1\r\nHost: trial\r\n\r\n';

/** Open exchanges have 10 s, the flush comes after them, and ends of connections are waited for. */
const mostSeconds = 13;

export const drainTrial: Trial = { name: 'drain', title: 'SIGTERM under load: what is open finishes, all flows are flushed, exit 0', run: drain };

async function drain(parts: TrialParts): Promise<TrialResult> {
  const { scale, say } = parts;
  const weir = await WeirUp.start(parts);
  const busy = Array.from({ length: scaled(64, scale, 4) }, (_, i) => new NumberedClient(weir.endpoint, `c${i}`, 0));
  // About 4 s for all of it, and for ever.
  const finishing = Array.from({ length: scaled(20, scale, 2) }, () => new RawConnection(weir.endpoint, { bytes: 64 * 1024, everyMs: 15 }));
  const stuck = Array.from({ length: scaled(5, scale, 1) }, () => new RawConnection(weir.endpoint, 'never'));
  try {
    say(`drain: ${busy.length} clients that ask on, ${finishing.length} downloads of about 4 s, ${stuck.length} clients that do not read`);
    await wait(scaled(3000, scale, 500));
    for (const client of [...finishing, ...stuck]) await client.write(get);
    await wait(500);
    const openDownloads = finishing.filter((client) => !client.isOver).length;
    const { code, seconds } = await weir.terminate();
    await Promise.all(finishing.map((client) => client.over(1000)));
    const answers = busy.flatMap((client) => client.answers.map(({ id }) => id));
    const endings = (ending: Ending): number => busy.filter((client) => client.ending === ending).length;
    say(`drain: ended after ${seconds.toFixed(1)} s with ${answers.length} answers; comparing with the store`);
    const { stored, loss, shutdown } = await afterwards(parts);
    const lost = lostRecords(loss);
    return {
      claims: [
        exactly('exit code', code ?? NaN, 0),
        atMost('seconds from SIGTERM to the exit', seconds, mostSeconds, 's'),
        exactly('downloads open at SIGTERM that were finished', finishing.filter((client) => client.received >= size).length, openDownloads),
        exactly('answers that were cut or wrong', endings('cut') + endings('wrong'), 0),
        atLeast('clients told by Connection: close, or closed between two requests', endings('told') + endings('idle') + endings('unanswered'), busy.length),
        atLeast('clients told by Connection: close', endings('told'), Math.ceil(busy.length / 2)),
        exactly('answers whose flow is not stored', answers.filter((id) => !stored.has(id)).length, 0),
        exactly('exchanges that could not end, stored as such (shutdown)', shutdown, stuck.length),
        exactly('captured less stored', loss.captured - loss.stored, 0),
        exactly('lost', lost ?? NaN, 0),
      ],
      figures: { answers: answers.length, told: endings('told'), closedIdle: endings('idle'), requestMetTheClose: endings('unanswered'), seconds },
    };
  } finally {
    for (const client of busy) client.stop();
    for (const client of [...finishing, ...stuck]) client.close();
    await weir.stop();
  }
}

/** What a second Weir finds in the store of the first. */
async function afterwards(parts: TrialParts) {
  const weir = await WeirUp.start(parts, [], true);
  try {
    const shutdown = (await weir.flows('~e')).filter((flow) => flow.error?.code === 'shutdown').length;
    return { stored: await weir.numbers(), loss: await weir.loss(), shutdown };
  } finally {
    await weir.stop();
  }
}
