import type { LoadJob } from './job.ts';

/** The bytes of the job's request, content included. */
export function requestBytes(job: LoadJob): Buffer {
  const target = job.way.kind === 'proxy' ? `${job.tls ? 'https' : 'http'}://${job.authority}${job.path}` : job.path;
  const lines = [`${job.method} ${target} HTTP/1.1`, `Host: ${job.authority}`, 'User-Agent: weir-bench', 'Accept: */*'];
  if (job.sends > 0) lines.push('Content-Type: application/octet-stream', `Content-Length: ${job.sends}`);
  if (job.connectEach) lines.push('Connection: close');
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.alloc(job.sends, 'x')]);
}
