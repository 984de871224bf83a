import { createHash } from 'node:crypto';
import type { AuthorityDownloads, Download } from './authority-downloads.ts';
import { instructions, type Instruction, type Step } from './instructions.ts';
import { pageStyle } from './page-style.ts';

const takers: Readonly<Record<Download['format'], string>> = {
  pem: 'Linux, macOS, Firefox, most programs',
  p12: 'PKCS#12, its password is empty',
  cer: 'DER: Android, iOS, Windows',
};

/** Nothing is loaded, run, sent or framed: the page is text, and this its style. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The page for browsers, whole. */
export function onboardingPage({ files, fingerprint, fingerprintCommand }: AuthorityDownloads): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trust Weir's authority</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<h1>Your traffic passes through Weir</h1>
<p>To look inside TLS, Weir shows certificates of an authority of its own. Have this device, or one program, trust it: take the file and follow the lines below for where it goes.</p>
<ul class="files">
${files.map(fileLink).join('\n')}
</ul>
</header>
<main>
<h2>Is it the right one?</h2>
<div class="print">
<p>SHA-256 of the certificate:</p>
<p><code>${fingerprint.replaceAll(':', ':<wbr>')}</code></p>
${comparison(fingerprintCommand)}
</div>
${instructions.map(({ title, instructions: each }) => `<section>\n<h2>${escaped(title)}</h2>\n${each.map(instruction).join('\n')}\n</section>`).join('\n')}
</main>
<footer>
<p>Whoever has Weir's key can pass for any server to whoever trusts this authority. Remove it again where it is no longer needed.</p>
</footer>
</body>
</html>
`;
}

function comparison(command: string | undefined): string {
  const unencrypted = '<p>This page may have come to you unencrypted. Compare with what whoever runs';
  return command === undefined ? `${unencrypted} Weir's certificate authority says.</p>` : `${unencrypted} this Weir sees:</p>\n<pre><code>${escaped(command)}</code></pre>`;
}

function fileLink({ format, file }: Download): string {
  return `<li><a href="/cert/${format}" download="${file}"><b>${file}</b> ${escaped(takers[format])}</a></li>`;
}

function instruction({ title, takes, steps }: Instruction): string {
  return `<details>
<summary><h3>${escaped(title)}</h3></summary>
<div>
<p>Takes <a href="/cert/${takes}" download="weir-ca.${takes}">weir-ca.${takes}</a>.</p>
${steps.map(step).join('\n')}
</div>
</details>`;
}

function step(one: Step): string {
  if (typeof one !== 'string') return `<pre tabindex="0"><code>${escaped(one.lines)}</code></pre>`;
  return `<p>${escaped(one).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
