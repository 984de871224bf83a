import { setTimeout as wait } from 'node:timers/promises';
import { atMost, exactly, noErrors, type Claim } from './claim.ts';
import { MemoryWatch } from './memory-watch.ts';
import { RawConnection } from './raw-connection.ts';
import { scaled, type Trial, type TrialParts, type TrialResult } from './trial.ts';
import { WeirUp, type StoredBody } from './weir-up.ts';

/** Resident memory may grow by so much after warm-up, MiB. */
const mostGrowthMb = 64;

/** `body_capture_limit` unless it is told otherwise. */
const captureBytes = 1024 * 1024;
const gibibyte = 2 ** 30;

/** What passes, before memory is watched or meanwhile. It returns claims of its own. */
type Pass = (weir: WeirUp, parts: TrialParts) => Promise<readonly Claim[]>;

function memoryTrial(name: string, title: string, warmUp: Pass, pass: Pass): Trial {
  return {
    name,
    title,
    async run(parts): Promise<TrialResult> {
      const { load, scale, say } = parts;
      const weir = await WeirUp.start(parts);
      try {
        say(`${name}: warming up`);
        await load.run(weir.job('/1k', 1024, { requests: scaled(50_000, scale, 100) }));
        await warmUp(weir, parts);
        await weir.settled();
        const watch = new MemoryWatch(() => weir.residentMb());
        say(`${name}: running, ${Math.round(watch.first)} MB resident`);
        const since = performance.now();
        const claims = await pass(weir, parts);
        const seconds = (performance.now() - since) / 1000;
        await weir.settled();
        watch.stop();
        const growth = atMost('resident memory above that after warm-up', watch.growth, mostGrowthMb, 'MB');
        return { claims: [growth, ...claims], figures: { seconds, residentAfterWarmUpMb: watch.first, residentMostMb: watch.most, residentAtEndMb: weir.residentMb() } };
      } finally {
        await weir.stop();
      }
    },
  };
}

const none: Pass = () => Promise.resolve([]);

/** Connections of one request each. */
function connections(count: number): Pass {
  return async (weir, { load, scale }) => {
    const wanted = scaled(count, scale);
    const result = await load.run(weir.job('/1k', 1024, { connectEach: true, requests: wanted, connections: 32 }));
    return [exactly('connections that were answered', result.requests, wanted), noErrors(result)];
  };
}

const requests: Pass = async (weir, { load, scale }) => {
  const wanted = scaled(500_000, scale);
  const result = await load.run(weir.job('/1k', 1024, { requests: wanted }));
  return [exactly('requests that were answered', result.requests, wanted), noErrors(result)];
};

const download: Pass = async (weir, { load, scale }) => {
  const [path, bytes] = scale < 1 ? ['/16m', 2 ** 24] as const : ['/1g', gibibyte] as const;
  const result = await load.run(weir.job(path, bytes, { requests: 1, connections: 1, seconds: 300 }));
  await weir.settled();
  const stored = await weir.flows(`~u ${path}`);
  return [exactly('bytes that the client got', result.bytes, bytes), ...truncated(stored[0]?.response?.body, bytes)];
};

/** Sends `bytes` of content and waits for the answer. */
async function uploadOnce(weir: WeirUp, bytes: number): Promise<string> {
  const client = new RawConnection(weir.endpoint);
  const piece = Buffer.alloc(256 * 1024, 'x');
  await client.opened;
  await client.write(`POST /upload HTTP/1.1\r\nHost: trial\r\nContent-Length: ${bytes}\r\nConnection: close\r\n\r\n`);
  for (let sent = 0; sent < bytes && !client.isOver; sent += piece.length) await client.write(piece);
  await client.over(60_000);
  client.close();
  return client.head.split('\r\n')[0]!;
}

const upload: Pass = async (weir, { scale }) => {
  const bytes = scale < 1 ? 2 ** 24 : gibibyte;
  const answer = await uploadOnce(weir, bytes);
  await weir.settled();
  const stored = (await weir.flows('~u /upload')).filter((flow) => flow.request?.body.size === bytes);
  return [exactly('uploads answered with 200', /^HTTP\/1.1 200 /.test(answer) ? 1 : 0, 1), ...truncated(stored.at(-1)?.request?.body, bytes)];
};

const slowReaders: Pass = async (weir, { scale, say }) => {
  const wanted = scaled(1000, scale, 5);
  const clients: RawConnection[] = [];
  try {
    for (let i = 0; i < wanted; i++) {
      const client = new RawConnection(weir.endpoint, { bytes: 2048, everyMs: 500 });
      clients.push(client);
      await client.opened;
      await client.write('GET /16m HTTP/1.1\r\nHost: trial\r\n\r\n');
    }
    const seconds = scaled(30, scale, 1);
    say(`memory-slow-readers: ${wanted} readers of 4 KB a second for ${seconds} s`);
    await wait(seconds * 1000);
    const reading = clients.filter((client) => !client.isOver && client.head.startsWith('HTTP/1.1 200')).length;
    return [exactly('slow readers that are being served at once', reading, wanted)];
  } finally {
    for (const client of clients) client.close();
  }
};

function truncated(body: StoredBody | undefined, bytes: number): Claim[] {
  return [
    exactly('stored size of the body', body?.size ?? NaN, bytes, 'bytes'),
    exactly('captured of it', body?.captured ?? NaN, captureBytes, 'bytes'),
    exactly('marked truncated', body?.truncated === true ? 1 : 0, 1),
  ];
}

const warmDownload: Pass = async (weir, { load }) => {
  await load.run(weir.job('/16m', 2 ** 24, { requests: 1, connections: 1 }));
  return [];
};

const warmUpload: Pass = async (weir) => {
  await uploadOnce(weir, 2 ** 24);
  return [];
};

export const memoryTrials: readonly Trial[] = [
  memoryTrial('memory-requests', 'resident memory over 500,000 requests', none, requests),
  memoryTrial('memory-connections', 'resident memory over 100,000 connections', connections(5_000), connections(100_000)),
  memoryTrial('memory-download', 'resident memory over a download of 1 GiB', warmDownload, download),
  memoryTrial('memory-upload', 'resident memory over an upload of 1 GiB', warmUpload, upload),
  memoryTrial('memory-slow-readers', 'resident memory with 1,000 slow readers at once', warmDownload, slowReaders),
];
