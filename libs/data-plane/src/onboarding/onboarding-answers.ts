import type { Headers, LocalAnswer, LocalAnswers, RequestHead } from '@weir/core';
import type { AuthorityDownloads, Download } from './authority-downloads.ts';
import { onboardingPage, pagePolicy } from './page.ts';
import { plainPage } from './plain-page.ts';

/** What browsers are told of all that is answered here. */
const always: Headers = ['X-Content-Type-Options', 'nosniff', 'Referrer-Policy', 'no-referrer', 'Cache-Control', 'no-store'];
const html = 'text/html; charset=utf-8';
const plain = 'text/plain; charset=utf-8';

/** How a client is answered at that host. */
type Answers = LocalAnswers['answer'];

/** The onboarding page at `host`, on every port, about what `trusted` says: made when that is first asked for, and when it has changed. */
export function onboardingAnswers(trusted: () => AuthorityDownloads | undefined, host: string): LocalAnswers {
  const unknown = unknownAnswer();
  let about: AuthorityDownloads | undefined;
  let answers: Answers = () => unknown;
  return {
    isFor: (name) => name.length === host.length && name.toLowerCase() === host,
    answer: (request) => {
      const now = trusted();
      if (now !== about) answers = now === undefined ? () => unknown : answersAbout(now, host);
      about = now;
      return answers(request);
    },
  };
}

function answersAbout(downloads: AuthorityDownloads, host: string): Answers {
  const page = ok(html, onboardingPage(downloads), ['Vary', 'Accept', 'Content-Security-Policy', pagePolicy]);
  const text = ok(plain, plainPage(downloads, host), ['Vary', 'Accept']);
  const files = new Map(downloads.files.map((file) => [`/cert/${file.format}`, download(file)]));
  const missing = answer(404, 'Not Found', plain, `There is nothing here. The page is at http://${host}/\n`);
  const refused = answer(405, 'Method Not Allowed', plain, 'This is only to be looked at: GET and HEAD.\n', ['Allow', 'GET, HEAD']);
  return ({ method, path, headers }: RequestHead) => {
    const end = path.indexOf('?');
    const at = end < 0 ? path : path.slice(0, end);
    const file = files.get(at);
    if (file === undefined && at !== '/') return missing;
    if (method !== 'GET' && method !== 'HEAD') return refused;
    return file ?? (takesHtml(headers) ? page : text);
  };
}

/** A proxy that has not heard from its authority yet serves all the same. */
function unknownAnswer(): LocalAnswer {
  const text = 'Weir does not know yet what is to be trusted: it waits for its certificate authority, which is away. Try again in a moment.\n\nIf this stays, whoever runs this Weir finds the reason in its log (ca-away).\n';
  return answer(503, 'Service Unavailable', plain, text, ['Retry-After', '5']);
}

/** Browsers name it; curl and the like take anything, and show what they get. */
function takesHtml(headers: Headers): boolean {
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at]!.toLowerCase() === 'accept' && headers[at + 1]!.toLowerCase().includes('text/html')) return true;
  }
  return false;
}

function download({ file, mediaType, content }: Download): LocalAnswer {
  return ok(mediaType, content, ['Content-Disposition', `attachment; filename="${file}"`]);
}

function ok(type: string, content: string | Uint8Array, more: Headers): LocalAnswer {
  return answer(200, 'OK', type, content, more);
}

function answer(status: number, reason: string, type: string, content: string | Uint8Array, more: Headers = []): LocalAnswer {
  return { status, reason, headers: ['Content-Type', type, ...more, ...always], content: Buffer.from(content) };
}
