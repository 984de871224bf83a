import { createHash } from 'node:crypto';
import type { AuthorityDownloads } from './authority-downloads.ts';
import { instructions } from './instructions.ts';
import { onboardingPage, pagePolicy } from './page.ts';

const downloads: AuthorityDownloads = {
  files: (['pem', 'p12', 'cer'] as const).map((format) => ({ format, file: `weir-ca.${format}`, mediaType: 'x/y', content: Buffer.from(format) })),
  fingerprint: 'AB:CD',
};
const page = onboardingPage(downloads);

test('has the three files and the fingerprint', () => {
  for (const format of ['pem', 'p12', 'cer']) expect(page).toContain(`<a href="/cert/${format}" download="weir-ca.${format}"><b>`);
  expect(page).toContain('<code>AB:<wbr>CD</code>');
});

test('says with what the fingerprint is compared: a command, or whoever runs the authority', () => {
  expect(onboardingPage({ ...downloads, fingerprintCommand: 'weir ca export | cat' })).toContain('whoever runs this Weir sees:</p>\n<pre><code>weir ca export | cat</code></pre>');
  expect(page).toContain("Compare with what whoever runs Weir's certificate authority says.</p>");
  expect(page).not.toContain('weir ca export');
});

test('tells every kind of client, with the file that it takes', () => {
  for (const { title, takes } of instructions.flatMap((group) => group.instructions)) {
    expect(page).toContain(`<h3>${title}</h3></summary>\n<div>\n<p>Takes <a href="/cert/${takes}"`);
  }
  expect(page).toContain('<code>networkSecurityConfig</code>');
});

test('runs and loads nothing; its one style is the one that the policy lets pass', () => {
  expect(page).not.toMatch(/<script|<link|<img|<iframe| on[a-z]+=|style=|src=|https?:\/\/(?!example\.com)/i);
  const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)];
  expect(styles).toHaveLength(1);
  expect(pagePolicy).toBe(`default-src 'none'; style-src 'sha256-${createHash('sha256').update(styles[0]![1]!).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`);
  expect(styles[0]![1]).not.toMatch(/url\(|@import/);
});

test('text is text', () => {
  expect(page).toContain('&#34;$(python3 -m certifi)&#34; weir-ca.pem &#62; weir-bundle.pem');
});

test('what is opened is closed, and headings descend by one', () => {
  const open: string[] = [];
  for (const [, end, name] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*>/g)) {
    if (name === 'meta' || name === 'wbr') continue;
    if (end === '') open.push(name!);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
  const levels = [...page.matchAll(/<h([1-6])>/g)].map(([, level]) => Number(level));
  expect(levels[0]).toBe(1);
  levels.forEach((level, at) => expect(level - (levels[at - 1] ?? 0)).toBeLessThanOrEqual(1));
});
